import { isRecord } from '#common/isRecord.ts';
import * as l10n from '@vscode/l10n';
import { isTeamStrategy, teamStrategies } from '#common/vocabulary.ts';
import { DependencyError } from '#orchestration/graph/dependencyError.ts';
import { suggest } from './didYouMean.ts';
import { TaskGraph } from '#orchestration/graph/taskGraph.ts';
import type { PlanIssue, PlanCheckOptions } from './planTypes.ts';

type Entry = [index: number, text: string];

/** The readable part of a task in a plan that may be wrong anywhere. */
interface LooseTask {
  index: number;
  id: string | undefined;
  description: string;
  dependencies: Entry[];
  agent: string | undefined;
  judge: string | undefined;
  agents: Entry[];
  strategy: string;
}

/** `{{tasks.ID.output}}`, and what was probably meant as one. A backslash before it leaves it as it stands. */
const placeholderPattern = /(\\?)\{\{\s*tasks\.([^{}]*?)\s*\}\}/g;

/** Checks what relates the tasks of a plan to each other and to the agents there are. Never throws. */
export function* checkTasks(value: unknown, { knownAgents }: PlanCheckOptions): Generator<PlanIssue> {
  const tasks = toLooseTasks(value);
  const byId = new Map<string, LooseTask>();
  for (const task of tasks) {
    const { id, index } = task;
    if (id === undefined) continue;
    if (byId.has(id)) yield toIssue(l10n.t('There are two tasks with the id "{0}".', id), index, 'id');
    else byId.set(id, task);
  }
  const agents = knownAgents && new Set(knownAgents);
  for (const task of tasks) {
    yield* checkDependencies(task, byId);
    yield* checkPlaceholders(task, byId);
    yield* checkStrategy(task);
    if (agents) yield* checkAgents(task, agents);
  }
  yield* findCycle(tasks, byId);
}

function* checkDependencies(
  { index, id, dependencies }: LooseTask,
  tasks: ReadonlyMap<string, LooseTask>,
): Generator<PlanIssue> {
  for (const [place, dependency] of dependencies) {
    const path = ['dependencies', place] as const;
    if (dependency === id) yield toIssue(l10n.t('The task "{0}" depends on itself.', dependency), index, ...path);
    else if (!tasks.has(dependency)) {
      const message = l10n.t('There is no task "{0}".', dependency);
      yield toIssue(suggest(message, dependency, tasks.keys()), index, ...path);
    }
  }
}

function* checkPlaceholders(task: LooseTask, tasks: ReadonlyMap<string, LooseTask>): Generator<PlanIssue> {
  for (const [part, escape, inner = ''] of task.description.matchAll(placeholderPattern)) {
    if (escape) continue;
    const message = findPlaceholderProblem(part, inner, task, tasks);
    if (message !== undefined) yield { ...toIssue(message, task.index, 'description'), part };
  }
}

function findPlaceholderProblem(
  part: string,
  inner: string,
  task: LooseTask,
  tasks: ReadonlyMap<string, LooseTask>,
): string | undefined {
  const wanted = /^(.*)\.output$/.exec(inner)?.[1];
  if (wanted === undefined) return l10n.t('{0} is no placeholder; write {1}.', part, '{{tasks.ID.output}}');
  if (!tasks.has(wanted)) return suggest(l10n.t('There is no task "{0}".', wanted), wanted, tasks.keys());
  if (wanted === task.id) return l10n.t('The task "{0}" cannot use its own output.', wanted);
  if (dependsOn(task, wanted, tasks)) return undefined;
  return l10n.t(
    'The output of "{0}" can be used only by a task that depends on it: add it to the dependencies.',
    wanted,
  );
}

/** True for a task that waits for another one, directly or through others. */
function dependsOn(task: LooseTask, wanted: string, tasks: ReadonlyMap<string, LooseTask>): boolean {
  const reached = new Set([task]);
  for (const { dependencies } of reached) {
    for (const [, id] of dependencies) {
      if (id === wanted) return true;
      const dependency = tasks.get(id);
      if (dependency) reached.add(dependency);
    }
  }
  return false;
}

function* checkStrategy({ index, agents, strategy }: LooseTask): Generator<PlanIssue> {
  const count = new Set(agents.map(([, id]) => id)).size;
  if (strategy === 'single' && count > 1) {
    const [first, last] = [teamStrategies.slice(0, -1), teamStrategies.slice(-1)].map((names) => names.join(', '));
    const message = l10n.t('Several agents need a strategy: {0} or {1}.', first ?? '', last ?? '');
    yield toIssue(message, index, 'agents');
  }
  if (isTeamStrategy(strategy) && count < 2) {
    const message = l10n.t('The strategy "{0}" needs at least two agents, in "agents".', strategy);
    yield toIssue(message, index, 'strategy');
  }
}

function* checkAgents({ index, agent, judge, agents }: LooseTask, known: ReadonlySet<string>): Generator<PlanIssue> {
  const named: [string, ...(string | number)[]][] = agents.map(([place, id]) => [id, 'agents', place]);
  if (agent !== undefined) named.push([agent, 'agent']);
  if (judge !== undefined) named.push([judge, 'judge']);
  for (const [id, ...path] of named) {
    // An empty one is no id at all, and was reported as such.
    if (known.has(id) || id.trim() === '') continue;
    const message = l10n.t('There is no agent "{0}". There are: {1}.', id, [...known].join(', '));
    yield { ...toIssue(suggest(message, id, known), index, ...path), severity: 'warning' };
  }
}

/** The first cycle among the tasks, at the dependency that closes it. The rest of what is wrong is left out. */
function* findCycle(tasks: readonly LooseTask[], byId: ReadonlyMap<string, LooseTask>): Generator<PlanIssue> {
  const sound = tasks.flatMap((task) => {
    const { id } = task;
    if (id === undefined || byId.get(id) !== task) return [];
    const known = task.dependencies.map(([, other]) => other).filter((other) => other !== id && byId.has(other));
    return [{ id, description: '', dependencies: known }];
  });
  try {
    new TaskGraph().add(sound);
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
    const [first, second] = error.taskIds;
    const task = first === undefined ? undefined : byId.get(first);
    const place = task?.dependencies.find(([, dependency]) => dependency === second)?.[0];
    if (task && place !== undefined) yield toIssue(error.message, task.index, 'dependencies', place);
  }
}

function toIssue(message: string, index: number, ...path: (string | number)[]): PlanIssue {
  return { severity: 'error', message, path: ['tasks', index, ...path] };
}

function toLooseTasks(value: unknown): LooseTask[] {
  const tasks: unknown[] = isRecord(value) && Array.isArray(value['tasks']) ? value['tasks'] : [];
  return [...tasks.entries()].flatMap(([index, task]) => {
    if (!isRecord(task)) return [];
    const { id, description, agent, judge, strategy } = task;
    return {
      index,
      id: toText(id),
      description: toText(description) ?? '',
      dependencies: toTexts(task['dependencies']),
      agent: toText(agent),
      judge: toText(judge),
      agents: toTexts(task['agents']),
      strategy: toText(strategy) ?? 'single',
    };
  });
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function toTexts(value: unknown): Entry[] {
  if (!Array.isArray(value)) return [];
  return [...value.entries()].filter((entry): entry is Entry => typeof entry[1] === 'string');
}
