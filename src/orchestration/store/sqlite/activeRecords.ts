import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import type { PlanRecord, RunRecord } from '#orchestration/store/runStore.ts';
import type { History } from './history.ts';
import type { Tables } from './tables.ts';

/** Contents of a damaged file: plans with the settled runs of their tasks, each run followed by its parts. */
interface RescuedRecords {
  plans: PlanRecord[];
  runs: RunRecord[];
}

export interface ActiveRecordsOptions {
  tables: Tables;
  history: History;
  /** This window's. */
  session: number;
  logger: Logger;
}

/** Runs in progress and plans that this window has changed: they outlive damage to the file. */
export class ActiveRecords {
  readonly #options: ActiveRecordsOptions;
  /** Writes the beginning of a run in progress anew. */
  readonly #runWriters = new Map<string, () => void>();
  readonly #planIds = new Set<string>();

  constructor(options: ActiveRecordsOptions) {
    this.#options = options;
  }

  /** @param write writes the beginning of the run anew. */
  addRun(runId: string, write: () => void): void {
    this.#runWriters.set(runId, write);
  }

  /** Forgets a run that has settled: the store has it. */
  removeRun(runId: string): void {
    this.#runWriters.delete(runId);
  }

  addPlan(planId: string): void {
    this.#planIds.add(planId);
  }

  /**
   * Copies the records into another database, as far as they can be read.
   * @param replace puts that database in the place of the damaged one.
   */
  moveTo(replace: () => void): void {
    const rescued = this.#read();
    const writers = [...this.#runWriters.values()];
    replace();
    for (const write of [() => this.#write(rescued), ...writers]) {
      this.#try('A run or a plan was lost with the damaged history.', () =>
        this.#options.tables.database.transaction(write),
      );
    }
  }

  #read(): RescuedRecords {
    const { history } = this.#options;
    const rescued: RescuedRecords = { plans: [], runs: [] };
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

  #write(rescued: RescuedRecords): void {
    const { tables, session } = this.#options;
    const { plans, runs } = tables;
    for (const { planId, workspace, createdAt, plan, states, ...facts } of rescued.plans) {
      plans.save(planId, facts, workspace, createdAt);
      if (facts.isRunning) plans.claim(planId, session);
      plans.saveTasks(planId, plan.tasks, workspace, createdAt);
      for (const [taskId, state] of Object.entries(states)) plans.saveState({ planId, taskId, ...state }, session);
    }
    for (const { workspace, ...start } of rescued.runs) {
      runs.begin(start, workspace, session);
      runs.settle(start.result);
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
