import { DependencyError } from './dependencyError.ts';
import type { AgentTask, TaskPriority, TaskStatus } from './types.ts';

/** A task in its place. Changed by {@link TaskGraph} only. */
export interface TaskNode {
  readonly task: AgentTask;
  readonly dependencies: readonly TaskNode[];
  readonly dependents: ReadonlySet<TaskNode>;
  readonly status: TaskStatus;
  /** Dependencies that are not completed. */
  readonly unmetCount: number;
  /** Tasks on the longest way from here to the end of the graph, this one included. */
  readonly pathLength: number;
  /** When the task was added: the first of two that are equal otherwise. */
  readonly sequence: number;
}

interface MutableNode extends TaskNode {
  readonly dependencies: MutableNode[];
  readonly dependents: Set<MutableNode>;
  status: TaskStatus;
  unmetCount: number;
  /** Dependencies that are failed, cancelled or blocked. */
  brokenCount: number;
  pathLength: number;
}

const priorityRanks: Readonly<Record<TaskPriority, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/**
 * Tasks and what depends on what. Always acyclic, and every dependency exists. Invariants: a `pending` task has no broken
 * dependency, a `blocked` one has at least one. Adding is linear in tasks + edges, and so are all state changes together.
 */
export class TaskGraph {
  /** In topological order: dependencies stand before their dependents. */
  readonly #nodes = new Map<string, MutableNode>();
  readonly #onChange: (node: TaskNode) => void;
  #nextSequence = 0;
  #hasPathLengths = true;

  /** @param onChange is told of every change of a task's status. */
  constructor(onChange: (node: TaskNode) => void = () => {}) {
    this.#onChange = onChange;
  }

