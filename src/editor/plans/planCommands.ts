import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { checkPlan, type ExecutionResult } from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { formatNumber, formatTime } from '#common/language.ts';
import type { Background } from '#common/background.ts';
import { describeError } from '#common/missingPart.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { showError, showInformation, showWarning } from '#editor/ui/notifications.ts';
import type { PlanDocuments } from '#editor/plans/language/planDocuments.ts';
import type { ChangedChoice } from './resumeDecision.ts';
import type { PlanEdits } from './planEdits.ts';
import { isPlan } from '#editor/plans/language/planKinds.ts';
import { countLeft } from './planRecords.ts';
import { describePlanProblems, nameOf, placeOf } from '#editor/plans/language/planProblems.ts';
import { startPlan } from './planStart.ts';
import type { PlanRunOptions, PlanRuns } from './planRuns.ts';

/** A file, or a plan as an object that nobody has checked. */
interface RunPlanArguments {
  uri?: vscode.Uri | string | undefined;
  plan?: unknown;
}

interface ResumePlanArguments {
  planId?: string | undefined;
  changed?: ChangedChoice | undefined;
}

export interface PlanCommandsOptions {
  editor: ActiveEditor;
  documents: PlanDocuments;
  plans: PlanRuns;
  edits: PlanEdits;
  background: Background;
  /** Tells whether files of the workspace may decide what is run. */
  isTrusted: () => boolean;
}

/**
 * Commands that run plans. Each resolves to the results, those of failed runs included. If nothing was run, because the
 * arguments or the plan are bad or nothing is left, a message says why and the list is empty.
 */
export class PlanCommands {
  readonly #options: PlanCommandsOptions;

  constructor(options: PlanCommandsOptions) {
    this.#options = options;
  }

  /** Runs `switchyard.runPlan`: `{ uri }`, `{ plan }`, the plan of the active editor, or one that the user picks. */
  async runPlan(options: RunPlanArguments): Promise<ExecutionResult[]> {
    if ('plan' in options) return this.#runObject(options.plan);
    const { uri } = options;
    const found = uri === undefined ? await this.#findDocument() : toUri(uri);
    return found ? this.#runDocument(found) : [];
  }

  /** Runs `switchyard.resumePlan`: what is left of a plan. Without an id asks for one of the unfinished plans. */
  async resumePlan({ planId: named, changed }: ResumePlanArguments): Promise<ExecutionResult[]> {
    const planId = named ?? (await this.#pickUnfinished());
    if (planId === undefined) return [];
    try {
      const results = await this.#options.plans.resume(planId, { changed });
      if (results) return results;
    } catch (error) {
      return refuse(l10n.t('The plan cannot go on: {0}', describeError(error)));
    }
    if (await this.#options.plans.isElsewhere(planId)) return refuse(l10n.t('Another window runs this plan.'));
    return refuse(l10n.t('There is no plan to resume with the id "{0}" in this window.', planId));
  }

  /** Runs a plan of another extension. Rejects with a `TypeError` if it is none. */
  async runForApi(value: unknown, { signal, onEvent }: PlanRunOptions = {}): Promise<ExecutionResult[]> {
    const { plan, issues } = await checkPlan(value);
    if (!plan) {
      const lines = issues.map(({ path, message }) => `${path.join('.') || 'plan'}: ${message}`);
      throw new TypeError(`The plan cannot be run. ${lines.join(' ')}`);
    }
    return this.#options.plans.run(plan, { signal, onEvent });
  }

  async #runObject(value: unknown): Promise<ExecutionResult[]> {
    const { registry } = readConfiguration();
    const { plan, issues } = await checkPlan(value, { knownAgents: registry.list().map(({ id }) => id) });
    const [first] = issues;
    if (plan && !first) return this.#options.plans.run(plan);
    return refuse(describePlanProblems(issues.length, first?.message, first?.path.join('.') ?? ''));
  }

  async #runDocument(uri: vscode.Uri): Promise<ExecutionResult[]> {
    const { documents, plans, edits, background, isTrusted } = this.#options;
    // An untitled document is the user's own, or the answer of an agent that the user asked.
    if (!isTrusted() && uri.scheme !== 'untitled') return refuseUntrusted();
    const document = await openDocument(uri);
    if (typeof document === 'string') return refuse(document);
    if (!isPlan(document)) {
      return refuse(
        l10n.t('{0} is no plan. The name of a plan ends in .switchyard.yaml or .switchyard.json.', nameOf(uri)),
      );
    }
    const { plan, problems } = await documents.read(document);
    const [first] = problems;
    // An unknown agent is a warning while the plan is written, but running it would waste the tasks before.
    if (!plan || first)
      return refuse(describePlanProblems(problems.length, first?.message, placeOf(problems, uri)), () =>
        showProblems(document),
      );
    const source = uri.toString();
    const results = await startPlan(plan, source, {
      plans,
      ui: windowUi,
      showPlan: (planId) => vscode.commands.executeCommand('switchyard.openPlan', { planId }),
      onJoin: () => background(() => edits.reportRun(source, plan)),
    });
    return results ?? this.#runDocument(uri);
  }

