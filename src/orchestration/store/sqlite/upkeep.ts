import type { Disposable } from '#common/disposable.ts';
import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import type { ChangeQueue } from './changeQueue.ts';
import type { Database } from '#orchestration/store/sqlite/file/database.ts';
import type { Retention, RetentionLimits } from './retention.ts';
import type { RunTable } from './runTable.ts';

/**
 * How long after opening, and after a run has ended, the store is put in order, in milliseconds: a little, and after a pause
 * a little more, so that other work gets its turn.
 */
const firstDelayMs = 1_000;
const pauseMs = 50;

export interface UpkeepOptions {
  database: Database;
  runs: RunTable;
  retention: Retention;
  changes: ChangeQueue;
  /** Without any, everything is kept. */
  limits: () => RetentionLimits | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Does a piece of work, unless the store is closed, and sees to what goes wrong. Hands back what the work says. */
  guard: (work: () => boolean) => boolean;
  logger: Logger;
}

/** Keeps a store in order: removes what is too much, merges the index, gives room back to the disk. */
export class Upkeep implements Disposable {
  readonly #options: UpkeepOptions;
  #timer: NodeJS.Timeout | undefined;
  #isShrinkDue = false;
  #isDisposed = false;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  schedule(delayMs = firstDelayMs): void {
    if (this.#isDisposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#options.guard(() => this.#work())) this.schedule(pauseMs);
    }, delayMs).unref();
  }

  /**
   * Takes what was deleted out of the files. Does so later where it cannot be done now, or what is to go is not deleted yet.
   */
  shrink(): void {
    const { database, changes, logger } = this.#options;
    this.#isShrinkDue = true;
    try {
      this.#isShrinkDue = changes.isBlocked || !database.shrink();
      if (this.#isShrinkDue) this.schedule();
    } catch (error) {
      logger.warn('The history was not compacted.', { error: toErrorMessage(error) });
    }
  }

  /** To be called while the store is still open. */
  dispose(): void {
    if (this.#isShrinkDue) this.shrink();
    this.#isDisposed = true;
    clearTimeout(this.#timer);
  }

  /** A little, and says whether there is more to do. */
  #work(): boolean {
    const { database, runs, retention, changes, now } = this.#options;
    if (changes.isBlocked) {
      if (this.#isShrinkDue) this.schedule();
      return false;
    }
    const limits = this.#options.limits();
    if (limits && retention.isDue(limits, now())) {
      changes.make(() => retention.work(limits, now()));
      this.#isShrinkDue = true;
      return true;
    }
    if (database.transaction(() => runs.mergeIndex())) return true;
    if (this.#isShrinkDue) this.shrink();
    return false;
  }
}
