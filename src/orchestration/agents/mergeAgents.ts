import { withoutUndefined } from '#common/withoutUndefined.ts';
import { isRecord } from '#common/isRecord.ts';
import * as l10n from '@vscode/l10n';
import { builtInAgents, builtInProviders, findBuiltInProvider } from './builtInAgents.ts';
import type {
  AgentConfig,
  AgentEntry,
  ParsedEntries,
  ProviderConfig,
  ProviderEntry,
  SettingProblem,
} from '#orchestration/types.ts';
import { filterWorkspaceParams } from './workspaceParams.ts';
import { toProblem } from '#orchestration/wrongValues.ts';

/** The settings that agents are made of, each read by `parseProviders` or `parseAgents`. */
export interface AgentSettings {
  providers?: ParsedEntries<ProviderEntry>;
  /** From the user settings: trusted. */
  agents?: ParsedEntries<AgentEntry>;
  /** From the workspace, then the folder: their `params` pass the allow-list of the agent's wire. */
  workspaceAgents?: readonly ParsedEntries<AgentEntry>[];
}

/** Providers and agents as all settings together describe them. */
export interface MergedAgents {
  agents: AgentConfig[];
  providers: ProviderConfig[];
  problems: SettingProblem[];
}

/**
 * Lays the settings over the built-in providers and agents. Nothing is lost silently: an entry that was refused leaves
 * its agent listed with a `problem`, so that a run says what is wrong instead of going to an endpoint that was not meant.
 */
export function mergeAgents(settings: AgentSettings = {}): MergedAgents {
  const providers = mergeProviders(settings.providers);
  const layers = [settings.agents, ...(settings.workspaceAgents ?? [])].filter((layer) => layer !== undefined);
  const problems = [...(settings.providers?.problems ?? []), ...layers.flatMap((layer) => layer.problems)];
  const ids = new Set<string>(builtInAgents.map((agent) => agent.id));
  for (const layer of layers)
    for (const id of [...Object.keys(layer.valid), ...Object.keys(layer.refused)]) ids.add(id);
  const agents = [...ids].map((id) => mergeAgent(id, settings, providers, problems));
  return { agents, providers: [...providers.values()], problems };
}

function mergeProviders(entries: ParsedEntries<ProviderEntry> | undefined): Map<string, ProviderConfig> {
  const providers = new Map<string, ProviderConfig>(builtInProviders.map((provider) => [provider.id, { ...provider }]));
  for (const [id, entry] of Object.entries(entries?.valid ?? {})) {
    const builtIn = findBuiltInProvider(id);
    const type = entry.type ?? builtIn?.type ?? unknownType;
    // A built-in endpoint, or the leave to go without a key, means nothing to another wire.
    const base = builtIn?.type === type ? builtIn : undefined;
    providers.set(id, { label: id, ...base, ...entry, id, type });
  }
  for (const [id, problem] of Object.entries(entries?.refused ?? {})) {
    providers.set(id, { id, type: unknownType, label: id, ...findBuiltInProvider(id), problem });
  }
  return providers;
}

/** The type of an agent that refuses to run because its provider is not known. */
const unknownType = 'unknown';

