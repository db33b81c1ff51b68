/** Number of requests that a run may send at once, by provider. */
export type Lanes = ReadonlyMap<string, number>;

/** A queue with runs that wait. */
export interface SlotSharer {
  /** Starts the run that goes next, if one may start. */
  startNext(): boolean;
}

/**
 * Record of the runs that go on, over all queues of a window, so that a provider's limit holds for all of them together. A
 * run takes all that it needs or nothing, so that none holds what another waits for. Queues that wait for the same take turns.
 */
export class RunSlots {
  /** The one whose turn it is first. */
  readonly #waiting = new Set<SlotSharer>();
  readonly #runningIn = new Map<string, number>();
  #runningCount = 0;
  #claim: { owner: SlotSharer; lanes: Lanes } | undefined;

  get runningCount(): number {
    return this.#runningCount;
  }

  occupy(lanes: Lanes): void {
    this.#count(lanes, 1);
    if (this.#claim?.lanes === lanes) this.#claim = undefined;
  }

  /** Frees what a run took, and starts those that waited for it, whichever their queue. */
  release(lanes: Lanes): void {
    this.#count(lanes, -1);
    this.#startWaiting();
  }

  /** True for a run that may start. One that needs more slots than a lane's limit starts only while the lane is empty. */
  hasRoom(lanes: Lanes, limitOf: (lane: string) => number): boolean {
    const claimed = this.#claim && this.#claim.lanes !== lanes ? this.#claim.lanes : undefined;
    for (const [lane, needed] of lanes) {
      const running = this.#runningIn.get(lane) ?? 0;
      if (claimed?.has(lane) || (running > 0 && !isBelow(running + needed - 1, limitOf(lane)))) return false;
    }
    return true;
  }

  /** Keeps the lanes from others until a run with these very ones has started. The first claim stands. */
  claim(owner: SlotSharer, lanes: Lanes): void {
    this.#claim ??= { owner, lanes };
  }

  isClaimed(lanes: Lanes): boolean {
    return this.#claim?.lanes === lanes;
  }

  /** Tells whether a queue has runs that wait, and are to start when there is room. */
  setWaiting(queue: SlotSharer, isWaiting: boolean): void {
    if (isWaiting) this.#waiting.add(queue);
    else this.#waiting.delete(queue);
  }

  /** Drops the owner's claim, since its waiting runs have changed. */
  releaseClaim(owner: SlotSharer): void {
    if (this.#claim?.owner !== owner) return;
    this.#claim = undefined;
    // Whoever withdraws runs may still be about it.
    queueMicrotask(() => this.#startWaiting());
  }

  #startWaiting(): void {
    let passes = 0;
    while (passes < this.#waiting.size) {
      const [queue] = this.#waiting;
      if (!queue) return;
      this.#waiting.delete(queue);
      this.#waiting.add(queue);
      passes = queue.startNext() ? 0 : passes + 1;
    }
  }

  #count(lanes: Lanes, step: 1 | -1): void {
    this.#runningCount += step;
    for (const [lane, needed] of lanes) {
      const running = (this.#runningIn.get(lane) ?? 0) + step * needed;
      if (running > 0) this.#runningIn.set(lane, running);
      else this.#runningIn.delete(lane);
    }
  }
}

/** True while a slot is free. A limit of NaN, which a setting may come to, leaves one slot. */
export function isBelow(running: number, limit: number): boolean {
  return running === 0 || running < Math.floor(limit);
}
