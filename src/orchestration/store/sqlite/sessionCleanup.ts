import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import { type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import type { Tables } from './tables.ts';

export interface SessionCleanupOptions {
  tables: Tables;
  isAlive: (session: number) => boolean;
  /** Makes a change, now or later. */
  change: (apply: () => void) => void;
  logger: Logger;
}

/** Interrupts runs and tasks of windows that were closed or crashed. */
export class SessionCleanup {
  readonly #options: SessionCleanupOptions;

  constructor(options: SessionCleanupOptions) {
    this.#options = options;
  }

  /** Interrupts dead sessions that still have runs, tasks or plans. An error is logged, and hides nothing. */
  interruptDeadSessions(): void {
    const { tables, isAlive, logger } = this.#options;
    const rows = tables.database.all(
      `SELECT session FROM runs WHERE session IS NOT NULL UNION SELECT session FROM task_states WHERE session IS NOT NULL
         UNION SELECT session FROM plans WHERE session IS NOT NULL`,
    );
    for (const { session } of rows) {
      const id = toRowId(session);
      if (typeof id === 'number' && isAlive(id)) continue;
      try {
        this.interrupt(id);
      } catch (error) {
        logger.error('The runs of a closed window could not be ended.', { error: toErrorMessage(error) });
      }
    }
  }

  interrupt(session: RowId): void {
    const { tables, change, logger } = this.#options;
    change(() => {
      const count = tables.runs.interrupt(session) + tables.plans.interrupt(session);
      if (count > 0) logger.info('Runs and tasks were interrupted.', { session: Number(session), count });
    });
  }
}
