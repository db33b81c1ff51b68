import * as l10n from '@vscode/l10n';
import type { Background } from '#common/background.ts';
import { type ExecutionResult, type RunHistory, type RunRecord, withChosenAnswer } from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { formatNumber } from '#common/language.ts';
import { describeEdits } from '#editor/tasks/applyOffers.ts';
import type { HistoryTarget } from './historyTargets.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';
import type { SessionRuns } from '#editor/tasks/sessionRuns.ts';

export interface HistoryActionsOptions {
  history: RunHistory;
  /** True if the history outlives the window. */
  isLasting: () => boolean;
  runs: Pick<SessionRuns, 'get' | 'adopt' | 'runAgain' | 'forget'>;
  panel: HistoryPanel;
  planTabs: {
    show(planId: string): Promise<boolean>;
    restore(planId: string): Promise<boolean>;
    findRun(planId: string, taskId: string): Promise<string | undefined>;
  };
  ui: EditorUi;
  copy: (text: string) => unknown;
  /** Asks for an agent for a document, given by its URI. */
  askForAgent: (documentUri: string | undefined) => Promise<string | undefined>;
  background: Background;
}

/** The panel, as far as it shows what the history has. */
interface HistoryPanel {
  readonly runs: { readonly runIds: readonly string[]; select(threadId: string): void };
  readonly plans: { readonly views: readonly { planId: string }[] };
  reveal(options: { preserveFocus: boolean }): void;
  forget(runIds: readonly string[], planIds: readonly string[]): void;
}

/** Actions on runs and plans of the history. Each tells the user if it is impossible. */
export class HistoryActions {
  readonly #options: HistoryActionsOptions;
  readonly #deleted = new Set<string>();

  constructor(options: HistoryActionsOptions) {
    this.#options = options;
  }

  /** Shows a run in the panel with all of its text. Returns whether there is one. */
  open(runId: string): boolean {
    if (!this.adopt(runId)) {
      this.#inform(l10n.t('This run is not in the history any more.'));
      return false;
    }
    const threadId = this.#options.runs.get(runId)?.threadId;
    if (threadId === undefined) {
      this.#inform(l10n.t('This run goes on elsewhere. It can be opened when it has ended.'));
      return false;
    }
    this.#options.panel.runs.select(threadId);
    this.#options.panel.reveal({ preserveFocus: false });
    return true;
  }

  /** Makes a run of the history one of this session's. Returns whether there is such a run. */
  adopt(runId: string): boolean {
    if (this.#options.runs.get(runId)) return true;
    const record = this.#options.history.getRun(runId);
    if (record && record.result.status !== 'in_progress') this.#adoptWhole(record);
    return record !== undefined;
  }

  /** Adopts a run with its parts. A part is shown with the run that it belongs to. */
  #adoptWhole(record: RunRecord): void {
    const { parentRunId } = record;
    const whole = parentRunId === undefined ? record : this.#options.history.getRun(parentRunId);
    if (!whole || whole.result.status === 'in_progress') return;
    const parts = this.#options.history.getParts(whole.result.runId).map(({ result }) => result);
    this.#options.runs.adopt(whole, parts, describeEdits);
  }

  async runAgain(runId: string): Promise<ExecutionResult | undefined> {
    return this.open(runId) ? this.#options.runs.runAgain(runId) : undefined;
  }

  /** Asks for the agent unless it is given. */
  async runWithAgent(runId: string, agent?: string): Promise<ExecutionResult | undefined> {
    const { history, askForAgent } = this.#options;
    const chosen = agent ?? (await askForAgent(history.getRun(runId)?.task.documentUri));
    if (chosen === undefined || !this.open(runId)) return undefined;
    return this.#options.runs.runAgain(runId, chosen);
  }

  async copyAnswer(runId: string): Promise<void> {
    const record = this.#options.history.getRun(runId);
    const output = record && withChosenAnswer(record.result).output;
    if (output === undefined) this.#inform(l10n.t('This run is not in the history any more.'));
    else if (output === '') this.#inform(l10n.t('This run has no answer to copy.'));
    else await this.#options.copy(output);
  }

