import * as l10n from '@vscode/l10n';
import { DependencyError } from './dependencyError.ts';
import { withInputs } from './inputs.ts';
import { type Campaign, isAbandoned, Job } from './planJob.ts';
import type { PlanExecution } from './planExecution.ts';
import { toFailedResult } from '#orchestration/runError.ts';
import { RunQueue } from './runQueue.ts';
import type { RunSlots } from './runSlots.ts';
import type { TaskNode } from './taskGraph.ts';
import type { ExecutionStatus, TaskStatus } from '#common/vocabulary.ts';
import type { ExecuteOptions } from '#orchestration/runs/executeOptions.ts';
import type {
  AgentTask,
  ExecuteAllOptions,
  ExecutionError,
  ExecutionEvent,
  ExecutionResult,
} from '#orchestration/types.ts';

/** Runner of single tasks: {@link TaskExecutor}, or a fake of it. */
export interface TaskRunner {
  execute(task: AgentTask, options?: ExecuteOptions): Promise<ExecutionResult>;
  /** The providers whose requests a run of the task may send at once, one entry a request. */
  providersOf?(task: AgentTask, options?: ExecuteOptions): string[];
}

/** Surroundings of a {@link PlanRunner}. A function is called anew each time. */
export interface PlanRunnerOptions {
  executor: TaskRunner;
  /**
   * Limit of the runs that go on at once, over all calls. A task of several agents is one of them. A function is told how many
   * go on besides, of others that share the slots. Default 3.
   */
  maxConcurrent?: number | ((otherCount: number) => number);
  /** Limit of requests that go on at once with one provider. A task of several agents counts with each. Default: none. */
  maxConcurrentPerProvider?: number | ((providerId: string) => number);
  /** Shared with others whose runs count together for `maxConcurrentPerProvider`. Default: nobody. */
  slots?: RunSlots;
  /**
   * Limit of the characters of its dependencies' outputs that a task is given, in all, where its description does not refer to
   * them. Short outputs are whole; what they leave is shared equally. Default 60,000.
   */
  maxInputCharacters?: number;
}

/** The plan whose tasks are run. */
export interface RunnerPlan {
  readonly execution: PlanExecution;
  /** Options that tell the executor which plan, and which run of it, a task belongs to. */
  identify(options: ExecuteOptions): Pick<ExecuteOptions, 'planId' | 'runId' | 'spentBefore'>;
  /** `runId`: the run that brings the change about. */
  setStatus(node: TaskNode, status: TaskStatus, runId?: string): void;
  emitRun(taskId: string, event: ExecutionEvent): void;
  emitStop(error: ExecutionError): void;
  /** Calls a listener of a run. */
  guard(taskId: string, action: () => unknown): void;
  logFailure(taskId: string, error: unknown): void;
}

/** Status of a task by the status in which its run ended. The executor returns no run that has not ended. */
const statusByResult: Readonly<Record<ExecutionStatus, TaskStatus>> = {
  pending: 'failed',
  in_progress: 'failed',
  success: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'failed',
};

/** Runs the tasks of a plan as slots and dependencies allow. Each run settles its task once. */
export class PlanRunner {
  readonly #plan: RunnerPlan;
  readonly #execution: PlanExecution;
  readonly #options: PlanRunnerOptions;
  /** The run of each task that waits or goes on. */
  readonly #jobs = new Map<TaskNode, Job>();
  readonly #queue: RunQueue<Job>;
  readonly #begin = (job: Job, release: () => void): void => this.#start(job, release);
  #campaign: Campaign | undefined;