function mergeAgent(
  id: string,
  settings: AgentSettings,
  providers: ReadonlyMap<string, ProviderConfig>,
  problems: SettingProblem[],
): AgentConfig {
  const userEntry = entryOf(settings.agents, id);
  const workspaceEntries = (settings.workspaceAgents ?? []).map((layer) => entryOf(layer, id));
  const builtIn: AgentEntry | undefined = builtInAgents.find((agent) => agent.id === id);

  let merged: AgentEntry = layOver(builtIn ?? {}, userEntry, userEntry?.params);
  const users = builtIn || userEntry ? { label: id, ...merged } : undefined;
  for (const workspaceEntry of workspaceEntries) {
    const entry = withoutUsersOwn(workspaceEntry, users, (field, message) =>
      problems.push(toProblem(['switchyard.agents', id, field], message)),
    );
    const type = providers.get(entry?.provider ?? merged.provider ?? '')?.type ?? unknownType;
    const { kept, dropped } = filterWorkspaceParams(type, entry?.params ?? {});
    for (const path of dropped) {
      problems.push(
        toProblem(
          ['switchyard.agents', id, 'params', ...path.split('.')],
          l10n.t('a workspace cannot set this; it was left out, the user settings may set it'),
        ),
      );
    }
    merged = layOver(merged, entry, kept);
  }
  const isWorkspaceModel = merged.model !== users?.model;

  const provider = providers.get(merged.provider ?? '');
  const refusal = [settings.agents, ...(settings.workspaceAgents ?? [])].map((layer) => refusalOf(layer, id));
  let problem = refusal.find((refused) => refused !== undefined) ?? provider?.problem;
  if (!provider && problem === undefined) {
    const unknown = toProblem(
      ['switchyard.agents', id, 'provider'],
      l10n.t('expected the id of a provider: {0}', [...providers.keys()].join(', ')),
    );
    problems.push(unknown);
    problem = unknown;
  }
  const agent = toAgentConfig(id, merged, provider, problem);
  return isWorkspaceModel ? { ...agent, isWorkspaceModel } : agent;
}

/** Fields that a workspace cannot change of an agent that the user knows: where it goes, its name, and that it is switched off. */
const usersOwn = {
  provider: () =>
    l10n.t(
      'a workspace cannot send an agent of yours to another provider; it was left out, an agent of another id may name one',
    ),
  label: () => l10n.t('a workspace cannot give an agent of yours another name; it was left out'),
  enabled: () => l10n.t('a workspace cannot switch an agent on that you switched off; it was left out'),
} as const;

function withoutUsersOwn(
  entry: AgentEntry | undefined,
  users: AgentEntry | undefined,
  report: (field: keyof typeof usersOwn, message: string) => void,
): AgentEntry | undefined {
  if (!entry || !users) return entry;
  const kept = { ...entry };
  for (const field of ['provider', 'label', 'enabled'] as const) {
    const isKept = entry[field] === undefined || entry[field] === users[field];
    if (isKept || (field === 'enabled' && users.enabled !== false)) continue;
    report(field, usersOwn[field]());
    delete kept[field];
  }
  return kept;
}

/** `params` merge deeply, but stay with the provider they were written for. */
function layOver(base: AgentEntry, entry: AgentEntry | undefined, params: Record<string, unknown> = {}): AgentEntry {
  if (!entry) return base;
  const isSameProvider = entry.provider === undefined || entry.provider === base.provider;
  const mergedParams = mergeParams(isSameProvider ? (base.params ?? {}) : {}, params);
  const { params: _base, ...baseFields } = base;
  const { params: _entry, ...entryFields } = entry;
  const fields = { ...baseFields, ...entryFields };
  return Object.keys(mergedParams).length > 0 ? { ...fields, params: mergedParams } : fields;
}

function mergeParams(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isRecord(below) && isRecord(value) ? mergeParams(below, value) : value);
  }
  return Object.fromEntries(merged);
}

function toAgentConfig(
  id: string,
  entry: AgentEntry,
  provider: ProviderConfig | undefined,
  problem: SettingProblem | undefined,
): AgentConfig {
  return withoutUndefined({
    ...entry,
    id,
    type: provider?.type ?? unknownType,
    provider: entry.provider ?? '',
    model: entry.model ?? '',
    label: entry.label ?? id,
    baseUrl: provider?.baseUrl,
    headers: provider?.headers,
    auth: provider?.auth,
    simulated: provider?.simulated,
    problem,
  });
}

function entryOf(layer: ParsedEntries<AgentEntry> | undefined, id: string): AgentEntry | undefined {
  return layer && Object.hasOwn(layer.valid, id) ? layer.valid[id] : undefined;
}

function refusalOf(layer: ParsedEntries<AgentEntry> | undefined, id: string): SettingProblem | undefined {
  return layer && Object.hasOwn(layer.refused, id) ? layer.refused[id] : undefined;
}
