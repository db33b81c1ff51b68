import { withoutUndefined } from '#common/withoutUndefined.ts';
import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { toErrorMessage } from '#common/errors.ts';
import { type Logger, silentLogger } from '#common/logger.ts';
import { DependencyError } from './dependencyError.ts';
import { runGuarded } from '#orchestration/runs/guard.ts';
import type { PlanChanges } from './planChanges.ts';
import { PlanEvents } from './planEvents.ts';
import { PlanExecution } from './planExecution.ts';
import { PlanRunner, type PlanRunnerOptions } from './planRunner.ts';
import type { PlanFacts, PlanRecord, RunChange, RunStore } from '#orchestration/store/runStore.ts';
import { sumSpent } from '#orchestration/runs/budget/spent.ts';
import { TaskGraph, type TaskNode } from './taskGraph.ts';
import type { TaskStatus } from '#common/vocabulary.ts';
import type { ExecuteOptions } from '#orchestration/runs/executeOptions.ts';
import type {
  AgentTask,
  ExecuteAllOptions,
  ExecutionResult,
  Plan,
  PlanEvent,
  PlannedTask,
  Spent,
} from '#orchestration/types.ts';

/** Surroundings of a {@link ProjectOrchestrator}. */
export interface ProjectOrchestratorOptions extends PlanRunnerOptions {
  /** Is told of every task and of every change of its state. The runs themselves are saved by the executor. */
  store?: RunStore;
  /** Id under which the store keeps the tasks. Defaults to a new UUID, under which the plan is saved with its first task. */
  planId?: string;
  /** Facts that the store keeps of a new plan. */
  facts?: PlanFacts;
  /** True where `{{tasks.ID.output}}` in a description means a task, which is the default; for single tasks it is text. */
  hasReferences?: boolean;
  /** Amount that a plan which is restored had spent. Defaults to the sum of its results. */
  spentBefore?: Spent;
  logger?: Logger;
}

/** Owns tasks that depend on each other and runs them as their dependencies end, a few at once. */
export class ProjectOrchestrator {
  readonly planId: string;
  readonly #options: ProjectOrchestratorOptions;
  readonly #logger: Logger;
  readonly #graph: TaskGraph;
  readonly #execution: PlanExecution;
  readonly #runner: PlanRunner;
  readonly #events: PlanEvents;
  #isPlanSaved: boolean;
  #isRestoring = false;
  /** By the runs of a plan that was restored. */
  #spentBefore: Spent | undefined;
  /** The run that brings about the change of state that goes on. */
  #runId: string | undefined;