  /** Adds all of the tasks or, with a {@link DependencyError}, none. They may depend on each other in any order. */
  add(tasks: readonly AgentTask[]): void {
    const added = new Map<string, MutableNode>();
    for (const task of tasks) {
      if (this.#nodes.has(task.id) || added.has(task.id)) {
        throw new DependencyError('duplicate', `There are two tasks with the id "${task.id}".`, [task.id]);
      }
      added.set(task.id, toNode(task, this.#nextSequence + added.size));
    }
    for (const node of added.values()) {
      for (const id of new Set(node.task.dependencies)) {
        if (id === node.task.id) {
          throw new DependencyError('selfDependency', `The task "${id}" depends on itself.`, [id]);
        }
        const dependency = added.get(id) ?? this.#nodes.get(id);
        if (!dependency) {
          const message = `The task "${node.task.id}" depends on "${id}", which does not exist.`;
          throw new DependencyError('unknownDependency', message, [node.task.id, id]);
        }
        node.dependencies.push(dependency);
      }
    }
    const order = sortTopologically(added);
    for (const node of order) this.#connect(node);
    this.#nextSequence += added.size;
    this.#hasPathLengths = false;
  }

  get(id: string): TaskNode | undefined {
    return this.#nodes.get(id);
  }

  /** Every task, dependencies before their dependents. */
  nodes(): IterableIterator<TaskNode> {
    return this.#nodes.values();
  }

  /** Removes a task that nothing depends on. False when there is none of this id. */
  remove(id: string): boolean {
    const node = this.#nodes.get(id);
    if (!node) return false;
    if (node.dependents.size > 0) {
      const ids = [...node.dependents].map((dependent) => dependent.task.id);
      throw new DependencyError('inUse', `The task "${id}" is needed by ${quote(ids)}.`, [id, ...ids]);
    }
    for (const dependency of node.dependencies) dependency.dependents.delete(node);
    this.#nodes.delete(id);
    this.#hasPathLengths = false;
    return true;
  }

  /** Changes a task's status and, with it, which of its dependents are blocked. `pending` may come to `blocked`. */
  setStatus(id: string, status: TaskStatus): void {
    const node = this.#nodes.get(id);
    if (!node) return;
    const changes: [MutableNode, TaskStatus][] = [
      [node, status === 'pending' && node.brokenCount > 0 ? 'blocked' : status],
    ];
    for (let change = changes.pop(); change; change = changes.pop()) {
      const [changed, next] = change;
      const previous = changed.status;
      if (previous === next) continue;
      changed.status = next;
      this.#onChange(changed);
      const unmetStep = Number(next !== 'completed') - Number(previous !== 'completed');
      const brokenStep = Number(isBroken(next)) - Number(isBroken(previous));
      if (unmetStep === 0 && brokenStep === 0) continue;
      for (const dependent of changed.dependents) {
        dependent.unmetCount += unmetStep;
        dependent.brokenCount += brokenStep;
        if (dependent.status === 'pending' && dependent.brokenCount > 0) changes.push([dependent, 'blocked']);
        if (dependent.status === 'blocked' && dependent.brokenCount === 0) changes.push([dependent, 'pending']);
      }
    }
  }

  /** The failed or cancelled tasks that block a task, directly or through others. */
  findBlockers(id: string): string[] {
    const start = this.#nodes.get(id);
    const seen = new Set(start ? [start] : []);
    const blockers: string[] = [];
    for (const node of seen) {
      for (const dependency of node.dependencies) {
        if (seen.has(dependency) || !isBroken(dependency.status)) continue;
        if (dependency.status === 'blocked') seen.add(dependency);
        else if (!blockers.includes(dependency.task.id)) blockers.push(dependency.task.id);
      }
    }
    return blockers;
  }

  /** Which of two tasks goes first: the one with the longer way still to go, then by priority, then the older one. */
  compare(left: TaskNode, right: TaskNode): number {
    this.#measurePaths();
    return right.pathLength - left.pathLength || rankOf(left) - rankOf(right) || left.sequence - right.sequence;
  }

  #connect(node: MutableNode): void {
    this.#nodes.set(node.task.id, node);
    for (const dependency of node.dependencies) {
      dependency.dependents.add(node);
      if (dependency.status !== 'completed') node.unmetCount += 1;
      if (isBroken(dependency.status)) node.brokenCount += 1;
    }
    if (node.brokenCount > 0) node.status = 'blocked';
  }

  #measurePaths(): void {
    if (this.#hasPathLengths) return;
    for (const node of [...this.#nodes.values()].reverse()) {
      let longest = 0;
      for (const dependent of node.dependents) longest = Math.max(longest, dependent.pathLength);
      node.pathLength = longest + 1;
    }
    this.#hasPathLengths = true;
  }
}

function toNode(task: AgentTask, sequence: number): MutableNode {
  return {
    task: { ...task },
    dependencies: [],
    dependents: new Set(),
    status: 'pending',
    unmetCount: 0,
    brokenCount: 0,
    pathLength: 1,
    sequence,
  };
}

/** Kahn's algorithm over the new tasks; those already in the graph cannot depend on them. */
function sortTopologically(added: ReadonlyMap<string, MutableNode>): MutableNode[] {
  const waitingFor = new Map<MutableNode, number>();
  const dependentsOf = new Map<MutableNode, MutableNode[]>();
  for (const node of added.values()) {
    const inside = node.dependencies.filter((dependency) => added.get(dependency.task.id) === dependency);
    waitingFor.set(node, inside.length);
    for (const dependency of inside) {
      const dependents = dependentsOf.get(dependency);
      if (dependents) dependents.push(node);
      else dependentsOf.set(dependency, [node]);
    }
  }
  const order = [...added.values()].filter((node) => waitingFor.get(node) === 0);
  for (const node of order) {
    waitingFor.delete(node);
    for (const dependent of dependentsOf.get(node) ?? []) {
      const count = (waitingFor.get(dependent) ?? 0) - 1;
      waitingFor.set(dependent, count);
      if (count === 0) order.push(dependent);
    }
  }
  if (waitingFor.size > 0) throw toCycleError(waitingFor);
  return order;
}

/** Each of the nodes left over depends on another one of them, so going from one to the next must come round. */
function toCycleError(leftOver: ReadonlyMap<MutableNode, number>): DependencyError {
  const path = new Set<MutableNode>();
  let [node] = leftOver.keys();
  while (node && !path.has(node)) {
    path.add(node);
    node = node.dependencies.find((dependency) => leftOver.has(dependency));
  }
  const walked = [...path];
  const cycle = [...walked.slice(node ? walked.indexOf(node) : 0), ...(node ? [node] : [])];
  const ids = cycle.map((member) => member.task.id);
  return new DependencyError('cycle', `The tasks depend on each other in a circle: ${ids.join(' → ')}.`, ids);
}

function isBroken(status: TaskStatus): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'blocked';
}

function rankOf(node: TaskNode): number {
  return priorityRanks[node.task.priority ?? 'medium'];
}

function quote(ids: readonly string[]): string {
  return ids.map((id) => `"${id}"`).join(', ');
}
