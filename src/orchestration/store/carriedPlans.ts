import { toErrorMessage } from '../../common/errors.ts';
import type { Logger } from '../../common/logger.ts';
import type { PlanRecord, RunRecord } from '../runStore.ts';
import type { History } from './history.ts';
import type { PlanTable } from './planTable.ts';
import type { RunTable } from './runTable.ts';

/** What is read of a damaged file: plans with the settled runs of their tasks, each run followed by its parts. */
export interface CarriedPlans {
  plans: PlanRecord[];
  runs: RunRecord[];
}

/** Reads as much of these plans as the damage leaves. */
export function readPlans(planIds: Iterable<string>, history: History, logger: Logger): CarriedPlans {
  const carried: CarriedPlans = { plans: [], runs: [] };
  const tryTo = (read: () => void): void => {
    try {
      read();
    } catch (error) {
      logger.warn('A part of a plan was lost with the damaged history.', { error: toErrorMessage(error) });
    }
  };
  for (const planId of planIds) {
    tryTo(() => {
      const plan = history.getPlan(planId);
      if (!plan) return;
      carried.plans.push(plan);
      for (const { runId } of Object.values(plan.states)) {
        tryTo(() => {
          const run = runId === undefined ? undefined : history.getRun(runId);
          if (run && run.result.status !== 'in_progress') carried.runs.push(run, ...history.getParts(run.result.runId));
        });
      }
    });
  }
  return carried;
}

/** Writes what was read, as one part of a transaction of the caller's. */
export function writePlans(
  { plans, runs }: CarriedPlans,
  tables: { runs: RunTable; plans: PlanTable },
  session: number,
): void {
  for (const { planId, workspace, createdAt, plan, states, ...facts } of plans) {
    tables.plans.save(planId, facts, workspace, createdAt);
    if (facts.isRunning) tables.plans.claim(planId, session);
    tables.plans.saveTasks(planId, plan.tasks, workspace, createdAt);
    for (const [taskId, state] of Object.entries(states)) tables.plans.saveState({ planId, taskId, ...state }, session);
  }
  for (const { workspace, ...start } of runs) {
    tables.runs.begin(start, workspace, session);
    tables.runs.settle(start.result);
  }
}
