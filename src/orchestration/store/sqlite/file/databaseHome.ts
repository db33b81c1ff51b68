import { toErrorMessage } from '#common/errors.ts';
import type { Disposable } from '#common/disposable.ts';
import type { Logger } from '#common/logger.ts';
import { copyHistory } from './copyHistory.ts';
import type { Database } from './database.ts';
import { NewerSchemaError } from './schema.ts';
import type { HistoryFile, OpenedFile } from './historyFile.ts';
import type { Sessions } from './sessions.ts';
import type { StoreProblem } from '#orchestration/store/runStore.ts';

/** Delay before the file is opened again after it failed, in milliseconds: the first, doubled each time up to the longest. */
const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

export interface DatabaseHomeOptions {
  /** In memory, of the current schema. Without a file, the store stays in it. */
  memory: Database;
  file?: HistoryFile | undefined;
  /** Makes another empty database in memory. */
  createMemory: () => Database;
  onProblem: (problem: StoreProblem) => void;
  logger: Logger;
}

/** Work of a store around the move of its history into a file. */
export interface Mover {
  /** Writes waiting output into the old database. */
  onMoving(): void;
  /** Makes changes that could not be made in the old one. */
  onMoved(): void;
}

/**
 * Place of a store's database: its file or, while that cannot be used, memory. From time to time the file is opened again,
 * and the history in memory moves there.
 */
export class DatabaseHome implements Disposable {
  /** Of the current schema. The same object wherever the database is. */
  readonly database: Database;
  readonly #options: DatabaseHomeOptions;
  #mover: Mover | undefined;
  /** While the database is in its file. */
  #sessions: Sessions | undefined;
  /** Error that showed damage to the file that was left. */
  #damage: { error: unknown } | undefined;
  #isReported = false;
  #delayMs = firstDelayMs;
  #leftCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(options: DatabaseHomeOptions) {
    this.#options = options;
    this.database = options.memory;
  }

  /** This window's session, wherever the database is. */
  get sessionId(): number {
    return this.#options.file?.sessionId ?? 1;
  }

  isAlive(session: number): boolean {
    return session === this.sessionId || (this.#sessions?.isAlive(session) ?? false);
  }

  /** True while the database is in its file. */
  get isInFile(): boolean {
    return this.#sessions !== undefined;
  }

  /** True when the file of the database is no longer the history's. */
  get isFileGone(): boolean {
    return this.isInFile && (this.#options.file?.isGone ?? false);
  }

  /** Opens the file, before the store uses the database. Where it cannot be, the store begins in memory. */
  async open(): Promise<void> {
    const { file } = this.#options;
    if (!file) return;
    try {
      this.#enter(await file.open());
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Lets the store use the database, and moves it into its file when that can be opened. */
  begin(mover: Mover): void {
    this.#mover = mover;
    if (this.#options.file && !this.isInFile) this.#schedule();
  }

  /**
   * Goes on in memory, with nothing in it. The file is opened again at once. `error` tells of its damage; without one, it is
   * gone.
   */
  leaveFile(error?: unknown): void {
    const { file, createMemory, logger } = this.#options;
    this.#sessions = undefined;
    this.database.become(createMemory());
    this.#damage = error === undefined ? undefined : { error };
    if (this.#damage) {
      try {
        file?.markDamaged();
      } catch (failure) {
        logger.warn('The damaged history could not be marked.', { error: toErrorMessage(failure) });
      }
    }
    // Where one file after the other is damaged, not all at once.
    this.#delayMs = this.#leftCount === 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** this.#leftCount);
    this.#leftCount += 1;
    this.#schedule();
  }

  /** A last time, the file is opened where the database is in memory. */
  dispose(): void {
    clearTimeout(this.#timer);
    if (this.#mover && !this.isInFile) {
      const opened = this.#options.file?.openNow();
      if (opened) this.#move(opened);
    }
    this.#isDisposed = true;
  }

  /** Closes the database. To be called after the last change. */
  close(): void {
    this.database.close();
    this.#options.file?.dispose();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(longestDelayMs, Math.max(firstDelayMs, delayMs * 2));
    this.#timer = setTimeout(() => void this.#reopen(), delayMs).unref();
  }

  async #reopen(): Promise<void> {
    const { file } = this.#options;
    if (!file) return;
    let opened: OpenedFile;
    try {
      opened = await file.open();
    } catch (error) {
      if (this.#isDisposed) return;
      this.#fail(error);
      return this.#schedule();
    }
    if (this.#isDisposed) {
      opened.database.close();
      file.dispose();
      return;
    }
    if (!this.#move(opened)) this.#schedule();
  }

  /** Moves the history in memory into a file, whole or not at all. */
  #move(opened: OpenedFile): boolean {
    const { database } = opened;
    try {
      this.#mover?.onMoving();
      database.transaction(() => [...copyHistory(this.database, database, { isReplacing: true })], { isDurable: true });
    } catch (error) {
      database.close();
      this.#fail(error);
      return false;
    }
    this.#enter(opened);
    this.#mover?.onMoved();
    return true;
  }

  #enter({ database, sessions, aside }: OpenedFile): void {
    this.database.become(database);
    this.#sessions = sessions;
    this.#delayMs = firstDelayMs;
    if (aside) this.#options.onProblem({ kind: 'setAside', ...aside });
    if (this.#isReported) this.#options.onProblem({ kind: 'savedAgain' });
    this.#isReported = false;
    this.#damage = undefined;
  }

  /** Reports once that the file cannot be used: with the damage for which the store left it, if there was any. */
  #fail(error: unknown): void {
    const { onProblem, logger } = this.#options;
    logger.warn('The history cannot be used.', { error: toErrorMessage(error) });
    if (this.#isReported) return;
    this.#isReported = true;
    const damage = this.#damage;
    const reason = damage ? 'corrupt' : error instanceof NewerSchemaError ? 'newer' : 'unusable';
    const cause = damage ? damage.error : error;
    onProblem({ kind: 'inMemory', reason, cause: toErrorMessage(cause) });
  }
}