  /** Finds the plan of the active editor, or asks for one of the workspace. */
  async #findDocument(): Promise<vscode.Uri | undefined> {
    const active = this.#options.editor.current?.document;
    if (active && isPlan(active)) return active.uri;
    const files = await vscode.workspace.findFiles('**/*.switchyard.{yaml,yml,json}', '**/node_modules/**', 200);
    if (files.length === 0) {
      void refuse(
        l10n.t(
          'There is no plan here. Write one into a file whose name ends in .switchyard.yaml, or let an agent plan.',
        ),
      );
      return undefined;
    }
    const choices = files
      .map((uri) => ({ label: nameOf(uri), description: vscode.workspace.asRelativePath(uri), value: uri }))
      .sort((left, right) => left.description.localeCompare(right.description));
    return windowUi.pick(choices, { placeholder: l10n.t('Choose the plan to run') });
  }

  async #pickUnfinished(): Promise<string | undefined> {
    const unfinished = await this.#options.plans.listUnfinished();
    if (unfinished.length === 0) {
      void showInformation(l10n.t('There is no plan that has not ended.'));
      return undefined;
    }
    const choices = unfinished.map(({ planId, goal, source, createdAt, counts }) => {
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return {
        label:
          toOneLine(goal ?? '', 120) ||
          (source === undefined ? l10n.t('A plan without a goal') : nameOf(vscode.Uri.parse(source))),
        description: l10n.t('{0} of {1} tasks are left', formatNumber(countLeft(counts)), formatNumber(total)),
        detail: formatTime(createdAt),
        value: planId,
      };
    });
    return windowUi.pick(choices, { placeholder: l10n.t('Choose the plan to resume') });
  }
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | string> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    return l10n.t('The plan cannot be opened. {0}', describeError(error));
  }
}

function toUri(value: vscode.Uri | string): vscode.Uri {
  if (typeof value !== 'string') return value;
  return /^[a-z][a-z0-9+.-]+:/i.test(value) ? vscode.Uri.parse(value) : vscode.Uri.file(value);
}

async function showProblems(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Tells the user why nothing was run, without waiting for an answer. */
function refuse(message: string, showMore?: () => Promise<void>): ExecutionResult[] {
  const more = l10n.t('Show Problems');
  void showError(message, ...(showMore ? [more] : [])).then(async (answer) => {
    if (answer === more) await showMore?.();
  });
  return [];
}

function refuseUntrusted(): ExecutionResult[] {
  const manage = l10n.t('Manage Workspace Trust');
  const message = l10n.t('Plans of a workspace are run only when you trust it.');
  void showWarning(message, manage).then(async (answer) => {
    if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  });
  return [];
}
