import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import { type Database, type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import type { PlanTable } from './planTable.ts';
import type { RunTable } from './runTable.ts';

export interface LivenessOptions {
  database: Database;
  runs: RunTable;
  plans: PlanTable;
  isAlive: (session: number) => boolean;
  /** Makes a change, now or later. */
  change: (apply: () => void) => void;
  logger: Logger;
}

/** Ends what windows have left behind that are no more. */
export class Liveness {
  readonly #options: LivenessOptions;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** Looks only at sessions that still have something going. What cannot be ended is logged, and hides nothing. */
  settleDeadSessions(): void {
    const { database, isAlive, logger } = this.#options;
    const rows = database.all(
      `SELECT session FROM runs WHERE session IS NOT NULL UNION SELECT session FROM task_states WHERE session IS NOT NULL
         UNION SELECT session FROM plans WHERE session IS NOT NULL`,
    );
    for (const { session } of rows) {
      const id = toRowId(session);
      if (typeof id === 'number' && isAlive(id)) continue;
      try {
        this.interrupt(id);
      } catch (error) {
        logger.error('What a window left behind could not be ended.', { error: toErrorMessage(error) });
      }
    }
  }

  interrupt(session: RowId): void {
    const { runs, plans, change, logger } = this.#options;
    change(() => {
      const count = runs.interrupt(session) + plans.interrupt(session);
      if (count > 0) logger.info('Runs and tasks were interrupted.', { session: Number(session), count });
    });
  }
}
