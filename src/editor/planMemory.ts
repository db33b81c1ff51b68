import * as vscode from 'vscode';
import {
  ProjectOrchestrator,
  type PlanRecord,
  type ProjectOrchestratorOptions,
  type RunHistory,
} from '../orchestration/index.ts';

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

/** The file that a plan is from. */
export function sourceOf({ source }: Pick<PlanRecord, 'source'>): vscode.Uri | undefined {
  return source === undefined ? undefined : vscode.Uri.parse(source);
}

/** Whether another window has completed a task of a plan since it ran here: that is not run again. */
export function hasMore(record: PlanRecord | undefined, orchestrator: ProjectOrchestrator): boolean {
  return Object.entries(record?.states ?? {}).some(
    ([id, { status }]) => status === 'completed' && orchestrator.getTask(id)?.status !== 'completed',
  );
}
