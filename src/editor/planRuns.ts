import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { toErrorMessage } from '../common/errors.ts';
import type { Disposable } from '../common/disposable.ts';
import type { Logger } from '../common/logger.ts';
import {
  ProjectOrchestrator,
  type DeferredRunStore,
  type ExecutionEvent,
  type ExecutionResult,
  type Plan,
  type PlanRecord,
  type PlanSummary,
  type RunHistory,
  type RunSlots,
  type TaskRunner,
  type TaskStatus,
} from '../orchestration/index.ts';
import { readLimits } from './configuration.ts';
import { KnownPlans, toState, type KnownPlan, type PlanState } from './knownPlans.ts';
import { hasMore, recallPlan, sourceOf } from './planMemory.ts';
import { showPlanProgress } from './planProgress.ts';
import type { TaskRuns } from './taskRuns.ts';

/** How a plan is run. */
export interface PlanRunOptions {
  /** The document that the plan is from. */
  source?: vscode.Uri;
  /** Whose settings hold. Defaults to the source. */
  resource?: vscode.Uri;
  signal?: AbortSignal;
  onEvent?: (event: ExecutionEvent, taskId: string) => void;
}

export interface PlanRunsOptions {
  runs: TaskRuns;
  executor: TaskRunner;
  store: DeferredRunStore;
  /** Shared with everything else that runs in this window. */
  slots: RunSlots;
  logger: Logger;
}

/** Runs plans: each with an orchestrator of its own, its tasks shown as runs, its progress with a count and a Cancel. */
export class PlanRuns implements Disposable {
  readonly #options: PlanRunsOptions;
  readonly #plans = new KnownPlans();

  /** Fires with the id of a plan when one of its tasks has come to another state, and when the plan begins or ends. */
  readonly onDidChangePlan = this.#plans.onDidChange;

  constructor(options: PlanRunsOptions) {
    this.#options = options;
  }

  /**
   * Runs a plan, which has been checked, and resolves with the results in order of completion, also when tasks failed or
   * it was cancelled. The plan of a document that runs already is not run twice: the call resolves with that run.
   */
  async run(plan: Plan, options: PlanRunOptions = {}): Promise<ExecutionResult[]> {
    const { source } = options;
    const running = source && this.#plans.findBySource(source)?.campaign;
    if (running) return running.results;
    const { goal, maxConcurrent, tasks } = plan;
    const planId = randomUUID();
    const facts = {
      ...(goal !== undefined && { goal }),
      ...(maxConcurrent !== undefined && { maxConcurrent }),
    };
    const live: KnownPlan = {
      planId,
      plan: facts,
      source,
      orchestrator: new ProjectOrchestrator({
        ...this.#toOrchestratorOptions(facts.maxConcurrent, options.resource ?? source),
        planId,
        facts: { ...facts, ...(source && { source: source.toString() }) },
      }),
    };
    live.orchestrator.addTasks(tasks);
    this.#plans.add(live);
    const results = this.#execute(live, options, (campaign) => live.orchestrator.executeAll(campaign));
    // By then the history has the plan.
    this.#tellHistory((history) => live.campaign && history.claimPlan(planId));
    return results;
  }

