import * as l10n from '@vscode/l10n';
import type { Background } from '#common/background.ts';
import { type Disposable, DisposableStore } from '#common/disposable.ts';
import type { RunHistory } from '#orchestration/index.ts';
import type { PlanAction, PlanView } from '#protocol/messages.ts';
import { planTabId } from '#protocol/runs.ts';
import { lazy } from '#common/lazy.ts';
import { describeError } from '#common/missingPart.ts';
import type { EditorUi } from '#editor/ui/editorUi.ts';
import { type TaskRunFacts, toPlanView, toRunFacts } from './planView.ts';

/** The actions on a plan that its tab offers. None rejects for a plan that fails. */
interface PlanTabActions {
  resume(planId: string): unknown;
  retry(planId: string, taskId: string): unknown;
  cancel(planId: string): unknown;
  readonly onDidChangePlan: (listener: () => void) => Disposable;
}

/** The panel, as far as it shows plans. */
interface PlanPanel {
  /** The plans that have a tab. */
  readonly plans: { readonly views: readonly PlanView[]; update(view: PlanView): void };
  readonly runs: { select(tabId: string): void };
  reveal(options: { preserveFocus: boolean }): void;
}

export interface PlanPresenterOptions {
  open: () => Promise<Pick<RunHistory, 'getPlan' | 'getRun' | 'onDidChange'>>;
  panel: PlanPanel;
  ui: EditorUi;
  /** Returns the label of an agent. */
  labelOf: (agentId: string) => string;
  /** Without it, plans are read-only. */
  plans?: PlanTabActions | undefined;
  background: Background;
}

/** Time within which several changes reach the page as one, in milliseconds. */
const updateDelayMs = 100;

/** Updates the plans that have a tab in the panel. */
export class PlanPresenter implements Disposable {
  readonly #options: PlanPresenterOptions;
  readonly #disposables = new DisposableStore();
  /** Facts of ended runs, which do not change any more. */
  readonly #facts = new Map<string, TaskRunFacts>();
  readonly #open = lazy(async () => {
    const history = await this.#options.open();
    this.#disposables.add(history.onDidChange(() => this.#updateSoon()));
    return history;
  });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PlanPresenterOptions) {
    this.#options = options;
    const { plans } = options;
    if (plans) this.#disposables.add(plans.onDidChangePlan(() => this.#updateSoon()));
  }

  /** Opens the tab of a plan. Returns whether there is such a plan. */
  async show(planId: string): Promise<boolean> {
    const { panel } = this.#options;
    if (!(await this.restore(planId))) return false;
    panel.runs.select(planTabId(planId));
    panel.reveal({ preserveFocus: false });
    return true;
  }

  /** Adds the tab of a plan. Returns whether there is such a plan. */
  async restore(planId: string): Promise<boolean> {
    return this.#show(await this.#open(), planId);
  }

  /** Runs the action of a button in a plan's tab. */
  async act(planId: string, action: PlanAction, taskId: string | undefined): Promise<void> {
    const { plans, ui, background } = this.#options;
    try {
      const outcome = await (action === 'retry' ? plans?.retry(planId, taskId ?? '') : plans?.[action](planId));
      if (outcome !== undefined && outcome !== false) return;
      const message = l10n.t(
        'This plan cannot go on here: another window runs it, it has ended, or the workspace is not trusted.',
      );
      background(() => ui.notify('information', message));
    } catch (error) {
      background(() => ui.notify('error', l10n.t('The plan cannot go on: {0}', describeError(error))));
    }
  }

  /** Finds the run with the output of a task. */
  async findRun(planId: string, taskId: string): Promise<string | undefined> {
    const plan = (await this.#open()).getPlan(planId);
    return plan?.states[taskId]?.runId;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.dispose();
    this.#facts.clear();
  }

  #updateSoon(): void {
    if (this.#options.panel.plans.views.length === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#options.background(async () => {
        const history = await this.#open();
        for (const { planId } of this.#options.panel.plans.views) this.#show(history, planId);
      });
    }, updateDelayMs);
  }

  #show(history: Pick<RunHistory, 'getPlan' | 'getRun'>, planId: string): boolean {
    const { panel, plans, labelOf } = this.#options;
    const record = history.getPlan(planId);
    if (!record) return false;
    panel.plans.update(
      toPlanView(record, {
        runOf: (runId) => this.#factsOf(history, runId),
        labelOf,
        untitled: l10n.t('Plan'),
        canAct: plans !== undefined,
      }),
    );
    return true;
  }

  #factsOf(history: Pick<RunHistory, 'getRun'>, runId: string): TaskRunFacts | undefined {
    const known = this.#facts.get(runId);
    if (known) return known;
    const run = history.getRun(runId);
    if (!run) return undefined;
    const facts = toRunFacts(run);
    if (facts.status !== 'in_progress') this.#facts.set(runId, facts);
    return facts;
  }
}
