import type { Disposable } from '#common/disposable.ts';
import type { Database } from '#orchestration/store/sqlite/file/database.ts';
import { type PassingFailure, toSqliteFailure } from '#orchestration/store/sqlite/file/failures.ts';

/** How long changes wait before they are tried again, in milliseconds: the first, doubled each time up to the longest. */
const firstDelayMs = 100;
const longestDelayMs = 10_000;

/** So often another window is in the way before it is told, after about three seconds. */
const busyAttempts = 6;

/** So often changes are tried at once: each takes as long as a change waits for another window's. */
const attemptsAtOnce = 10;

/** No more changes than this are kept. */
const maxWaiting = 10_000;

/** A change that is made whole or not at all. It must do the same whenever it is made. */
interface Change {
  apply: () => void;
  isDurable: boolean;
}

export interface ChangeQueueOptions {
  database: Database;
  /** Is called before what waits is tried again. */
  onRetry?: (failure: PassingFailure) => void;
  /** A change has been made, or all that had waited. */
  onChanged: () => void;
  /** Changes wait. Called once, until `onCaughtUp`; another window in the way for a moment is not worth it. */
  onBlocked: (failure: PassingFailure) => void;
  /** What waited has been written. Called after `onBlocked` only. */
  onCaughtUp: () => void;
  /** A change that waited fails for a reason that no waiting cures. Says whether that is mended: then it is made again. */
  onFailed: (error: unknown) => boolean;
}

/**
 * Makes changes in their order. One that cannot be made (the disk is full, read-only or fails, another window writes)
 * waits in memory, and all that follow it; from time to time it is tried again.
 */
export class ChangeQueue implements Disposable {
  readonly #options: ChangeQueueOptions;
  readonly #waiting: Change[] = [];
  #failure: PassingFailure | undefined;
  #attempts = 0;
  #isTold = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ChangeQueueOptions) {
    this.#options = options;
  }

  get isBlocked(): boolean {
    return this.#waiting.length > 0;
  }

  /** What kept the first of what waits from being made when it was last tried. */
  get blockedBy(): PassingFailure | undefined {
    return this.#failure;
  }

  /** Makes a change, or keeps it for later. Throws what no waiting cures. */
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

  /** Makes what waits, as far as that is possible now. */
  retry(): void {
    clearTimeout(this.#timer);
    if (!this.isBlocked) return;
    if (this.#failure) this.#options.onRetry?.(this.#failure);
    const failure = this.#makeWaiting();
    this.#options.onChanged();
    if (failure) return this.#wait(failure);
    if (this.#isTold) this.#options.onCaughtUp();
    this.#attempts = 0;
    this.#isTold = false;
    this.#failure = undefined;
  }

  /** Tries until all is made, for a second at most, as what another window keeps from being written is. */
  retryAtOnce(): void {
    for (let attempt = 0; attempt < attemptsAtOnce && this.isBlocked; attempt += 1) this.retry();
  }

  /** Another database has taken the place of the one that could not be written: what waits is made there. */
  moveOn(): void {
    clearTimeout(this.#timer);
    this.#isTold = false;
    this.#failure = undefined;
    this.retry();
    this.#options.onChanged();
  }

  /** What waits then is lost. */
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

  #try({ apply, isDurable }: Change): PassingFailure | undefined {
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
    if (this.#isTold || (failure === 'busy' && this.#attempts < busyAttempts)) return;
    this.#isTold = true;
    this.#options.onBlocked(failure);
  }
}
