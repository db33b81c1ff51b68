import type { Disposable } from '#common/disposable.ts';
import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import { Retention, type RetentionLimits } from './retention.ts';
import type { StoreAccess } from './storeAccess.ts';
import type { Tables } from './tables.ts';

/**
 * Delay after opening, and after the end of a run, before maintenance begins, and before it continues, in milliseconds: other
 * work gets its turn.
 */
const firstDelayMs = 1_000;
const pauseMs = 50;

export interface MaintenanceOptions {
  tables: Tables;
  access: StoreAccess;
  /** Without any, everything is kept. */
  limits: (() => RetentionLimits) | undefined;
  logger: Logger;
}

/** Removes history beyond the limits, merges the index, and gives room back to the disk. */
export class Maintenance implements Disposable {
  readonly #options: MaintenanceOptions;
  readonly #retention: Retention;
  #timer: NodeJS.Timeout | undefined;
  #isShrinkDue = false;
  #isDisposed = false;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
    this.#retention = new Retention(options.tables);
  }

  schedule(delayMs = firstDelayMs): void {
    if (this.#isDisposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#options.access.read(false, () => this.#work())) this.schedule(pauseMs);
    }, delayMs).unref();
  }

  /** Removes deleted history from the files: later where that is not possible now, or a deletion still waits. */
  shrink(): void {
    const { tables, access, logger } = this.#options;
    this.#isShrinkDue = true;
    try {
      this.#isShrinkDue = access.changes.isBlocked || !tables.database.shrink();
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

  /** Does a piece of the work, and returns whether there is more to do. */
  #work(): boolean {
    const { tables, access, limits: readLimits } = this.#options;
    const { changes } = access;
    if (changes.isBlocked) {
      if (this.#isShrinkDue) this.schedule();
      return false;
    }
    const limits = readLimits?.();
    if (limits && this.#retention.isDue(limits, Date.now())) {
      changes.make(() => this.#retention.work(limits, Date.now()));
      this.#isShrinkDue = true;
      return true;
    }
    if (tables.database.transaction(() => tables.runs.index.merge())) return true;
    if (this.#isShrinkDue) this.shrink();
    return false;
  }
}
