import { PriorityQueue } from './priorityQueue.ts';

/** A run that waits for a slot. */
export interface QueuedRun {
  /** Runs it. Its slot is free again when the promise settles. Must not reject. */
  start(): Promise<void>;
}

/** Starts runs in order, never more than so many at once. */
export class RunQueue<Run extends QueuedRun> {
  readonly #maxConcurrent: () => number;
  /** May still hold runs that were withdrawn. */
  readonly #order: PriorityQueue<Run>;
  readonly #waiting = new Set<Run>();
  #runningCount = 0;

  /** @param maxConcurrent is asked whenever a run might start; less than 1 means 1. */
  constructor(maxConcurrent: () => number, compare: (left: Run, right: Run) => number) {
    this.#maxConcurrent = maxConcurrent;
    this.#order = new PriorityQueue(compare);
  }

  /** Starts the runs as slots allow, the first in order first, whatever the order they are given in. */
  add(runs: readonly Run[]): void {
    for (const run of runs) {
      this.#waiting.add(run);
      this.#order.add(run);
    }
    this.#startWaiting();
  }

  isWaiting(run: Run): boolean {
    return this.#waiting.has(run);
  }

  /** Takes back a run that has not started. False when it has. */
  withdraw(run: Run): boolean {
    return this.#waiting.delete(run);
  }

  #startWaiting(): void {
    while (this.#waiting.size > 0 && this.#hasSlot()) {
      const run = this.#order.take();
      if (!run) return;
      if (!this.#waiting.delete(run)) continue;
      this.#runningCount += 1;
      void run.start().finally(() => {
        this.#runningCount -= 1;
        this.#startWaiting();
      });
    }
  }

  #hasSlot(): boolean {
    // Written so that NaN, which a setting may come to, leaves one slot.
    const limit = this.#maxConcurrent();
    return this.#runningCount === 0 || this.#runningCount < Math.floor(limit);
  }
}
