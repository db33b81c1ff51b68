import {
  type BegunPlan,
  ProjectOrchestrator,
  type PlanRecord,
  type ProjectOrchestratorOptions,
  type RunHistory,
  type TaskStatus,
} from '#orchestration/index.ts';

/** Restores a plan of the history so that it can be resumed. Throws a `DependencyError` if too little of it can be read. */
export function restorePlan(
  record: PlanRecord,
  history: RunHistory,
  options: Omit<ProjectOrchestratorOptions, 'planId' | 'facts'>,
): ProjectOrchestrator {
  const { planId, plan } = record;
  // After a crash between a run's end and that of its task the answer is stored: it is not paid for again.
  const states = Object.fromEntries(
    Object.entries(record.states).map(([id, state]) => {
      const isAnswered = state.status === 'pending' && history.getRun(state.runId ?? '')?.result.status === 'success';
      return [id, isAnswered ? { ...state, status: 'completed' as const } : state];
    }),
  );
  const results = Object.values(states).flatMap(({ runId }) => history.getRun(runId ?? '')?.result ?? []);
  return ProjectOrchestrator.restore({ planId, plan, states }, results, {
    ...options,
    // Earlier runs of a task that ran again count as well.
    spentBefore: history.sumSpentOnPlan(planId),
  });
}

/** Returns the file of a plan. An untitled document is none: it lived as long as its window. */
export function sourceOf({ source }: Pick<PlanRecord, 'source'>): string | undefined {
  return isUntitled(source) ? undefined : source;
}

/** Tells whether a document was never saved. Another one may have its name later. */
export function isUntitled(source: string | undefined): boolean {
  return source?.startsWith('untitled:') === true;
}

/** Reads a plan of the history for a comparison with its file. */
export function toBegun({ goal, maxConcurrent, plan, states }: PlanRecord): BegunPlan {
  const tasks = plan.tasks.map((task) => ({ ...task, status: states[task.id]?.status }));
  return { goal, maxConcurrent, tasks };
}

/** Tells whether another window has completed a task of a plan since it ran here: that task must not run again. */
export function hasMore(record: PlanRecord | undefined, orchestrator: ProjectOrchestrator): boolean {
  return Object.entries(record?.states ?? {}).some(
    ([id, { status }]) => status === 'completed' && orchestrator.getTask(id)?.status !== 'completed',
  );
}

/** Counts the tasks that are not completed. */
export function countLeft(counts: Partial<Record<TaskStatus, number>>): number {
  return Object.entries(counts).reduce((sum, [status, count]) => (status === 'completed' ? sum : sum + count), 0);
}
