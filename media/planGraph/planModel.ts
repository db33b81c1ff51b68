import { sortByDependencies } from '#common/sortByDependencies.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import type { ExecutionStatus, TaskStatus } from '#common/vocabulary.ts';
import type { PlanHead, PlanNode, PlanView } from '#protocol/messages.ts';

/** Totals over the tasks of a plan. */
export interface PlanTotals {
  counts: Record<TaskStatus, number>;
  /** Duration of the runs that have ended. */
  seconds: number;
  tokens: number;
  /** Cost of the runs; absent where no run has a price. */
  costUsd?: number;
}

/** A plan as the page knows it, kept up to date from the host's messages. */
export class PlanModel {
  #head: PlanHead;
  /** Nodes, dependencies before their dependents. */
  #nodes = new Map<string, PlanNode>();
  #dependents: Map<string, string[]> | undefined;
  #depths: Map<string, number> | undefined;

  constructor({ nodes, ...head }: PlanView) {
    this.#head = head;
    for (const node of nodes) this.#nodes.set(node.taskId, node);
  }

  get head(): PlanHead {
    return this.#head;
  }

  get nodes(): PlanNode[] {
    return [...this.#nodes.values()];
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(taskId: string): PlanNode | undefined {
    return this.#nodes.get(taskId);
  }

  /**
   * Applies news of the host. Returns whether tasks or dependencies came or went: then the graph has another shape.
   */
  apply(head: PlanHead, nodes: readonly PlanNode[], removed: readonly string[] = []): boolean {
    this.#head = head;
    let isReshaped = false;
    for (const taskId of removed) isReshaped = this.#nodes.delete(taskId) || isReshaped;
    for (const node of nodes) {
      const before = this.#nodes.get(node.taskId);
      isReshaped ||= before?.dependencies.join('\n') !== node.dependencies.join('\n');
      this.#nodes.set(node.taskId, node);
    }
    if (isReshaped) {
      this.#sort();
      this.#dependents = undefined;
      this.#depths = undefined;
    }
    return isReshaped;
  }

  /** Sorts the nodes after a change, as the host sorts a plan that it shows anew. A cycle, which no valid plan has, is last. */
  #sort(): void {
    const { order, rest } = sortByDependencies(this.nodes, ({ dependencies }) =>
      dependencies.flatMap((id) => this.#nodes.get(id) ?? []),
    );
    this.#nodes = new Map([...order, ...rest].map((node) => [node.taskId, node]));
  }

  /** The tasks that a task waits for and that are in the plan. */
  dependenciesOf(taskId: string): string[] {
    return this.#nodes.get(taskId)?.dependencies.filter((id) => this.#nodes.has(id)) ?? [];
  }

  /** The tasks that wait for a task. */
  dependentsOf(taskId: string): string[] {
    if (!this.#dependents) {
      this.#dependents = new Map();
      for (const { taskId: to, dependencies } of this.#nodes.values()) {
        for (const from of dependencies) this.#dependents.set(from, [...(this.#dependents.get(from) ?? []), to]);
      }
    }
    return this.#dependents.get(taskId) ?? [];
  }

  /** Number of tasks before a task on the longest way to it. */
  depthOf(taskId: string): number {
    if (!this.#depths) {
      this.#depths = new Map();
      for (const { taskId: id } of this.nodes) {
        const before = this.dependenciesOf(id).map((dependency) => this.#depths?.get(dependency) ?? 0);
        this.#depths.set(id, before.length === 0 ? 0 : Math.max(...before) + 1);
      }
    }
    return this.#depths.get(taskId) ?? 0;
  }

  /** A task's name, fit for one line; its id where it has none. */
  titleOf(taskId: string): string {
    return toOneLine(this.#nodes.get(taskId)?.title || taskId);
  }

  get totals(): PlanTotals {
    const counts = { pending: 0, in_progress: 0, blocked: 0, completed: 0, failed: 0, cancelled: 0 };
    const totals: PlanTotals = { counts, seconds: 0, tokens: 0 };
    for (const node of this.#nodes.values()) {
      counts[node.status] += 1;
      totals.seconds += node.durationSeconds ?? 0;
      totals.tokens += (node.inputTokens ?? 0) + (node.outputTokens ?? 0);
      if (node.costUsd !== undefined) totals.costUsd = (totals.costUsd ?? 0) + node.costUsd;
    }
    return totals;
  }

  /** The state of the plan as a whole. */
  get status(): ExecutionStatus {
    const { counts } = this.totals;
    if (counts.in_progress > 0) return 'in_progress';
    if (counts.failed > 0) return 'failed';
    if (counts.cancelled > 0) return 'cancelled';
    if (this.nodes.some((node) => node.isInterrupted)) return 'interrupted';
    return counts.completed === this.size && this.size > 0 ? 'success' : 'pending';
  }
}
