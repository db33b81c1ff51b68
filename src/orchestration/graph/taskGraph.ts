import * as l10n from '@vscode/l10n';
import { DependencyError } from './dependencyError.ts';
import { findReferences } from '#orchestration/runs/taskReferences.ts';
import type { TaskPriority, TaskStatus } from '#common/vocabulary.ts';
import type { AgentTask, ExecutionResult } from '#orchestration/types.ts';

/** A task in its place. Changed by {@link TaskGraph} only. */
export interface TaskNode {
  readonly task: AgentTask;
  readonly dependencies: readonly TaskNode[];
  readonly dependents: readonly TaskNode[];
  readonly status: TaskStatus;
  /** Of the latest run. The graph itself does not look at it. */
  result: ExecutionResult | undefined;
  /** What is to run it, if anything is. The graph itself does not look at it. */
  runBy: object | undefined;
  /** Dependencies that are not completed. */
  readonly unmetCount: number;
  /** Tasks on the longest way from here to the end of the graph, this one included. */
  readonly pathLength: number;
  /** Of its priority; the lower goes first. */
  readonly rank: number;
  /** When the task was added: the first of two that are equal otherwise. */
  readonly sequence: number;
}

const priorityRanks: Readonly<Record<TaskPriority, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

const noNodes: readonly MutableNode[] = [];

class MutableNode implements TaskNode {
  readonly task: AgentTask;
  dependencies: readonly MutableNode[] = noNodes;
  dependents: MutableNode[] = [];
  readonly rank: number;
  readonly sequence: number;
  status: TaskStatus = 'pending';
  result: ExecutionResult | undefined;
  runBy: object | undefined;
  unmetCount = 0;
  /** Dependencies that are failed, cancelled or blocked. */
  brokenCount = 0;
  pathLength = 1;
  /** While tasks are added: dependencies that still stand before it, and then dependents that are still to be noted. */
  countdown = 0;

  constructor(task: AgentTask, sequence: number) {
    this.task = { ...task };
    this.rank = priorityRanks[task.priority ?? 'medium'] ?? priorityRanks.medium;
    this.sequence = sequence;
  }
}

/**
 * Tasks and what depends on what. Always acyclic, and every dependency exists. Invariants: a `pending` task has no broken
 * dependency, a `blocked` one has at least one. Adding is linear in tasks + edges, and so are all state changes together.
 */
export class TaskGraph {
  /** In topological order: dependencies stand before their dependents. */
  readonly #nodes = new Map<string, MutableNode>();
  readonly #onChange: (node: TaskNode, cause: TaskNode) => void;
  #nextSequence = 0;
  #hasPathLengths = true;

  readonly #hasReferences: boolean;

  /**
   * @param onChange is told of every change of a task's status, and of the task whose own change brought it about.
   * @param hasReferences whether `{{tasks.ID.output}}` in a description means a task. Where tasks are single, it is text.
   */
  constructor(onChange: (node: TaskNode, cause: TaskNode) => void = () => {}, hasReferences = true) {
    this.#onChange = onChange;
    this.#hasReferences = hasReferences;
  }

