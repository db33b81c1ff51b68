import type { TaskStatus } from '#common/vocabulary.ts';
import type { AgentTask, ExecutionResult } from '#orchestration/types.ts';
import { TaskGraph, type TaskNode } from './taskGraph.ts';

/** State of a task of a plan. Changed by {@link PlanExecution} only. */
export interface TaskState {
  readonly status: TaskStatus;
  /** Result of the latest run. */
  readonly result: ExecutionResult | undefined;
  /** Number of dependencies that are not completed. */
  readonly unmetCount: number;
}

class MutableState implements TaskState {
  status: TaskStatus = 'pending';
  result: ExecutionResult | undefined;
  unmetCount = 0;
  /** Number of dependencies that are failed, cancelled or blocked. */
  brokenCount = 0;
}

/**
 * Progress of the tasks of a plan. Invariants: a `pending` task has no broken dependency, a `blocked` one has at least one.
 * All state changes together are linear in tasks and edges.
 */
export class PlanExecution {
  readonly graph: TaskGraph;
  /** By the sequence of their nodes. */
  readonly #states: (MutableState | undefined)[] = [];
  readonly #onChange: (node: TaskNode, cause: TaskNode) => void;

  /** @param onChange receives every task whose status changes, and the task whose own change brought it about. */
  constructor(graph = new TaskGraph(), onChange: (node: TaskNode, cause: TaskNode) => void = () => {}) {
    this.graph = graph;
    this.#onChange = onChange;
  }

  /** Adds tasks as {@link TaskGraph.add} does. One whose dependency is broken is `blocked`; no change is reported. */
  add(tasks: readonly AgentTask[]): void {
    for (const node of this.graph.add(tasks)) {
      const state = new MutableState();
      for (const dependency of node.dependencies) {
        const { status } = this.stateOf(dependency);
        if (status !== 'completed') state.unmetCount += 1;
        if (isBroken(status)) state.brokenCount += 1;
      }
      if (state.brokenCount > 0) state.status = 'blocked';
      this.#states[node.sequence] = state;
    }
  }

  /** Removes a task as {@link TaskGraph.remove} does. */
  remove(node: TaskNode): void {
    this.graph.remove(node);
    this.#states[node.sequence] = undefined;
  }

  /** Throws for a task that is not part of the plan. */
  stateOf(node: TaskNode): TaskState {
    return this.#find(node);
  }

  /** True for a task that waits for nothing but a slot. */
  isReady(node: TaskNode): boolean {
    const { status, unmetCount } = this.#find(node);
    return status === 'pending' && unmetCount === 0;
  }

  setResult(node: TaskNode, result: ExecutionResult): void {
    this.#find(node).result = result;
  }

  /** Changes a task's status and, with it, which of its dependents are blocked. `pending` may come to `blocked`. */
  setStatus(node: TaskNode, status: TaskStatus): void {
    const followers: TaskNode[] = [];
    const { brokenCount } = this.#find(node);
    this.#change(node, status === 'pending' && brokenCount > 0 ? 'blocked' : status, followers, node);
    for (let next = followers.pop(); next; next = followers.pop()) {
      this.#change(next, this.#find(next).brokenCount > 0 ? 'blocked' : 'pending', followers, node);
    }
  }

  /** Ids of the failed or cancelled tasks that block a task, directly or through others. */
  findBlockers(start: TaskNode): string[] {
    const seen = new Set([start]);
    const blockers = new Set<string>();
    for (const node of seen) {
      for (const dependency of node.dependencies) {
        const { status } = this.#find(dependency);
        if (status === 'blocked') seen.add(dependency);
        else if (isBroken(status)) blockers.add(dependency.task.id);
      }
    }
    return [...blockers];
  }

  /** @param followers gets the dependents whose status must change as well. */
  #change(node: TaskNode, next: TaskStatus, followers: TaskNode[], cause: TaskNode): void {
    const state = this.#find(node);
    const previous = state.status;
    if (previous === next) return;
    state.status = next;
    this.#onChange(node, cause);
    const unmetStep = Number(next !== 'completed') - Number(previous !== 'completed');
    const brokenStep = Number(isBroken(next)) - Number(isBroken(previous));
    if (unmetStep === 0 && brokenStep === 0) return;
    for (const dependent of node.dependents) {
      const other = this.#find(dependent);
      other.unmetCount += unmetStep;
      other.brokenCount += brokenStep;
      if (other.status === (other.brokenCount > 0 ? 'pending' : 'blocked')) followers.push(dependent);
    }
  }

  #find(node: TaskNode): MutableState {
    const state = this.#states[node.sequence];
    if (!state) throw new Error(`The task "${node.task.id}" is not part of the plan.`);
    return state;
  }
}

function isBroken(status: TaskStatus): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'blocked';
}
