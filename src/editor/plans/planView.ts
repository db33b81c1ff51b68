import { sortByDependencies } from '#common/sortByDependencies.ts';
import {
  type AgentTask,
  type ExecutionResult,
  type PlanRecord,
  type RunRecord,
  type TaskStatus,
} from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import type { PlanAction, PlanNode, PlanView } from '#protocol/messages.ts';

/** Facts of a task's run, without its texts. */
export type TaskRunFacts = Omit<ExecutionResult, 'output'>;

export interface PlanViewOptions {
  /** Returns the run that the state of a task names. */
  runOf: (runId: string) => TaskRunFacts | undefined;
  labelOf: (agentId: string) => string;
  /** Name of a plan without a goal. */
  untitled: string;
  /** True if plans can be resumed, retried and cancelled here. */
  canAct: boolean;
}

/** Converts a plan for the panel. Its texts are cut to a length that fits a graph. */
export function toPlanView(record: PlanRecord, options: PlanViewOptions): PlanView {
  const { planId, plan, states } = record;
  const statuses = plan.tasks.map((task) => states[task.id]?.status ?? 'pending');
  return {
    planId,
    title: toOneLine(record.goal ?? '', 300) || options.untitled,
    actions: options.canAct ? findActions(statuses, record.isRunning === true) : [],
    nodes: sortTasks(plan.tasks).map((task) => toNode(task, record, options)),
  };
}

/** Finds the tasks that block another one, over any number of tasks between. */
export function findBlockers({ plan, states }: Pick<PlanRecord, 'plan' | 'states'>, taskId: string): string[] {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const found = new Set<string>();
  const seen = new Set([taskId]);
  const waiting = [taskId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const dependency of tasks.get(id)?.dependencies ?? []) {
      if (seen.has(dependency)) continue;
      seen.add(dependency);
      const status = states[dependency]?.status;
      if (status === 'failed' || status === 'cancelled') found.add(dependency);
      else waiting.push(dependency);
    }
  }
  return [...found];
}

/**
 * Lists the actions on a plan.
 * @param isRunning true also while every task left waits for a slot.
 */
function findActions(statuses: readonly TaskStatus[], isRunning: boolean): PlanAction[] {
  if (isRunning || statuses.includes('in_progress')) return ['cancel', 'retry'];
  // Resuming runs what failed again, too.
  const isOpen = statuses.some((status) => status === 'pending' || status === 'cancelled' || status === 'failed');
  return isOpen ? ['resume', 'retry'] : ['retry'];
}

function toNode(task: AgentTask, record: PlanRecord, { runOf, labelOf }: PlanViewOptions): PlanNode {
  const { status, runId } = record.states[task.id] ?? { status: 'pending' as const };
  const run = runId === undefined ? undefined : runOf(runId);
  const agents = task.agents ?? [run?.agent ?? task.agent ?? ''];
  return {
    taskId: task.id,
    title: toOneLine(task.title || task.description),
    agent: toOneLine(agents.filter(Boolean).map(labelOf).join(', '), 80),
    status,
    dependencies: task.dependencies ?? [],
    blockedBy: status === 'blocked' ? findBlockers(record, task.id) : [],
    hasRun: runId !== undefined,
    isInterrupted: status === 'pending' && run?.status === 'interrupted',
    startedAt: status === 'in_progress' && run ? Date.parse(run.startedAt) : undefined,
    durationSeconds: run?.durationSeconds,
    inputTokens: run?.metadata.usage?.inputTokens,
    outputTokens: run?.metadata.usage?.outputTokens,
    costUsd: run?.metadata.costUsd,
  };
}

/** Sorts dependencies before their dependents, otherwise in the order of the plan. A cycle, which no valid plan has, is last. */
function sortTasks(tasks: readonly AgentTask[]): AgentTask[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const { order, rest } = sortByDependencies(tasks, ({ dependencies = [] }) =>
    dependencies.flatMap((id) => byId.get(id) ?? []),
  );
  return [...order, ...rest];
}

/** Reduces a run to its facts, so that a plan of many tasks does not keep their outputs in memory. */
export function toRunFacts({ result }: RunRecord): TaskRunFacts {
  const { output: _output, metadata, ...rest } = result;
  const { thinking: _thinking, parts: _parts, ...facts } = metadata;
  return { ...rest, metadata: facts };
}
