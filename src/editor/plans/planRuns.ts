import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { toErrorMessage } from '#common/errors.ts';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import type { Redactor } from '#common/redact.ts';
import {
  findPlanChanges,
  type ExecutionEvent,
  type ExecutionResult,
  type Plan,
  type PlanSummary,
  type RunHistory,
} from '#orchestration/index.ts';
import {
  decideResume,
  type ChangedChoice,
  type ChangedQuestion,
  type ResumeDecision,
  type ResumeQuestion,
} from './changedPlans.ts';
import { KnownPlans, toState, type KnownPlan, type PlanState } from './knownPlans.ts';
import { hasMore, isUntitled, sourceOf, toBegun } from './planMemory.ts';
import { PlanOrchestrators, toBegunHere, type PlanOrchestratorsOptions } from './planOrchestrators.ts';
import { showPlanProgress } from './planProgress.ts';
import { askAboutChanges } from './planQuestions.ts';
import { PlanSources } from './planSources.ts';
import { readPlanText } from './planTexts.ts';

/** How a plan is run. */
export interface PlanRunOptions {
  /** The document that the plan is from. */
  source?: vscode.Uri | undefined;
  /** Whose settings hold. Defaults to the source. */
  resource?: vscode.Uri | undefined;
  signal?: AbortSignal | undefined;
  onEvent?: ((event: ExecutionEvent, taskId: string) => void) | undefined;
}

/** How a plan goes on. */
export interface PlanResumeOptions extends PlanRunOptions {
  /** What becomes of a plan whose file has changed since it began. By default whoever is there is asked. */
  changed?: ChangedChoice | undefined;
}

export interface PlanRunsOptions extends PlanOrchestratorsOptions {
  redactor: Pick<Redactor, 'redact'>;
  /** Asks what becomes of a plan whose file has changed. */
  ask?: (question: ChangedQuestion) => Promise<ChangedChoice | undefined>;
}

/** Runs plans: each with an orchestrator of its own, its tasks shown as runs, its progress with a count and a Cancel. */
export class PlanRuns implements Disposable {
  readonly #options: PlanRunsOptions;
  readonly #disposables = new DisposableStore();
  readonly #plans = this.#disposables.add(new KnownPlans());
  readonly #orchestrators: PlanOrchestrators;
  readonly #clean = (text: string): string => this.#options.redactor.redact(text);

  /** Which plan is of which document. */
  readonly sources: PlanSources;

  /** Fires with the id of a plan when one of its tasks has come to another state, and when the plan begins or ends. */
  readonly onDidChangePlan = this.#plans.onDidChange;

  constructor(options: PlanRunsOptions) {
    this.#options = options;
    this.#orchestrators = new PlanOrchestrators(options);
    const { store, logger } = options;
    const sources = new PlanSources({ plans: this.#plans, store, clean: this.#clean, logger });
    this.sources = this.#disposables.add(sources);
  }

  /**
   * Runs a plan, which has been checked, and resolves with the results in order of completion, also when tasks failed or
   * it was cancelled. The plan of a document that runs already is not run twice: the call resolves with that run.
   */
  async run(plan: Plan, options: PlanRunOptions = {}): Promise<ExecutionResult[]> {
    const running = this.#findRunning(options);
    if (running) return running.results;
    const live = this.#create(plan, options);
    const results = this.#execute(live, options, (campaign) => live.orchestrator.executeAll(campaign));
    // By then the history has the plan.
    this.#tellHistory((history) => live.campaign && history.claimPlan(live.planId));
    return results;
  }

  /**
   * As `run`; but where another window runs a plan of the same file, perhaps since this moment, nothing is sent and the call
   * resolves with `undefined`.
   */
  async runAlone(plan: Plan, options: PlanRunOptions): Promise<ExecutionResult[] | undefined> {
    const running = this.#findRunning(options);
    if (running) return running.results;
    const live = this.#create(plan, options);
    let isAlone = true;
    const results = await this.#execute(live, options, async (campaign) => {
      isAlone = await this.#claimFile(live);
      return isAlone ? live.orchestrator.executeAll(campaign) : [];
    });
    return isAlone ? results : undefined;
  }

