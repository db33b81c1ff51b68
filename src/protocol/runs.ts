import { type ExecutionStatus, strategyTraits } from '#common/vocabulary.ts';
import type { RunHead } from './messages.ts';

/** Number of runs that the panel keeps. Host and page drop runs by the same rule, so that both know the same ones. */
export const maxRuns = 50;

/** Returns whether a run in this state says nothing more. */
export function isFinished(status: ExecutionStatus): boolean {
  return status !== 'pending' && status !== 'in_progress';
}

/**
 * The ids of the runs to forget, oldest first; a run that goes on is never one of them. `runs` is oldest first. Parts count
 * with their run, and go with it.
 */
export function findSurplusRuns(runs: readonly RunHead[], limit: number = maxRuns): string[] {
  const wholes = runs.filter((run) => run.parentRunId === undefined);
  const surplus = wholes.length - limit;
  if (surplus <= 0) return [];
  const dropped = wholes
    .filter((run) => isFinished(run.status))
    .slice(0, surplus)
    .map((run) => run.runId);
  const ids = new Set(dropped);
  return runs.filter((run) => ids.has(run.parentRunId ?? run.runId)).map((run) => run.runId);
}

/** The run whose text is the answer of a run of several agents: the chosen part, except where a judge wrote its own. */
export function findAnswer<Run extends { head: RunHead }>(run: Run, parts: readonly Run[]): Run {
  const { strategy, chosenRunId } = run.head;
  if (strategy === undefined) return run;
  const chosen = parts.find((part) => part.head.runId === chosenRunId);
  if (strategyTraits[strategy].hasJudge) return chosen?.head.role === 'candidate' ? chosen : run;
  return chosen ?? parts.findLast((part) => isFinished(part.head.status)) ?? run;
}

/** The id of a plan's tab. No conversation has it: their ids are UUIDs. */
export function planTabId(planId: string): string {
  return `plan:${planId}`;
}

/** The plan whose tab it is, or `undefined` for a conversation's. */
export function planIdOfTab(tabId: string): string | undefined {
  return tabId.startsWith('plan:') ? tabId.slice('plan:'.length) : undefined;
}

/** Returns whether the text of a run is its own. Otherwise that of its parts is shown alone. */
export function hasOwnText({ strategy }: Pick<RunHead, 'strategy'>): boolean {
  return strategy === undefined || strategyTraits[strategy].hasJudge;
}

/** Returns whether the parts of a run can be compared, and another one's answer be made that of the run. */
export function canChooseAnswer({ strategy }: Pick<RunHead, 'strategy'>): boolean {
  return strategy !== undefined && strategyTraits[strategy].canChooseAnswer;
}
