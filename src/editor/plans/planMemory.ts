import * as vscode from 'vscode';
import {
  type BegunPlan,
  ProjectOrchestrator,
  type PlanRecord,
  type ProjectOrchestratorOptions,
  type RunHistory,
  type TaskStatus,
} from '#orchestration/index.ts';

/** Makes a plan of the history one that can go on. Throws a `DependencyError` where too little of it can be read. */
export function recallPlan(
  record: PlanRecord,
  history: RunHistory,
  options: Omit<ProjectOrchestratorOptions, 'planId' | 'facts'>,
): ProjectOrchestrator {
  const { planId, plan } = record;
  // A crash between a run's end and that of its task: the answer is there and is not paid for again.
  const states = Object.fromEntries(
    Object.entries(record.states).map(([id, state]) => {
      const isAnswered = state.status === 'pending' && history.getRun(state.runId ?? '')?.result.status === 'success';
      return [id, isAnswered ? { ...state, status: 'completed' as const } : state];
    }),
  );
  const results = Object.values(states).flatMap(({ runId }) => history.getRun(runId ?? '')?.result ?? []);
  return ProjectOrchestrator.restore({ planId, plan, states }, results, {
    ...options,
    // Of a task that was run again its earlier runs count, too.
    spentBefore: history.sumSpentOnPlan(planId),
  });
}

/** The file that a plan is from. A document that was never saved is none: it lived as long as its window. */
export function sourceOf({ source }: Pick<PlanRecord, 'source'>): vscode.Uri | undefined {
  const uri = source === undefined ? undefined : vscode.Uri.parse(source);
  return isUntitled(uri) ? undefined : uri;
}

/** Whether a document was never saved. Its name is that of another one later. */
export function isUntitled(uri: vscode.Uri | undefined): boolean {
  return uri?.scheme === 'untitled';
}

/** A plan as the history has it, to be compared with its file. */
export function toBegun({ goal, maxConcurrent, plan, states }: PlanRecord): BegunPlan {
  return {
    goal,
    maxConcurrent,
    tasks: plan.tasks.map((task) => ({ ...task, status: states[task.id]?.status })),
  };
}

/** Whether another window has completed a task of a plan since it ran here: that is not run again. */
export function hasMore(record: PlanRecord | undefined, orchestrator: ProjectOrchestrator): boolean {
  return Object.entries(record?.states ?? {}).some(
    ([id, { status }]) => status === 'completed' && orchestrator.getTask(id)?.status !== 'completed',
  );
}

/** How many tasks have not ended well. */
export function countLeft(counts: Partial<Record<TaskStatus, number>>): number {
  return Object.entries(counts).reduce((sum, [status, count]) => (status === 'completed' ? sum : sum + count), 0);
}
