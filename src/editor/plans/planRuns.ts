import { randomUUID } from 'node:crypto';
import { toErrorMessage } from '#common/errors.ts';
import type { Disposable } from '#common/disposable.ts';
import type { Redactor } from '#common/redact.ts';
import {
  findPlanChanges,
  type ExecutionEvent,
  type ExecutionResult,
  type Plan,
  type PlanSummary,
  type RunHistory,
  type TaskStatus,
} from '#orchestration/index.ts';
import {
  decideResume,
  type ChangedChoice,
  type ChangedQuestion,
  type ResumeDecision,
  type ResumeQuestion,
} from './resumeDecision.ts';
import { hasMore, isUntitled, sourceOf, toBegun } from './planRecords.ts';
import { PlanOrchestrators, toBegunHere, type PlanOrchestratorsOptions } from './planOrchestrators.ts';
import { PlanSources, type PlanSourcesOptions } from './planSources.ts';
import { SessionPlans, toState, type PlanState, type SessionPlan } from './sessionPlans.ts';

export interface PlanRunOptions {
  /** URI of the document that the plan is from, whose settings apply. */
  source?: string | undefined;
  signal?: AbortSignal | undefined;
  onEvent?: ((event: ExecutionEvent, taskId: string) => void) | undefined;
}

export interface PlanResumeOptions extends PlanRunOptions {
  /** Choice for a plan whose file has changed since it began. By default the user is asked. */
  changed?: ChangedChoice | undefined;
}

/** The progress of a plan, for the window to show. */
export interface PlanProgress {
  title: string | undefined;
  /** Settles when the plan ends. */
  until: Promise<unknown>;
  cancel: () => void;
  /** Reads the status of each task. */
  read: () => TaskStatus[];
  onDidChange: (listener: () => void) => Disposable;
}

export interface PlanRunsOptions extends PlanOrchestratorsOptions, Pick<PlanSourcesOptions, 'readPlan' | 'isGone'> {
  redactor: Pick<Redactor, 'redact'>;
  /** Tells whether the files of the workspace may decide what is run. */
  isTrusted: () => boolean;
  showProgress: (progress: PlanProgress) => Promise<void>;
  /** Asks what to do with a plan whose file has changed. */
  ask: (question: ChangedQuestion) => Promise<ChangedChoice | undefined>;
}

/** Runs plans: each with an orchestrator of its own, its tasks shown as runs, and its progress. */
export class PlanRuns implements Disposable {
  readonly #options: PlanRunsOptions;
  readonly #plans = new SessionPlans();
  readonly #orchestrators: PlanOrchestrators;
  readonly #clean = (text: string): string => this.#options.redactor.redact(text);

  /** Finds the plans of documents. */
  readonly sources: PlanSources;

  /** Fires with the id of a plan after the state of one of its tasks changed, and when the plan begins or ends. */
  readonly onDidChangePlan = this.#plans.onDidChange;

  constructor(options: PlanRunsOptions) {
    this.#options = options;
    this.#orchestrators = new PlanOrchestrators(options);
    this.sources = new PlanSources({ ...options, plans: this.#plans, clean: this.#clean });
  }

  /**
   * Runs a checked plan. Resolves to the results in order of completion, also after failures or a cancellation. The plan of
   * a document that is active already does not run twice: the call resolves to the results of that run.
   */
  async run(plan: Plan, options: PlanRunOptions = {}): Promise<ExecutionResult[]> {
    const running = this.#findRunning(options);
    if (running) return running.results;
    const live = this.#create(plan, options);
    const results = this.#execute(live, options, (run) => live.orchestrator.executeAll(run));
    // By then the history has the plan.
    this.#updateHistory((history) => live.activeRun && history.claimPlan(live.planId));
    return results;
  }

  /**
   * Runs a plan as `run` does, unless another window runs a plan of the same file, perhaps since this moment: then nothing
   * is sent and the call resolves to `undefined`.
   */
  async runAlone(plan: Plan, options: PlanRunOptions): Promise<ExecutionResult[] | undefined> {
    const running = this.#findRunning(options);
    if (running) return running.results;
    const live = this.#create(plan, options);
    let isAlone = true;
    const results = await this.#execute(live, options, async (run) => {
      isAlone = await this.#claimFile(live);
      return isAlone ? live.orchestrator.executeAll(run) : [];
    });
    return isAlone ? results : undefined;
  }