  /** Deletes runs and plans for good once the user agrees. Returns whether anything was deleted. */
  async delete({ runIds, planIds }: HistoryTarget): Promise<boolean> {
    if (runIds.length + planIds.length === 0) return false;
    if (!(await this.#confirm(this.#describeDeletion(runIds, planIds), l10n.t('Delete')))) return false;
    const ofPlans = planIds.flatMap((planId) => this.#runsOfPlan(planId));
    const gonePlans = planIds.filter((planId) => this.#options.history.deletePlan(planId));
    const goneRuns = runIds.filter((runId) => this.#options.history.deleteRun(runId));
    const gone = [...goneRuns, ...ofPlans.filter((runId) => this.#options.history.getRun(runId) === undefined)];
    this.#removeDeleted(gone, gonePlans);
    const left = runIds.length - goneRuns.length + planIds.length - gonePlans.length;
    if (left > 0) this.#inform(l10n.t('What is still running was not deleted. Stop it first.'));
    return goneRuns.length + gonePlans.length > 0;
  }

  /** Deletes everything but what is in progress once the user agrees. */
  async clear(): Promise<boolean> {
    const question = l10n.t('Delete all runs and plans, of every workspace?');
    if (!(await this.#confirm(question, l10n.t('Delete All')))) return false;
    this.#options.history.clear();
    const { runIds } = this.#options.panel.runs;
    const planIds = this.#options.panel.plans.views.map(({ planId }) => planId);
    this.#removeDeleted(
      runIds.filter(
        (runId) =>
          this.#options.history.getRun(runId) === undefined && this.#options.runs.get(runId)?.result !== undefined,
      ),
      planIds.filter((planId) => this.#options.history.getPlan(planId) === undefined),
    );
    return true;
  }

  /** Shows the graph of a plan. */
  async openPlan(planId: string): Promise<void> {
    if (!(await this.#options.planTabs.show(planId))) this.#inform(l10n.t('This plan is not in the history any more.'));
  }

  /** Shows the output of a task of a plan. */
  async openTask(planId: string, taskId: string): Promise<void> {
    const runId = await this.#options.planTabs.findRun(planId, taskId);
    if (runId !== undefined) this.open(runId);
  }

  /** Restores the runs and plans of a page after a reload. Resolves to the runs that were deleted. */
  async restore(runIds: readonly string[], planIds: readonly string[]): Promise<string[]> {
    for (const planId of planIds) await this.#options.planTabs.restore(planId);
    const missing = runIds.filter((runId) => !this.adopt(runId));
    // A history in memory never contained the runs of earlier windows.
    return this.#options.isLasting() ? missing : missing.filter((runId) => this.#deleted.has(runId));
  }

  #removeDeleted(runIds: readonly string[], planIds: readonly string[]): void {
    for (const runId of runIds) {
      this.#deleted.add(runId);
      this.#options.runs.forget(runId);
    }
    this.#options.panel.forget(runIds, planIds);
  }

  #runsOfPlan(planId: string): string[] {
    return Object.values(this.#options.history.getPlan(planId)?.states ?? {}).flatMap(({ runId }) => runId ?? []);
  }

  #describeDeletion(runIds: readonly string[], planIds: readonly string[]): string {
    const [runId] = runIds;
    const [planId] = planIds;
    if (runIds.length === 1 && planIds.length === 0 && runId !== undefined) {
      const { task } = this.#options.history.getRun(runId) ?? {};
      return l10n.t('Delete the run “{0}”?', toOneLine(task?.title || task?.description || '', 80));
    }
    if (planIds.length === 1 && runIds.length === 0 && planId !== undefined) {
      const goal = toOneLine(this.#options.history.getPlan(planId)?.goal ?? '', 80) || l10n.t('Plan');
      return l10n.t('Delete the plan “{0}” with all of its runs?', goal);
    }
    return l10n.t('Delete {0} runs and plans?', formatNumber(runIds.length + planIds.length));
  }

  #inform(message: string): void {
    this.#options.background(() => this.#options.ui.notify('information', message));
  }

  async #confirm(message: string, button: string): Promise<boolean> {
    const detail = l10n.t('This cannot be undone.');
    return (await this.#options.ui.ask({ message, detail, buttons: [button], isWarning: true })) === button;
  }
}