  constructor(options: ProjectOrchestratorOptions) {
    const { planId, facts, store } = options;
    this.planId = planId ?? randomUUID();
    this.#options = options;
    this.#graph = new TaskGraph(options.hasReferences);
    this.#execution = new PlanExecution(this.#graph, (node, cause) => this.#onStatusChange(node, cause));
    this.#logger = options.logger ?? silentLogger;
    this.#isPlanSaved = planId !== undefined && facts === undefined;
    this.#events = new PlanEvents((error) => this.#logError('A listener of the plan failed.', undefined, error));
    const isKnown = store !== undefined || planId !== undefined;
    this.#runner = new PlanRunner(
      {
        execution: this.#execution,
        identify: (run) =>
          withoutUndefined({
            runId: run.runId ?? (store && randomUUID()),
            planId: run.planId ?? (isKnown ? this.planId : undefined),
            spentBefore: this.#spentBefore,
          }),
        setStatus: (node, status, runId) => this.#setStatus(node, status, runId),
        emitRun: (taskId, event) => this.#events.add({ type: 'run', taskId, event }),
        emitStop: (error) => this.#events.add({ type: 'stopped', error }),
        guard: (taskId, action) => this.#guard('The listener of a run failed.', taskId, action),
        logFailure: (taskId, error) => this.#logError('The executor failed.', taskId, error),
      },
      options,
    );
  }

  /**
   * A plan as the store kept it, ready to go on: `executeAll` runs what is left. What was `in_progress` when its session
   * died is `pending`. `results` are the runs that the states name, as far as they are still there: a completed task whose
   * run is gone stays completed, with an empty output. Throws a {@link DependencyError} for a plan that cannot be.
   */
  static restore(
    { planId, plan, states }: Pick<PlanRecord, 'planId' | 'plan' | 'states'>,
    results: Iterable<ExecutionResult>,
    options: Omit<ProjectOrchestratorOptions, 'planId' | 'facts'>,
  ): ProjectOrchestrator {
    const orchestrator = new ProjectOrchestrator({ ...options, planId });
    orchestrator.#restore(plan.tasks, states, results);
    return orchestrator;
  }

  /** Adds a task whose dependencies exist. Throws a {@link DependencyError}. */
  addTask(task: AgentTask): void {
    this.addTasks([task]);
  }

  /**
   * Adds all of the tasks or, with a {@link DependencyError}, none. They may name each other in any order. A description
   * may use outputs of tasks that it depends on, also through others: `{{tasks.ID.output}}`, `\{{` for the text itself.
   */
  addTasks(tasks: readonly AgentTask[]): void {
    this.#execution.add(tasks);
    const { planId } = this;
    const { facts = {} } = this.#options;
    if (!this.#isPlanSaved) this.#record({ type: 'planSaved', planId, facts });
    this.#isPlanSaved = true;
    this.#record({ type: 'tasksSaved', planId, tasks });
    for (const { id } of tasks) {
      const node = this.#graph.get(id);
      if (node && this.#execution.stateOf(node).status === 'blocked') this.#onStatusChange(node, node);
    }
    if (tasks.some(({ dependencies = [] }) => dependencies.length > 0)) this.#runner.sortAgain();
  }

  /** Removes a task; false when there is none. Throws a {@link DependencyError} while it runs, waits or is needed. */
  removeTask(id: string): boolean {
    const node = this.#graph.get(id);
    if (!node) return false;
    if (this.#runner.isBusy(node)) {
      throw new DependencyError('inUse', l10n.t('The task "{0}" runs, or waits to run.', id), [id]);
    }
    this.#execution.remove(node);
    this.#record({ type: 'taskRemoved', planId: this.planId, taskId: id });
    this.#runner.forget(node);
    return true;
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
    const ready = [...this.#graph.nodes()].filter((node) => this.#execution.isReady(node));
    return ready.sort((left, right) => this.#graph.compare(left, right)).map((node) => this.#toPlannedTask(node));
  }

  /** The first of the ready tasks. */
  getNextTask(): PlannedTask | undefined {
    return this.getReadyTasks()[0];
  }

  /** Tells every change of a task's state and everything that runs say, in order, shortly after it happened. */
  onDidChange(listener: (event: PlanEvent) => void): { dispose(): void } {
    return this.#events.subscribe(listener);
  }

  /**
   * Runs one task, as soon as there is a slot, and settles its state. Rejects with a {@link DependencyError} for an unknown
   * id or dependencies that are not completed, now or when its slot is free; a run that fails resolves. A task that already
   * runs, or was asked for before, is not run twice: the call resolves with that run and its own options do not apply. A
   * settled task is run again. While it waits for a slot its status stays what it was, and aborting the signal cancels it.
   */
  async executeTask(taskId: string, agent: string | ExecuteOptions = {}): Promise<ExecutionResult> {
    return this.#runner.runTask(this.#find(taskId), typeof agent === 'string' ? { agent } : agent);
  }

  /**
   * Runs every task that is pending, or was cancelled, each the moment its last dependency ends, and resolves with the
   * results in order of completion. A task that fails blocks its dependents, not the rest. Tasks added meanwhile are not
   * run; a second call while one goes on resolves with it. When a budget for the plan or the day is reached, what runs may
   * end but sends no further request, and what is left stays `pending`: the result that says so is of kind `budget`.
   */
  executeAll(options: ExecuteAllOptions = {}): Promise<ExecutionResult[]> {
    return this.#runner.runAll(options);
  }

  /**
   * Goes on with a plan after a task failed: the task and what it blocked are pending again, and `executeAll` runs, or
   * goes on running, what is left. Rejects with a {@link DependencyError} for an unknown id.
   */
  async retry(taskId: string, options: ExecuteAllOptions = {}): Promise<ExecutionResult[]> {
    const node = this.#find(taskId);
    const { status } = this.#execution.stateOf(node);
    if (status === 'failed' || status === 'cancelled') this.#setStatus(node, 'pending');
    this.#runner.startReady([node]);
    return this.#runner.runAll(options);
  }

  /**
   * The same plan as its file says it now, ready to go on, while this one does not run. What has not changed stays as it is;
   * what has, and what is built on it, is pending. The store is told.
   */
  revise(
    { tasks }: Pick<Plan, 'tasks'>,
    { added, removed, changed, again }: PlanChanges,
    { facts = {}, ...options }: Omit<ProjectOrchestratorOptions, 'planId'>,
  ): ProjectOrchestrator {
    const revised = new ProjectOrchestrator({ ...options, planId: this.planId });
    const isOpen = new Set([...added, ...changed, ...again]);
    const before = this.getTasks();
    const kept = before.filter(({ id }) => !isOpen.has(id));
    const states = Object.fromEntries(kept.map(({ id, status }) => [id, { status }]));
    revised.#restore(
      tasks,
      states,
      kept.flatMap(({ result }) => result ?? []),
    );
    revised.#spentBefore = this.#spentBefore;
    revised.#saveRevision(facts, removed, new Set([...added, ...changed]), before);
    return revised;
  }

  #saveRevision(
    facts: PlanFacts,
    removed: readonly string[],
    isNew: ReadonlySet<string>,
    before: readonly PlannedTask[],
  ): void {
    const { planId } = this;
    this.#record({ type: 'planSaved', planId, facts });
    for (const taskId of removed) this.#record({ type: 'taskRemoved', planId, taskId });
    const tasks = [...this.#graph.nodes()].map(({ task }) => task).filter(({ id }) => isNew.has(id));
    if (tasks.length > 0) this.#record({ type: 'tasksSaved', planId, tasks });
    const known = new Map(before.map(({ id, status }) => [id, status]));
    for (const { id: taskId, status } of this.getTasks()) {
      if (status !== (known.get(taskId) ?? 'pending'))
        this.#record({ type: 'taskStateChanged', planId, taskId, status });
    }
  }

  #find(taskId: string): TaskNode {
    const node = this.#graph.get(taskId);
    if (!node) throw new DependencyError('unknownTask', l10n.t('There is no task "{0}".', taskId), [taskId]);
    return node;
  }

  #restore(tasks: readonly AgentTask[], states: PlanRecord['states'], results: Iterable<ExecutionResult>): void {
    this.#isRestoring = true;
    this.#execution.add(tasks);
    const kept = [...results];
    this.#spentBefore = this.#options.spentBefore ?? sumSpent(kept);
    for (const result of kept) {
      const node = this.#graph.get(result.taskId);
      if (node) this.#execution.setResult(node, result);
    }
    for (const [id, { status }] of Object.entries(states)) {
      const node = this.#graph.get(id);
      const isSettled = status === 'completed' || status === 'failed' || status === 'cancelled';
      if (node && isSettled) this.#execution.setStatus(node, status);
    }
    this.#isRestoring = false;
  }

  #setStatus(node: TaskNode, status: TaskStatus, runId?: string): void {
    this.#runId = runId;
    this.#execution.setStatus(node, status);
    this.#runId = undefined;
  }

  /** `cause`: the task whose own change made this one follow. */
  #onStatusChange(node: TaskNode, cause: TaskNode): void {
    if (this.#isRestoring) return;
    this.#runner.handleStatus(node);
    const { id: taskId } = node.task;
    const { status } = this.#execution.stateOf(node);
    if (this.#events.hasListeners) {
      const isBlocked = status === 'blocked';
      const blockedBy = isBlocked && node === cause ? this.#execution.findBlockers(node) : [cause.task.id];
      this.#events.add(isBlocked ? { type: 'task', taskId, status, blockedBy } : { type: 'task', taskId, status });
    }
    const runId = node === cause ? this.#runId : undefined;
    this.#record({ type: 'taskStateChanged', planId: this.planId, taskId, status, runId });
  }

  #toPlannedTask(node: TaskNode): PlannedTask {
    const { task } = node;
    const { status, result } = this.#execution.stateOf(node);
    const blockedBy = status === 'blocked' ? this.#execution.findBlockers(node) : undefined;
    return { ...task, ...withoutUndefined({ status, result, blockedBy }) };
  }

  #record(change: RunChange): void {
    const taskId = 'taskId' in change ? change.taskId : undefined;
    this.#guard('The run store failed.', taskId, () => this.#options.store?.record(change));
  }

  #guard(message: string, taskId: string | undefined, action: () => unknown): void {
    void runGuarded(action, (error) => this.#logError(message, taskId, error));
  }

  #logError(message: string, taskId: string | undefined, error: unknown): void {
    this.#logger.error(message, withoutUndefined({ taskId, error: toErrorMessage(error) }));
  }
}
