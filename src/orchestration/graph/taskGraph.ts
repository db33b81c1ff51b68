import * as l10n from '@vscode/l10n';
import { type TaskPriority, taskPriorities } from '#common/vocabulary.ts';
import { DependencyError } from './dependencyError.ts';
import { sortByDependencies } from '#common/sortByDependencies.ts';
import { findReferences } from '#orchestration/runs/taskReferences.ts';
import type { AgentTask } from '#orchestration/types.ts';

/** A task in its place. Changed by {@link TaskGraph} only. */
export interface TaskNode {
  readonly task: AgentTask;
  readonly dependencies: readonly TaskNode[];
  readonly dependents: readonly TaskNode[];
  /** Tasks on the longest way from here to the end of the graph, this one included. */
  readonly pathLength: number;
  /** Rank of its priority; the lower goes first. */
  readonly rank: number;
  /** Number in the order in which tasks were added. */
  readonly sequence: number;
}

/** Shared by all nodes that have none; nothing is ever added to it. */
const noNodes: MutableNode[] = [];

class MutableNode implements TaskNode {
  readonly task: AgentTask;
  dependencies: readonly MutableNode[] = noNodes;
  dependents = noNodes;
  readonly rank: number;
  readonly sequence: number;
  pathLength = 1;

  constructor(task: AgentTask, sequence: number) {
    this.task = { ...task };
    this.rank = rankOf(task.priority);
    this.sequence = sequence;
  }
}

/** Tasks and what depends on what. Always acyclic, and every dependency exists. Adding is linear in tasks + edges. */
export class TaskGraph {
  /** In topological order: dependencies stand before their dependents. */
  readonly #nodes = new Map<string, MutableNode>();
  readonly #hasReferences: boolean;
  #nextSequence = 0;
  #hasPathLengths = true;

  /** @param hasReferences whether `{{tasks.ID.output}}` in a description means a task. Where tasks are single, it is text. */
  constructor(hasReferences = true) {
    this.#hasReferences = hasReferences;
  }

  /**
   * Adds all of the tasks or, with a {@link DependencyError}, none. They may depend on each other in any order. Returns
   * their nodes, dependencies before their dependents.
   */
  add(tasks: readonly AgentTask[]): readonly TaskNode[] {
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
      const order = sortNodes(added);
      if (this.#hasReferences) for (const node of order) checkReferences(node);
      if (order !== added) this.#reorder(order);
      for (const node of order) addDependent(node);
      this.#nextSequence += added.length;
      this.#hasPathLengths = false;
      return order;
    } catch (error) {
      for (const { task } of added) this.#nodes.delete(task.id);
      throw error;
    }
  }

  get(id: string): TaskNode | undefined {
    return this.#nodes.get(id);
  }

  /** Every task, dependencies before their dependents. */
  nodes(): IterableIterator<TaskNode> {
    return this.#nodes.values();
  }

  /** Removes a task that nothing depends on. Throws a {@link DependencyError} for one that is needed. */
  remove({ task: { id } }: TaskNode): void {
    const node = this.#nodes.get(id);
    if (!node) return;
    if (node.dependents.length > 0) {
      const ids = node.dependents.map((dependent) => dependent.task.id);
      throw new DependencyError('inUse', l10n.t('The task "{0}" is needed by {1}.', id, quote(ids)), [id, ...ids]);
    }
    for (const dependency of node.dependencies) {
      dependency.dependents = dependency.dependents.filter((dependent) => dependent !== node);
    }
    this.#nodes.delete(id);
    this.#hasPathLengths = false;
  }

  /** Compares by what goes first: the task with the longer way still to go, then by priority, then the older one. */
  compare(left: TaskNode, right: TaskNode): number {
    this.#measurePaths();
    return right.pathLength - left.pathLength || left.rank - right.rank || left.sequence - right.sequence;
  }

  /** Touches none of the tasks that were there before: if anything is wrong, they need not be mended. */
  #resolveDependencies(node: MutableNode): void {
    const { id, dependencies = [] } = node.task;
    const ids = dependencies.length > 1 ? [...new Set(dependencies)] : dependencies;
    if (ids.length > 0) node.dependencies = ids.map((dependencyId) => this.#findDependency(id, dependencyId));
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

  #reorder(nodes: readonly MutableNode[]): void {
    for (const { task } of nodes) this.#nodes.delete(task.id);
    for (const node of nodes) this.#nodes.set(node.task.id, node);
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

/** The list itself where its order will do, as that in which tasks are given does as a rule. */
function sortNodes(added: MutableNode[]): MutableNode[] {
  const isSorted = added.every(({ dependencies, sequence }) => dependencies.every((one) => one.sequence < sequence));
  if (isSorted) return added;
  const { order, rest } = sortByDependencies(added, ({ dependencies }) => dependencies);
  if (rest.length > 0) throw toCycleError(new Set(rest));
  return order;
}

/** Most tasks have few dependents: a list that may grow is made for the second one. */
function addDependent(node: MutableNode): void {
  for (const dependency of node.dependencies) {
    if (dependency.dependents === noNodes) dependency.dependents = [node];
    else dependency.dependents.push(node);
  }
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

/** Throws unless each output that the task uses is there by the time it runs: that of a dependency, or of one of theirs. */
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

/** A priority that there is not, which a plan from another program may have, is the middle one. */
function rankOf(priority: TaskPriority = 'medium'): number {
  const index = taskPriorities.indexOf(priority);
  return taskPriorities.length - (index === -1 ? taskPriorities.indexOf('medium') : index);
}

function quote(ids: readonly string[]): string {
  return ids.map((id) => `"${id}"`).join(', ');
}