  /**
   * Resumes a plan of this session or of the history: runs what failed, was cancelled, was cut off or never began. If its
   * file has changed, old text is sent only if the user or the caller says so: see {@link PlanResumeOptions}. Resolves to
   * the results of this call alone, none if the question was dismissed; `undefined` if there is no such plan, or another
   * window runs it. Rejects if the file cannot be run as the caller asked.
   */
  async resume(planId: string, options: PlanResumeOptions = {}): Promise<ExecutionResult[] | undefined> {
    const live = await this.#begin(planId, options);
    if (!live || Array.isArray(live)) return live;
    if (live.activeRun) return live.activeRun.results;
    const failed = live.orchestrator.getTasks().filter(({ status }) => status === 'failed');
    return this.#execute(live, options, async (run) => {
      // Each call joins the run that the first one began.
      const calls = failed.map(({ id }) => live.orchestrator.retry(id, run));
      return (await Promise.all([...calls, live.orchestrator.executeAll(run)]))[0] ?? [];
    });
  }

  /** Runs a failed task again, then what waited for it. `undefined` if there is no such plan or task. Otherwise as `resume`. */
  async retry(planId: string, taskId: string, options: PlanResumeOptions = {}): Promise<ExecutionResult[] | undefined> {
    const live = await this.#begin(planId, options);
    if (!live || Array.isArray(live)) return live;
    if (!live.orchestrator.getTask(taskId)) {
      this.#release(live);
      return undefined;
    }
    if (live.activeRun) return live.orchestrator.retry(taskId, { signal: live.activeRun.abort.signal });
    return this.#execute(live, options, (run) => live.orchestrator.retry(taskId, run));
  }

  /** Stops a plan, or the newest active one, with all of its runs. Returns whether there was one. */
  cancel(planId?: string): boolean {
    const live = planId === undefined ? this.#plans.running.at(-1) : this.#plans.get(planId);
    live?.activeRun?.abort.abort();
    return live?.activeRun !== undefined;
  }

  /** Returns a plan of this session, resumed ones included. */
  getPlan(planId: string): PlanState | undefined {
    const live = this.#plans.get(planId);
    return live && toState(live);
  }

  /** Finds the plan that ran last from a document. */
  findBySource(source: string): PlanState | undefined {
    const live = this.#plans.findBySource(source);
    return live && toState(live);
  }

  /** Lists the idle plans of this workspace that have something left to run, newest first. Opens the history. */
  async listUnfinished(): Promise<PlanSummary[]> {
    const history = await this.#options.store.open();
    return history.listUnfinishedPlans();
  }

  /** Tells whether another window runs the plan. Opens the history. */
  async isElsewhere(planId: string): Promise<boolean> {
    const history = await this.#options.store.open();
    return !this.#plans.get(planId)?.activeRun && history.getPlan(planId)?.isRunning === true;
  }

  /** Tells whether a plan differs from the one that ran here under its id. */
  hasChanged(planId: string, plan: Plan): boolean {
    const live = this.#plans.get(planId);
    return live !== undefined && findPlanChanges(toBegunHere(live), plan, this.#clean) !== undefined;
  }

  dispose(): void {
    this.#plans.dispose();
  }

  /** Prepares a plan to run here, as it was or with its file's changes; or returns the results if it was run anew. */
  async #begin(planId: string, options: PlanResumeOptions): Promise<SessionPlan | ExecutionResult[] | undefined> {
    const file = await this.#findFile(planId);
    const question = file && { ...file, ask: this.#options.ask, choice: options.changed, clean: this.#clean };
    const decision: ResumeDecision = question ? await decideResume(question) : { kind: 'asItWas' };
    if (decision.kind === 'dismissed') return [];
    if (decision.kind === 'refused') throw new Error(decision.problem);
    if (file && decision.kind === 'anew') return this.run(decision.plan, { ...options, source: file.source });
    const claimed = await this.#claim(planId);
    // A second click meanwhile may have applied the changes already.
    const live = claimed && (this.#plans.get(planId) ?? claimed);
    if (!live || live.activeRun || decision.kind !== 'withChanges') return live;
    const revised = this.#orchestrators.revise(live, decision.plan, this.#clean);
    this.#plans.add(revised);
    return revised;
  }

  /** Finds the plan as it began, with its file. `undefined` if there is none, or it cannot run: {@link #claim} decides that. */
  async #findFile(planId: string): Promise<(Pick<ResumeQuestion, 'before' | 'read'> & { source: string }) | undefined> {
    const history = await this.#options.store.open();
    const live = this.#plans.get(planId);
    const record = history.getPlan(planId);
    const source = live?.source ?? (record && sourceOf(record));
    const isHere = live !== undefined && !hasMore(record, live.orchestrator);
    const before = isHere ? toBegunHere(live) : record && toBegun(record);
    const isBusy = live?.activeRun !== undefined || record?.isRunning === true;
    if (!before || !source || isBusy || !this.#mayRun({ source })) return undefined;
    // The file may be renamed during a question.
    const read = () => this.#options.readPlan(this.#plans.get(planId)?.source ?? source);
    return { source, before, read };
  }

  #execute(
    live: SessionPlan,
    { signal, onEvent }: PlanRunOptions,
    start: (run: { signal: AbortSignal; onEvent: PlanRunOptions['onEvent'] }) => Promise<ExecutionResult[]>,
  ): Promise<ExecutionResult[]> {
    const abort = new AbortController();
    const results = start({
      signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal,
      onEvent,
    }).finally(() => {
      delete live.activeRun;
      this.#release(live);
      this.#plans.removeOldest();
      this.#plans.emit(live.planId);
    });
    live.activeRun = { abort, results };
    this.#plans.emit(live.planId);
    const { showProgress, logger } = this.#options;
    showProgress({
      title: live.plan.goal,
      until: results,
      cancel: () => abort.abort(),
      read: () => toState(live).tasks.map(({ status }) => status),
      onDidChange: (listener) => this.onDidChangePlan((planId) => planId === live.planId && listener()),
    }).catch((error: unknown) => {
      logger.error('The progress of a plan could not be shown.', { error: toErrorMessage(error) });
    });
    return results;
  }

  /** Claims a plan, so that it runs nowhere else until it is released. `undefined` if there is none, or it may not run. */
  async #claim(planId: string): Promise<SessionPlan | undefined> {
    const history = await this.#options.store.open();
    // From here to the end nothing is awaited: a second click meanwhile finds what the first one has done.
    const live = this.#plans.get(planId);
    if (live?.activeRun) return this.#mayRun(live) ? live : undefined;
    if (!history.claimPlan(planId)) return undefined;
    let claimed: SessionPlan | undefined;
    try {
      const found = this.#find(planId, history);
      if (found && this.#mayRun(found)) claimed = found;
    } finally {
      if (!claimed) history.releasePlan(planId);
    }
    return claimed;
  }

  #findRunning({ source = '' }: PlanRunOptions): SessionPlan['activeRun'] {
    return this.#plans.findBySource(source)?.activeRun;
  }

  #create(plan: Plan, { source }: PlanRunOptions): SessionPlan {
    const live = this.#orchestrators.create(randomUUID(), plan, source);
    this.#plans.add(live);
    return live;
  }

  /** Claims the file of a new plan for it alone, or removes the plan. A history that cannot be opened knows no others. */
  async #claimFile({ planId }: SessionPlan): Promise<boolean> {
    const { store, logger } = this.#options;
    const history = await store.open().catch((error: unknown) => {
      logger.warn('Another window may run the plan: the history could not be opened.', {
        error: toErrorMessage(error),
      });
    });
    if (!history || history.claimPlan(planId, { isAlone: true })) return true;
    history.deletePlan(planId);
    this.#plans.remove(planId);
    return false;
  }

  /** Finds a plan here or in the history. Throws a `DependencyError` if too little of it can be read. */
  #find(planId: string, history: RunHistory): SessionPlan | undefined {
    const live = this.#plans.get(planId);
    const record = history.getPlan(planId);
    if (live && !hasMore(record, live.orchestrator)) return live;
    if (!record) return undefined;
    const restored = this.#orchestrators.restore(record, history, live?.source ?? sourceOf(record));
    this.#plans.add(restored);
    return restored;
  }

  /** Releases a plan unless it has been started again. */
  #release(live: SessionPlan): void {
    this.#updateHistory((history) => {
      if (!live.activeRun) history.releasePlan(live.planId);
    });
  }

  /** Updates a claim in the history. One that cannot be opened has no claims. */
  #updateHistory(action: (history: RunHistory) => void): void {
    const { store, logger } = this.#options;
    store
      .open()
      .then(action)
      .catch((error: unknown) => {
        logger.warn('The claim on a plan could not be recorded.', { error: toErrorMessage(error) });
      });
  }

  /** Tells whether a plan may run: that of a file belongs to the workspace, which has to be trusted. */
  #mayRun({ source }: Pick<SessionPlan, 'source'>): boolean {
    return source === undefined || isUntitled(source) || this.#options.isTrusted();
  }
}
