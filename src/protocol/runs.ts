import type { RunHead, RunViewStatus } from './messages.ts';

/** How many runs the panel keeps; host and page drop by the same rule, so that both know the same ones. */
export const maxRuns = 50;

/** Whether a run in this state says nothing more. */
export function isFinished(status: RunViewStatus): boolean {
  return status !== 'pending' && status !== 'in_progress';
}

/** The ids of the runs to forget, oldest first; a run that goes on is never one of them. `runs` is oldest first. */
export function findSurplusRuns(runs: readonly RunHead[], limit: number = maxRuns): string[] {
  const surplus = runs.length - limit;
  if (surplus <= 0) return [];
  return runs
    .filter((run) => isFinished(run.status))
    .slice(0, surplus)
    .map((run) => run.runId);
}

/** The id of a plan's tab. No conversation has it: their ids are UUIDs. */
export function planTabId(planId: string): string {
  return `plan:${planId}`;
}

/** The plan whose tab it is, or `undefined` for a conversation's. */
export function planIdOfTab(tabId: string): string | undefined {
  return tabId.startsWith('plan:') ? tabId.slice('plan:'.length) : undefined;
}
