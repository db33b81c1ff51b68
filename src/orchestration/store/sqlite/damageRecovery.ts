import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import type { ChangeQueue } from './changeQueue.ts';
import type { DatabaseHome } from '#orchestration/store/sqlite/file/databaseHome.ts';
import { isIndexFailure, type PassingFailure, toSqliteFailure } from '#orchestration/store/sqlite/file/failures.ts';
import type { RunTable } from './runTable.ts';
import type { Survivors } from './survivors.ts';
import type { TextBuffer } from './textBuffer.ts';

export interface DamageRecoveryOptions {
  home: DatabaseHome;
  runs: RunTable;
  survivors: Survivors;
  text: TextBuffer;
  changes: ChangeQueue;
  logger: Logger;
}

/** What a store does about a file that is damaged or gone. */
export class DamageRecovery {
  readonly #options: DamageRecoveryOptions;
  #isIndexMended = false;

  constructor(options: DamageRecoveryOptions) {
    this.#options = options;
  }

  /** Another window has set the file aside, or somebody has deleted or replaced it: nobody would ever see what enters it. */
  leaveGoneFile(): void {
    if (this.#options.home.isFileGone) this.#leaveFile();
  }

  /** Says whether what failed is worth another try. */
  mend(error: unknown): boolean {
    return this.#mendIndex(error) || this.#leaveDamagedFile(error);
  }

  /** A file that could not be written may be another one by now, or have other rights. */
  reconnect(failure: PassingFailure): void {
    const { home, logger } = this.#options;
    if (!home.isInFile || (failure !== 'readOnly' && failure !== 'io')) return;
    try {
      home.database.reconnect();
    } catch (error) {
      logger.warn('The history could not be opened anew.', { error: toErrorMessage(error) });
    }
  }

  /** An index that does not fit its rows is made anew, once. Where that fails, more than the index is damaged. */
  #mendIndex(error: unknown): boolean {
    if (this.#isIndexMended || !isIndexFailure(error)) return false;
    this.#isIndexMended = true;
    const { home, runs, logger } = this.#options;
    logger.warn('The search index of the history is made anew.', { error: toErrorMessage(error) });
    try {
      home.database.transaction(() => runs.rebuildIndex());
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

  /** The window goes on in memory, with what goes on in it, until there is a file again. */
  #leaveFile(error?: unknown): void {
    const { home, survivors, text, changes } = this.#options;
    this.#isIndexMended = false;
    survivors.moveTo(() => home.leaveFile(error));
    text.rewind();
    changes.moveOn();
  }
}
