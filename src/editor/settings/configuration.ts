import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  AgentRegistry,
  findExcessPatterns,
  findPatternProblems,
  findUnreadablePatterns,
  mergeAgents,
  parseAgents,
  parseBudget,
  parsePrices,
  parseProviders,
  toProblem,
  toWrongType,
  type Budget,
  type ProviderConfig,
  type RetentionLimits,
  type SettingProblem,
} from '#orchestration/index.ts';
import { type NumberLimits, isNumberSetting, type NumberSetting, numberSettings } from '#common/settingLimits.ts';
import type { PriceOverrides } from '#llm/core.ts';
import { cacheSettings } from './settingsCache.ts';
import { customAgent, isUserSetting, type SettingName } from './settingTable.ts';
import { inspectSharedSetting, readSharedSetting, readUserSetting } from './settings.ts';

/** The settings for one place in the workspace. Each task reads them anew, so a change applies from the next one on. */
export interface Configuration {
  /** Id of the current agent. There may be no such agent: running it reports that. */
  agentId: string;
  registry: AgentRegistry;
  providers: ProviderConfig[];
  presets: Preset[];
  problems: SettingProblem[];
}

/** Reads the settings for `resource` (the active document), or for the window. */
export const readConfiguration = cacheSettings(readFresh);

function readFresh(resource?: vscode.Uri): Configuration {
  const agents = inspectSharedSetting('agents', resource);
  // Restricted Mode: agents of the workspace are ignored until it is trusted.
  const workspaceLayers = vscode.workspace.isTrusted ? [agents.workspaceValue, agents.workspaceFolderValue] : [];
  const merged = mergeAgents({
    providers: parseProviders(readUserSetting('providers')),
    agents: parseAgents(agents.globalValue),
    workspaceAgents: workspaceLayers.map((layer) => parseAgents(layer)),
  });
  return {
    agentId: readAgentId(resource),
    registry: new AgentRegistry(merged.agents.map(withLabel)),
    providers: merged.providers.map(withLabel),
    presets: readPresets(resource),
    problems: [
      ...merged.problems,
      ...parsePrices(readUserSetting('prices')).problems,
      ...parseBudget(readUserSetting('budget')).problems,
      ...findProtectionProblems(resource),
    ],
  };
}

/** Finds the problems of the settings about secrets, confirmation, limits and retention. */
function findProtectionProblems(resource: vscode.Uri | undefined): SettingProblem[] {
  const own = readUserSetting('neverSend');
  const layers = inspectSharedSetting('workspaceNeverSend', resource);
  const added = [layers.globalValue, layers.workspaceValue, layers.workspaceFolderValue];
  const toProblems = (name: SettingName, expectations: string[]): SettingProblem[] =>
    expectations.map((expectation) => toProblem([`switchyard.${name}`], expectation));
  const confirm = readUserSetting('confirmBeforeSending');
  return [
    ...toProblems('neverSend', [...findUnreadablePatterns(own), ...findExcessPatterns(own)]),
    ...added.flatMap((list) =>
      toProblems('workspaceNeverSend', [...findUnreadablePatterns(list), ...findPatternProblems(list)]),
    ),
    ...toProblems('confirmBeforeSending', typeof confirm === 'boolean' ? [] : [toWrongType('boolean', confirm)]),
    ...Object.keys(numberSettings)
      .filter(isNumberSetting)
      .flatMap((name) => toProblems(name, findNumberProblem(readValue(name)))),
  ];
}

/** Reads the limits of runs. */
export function readLimits() {
  return {
    maxConcurrent: readNumber('maxConcurrent'),
    maxConcurrentPerProvider: readNumber('maxConcurrentPerProvider'),
    maxAttempts: readNumber('maxAttempts'),
  };
}

/** Reads the time limits of one request, in milliseconds, named as in the LLM layer. */
export function readRequestLimits() {
  return {
    connectTimeoutMs: readNumber('connectTimeoutSeconds') * 1_000,
    timeoutMs: readNumber('idleTimeoutSeconds') * 1_000,
    totalTimeoutMs: readNumber('requestTimeoutSeconds') * 1_000,
  };
}

/** Reads the user's own prices. Problems with them are among those of {@link readConfiguration}. */
export const readPrices = cacheSettings((): PriceOverrides => parsePrices(readUserSetting('prices')).valid);

/** Reads the budget. Problems with it are among those of {@link readConfiguration}. */
export const readBudget = cacheSettings((): Budget => parseBudget(readUserSetting('budget')).budget);

/** Reads the limits of the history. */
export function readRetention(): RetentionLimits {
  return {
    maxAgeDays: readNumber('history.maxAgeDays'),
    maxMegabytes: readNumber('history.maxMegabytes'),
  };
}

/** Reads a number, clamped: VS Code does not enforce a minimum or maximum on a value in a file. */
function readNumber(name: NumberSetting): number {
  const limits: NumberLimits = numberSettings[name];
  const value = Math.min(limits.maximum, Math.max(limits.minimum, toNumber(readValue(name)) ?? limits.default));
  return limits.isWhole ? Math.trunc(value) : value;
}

function readValue(name: NumberSetting): unknown {
  return isUserSetting(name) ? readUserSetting(name) : readSharedSetting(name);
}

/** Reads a number, also from a string. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'string') return /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function findNumberProblem(value: unknown): string[] {
  return toNumber(value) === undefined ? [toWrongType('number', value)] : [];
}

function readAgentId(resource: vscode.Uri | undefined): string {
  const agent = toText(readSharedSetting('agent', resource));
  return agent === customAgent ? toText(readSharedSetting('customAgent', resource)) || customAgent : agent;
}

/** Labels of built-in agents and providers that are no brand names. */
const builtInLabels: ReadonlyMap<string, () => string> = new Map([
  ['Local server', () => l10n.t('Local server')],
  ['Local model', () => l10n.t('Local model')],
  ['VS Code model', () => l10n.t('VS Code model')],
]);

function withLabel<Named extends { label?: string }>(named: Named): Named {
  const label = builtInLabels.get(named.label ?? '')?.();
  return label === undefined ? named : { ...named, label };
}

/** Labels of the built-in presets. A map, since a preset may be called `constructor`. */
const builtInPresetLabels: ReadonlyMap<string, () => string> = new Map([
  ['explain', () => l10n.t('Explain')],
  ['fix', () => l10n.t('Fix')],
  ['refactor', () => l10n.t('Refactor')],
  ['tests', () => l10n.t('Write Tests')],
  ['document', () => l10n.t('Document')],
]);

/** Lists the presets that have a prompt. An empty prompt of a built-in one falls back to the default. */
function readPresets(resource: vscode.Uri | undefined): Preset[] {
  const inspected = inspectSharedSetting('prompts', resource);
  const layers = [
    inspected.defaultValue,
    inspected.globalValue,
    ...(vscode.workspace.isTrusted ? [inspected.workspaceValue, inspected.workspaceFolderValue] : []),
  ];
  const prompts = new Map<string, string>();
  for (const layer of layers) {
    if (typeof layer !== 'object' || layer === null) continue;
    for (const [id, prompt] of Object.entries(layer)) if (toText(prompt)) prompts.set(id, toText(prompt));
  }
  return [...prompts].map(([id, prompt]) => ({ id, prompt, label: builtInPresetLabels.get(id)?.() ?? toLabel(id) }));
}

/** `code-review` becomes `Code review`. */
function toLabel(id: string): string {
  const words = id.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** A prompt from the settings. */
export interface Preset {
  id: string;
  label: string;
  prompt: string;
}