  /**
   * Goes on with a plan of this session, or of the history: what failed, was cancelled, was cut off or never began is run.
   * Where its file says something else by now, old text is sent only to whoever says so: see {@link PlanResumeOptions}.
   * Resolves with the results of this call alone, none when the question was dismissed; `undefined` when there is no such
   * plan, or another window runs it. Rejects where the file cannot be run as it was asked for.
   */
  async resume(planId: string, options: PlanResumeOptions = {}): Promise<ExecutionResult[] | undefined> {
    const live = await this.#begin(planId, options);
    if (!live || Array.isArray(live)) return live;
    if (live.campaign) return live.campaign.results;
    const failed = live.orchestrator.getTasks().filter(({ status }) => status === 'failed');
    return this.#execute(live, options, async (campaign) => {
      // Each call joins the run that the first one began.
      const calls = failed.map(({ id }) => live.orchestrator.retry(id, campaign));
      return (await Promise.all([...calls, live.orchestrator.executeAll(campaign)]))[0] ?? [];
    });
  }

  /** Runs a failed task again, and then what waited for it. `undefined` when there is no such plan or task. As `resume`. */
  async retry(planId: string, taskId: string, options: PlanResumeOptions = {}): Promise<ExecutionResult[] | undefined> {
    const live = await this.#begin(planId, options);
    if (!live || Array.isArray(live)) return live;
    if (!live.orchestrator.getTask(taskId)) {
      this.#release(live);
      return undefined;
    }
    if (live.campaign) return live.orchestrator.retry(taskId, { signal: live.campaign.abort.signal });
    return this.#execute(live, options, (campaign) => live.orchestrator.retry(taskId, campaign));
  }

  /** Stops a plan, or the newest running one, with all of its runs, and says whether there was one. */
  cancel(planId?: string): boolean {
    const live = planId === undefined ? this.#plans.running.at(-1) : this.#plans.get(planId);
    const campaign = live?.campaign;
    campaign?.abort.abort();
    return campaign !== undefined;
  }

  /** A plan of this session, or one of the history that was gone on with. */
  getPlan(planId: string): PlanState | undefined {
    const live = this.#plans.get(planId);
    return live && toState(live);
  }

  /** The plan that was run last from a document. */
  findBySource(source: vscode.Uri): PlanState | undefined {
    const live = this.#plans.findBySource(source);
    return live && toState(live);
  }

  /** Plans of this workspace that have something left to run and do not run, newest first. Opens the history. */
  async listUnfinished(): Promise<PlanSummary[]> {
    const history = await this.#options.store.open();
    return history.listUnfinishedPlans();
  }

  /** Whether another window runs the plan. Opens the history. */
  async isElsewhere(planId: string): Promise<boolean> {
    const history = await this.#options.store.open();
    return !this.#plans.get(planId)?.campaign && history.getPlan(planId)?.isRunning === true;
  }

  /** Whether a plan that was run here says something else by now. */
  hasChanged(planId: string, plan: Plan): boolean {
    const live = this.#plans.get(planId);
    return live !== undefined && findPlanChanges(toBegunHere(live), plan, this.#clean) !== undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** A plan that may run here, as it was or with its file's changes; or the results of it where it was run anew. */
  async #begin(planId: string, options: PlanResumeOptions): Promise<KnownPlan | ExecutionResult[] | undefined> {
    const { ask = askAboutChanges } = this.#options;
    const file = await this.#findFile(planId);
    const question = file && { ...file, ask, choice: options.changed, clean: this.#clean };
    const decision: ResumeDecision = question ? await decideResume(question) : { kind: 'asItWas' };
    if (decision.kind === 'dismissed') return [];
    if (decision.kind === 'refused') throw new Error(decision.problem);
    if (file && decision.kind === 'anew') return this.run(decision.plan, { ...options, source: file.source });
    const claimed = await this.#claim(planId);
    // A second click that waited besides may have taken the changes already.
    const live = claimed && (this.#plans.get(planId) ?? claimed);
    if (!live || live.campaign || decision.kind !== 'withChanges') return live;
    const revised = this.#orchestrators.revise(live, decision.plan, this.#clean);
    this.#plans.add(revised);
    return revised;
  }

  /** The plan as it began, with its file. Nothing where there is none, or nothing could run: {@link #claim} says so. */
  async #findFile(
    planId: string,
  ): Promise<(Pick<ResumeQuestion, 'before' | 'read'> & { source: vscode.Uri }) | undefined> {
    const history = await this.#options.store.open();
    const live = this.#plans.get(planId);
    const record = history.getPlan(planId);
    const source = live?.source ?? (record && sourceOf(record));
    const isHere = live !== undefined && !hasMore(record, live.orchestrator);
    const before = isHere ? toBegunHere(live) : record && toBegun(record);
    const isBusy = live?.campaign !== undefined || record?.isRunning === true;
    if (!before || !source || isBusy || !mayRun({ source })) return undefined;
    // The file may be renamed during a question.
    const read = () => readPlanText(this.#plans.get(planId)?.source ?? source);
    return { source, before, read };
  }

  #execute(
    live: KnownPlan,
    { signal, onEvent }: PlanRunOptions,
    start: (campaign: { signal: AbortSignal; onEvent?: PlanRunOptions['onEvent'] }) => Promise<ExecutionResult[]>,
  ): Promise<ExecutionResult[]> {
    const abort = new AbortController();
    const results = start({
      signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal,
      onEvent,
    }).finally(() => {
      delete live.campaign;
      this.#release(live);
      this.#plans.forgetOldest();
      this.#plans.tell(live.planId);
    });
    live.campaign = { abort, results };
    this.#plans.tell(live.planId);
    showPlanProgress({
      title: live.plan.goal,
      until: results,
      cancel: () => abort.abort(),
      read: () => toState(live).tasks.map(({ status }) => status),
      onDidChange: (listener) => this.onDidChangePlan((planId) => planId === live.planId && listener()),
    }).catch((error: unknown) => {
      this.#options.logger.error('How far a plan is could not be shown.', { error: toErrorMessage(error) });
    });
    return results;
  }

  /** A plan that may run here, and nowhere else until it is released. `undefined` when there is none. */
  async #claim(planId: string): Promise<KnownPlan | undefined> {
    const history = await this.#options.store.open();
    // From here to the end nothing is awaited: a second click meanwhile finds what the first one has done.
    const live = this.#plans.get(planId);
    if (live?.campaign) return mayRun(live) ? live : undefined;
    if (!history.claimPlan(planId)) return undefined;
    let claimed: KnownPlan | undefined;
    try {
      const found = this.#find(planId, history);
      if (found && mayRun(found)) claimed = found;
    } finally {
      if (!claimed) history.releasePlan(planId);
    }
    return claimed;
  }

  #findRunning({ source }: PlanRunOptions): KnownPlan['campaign'] {
    return source && this.#plans.findBySource(source)?.campaign;
  }

  #create(plan: Plan, { source, resource }: PlanRunOptions): KnownPlan {
    const live = this.#orchestrators.create(randomUUID(), plan, source, resource);
    this.#plans.add(live);
    return live;
  }

  /** Makes a new plan the only one of its file that runs, or forgets it. A history that cannot be opened knows no others. */
  async #claimFile({ planId }: KnownPlan): Promise<boolean> {
    const { store, logger } = this.#options;
    const history = await store.open().catch((error: unknown) => {
      logger.warn('Whether another window runs the plan is not known.', { error: toErrorMessage(error) });
    });
    if (!history || history.claimPlan(planId, { isAlone: true })) return true;
    history.deletePlan(planId);
    this.#plans.remove(planId);
    return false;
  }

  /** A plan as it stands, here or in the history. Throws a `DependencyError` where too little of it can be read. */
  #find(planId: string, history: RunHistory): KnownPlan | undefined {
    const live = this.#plans.get(planId);
    const record = history.getPlan(planId);
    if (live && !hasMore(record, live.orchestrator)) return live;
    if (!record) return undefined;
    const restored = this.#orchestrators.restore(record, history, live?.source ?? sourceOf(record));
    this.#plans.add(restored);
    return restored;
  }

  /** Unless it runs: it may have been begun again since. */
  #release(live: KnownPlan): void {
    this.#tellHistory((history) => {
      if (!live.campaign) history.releasePlan(live.planId);
    });
  }

  /** A history that cannot be opened knows no claims. */
  #tellHistory(action: (history: RunHistory) => void): void {
    const { store, logger } = this.#options;
    store
      .open()
      .then(action)
      .catch((error: unknown) => {
        logger.warn('Whose a plan is could not be noted.', { error: toErrorMessage(error) });
      });
  }
}

/** The plan of a file is the workspace's: until that is trusted, it does not run. */
function mayRun({ source }: Pick<KnownPlan, 'source'>): boolean {
  return vscode.workspace.isTrusted || source === undefined || isUntitled(source);
}