  constructor(plan: RunnerPlan, options: PlanRunnerOptions) {
    const { maxConcurrent = 3, maxConcurrentPerProvider: perProvider } = options;
    this.#plan = plan;
    this.#execution = plan.execution;
    this.#options = options;
    this.#queue = new RunQueue(
      {
        total: typeof maxConcurrent === 'function' ? maxConcurrent : () => maxConcurrent,
        lane: typeof perProvider === 'number' ? () => perProvider : perProvider,
      },
      (left, right) =>
        Number(right.isExplicit) - Number(left.isExplicit) || plan.execution.graph.compare(left.node, right.node),
      options.slots,
    );
  }

  /** True for a task that runs, or waits to run. */
  isBusy(node: TaskNode): boolean {
    return this.#jobs.has(node);
  }

  /** Tasks were added: others that wait may have a longer way to go now. */
  sortAgain(): void {
    this.#queue.sortAgain();
  }

  /** The task is no longer part of the plan. */
  forget(node: TaskNode): void {
    this.#close(node);
    this.#finishIfDone();
  }

  /** A task has come to another state, by a run or because of another task. */
  handleStatus(node: TaskNode): void {
    const campaign = this.#campaign;
    if (!campaign) return;
    const { status } = this.#execution.stateOf(node);
    if (status === 'blocked') this.#close(node);
    // A blocked task whose blocker is run again goes on with the rest.
    if (status === 'pending' && !isAbandoned(campaign)) campaign.open.add(node);
  }

  /** As `ProjectOrchestrator.executeTask`. */
  runTask(node: TaskNode, options: ExecuteOptions): Promise<ExecutionResult> {
    const current = this.#jobs.get(node);
    if (current && (current.isExplicit || !current.isWaiting)) return current.outcome.promise;
    if (!this.#isMet(node)) return Promise.reject(this.#toUnmetError(node));
    // What runAll has queued but not begun is taken over: the caller's options apply.
    if (current) this.#queue.withdraw(current);
    const job = this.#createJob(node, undefined, options);
    const { promise } = job.outcome;
    this.#queue.add([job]);
    if (job.isWaiting) this.#watchWhileWaiting(job);
    return promise;
  }

  /** As `ProjectOrchestrator.executeAll`. */
  async runAll(options: ExecuteAllOptions): Promise<ExecutionResult[]> {
    const { signal } = options;
    while (this.#campaign) {
      const { done } = this.#campaign;
      if (!isAbandoned(this.#campaign)) return done.promise;
      await done.promise;
    }
    if (signal?.aborted) return [];
    const { graph } = this.#execution;
    for (const node of graph.nodes()) {
      const isCancelled = this.#execution.stateOf(node).status === 'cancelled';
      if (isCancelled && !this.#jobs.has(node)) this.#plan.setStatus(node, 'pending');
    }
    const campaign: Campaign = { options, open: new Set(), results: [], done: Promise.withResolvers() };
    this.#campaign = campaign;
    for (const node of graph.nodes()) {
      if (this.#execution.stateOf(node).status === 'pending') campaign.open.add(node);
    }
    const onAbort = (): void => this.#abandon(campaign);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.startReady(campaign.open);
    this.#finishIfDone();
    try {
      return await campaign.done.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Queues those of the nodes that `runAll` has still to run and that wait for nothing. */
  startReady(nodes: Iterable<TaskNode>): void {
    const campaign = this.#campaign;
    if (!campaign || isAbandoned(campaign)) return;
    const jobs: Job[] = [];
    for (const node of nodes) {
      if (!this.#execution.isReady(node) || !campaign.open.has(node) || this.#jobs.has(node)) continue;
      jobs.push(this.#createJob(node, campaign));
    }
    if (jobs.length > 0) this.#queue.add(jobs);
  }

  #createJob(node: TaskNode, campaign: Campaign | undefined, options?: ExecuteOptions): Job {
    const { executor, maxConcurrentPerProvider } = this.#options;
    const lanes = maxConcurrentPerProvider === undefined ? undefined : executor.providersOf?.(node.task, options);
    const job = new Job({ node, campaign, options, lanes }, this.#begin);
    this.#jobs.set(node, job);
    return job;
  }

  #start(job: Job, release: () => void): void {
    const { node, isExplicit } = job;
    if (this.#isMet(node)) return this.#execute(job, 'in_progress', release);
    // A dependency has been run again since. runAll comes back to the task when that has ended.
    this.#jobs.delete(node);
    if (isExplicit) job.outcome.reject(this.#toUnmetError(node));
    queueMicrotask(release);
  }

  /** Hands the task to the executor. Whatever comes of it, the job is settled, once, and then `onEnd` called. */
  #execute(job: Job, status?: TaskStatus, onEnd?: () => void): void {
    const { executor, maxInputCharacters = 60_000 } = this.#options;
    const { node, options } = job;
    const { id } = node.task;
    const runOptions: ExecuteOptions = {
      ...options,
      ...this.#plan.identify(options),
      onEvent: (event) => {
        this.#plan.emitRun(id, event);
        return options.onEvent?.(event);
      },
    };
    if (status) this.#plan.setStatus(node, status, runOptions.runId);
    const end = (result: ExecutionResult): void => {
      try {
        this.#settle(job, result);
      } finally {
        onEnd?.();
      }
    };
    const fail = (error: unknown): void => {
      this.#plan.logFailure(id, error);
      end(toFailedResult(node.task, runOptions, error));
    };
    try {
      void executor.execute(withInputs(node, this.#execution, maxInputCharacters), runOptions).then(end, fail);
    } catch (error) {
      queueMicrotask(() => fail(error));
    }
  }

  /** Tells that the run waits. An abort ends it without a slot: the executor makes the cancelled result at once. */
  #watchWhileWaiting(job: Job): void {
    const { signal, onEvent } = job.options;
    this.#plan.guard(job.node.task.id, () => onEvent?.({ type: 'status', status: 'pending' }));
    const onAbort = (): void => {
      if (this.#queue.withdraw(job)) this.#execute(job);
    };
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const stopListening = (): void => signal?.removeEventListener('abort', onAbort);
    void job.outcome.promise.then(stopListening, stopListening);
  }

  /** Once for each job: keeps the result, moves the graph on and starts what has become ready. */
  #settle(job: Job, result: ExecutionResult): void {
    const { node } = job;
    const campaign = this.#campaign;
    this.#jobs.delete(node);
    this.#execution.setResult(node, result);
    const isOurs = this.#close(node);
    if (isOurs) campaign?.results.push(result);
    const stop = isOurs && !job.isExplicit ? findStop(result) : undefined;
    if (stop && campaign) this.#stop(campaign, stop);
    // A task that a used-up budget kept from running has not failed: it can be run once there is more.
    this.#plan.setStatus(node, stop ? 'pending' : statusByResult[result.status], result.runId);
    if (this.#execution.stateOf(node).status === 'completed') this.startReady(node.dependents);
    job.resolve(result);
    this.#finishIfDone();
  }

  #stop(campaign: Campaign, error: ExecutionError): void {
    if (campaign.stopped) return;
    campaign.stopped = error;
    this.#plan.emitStop(error);
    this.#abandon(campaign);
  }

  /** Only the runs that have begun are still waited for. */
  #abandon(campaign: Campaign): void {
    for (const node of campaign.open) {
      const job = this.#jobs.get(node);
      const isOurs = job !== undefined && !job.isExplicit;
      if (isOurs && !this.#queue.withdraw(job)) continue;
      if (isOurs) this.#jobs.delete(node);
      this.#close(node);
    }
    this.#finishIfDone();
  }

  /** The campaign has no more to do with a task. False when it had nothing to do with it before. */
  #close(node: TaskNode): boolean {
    return this.#campaign?.open.delete(node) ?? false;
  }

  #isMet(node: TaskNode): boolean {
    return this.#execution.stateOf(node).unmetCount === 0;
  }

  #toUnmetError({ task: { id }, dependencies }: TaskNode): DependencyError {
    const unmet = dependencies.filter((dependency) => this.#execution.stateOf(dependency).status !== 'completed');
    const ids = unmet.map((dependency) => dependency.task.id);
    return new DependencyError('unmet', l10n.t('The task "{0}" waits for {1}.', id, ids.join(', ')), [id, ...ids]);
  }

  #finishIfDone(): void {
    const campaign = this.#campaign;
    if (!campaign || campaign.open.size > 0) return;
    this.#campaign = undefined;
    campaign.done.resolve(campaign.results);
  }
}

/** The error that ends a whole plan rather than one task of it. */
function findStop({ error }: ExecutionResult): ExecutionError | undefined {
  return error?.kind === 'budget' && error.limit !== 'perRun' ? error : undefined;
}
