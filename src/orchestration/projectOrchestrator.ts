import { randomUUID } from 'node:crypto';
import { toErrorMessage } from '../common/errors.ts';
import { type Logger, silentLogger } from '../common/logger.ts';
import { DependencyError } from './dependencyError.ts';
import { runGuarded } from './guard.ts';
import { toFailedResult } from './runError.ts';
import { type QueuedRun, RunQueue } from './runQueue.ts';
import type { RunStore } from './runStore.ts';
import { TaskGraph, type TaskNode } from './taskGraph.ts';
import type {
  AgentTask,
  ExecuteAllOptions,
  ExecuteOptions,
  ExecutionResult,
  ExecutionStatus,
  PlannedTask,
  TaskStatus,
} from './types.ts';

/** What runs a task: {@link TaskExecutor}, or a fake of it. */
export interface TaskRunner {
  execute(task: AgentTask, options?: ExecuteOptions): Promise<ExecutionResult>;
}

/** What a {@link ProjectOrchestrator} works with. */
export interface ProjectOrchestratorOptions {
  executor: TaskRunner;
  /** Is told of every change of a task's state. The runs themselves are saved by the executor. */
  store?: RunStore;
  /** What the store keeps the tasks' states under. Defaults to a new UUID. */
  planId?: string;
  /** How many runs may go on at once, over all calls. Default 3. A function is asked anew each time. */
  maxConcurrent?: number | (() => number);
  logger?: Logger;
}

/** What a run's end means for its task. The executor hands back no run that has not ended. */
const taskStatuses: Readonly<Record<ExecutionStatus, TaskStatus>> = {
  pending: 'failed',
  in_progress: 'failed',
  success: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'failed',
};

/** A run of a task that was asked for. */
interface Job extends QueuedRun {
  readonly node: TaskNode;
  /** Asked for by name: goes before the tasks of `executeAll`. */
  readonly isExplicit: boolean;
  readonly outcome: PromiseWithResolvers<ExecutionResult>;
}

/** One `executeAll`. */
interface Campaign {
  readonly options: ExecuteAllOptions;
  /** Tasks that will still be run, or are running. */
  readonly open: Set<TaskNode>;
  readonly results: ExecutionResult[];
  readonly done: PromiseWithResolvers<ExecutionResult[]>;
}

/** Owns tasks that depend on each other and runs them as their dependencies end, a few at once. */
export class ProjectOrchestrator {
  readonly #executor: TaskRunner;
  readonly #store: RunStore | undefined;
  readonly #planId: string;
  readonly #logger: Logger;
  readonly #graph = new TaskGraph((node) => this.#onStatusChange(node));
  readonly #results = new Map<string, ExecutionResult>();
  /** The run of each task that waits or goes on. */
  readonly #jobs = new Map<TaskNode, Job>();
  readonly #queue: RunQueue<Job>;
  #campaign: Campaign | undefined;

