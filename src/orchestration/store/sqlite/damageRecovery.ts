import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import type { DatabaseHome } from '#orchestration/store/sqlite/file/databaseHome.ts';
import { isIndexFailure, type PassingFailure, toSqliteFailure } from '#orchestration/store/sqlite/file/failures.ts';
import type { ActiveRecords } from './activeRecords.ts';
import type { ChangeQueue } from './changeQueue.ts';
import type { RunOutbox } from './runOutbox.ts';
import type { Tables } from './tables.ts';

export interface DamageRecoveryOptions {
  home: DatabaseHome;
  tables: Tables;
  records: ActiveRecords;
  outbox: RunOutbox;
  changes: ChangeQueue;
  logger: Logger;
}

/** Repairs a store whose file is damaged, or leaves a file that is damaged or gone. */
export class DamageRecovery {
  readonly #options: DamageRecoveryOptions;
  #isIndexRebuilt = false;

  constructor(options: DamageRecoveryOptions) {
    this.#options = options;
  }

  /** Leaves a file that another window has set aside, or that was deleted or replaced: nobody would ever see its changes. */
  leaveGoneFile(): void {
    if (this.#options.home.isFileGone) this.#leaveFile();
  }

  /** Repairs the damage that an error reports. Returns whether the failed action is worth another try. */
  repair(error: unknown): boolean {
    return this.#repairIndex(error) || this.#leaveDamagedFile(error);
  }

  /** Reconnects to a file that could not be written: it may be another one by now, or have other rights. */
  reconnect(failure: PassingFailure): void {
    const { home, logger } = this.#options;
    if (!home.isInFile || (failure !== 'readOnly' && failure !== 'io')) return;
    try {
      home.database.reconnect();
    } catch (error) {
      logger.warn('The history could not be opened anew.', { error: toErrorMessage(error) });
    }
  }

  /** Rebuilds an index that does not fit its rows, once. Where that fails, more than the index is damaged. */
  #repairIndex(error: unknown): boolean {
    if (this.#isIndexRebuilt || !isIndexFailure(error)) return false;
    this.#isIndexRebuilt = true;
    const { tables, logger } = this.#options;
    logger.warn('The search index of the history is made anew.', { error: toErrorMessage(error) });
    try {
      tables.database.transaction(() => tables.runs.index.rebuild());
      return true;
    } catch (failure) {
      logger.error('The search index could not be made anew.', { error: toErrorMessage(failure) });
      return this.#leaveDamagedFile(failure);
    }
  }

  #leaveDamagedFile(error: unknown): boolean {
    if (!this.#options.home.isInFile || toSqliteFailure(error) !== 'corrupt') return false;
    this.#leaveFile(error);
    return true;
  }

  /** Continues in memory, with the active records, until there is a file again. */
  #leaveFile(error?: unknown): void {
    const { home, records, outbox, changes } = this.#options;
    this.#isIndexRebuilt = false;
    records.moveTo(() => home.leaveFile(error));
    outbox.rewind();
    changes.moveOn();
  }
}
