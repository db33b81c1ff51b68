import type { RunChange } from '#orchestration/store/runStore.ts';
import type { Database } from '#orchestration/store/sqlite/file/database.ts';
import { PlanTable } from './planTable.ts';
import { RunTable } from './runTable.ts';

/** A change that is written as soon as it is recorded. Output and costs wait in the outbox. */
export type DirectChange = Exclude<RunChange, { type: 'runOutput' | 'runCost' }>;

/** Facts of the moment in which a change was recorded, which may be long before it is written. */
export interface ChangeOrigin {
  /** The folder or workspace file that was open, as an URI; empty without one. */
  workspace: string;
  /** ISO 8601. */
  recordedAt: string;
  session: number;
}

/** Runs and plans of a database. */
export class Tables {
  readonly database: Database;
  readonly runs: RunTable;
  readonly plans: PlanTable;

  constructor(database: Database) {
    this.database = database;
    this.runs = new RunTable(database);
    this.plans = new PlanTable(database);
  }

  /** Writes a change, as a part of the caller's transaction. */
  write(change: DirectChange, { workspace, recordedAt, session }: ChangeOrigin): void {
    const { runs, plans } = this;
    switch (change.type) {
      case 'runBegun':
        return runs.begin(change.start, workspace, session);
      case 'runSettled':
        return runs.settle(change.result);
      case 'answerChosen':
        return runs.choose(change.runId, change.partRunId);
      case 'planSaved':
        return plans.save(change.planId, change.facts, workspace, recordedAt);
      case 'tasksSaved':
        return plans.saveTasks(change.planId, change.tasks, workspace, recordedAt);
      case 'taskRemoved':
        return plans.removeTask(change.planId, change.taskId);
      case 'taskStateChanged':
        return plans.saveState(change, session);
    }
  }
}