  constructor(options: ProjectOrchestratorOptions) {
    const { maxConcurrent = 3 } = options;
    this.#executor = options.executor;
    this.#store = options.store;
    this.#planId = options.planId ?? randomUUID();
    this.#logger = options.logger ?? silentLogger;
    this.#queue = new RunQueue(
      typeof maxConcurrent === 'function' ? maxConcurrent : () => maxConcurrent,
      (left, right) => Number(right.isExplicit) - Number(left.isExplicit) || this.#graph.compare(left.node, right.node),
    );
  }

  /** Adds a task whose dependencies exist. Throws a {@link DependencyError}. */
  addTask(task: AgentTask): void {
    this.#graph.add([task]);
  }

  /** Adds all of the tasks or, with a {@link DependencyError}, none. They may name each other in any order. */
  addTasks(tasks: readonly AgentTask[]): void {
    this.#graph.add(tasks);
  }

  /** Removes a task; false when there is none. Throws a {@link DependencyError} while it runs, waits or is needed. */
  removeTask(id: string): boolean {
    const node = this.#graph.get(id);
    if (node && this.#jobs.has(node)) {
      throw new DependencyError('inUse', `The task "${id}" runs, or waits to run.`, [id]);
    }
    const isRemoved = this.#graph.remove(id);
    this.#results.delete(id);
    if (node) this.#campaign?.open.delete(node);
    this.#finishIfDone();
    return isRemoved;
  }

  getTask(id: string): PlannedTask | undefined {
    const node = this.#graph.get(id);
    return node && this.#toPlannedTask(node);
  }

  /** Every task, dependencies before their dependents. */
  getTasks(): PlannedTask[] {
    return [...this.#graph.nodes()].map((node) => this.#toPlannedTask(node));
  }

  /** The pending tasks whose dependencies are all completed, in the order in which they would be run. */
  getReadyTasks(): PlannedTask[] {
    const ready = [...this.#graph.nodes()].filter(isReady);
    return ready.sort((left, right) => this.#graph.compare(left, right)).map((node) => this.#toPlannedTask(node));
  }

  /** The first of the ready tasks. */
  getNextTask(): PlannedTask | undefined {
    return this.getReadyTasks()[0];
  }

  /**
   * Runs one task, as soon as there is a slot, and settles its state. Rejects with a {@link DependencyError} for an unknown
   * id or dependencies that are not completed, now or when its slot is free; a run that fails resolves. A task that already runs, or was asked for
   * before, is not run twice: the call resolves with that run and its own options do not apply. A settled task is run
   * again. While it waits for a slot its status stays what it was, and aborting the signal cancels it.
   */
  async executeTask(taskId: string, agent: string | ExecuteOptions = {}): Promise<ExecutionResult> {
    const node = this.#graph.get(taskId);
    if (!node) throw new DependencyError('unknownTask', `There is no task "${taskId}".`, [taskId]);
    const current = this.#jobs.get(node);
    if (current && (current.isExplicit || !this.#queue.isWaiting(current))) return current.outcome.promise;
    if (node.unmetCount > 0) throw toUnmetError(node);
    // What executeAll has queued but not begun is taken over: the caller's options apply.
    if (current) this.#queue.withdraw(current);
    const options = typeof agent === 'string' ? { agent } : agent;
    const job = this.#createJob(node, options, true);
    this.#queue.add([job]);
    if (this.#queue.isWaiting(job)) this.#watchWhileWaiting(job, options);
    return job.outcome.promise;
  }

  /**
   * Runs every task that is pending, or was cancelled, each the moment its last dependency ends, and resolves with the
   * results in order of completion. A task that fails blocks its dependents, not the rest. Tasks added meanwhile are not
   * run; a second call while one goes on resolves with it.
   */
  async executeAll(options: ExecuteAllOptions = {}): Promise<ExecutionResult[]> {
    const { signal } = options;
    if (this.#campaign) return this.#campaign.done.promise;
    if (signal?.aborted) return [];
    for (const node of this.#graph.nodes()) {
      if (node.status === 'cancelled' && !this.#jobs.has(node)) this.#graph.setStatus(node.task.id, 'pending');
    }
    const open = new Set([...this.#graph.nodes()].filter((node) => node.status === 'pending'));
    const campaign: Campaign = { options, open, results: [], done: Promise.withResolvers() };
    this.#campaign = campaign;
    const onAbort = (): void => this.#abandon(campaign);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#startReady(open);
    this.#finishIfDone();
    try {
      return await campaign.done.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #createJob(node: TaskNode, options: ExecuteOptions, isExplicit: boolean): Job {
    const job: Job = {
      node,
      isExplicit,
      outcome: Promise.withResolvers(),
      start: async () => {
        if (node.unmetCount === 0) return this.#run(job, options);
        // A dependency has been run again since. executeAll comes back to the task when that has ended.
        this.#jobs.delete(node);
        if (isExplicit) job.outcome.reject(toUnmetError(node));
      },
    };
    this.#jobs.set(node, job);
    return job;
  }

  async #run(job: Job, options: ExecuteOptions): Promise<void> {
    this.#graph.setStatus(job.node.task.id, 'in_progress');
    this.#settle(job, await this.#execute(job.node.task, options));
  }

  /** Tells that the run waits. An abort ends it without a slot: the executor makes the cancelled result at once. */
  #watchWhileWaiting(job: Job, options: ExecuteOptions): void {
    const { signal, onEvent } = options;
    const { task } = job.node;
    this.#guard('The listener of a run failed.', task.id, () => onEvent?.({ type: 'status', status: 'pending' }));
    const onAbort = (): void => {
      if (!this.#queue.withdraw(job)) return;
      void this.#execute(task, options).then((result) => this.#settle(job, result));
    };
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const stopListening = (): void => signal?.removeEventListener('abort', onAbort);
    void job.outcome.promise.then(stopListening, stopListening);
  }

  async #execute(task: AgentTask, options: ExecuteOptions): Promise<ExecutionResult> {
    try {
      return await this.#executor.execute(task, options);
    } catch (error) {
      this.#logger.error('The executor failed.', { taskId: task.id, error: toErrorMessage(error) });
      return toFailedResult(task, options, error);
    }
  }

  /** Once for each job: keeps the result, moves the graph on and starts what has become ready. */
  #settle(job: Job, result: ExecutionResult): void {
    const { node } = job;
    this.#jobs.delete(node);
    this.#results.set(node.task.id, result);
    if (this.#campaign?.open.delete(node)) this.#campaign.results.push(result);
    this.#graph.setStatus(node.task.id, taskStatuses[result.status]);
    if (node.status === 'completed') this.#startReady(node.dependents);
    job.outcome.resolve(result);
    this.#finishIfDone();
  }

  /** Queues those of the nodes that `executeAll` has still to run and that wait for nothing. */
  #startReady(nodes: Iterable<TaskNode>): void {
    const campaign = this.#campaign;
    if (!campaign) return;
    const { signal, onEvent } = campaign.options;
    const jobs: Job[] = [];
    for (const node of nodes) {
      if (!campaign.open.has(node) || !isReady(node) || this.#jobs.has(node)) continue;
      const options: ExecuteOptions = {
        ...(signal && { signal }),
        ...(onEvent && { onEvent: (event) => onEvent(event, node.task.id) }),
      };
      jobs.push(this.#createJob(node, options, false));
    }
    this.#queue.add(jobs);
  }

  /** After an abort: only the runs that have begun are still waited for. Their signal ends them. */
  #abandon(campaign: Campaign): void {
    for (const node of campaign.open) {
      const job = this.#jobs.get(node);
      const isOurs = job !== undefined && !job.isExplicit;
      if (isOurs && !this.#queue.withdraw(job)) continue;
      if (isOurs) this.#jobs.delete(node);
      campaign.open.delete(node);
    }
    this.#finishIfDone();
  }

  #finishIfDone(): void {
    const campaign = this.#campaign;
    if (!campaign || campaign.open.size > 0) return;
    this.#campaign = undefined;
    campaign.done.resolve(campaign.results);
  }

  #onStatusChange(node: TaskNode): void {
    const { id: taskId } = node.task;
    const { status } = node;
    const campaign = this.#campaign;
    if (status === 'blocked') campaign?.open.delete(node);
    // A blocked task whose blocker is run again goes on with the rest.
    if (status === 'pending' && campaign && !campaign.options.signal?.aborted) campaign.open.add(node);
    const store = this.#store;
    if (store)
      this.#guard('The run store failed.', taskId, () => store.saveTaskState({ planId: this.#planId, taskId, status }));
  }

  #toPlannedTask(node: TaskNode): PlannedTask {
    const { id } = node.task;
    const result = this.#results.get(id);
    const blockedBy = node.status === 'blocked' ? this.#graph.findBlockers(id) : undefined;
    return { ...node.task, status: node.status, ...(result && { result }), ...(blockedBy && { blockedBy }) };
  }

  #guard(message: string, taskId: string, action: () => unknown): void {
    void runGuarded(action, (error) => this.#logger.error(message, { taskId, error: toErrorMessage(error) }));
  }
}

function isReady(node: TaskNode): boolean {
  return node.status === 'pending' && node.unmetCount === 0;
}

function toUnmetError({ task: { id }, dependencies }: TaskNode): DependencyError {
  const unmet = dependencies.filter((dependency) => dependency.status !== 'completed');
  const ids = unmet.map((dependency) => dependency.task.id);
  return new DependencyError('unmet', `The task "${id}" waits for ${ids.join(', ')}.`, [id, ...ids]);
}