  /** Adds all of the tasks or, with a {@link DependencyError}, none. They may depend on each other in any order. */
  add(tasks: readonly AgentTask[]): void {
    const added: MutableNode[] = [];
    try {
      for (const task of tasks) {
        if (this.#nodes.has(task.id)) {
          const message = l10n.t('There are two tasks with the id "{0}".', task.id);
          throw new DependencyError('duplicate', message, [task.id]);
        }
        const node = new MutableNode(task, this.#nextSequence + added.length);
        this.#nodes.set(task.id, node);
        added.push(node);
      }
      for (const node of added) this.#resolveDependencies(node);
      this.#noteDependents(added);
      // As a rule tasks are given in an order that will do.
      const isSorted = added.every(({ dependencies, sequence }) =>
        dependencies.every((one) => one.sequence < sequence),
      );
      const order = isSorted ? added : sortTopologically(added);
      if (this.#hasReferences) for (const node of order) checkReferences(node);
      if (!isSorted) this.#reorder(order);
      for (const node of order) this.#connect(node);
    } catch (error) {
      for (const { task } of added) this.#nodes.delete(task.id);
      throw error;
    }
    this.#nextSequence += added.length;
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
    if (node.dependents.length > 0) {
      const ids = node.dependents.map((dependent) => dependent.task.id);
      throw new DependencyError('inUse', l10n.t('The task "{0}" is needed by {1}.', id, quote(ids)), [id, ...ids]);
    }
    for (const { dependents } of node.dependencies) dependents.splice(dependents.lastIndexOf(node), 1);
    this.#nodes.delete(id);
    this.#hasPathLengths = false;
    return true;
  }

  /** Changes a task's status and, with it, which of its dependents are blocked. `pending` may come to `blocked`. */
  setStatus(node: TaskNode, status: TaskStatus): void {
    if (!(node instanceof MutableNode)) return;
    const further: MutableNode[] = [];
    this.#change(node, status === 'pending' && node.brokenCount > 0 ? 'blocked' : status, further, node);
    for (let next = further.pop(); next; next = further.pop()) {
      this.#change(next, next.brokenCount > 0 ? 'blocked' : 'pending', further, node);
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
    return right.pathLength - left.pathLength || left.rank - right.rank || left.sequence - right.sequence;
  }

  /** @param further gets the dependents that must follow. */
  #change(node: MutableNode, next: TaskStatus, further: MutableNode[], cause: MutableNode): void {
    const previous = node.status;
    if (previous === next) return;
    node.status = next;
    this.#onChange(node, cause);
    const unmetStep = Number(next !== 'completed') - Number(previous !== 'completed');
    const brokenStep = Number(isBroken(next)) - Number(isBroken(previous));
    if (unmetStep === 0 && brokenStep === 0) return;
    for (const dependent of node.dependents) {
      dependent.unmetCount += unmetStep;
      dependent.brokenCount += brokenStep;
      const { status } = dependent;
      if (status === (dependent.brokenCount > 0 ? 'pending' : 'blocked')) further.push(dependent);
    }
  }

  /** Touches none of the tasks that were there before: if anything is wrong, they need not be mended. */
  #resolveDependencies(node: MutableNode): void {
    const { id, dependencies = [] } = node.task;
    const ids = dependencies.length > 1 ? [...new Set(dependencies)] : dependencies;
    if (ids.length > 0) node.dependencies = ids.map((dependencyId) => this.#findDependency(id, dependencyId));
  }

  /** Counts them first: arrays that grow take several times the room, and most tasks have few dependents. */
  #noteDependents(added: readonly MutableNode[]): void {
    for (const { dependencies } of added) {
      for (const dependency of dependencies) if (this.#isNew(dependency)) dependency.countdown += 1;
    }
    for (const node of added) {
      // oxlint-disable-next-line unicorn/no-new-array -- of this length, and filled right below
      if (node.countdown > 0) node.dependents = new Array<MutableNode>(node.countdown);
    }
    for (const node of added) {
      for (const dependency of node.dependencies) {
        if (!this.#isNew(dependency)) continue;
        dependency.dependents[dependency.dependents.length - dependency.countdown] = node;
        dependency.countdown -= 1;
        node.unmetCount += 1;
      }
    }
  }

  #findDependency(id: string, dependencyId: string): MutableNode {
    if (dependencyId === id) {
      throw new DependencyError('selfDependency', l10n.t('The task "{0}" depends on itself.', id), [id]);
    }
    const dependency = this.#nodes.get(dependencyId);
    if (dependency) return dependency;
    const message = l10n.t('The task "{0}" depends on "{1}", which does not exist.', id, dependencyId);
    throw new DependencyError('unknownDependency', message, [id, dependencyId]);
  }

  /** Whether the task is one of those that are just added. */
  #isNew({ sequence }: TaskNode): boolean {
    return sequence >= this.#nextSequence;
  }

  #reorder(nodes: readonly MutableNode[]): void {
    for (const { task } of nodes) this.#nodes.delete(task.id);
    for (const node of nodes) this.#nodes.set(node.task.id, node);
  }

  #connect(node: MutableNode): void {
    for (const dependency of node.dependencies) {
      if (!this.#isNew(dependency)) {
        dependency.dependents.push(node);
        if (dependency.status !== 'completed') node.unmetCount += 1;
      }
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

/** Kahn's algorithm over new tasks, whose dependents and unmet counts are each other still. */
function sortTopologically(added: readonly MutableNode[]): MutableNode[] {
  const order: MutableNode[] = [];
  for (const node of added) {
    node.countdown = node.unmetCount;
    if (node.countdown === 0) order.push(node);
  }
  for (const node of order) {
    for (const dependent of node.dependents) {
      dependent.countdown -= 1;
      if (dependent.countdown === 0) order.push(dependent);
    }
  }
  if (order.length === added.length) return order;
  throw toCycleError(new Set(added.filter(({ countdown }) => countdown > 0)));
}

/** Each of the nodes left over depends on another one of them, so going from one to the next must come round. */
function toCycleError(leftOver: ReadonlySet<MutableNode>): DependencyError {
  const path = new Set<MutableNode>();
  let [node] = leftOver;
  while (node && !path.has(node)) {
    path.add(node);
    node = node.dependencies.find((dependency) => leftOver.has(dependency));
  }
  const walked = [...path];
  const cycle = [...walked.slice(node ? walked.indexOf(node) : 0), ...(node ? [node] : [])];
  const ids = cycle.map((member) => member.task.id);
  return new DependencyError('cycle', l10n.t('The tasks depend on each other in a circle: {0}.', ids.join(' → ')), ids);
}

/** Whether each output that the task uses is there by the time it runs: that of a dependency, or of one of theirs. */
function checkReferences({ task, dependencies }: MutableNode): void {
  const missing = new Set(findReferences(task.description));
  if (missing.size === 0) return;
  const reached = new Set(dependencies);
  for (const node of reached) {
    missing.delete(node.task.id);
    for (const dependency of node.dependencies) reached.add(dependency);
  }
  const [id] = missing;
  if (id === undefined) return;
  const message = l10n.t('The task "{0}" uses the output of "{1}", which is not among its dependencies.', task.id, id);
  throw new DependencyError('notADependency', message, [task.id, id]);
}

function isBroken(status: TaskStatus): boolean {
  return status === 'failed' || status === 'cancelled' || status === 'blocked';
}

function quote(ids: readonly string[]): string {
  return ids.map((id) => `"${id}"`).join(', ');
}
