import type { Disposable } from '#common/disposable.ts';
import type { Database } from '#orchestration/store/sqlite/file/database.ts';
import { type PassingFailure, toSqliteFailure } from '#orchestration/store/sqlite/file/failures.ts';

/** Delay before changes are tried again, in milliseconds: the first, doubled each time up to the longest. */
const firstDelayMs = 100;
const longestDelayMs = 10_000;

/** Attempts before a lock of another window is reported, after about three seconds. */
const busyAttempts = 6;

/** Attempts in a row. Each takes as long as a change waits for another window's. */
const attemptsAtOnce = 10;

/** Maximum number of changes that wait. */
const maxWaiting = 10_000;

/** A change that is made whole or not at all. It must do the same whenever it is made. */
interface QueuedChange {
  apply: () => void;
  isDurable: boolean;
}

export interface ChangeQueueOptions {
  database: Database;
  /** Called before waiting changes are tried again. */
  onRetry?: (failure: PassingFailure) => void;
  /** Called when a change has been made, or all that had waited. */
  onChanged: () => void;
  /** Called when changes wait: once until `onCaughtUp`, and not for a short lock of another window. */
  onBlocked: (failure: PassingFailure) => void;
  /** Called when all that waited has been written. Called after `onBlocked` only. */
  onCaughtUp: () => void;
  /** Called when a waiting change fails for a reason that no waiting cures. Returns whether to try it again. */
  onFailed: (error: unknown) => boolean;
}

/**
 * Makes changes in their order. One that cannot be made (the disk is full, read-only or fails, another window writes)
 * waits in memory, and all that follow it; from time to time it is tried again.
 */
export class ChangeQueue implements Disposable {
  readonly #options: ChangeQueueOptions;
  readonly #waiting: QueuedChange[] = [];
  #failure: PassingFailure | undefined;
  #attempts = 0;
  #isReported = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChangeQueueOptions) {
    this.#options = options;
  }

  get isBlocked(): boolean {
    return this.#waiting.length > 0;
  }

  /** Reason why the first change that waits could not be made. */
  get blockedBy(): PassingFailure | undefined {
    return this.#failure;
  }

  /** Makes a change now or later. Throws an error that no waiting cures. */
  make(apply: () => void, { isDurable = false } = {}): void {
    const change = { apply, isDurable };
    if (this.isBlocked) {
      if (this.#waiting.length >= maxWaiting) throw new Error('Too many changes of the history wait to be written.');
      this.#waiting.push(change);
      return;
    }
    const failure = this.#try(change);
    if (failure) {
      this.#waiting.push(change);
      this.#wait(failure);
    } else {
      this.#options.onChanged();
    }
  }

  /** Makes the changes that wait, as far as that is possible now. */
  retry(): void {
    clearTimeout(this.#timer);
    if (!this.isBlocked) return;
    if (this.#failure) this.#options.onRetry?.(this.#failure);
    const failure = this.#makeWaiting();
    this.#options.onChanged();
    if (failure) return this.#wait(failure);
    if (this.#isReported) this.#options.onCaughtUp();
    this.#attempts = 0;
    this.#isReported = false;
    this.#failure = undefined;
  }

  /** Tries until all changes are made, for a second at most: as long as another window may hold its lock. */
  retryAtOnce(): void {
    for (let attempt = 0; attempt < attemptsAtOnce && this.isBlocked; attempt += 1) this.retry();
  }

  /** Makes the changes that wait in another database, which has taken the place of the one that could not be written. */
  moveOn(): void {
    clearTimeout(this.#timer);
    this.#isReported = false;
    this.#failure = undefined;
    this.retry();
    this.#options.onChanged();
  }

  /** Drops the changes that wait. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #makeWaiting(): PassingFailure | undefined {
    for (let change = this.#waiting[0]; change; change = this.#waiting[0]) {
      try {
        const failure = this.#try(change);
        if (failure) return failure;
      } catch (error) {
        if (this.#options.onFailed(error)) continue;
      }
      this.#waiting.shift();
    }
    return undefined;
  }

  #try({ apply, isDurable }: QueuedChange): PassingFailure | undefined {
    try {
      this.#options.database.transaction(apply, { isDurable });
      return undefined;
    } catch (error) {
      const failure = toSqliteFailure(error);
      if (!failure || failure === 'corrupt') throw error;
      return failure;
    }
  }

  #wait(failure: PassingFailure): void {
    this.#failure = failure;
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#attempts);
    this.#timer = setTimeout(() => this.retry(), delayMs).unref();
    this.#attempts += 1;
    if (this.#isReported || (failure === 'busy' && this.#attempts < busyAttempts)) return;
    this.#isReported = true;
    this.#options.onBlocked(failure);
  }
}
