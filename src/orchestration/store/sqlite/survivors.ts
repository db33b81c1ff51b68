import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import type { PlanRecord, RunRecord } from '#orchestration/store/runStore.ts';
import type { Database } from '#orchestration/store/sqlite/file/database.ts';
import type { History } from './history.ts';
import type { PlanTable } from './planTable.ts';
import type { RunTable } from './runTable.ts';

/** What is read of a damaged file: plans with the settled runs of their tasks, each run followed by its parts. */
interface Rescued {
  plans: PlanRecord[];
  runs: RunRecord[];
}

export interface SurvivorsOptions {
  database: Database;
  history: History;
  runs: RunTable;
  plans: PlanTable;
  /** This window's. */
  session: number;
  logger: Logger;
}

/** What goes on in this window, so that it outlives damage to the file: runs, and the plans that the window has changed. */
export class Survivors {
  readonly #options: SurvivorsOptions;
  /** What enters each run that goes on. */
  readonly #entries = new Map<string, () => void>();
  readonly #planIds = new Set<string>();

  constructor(options: SurvivorsOptions) {
    this.#options = options;
  }

  /** A run has begun. `enter` writes it anew. */
  addRun(runId: string, enter: () => void): void {
    this.#entries.set(runId, enter);
  }

  /** A run has ended: the store has it. */
  removeRun(runId: string): void {
    this.#entries.delete(runId);
  }

  addPlan(planId: string): void {
    this.#planIds.add(planId);
  }

  /** Has another database take the place of the damaged one, and writes there what goes on and can still be read. */
  moveTo(replace: () => void): void {
    const rescued = this.#read();
    const entries = [...this.#entries.values()];
    replace();
    for (const apply of [() => this.#write(rescued), ...entries]) {
      this.#try('A run or a plan was lost with the damaged history.', () => this.#options.database.transaction(apply));
    }
  }

  #read(): Rescued {
    const { history } = this.#options;
    const rescued: Rescued = { plans: [], runs: [] };
    const tryTo = (read: () => void): void => this.#try('A part of a plan was lost with the damaged history.', read);
    for (const planId of this.#planIds) {
      tryTo(() => {
        const plan = history.getPlan(planId);
        if (!plan) return;
        rescued.plans.push(plan);
        for (const { runId } of Object.values(plan.states)) {
          tryTo(() => {
            const run = runId === undefined ? undefined : history.getRun(runId);
            if (!run || run.result.status === 'in_progress') return;
            rescued.runs.push(run, ...history.getParts(run.result.runId));
          });
        }
      });
    }
    return rescued;
  }

  #write({ plans, runs }: Rescued): void {
    const { plans: planTable, runs: runTable, session } = this.#options;
    for (const { planId, workspace, createdAt, plan, states, ...facts } of plans) {
      planTable.save(planId, facts, workspace, createdAt);
      if (facts.isRunning) planTable.claim(planId, session);
      planTable.saveTasks(planId, plan.tasks, workspace, createdAt);
      for (const [taskId, state] of Object.entries(states)) planTable.saveState({ planId, taskId, ...state }, session);
    }
    for (const { workspace, ...start } of runs) {
      runTable.begin(start, workspace, session);
      runTable.settle(start.result);
    }
  }

  #try(message: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#options.logger.warn(message, { error: toErrorMessage(error) });
    }
  }
}