  /**
   * Goes on with a plan of this session, or of the history: what failed, was cancelled, was cut off or never began is run.
   * Resolves with the results of this call alone; `undefined` when there is no such plan, or another window runs it.
   */
  async resume(planId: string, options: PlanRunOptions = {}): Promise<ExecutionResult[] | undefined> {
    const live = await this.#claim(planId);
    if (!live) return undefined;
    if (live.campaign) return live.campaign.results;
    const failed = live.orchestrator.getTasks().filter(({ status }) => status === 'failed');
    return this.#execute(live, options, async (campaign) => {
      // Each call joins the run that the first one began.
      const calls = failed.map(({ id }) => live.orchestrator.retry(id, campaign));
      return (await Promise.all([...calls, live.orchestrator.executeAll(campaign)]))[0] ?? [];
    });
  }

  /** Runs a failed task again, and then what waited for it. `undefined` when there is no such plan or task. */
  async retry(planId: string, taskId: string): Promise<ExecutionResult[] | undefined> {
    const live = await this.#claim(planId);
    if (!live) return undefined;
    if (!live.orchestrator.getTask(taskId)) {
      this.#release(live);
      return undefined;
    }
    if (live.campaign) return live.orchestrator.retry(taskId, { signal: live.campaign.abort.signal });
    return this.#execute(live, {}, (campaign) => live.orchestrator.retry(taskId, campaign));
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

  /**
   * The plan that was run last from a file, in this window or another, where it has something left to run and does not run.
   * Opens the history.
   */
  async findUnfinished(source: vscode.Uri): Promise<{ planId: string; leftCount: number } | undefined> {
    const history = await this.#options.store.open();
    const here = this.findBySource(source);
    const latest = history.findLatestPlan(source.toString());
    // What could not be saved is known here alone.
    const isHereAlone = here !== undefined && here.planId !== latest?.planId && !history.getPlan(here.planId);
    const leftCount = isHereAlone
      ? here.tasks.filter(({ status }) => status !== 'completed').length
      : countLeft(latest?.counts ?? {});
    const planId = isHereAlone ? here.planId : latest?.planId;
    const isRunning = isHereAlone ? here.isRunning : latest?.isRunning;
    return planId === undefined || leftCount === 0 || isRunning ? undefined : { planId, leftCount };
  }

  /** Whether another window runs the plan. Opens the history. */
  async isElsewhere(planId: string): Promise<boolean> {
    const history = await this.#options.store.open();
    return !this.#plans.get(planId)?.campaign && history.getPlan(planId)?.isRunning === true;
  }

  dispose(): void {
    this.#plans.dispose();
  }

  #execute(
    live: KnownPlan,
    { signal, onEvent }: PlanRunOptions,
    start: (campaign: { signal: AbortSignal; onEvent?: PlanRunOptions['onEvent'] }) => Promise<ExecutionResult[]>,
  ): Promise<ExecutionResult[]> {
    const abort = new AbortController();
    const results = start({
      signal: signal ? AbortSignal.any([signal, abort.signal]) : abort.signal,
      ...(onEvent && { onEvent }),
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

  /** A plan as it stands, here or in the history. Throws a `DependencyError` where too little of it can be read. */
  #find(planId: string, history: RunHistory): KnownPlan | undefined {
    const live = this.#plans.get(planId);
    const record = history.getPlan(planId);
    if (live && !hasMore(record, live.orchestrator)) return live;
    return record && this.#restore(record, history);
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

  #restore(record: PlanRecord, history: RunHistory): KnownPlan {
    const { planId, plan } = record;
    const source = sourceOf(record);
    const restored: KnownPlan = {
      planId,
      plan: {
        ...(plan.goal !== undefined && { goal: plan.goal }),
        ...(plan.maxConcurrent !== undefined && { maxConcurrent: plan.maxConcurrent }),
      },
      source,
      orchestrator: recallPlan(record, history, this.#toOrchestratorOptions(plan.maxConcurrent, source)),
    };
    this.#plans.add(restored);
    return restored;
  }

  #toOrchestratorOptions(maxConcurrent: number | undefined, resource: vscode.Uri | undefined) {
    const { runs, executor, store, slots, logger } = this.#options;
    let isRevealed = true;
    const runner: TaskRunner = {
      execute: (task, options) => {
        const execution = runs.runPlanned(task, options ?? {}, {
          execute: (own, ownOptions) => executor.execute(own, ownOptions),
          resource,
          isRevealed,
        });
        // The first task brings the panel to the front; the others must not take it from whoever reads.
        isRevealed = false;
        return execution;
      },
      ...(executor.providersOf && { providersOf: executor.providersOf.bind(executor) }),
    };
    return {
      executor: runner,
      store,
      logger,
      // What else runs takes slots, too, but a plan is left one, so that it goes on.
      maxConcurrent: (otherCount: number) =>
        Math.max(1, Math.min(maxConcurrent ?? Infinity, readLimits().maxConcurrent - otherCount)),
      slots,
      maxConcurrentPerProvider: () => readLimits().maxConcurrentPerProvider,
    };
  }
}

/** The plan of a file is the workspace's: until that is trusted, it does not run. */
function mayRun({ source }: KnownPlan): boolean {
  return vscode.workspace.isTrusted || source === undefined || source.scheme === 'untitled';
}

/** How many tasks have not ended well. */
export function countLeft(counts: Partial<Record<TaskStatus, number>>): number {
  return Object.entries(counts).reduce((sum, [status, count]) => (status === 'completed' ? sum : sum + count), 0);
}
