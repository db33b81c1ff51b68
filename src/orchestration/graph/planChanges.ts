import { isDeepStrictEqual } from 'node:util';
import type { TaskStatus } from '#common/vocabulary.ts';
import type { AgentTask, Plan } from '#orchestration/types.ts';

/** Differences of a plan from what it said when it began. Ids of tasks, those of the new plan in its order. */
export interface PlanChanges {
  added: string[];
  removed: string[];
  changed: string[];
  /** Tasks that are done, and that the plan with its changes runs again: their prompt, or what they are given, is another. */
  again: string[];
}

/** A plan as it was when it began, with how far its tasks are. */
export interface BegunPlan extends Pick<Plan, 'goal' | 'maxConcurrent'> {
  tasks: readonly (AgentTask & { status?: TaskStatus })[];
}

/**
 * Finds how two plans differ; `undefined` where they say the same. The order of the tasks is no difference.
 * @param clean takes secrets out of a text: a plan that comes from the history has none any more.
 */
export function findPlanChanges(
  before: BegunPlan,
  after: Plan,
  clean: (text: string) => string = (text) => text,
): PlanChanges | undefined {
  const isSame = (known: unknown, now: unknown): boolean =>
    isDeepStrictEqual(toPlain(known), toPlain(now)) || isDeepStrictEqual(toPlain(known), toPlain(now, clean));
  const old = new Map(before.tasks.map((task) => [task.id, task]));
  const ids = new Set(after.tasks.map(({ id }) => id));
  const added = after.tasks.filter(({ id }) => !old.has(id)).map(({ id }) => id);
  const removed = before.tasks.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  const isChanged = (task: AgentTask): boolean => {
    const known = old.get(task.id);
    return known !== undefined && !isSame(toTask(known), toTask(task));
  };
  const changed = after.tasks.filter(isChanged).map(({ id }) => id);
  const isSameHead = isSame([before.goal, before.maxConcurrent], [after.goal, after.maxConcurrent]);
  if (isSameHead && added.length + removed.length + changed.length === 0) return undefined;
  const isOtherWork = (task: AgentTask): boolean => {
    const known = old.get(task.id);
    return known === undefined || !isSame(toWork(known), toWork(task));
  };
  const isDone = ({ id }: AgentTask): boolean => old.get(id)?.status === 'completed';
  const again = withDependents(after.tasks, isOtherWork).filter(isDone);
  return { added, removed, changed, again: again.map(({ id }) => id) };
}

/** The tasks that something is true of, and all that depend on one of them, over however many others. */
function withDependents(tasks: readonly AgentTask[], test: (task: AgentTask) => boolean): AgentTask[] {
  const dependents = new Map<string, AgentTask[]>();
  for (const task of tasks) {
    for (const id of task.dependencies ?? []) {
      const known = dependents.get(id);
      if (known) known.push(task);
      else dependents.set(id, [task]);
    }
  }
  const found = new Set(tasks.filter(test));
  // A set is walked to the end of what is added to it meanwhile.
  for (const { id } of found) for (const task of dependents.get(id) ?? []) found.add(task);
  return tasks.filter((task) => found.has(task));
}

/** A task as its file describes it, without what became of it. */
function toTask({ status: _status, result: _result, blockedBy: _blockedBy, ...task }: AgentTask & Partial<Outcome>) {
  return task;
}

interface Outcome {
  status: unknown;
  result: unknown;
  blockedBy: unknown;
}

/** The part of a task that decides its answer. A title and a priority do not. */
function toWork(task: AgentTask): Omit<AgentTask, 'title' | 'priority'> {
  const { title: _title, priority: _priority, ...work } = toTask(task);
  return work;
}

/** A value as it is once it was written and read, its strings clean. */
function toPlain(value: unknown, clean?: (text: string) => string): unknown {
  const plain: unknown = JSON.parse(JSON.stringify(value), (_name, item: unknown) =>
    typeof item === 'string' && clean ? clean(item) : item,
  );
  return plain;
}
