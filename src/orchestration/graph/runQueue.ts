import TinyQueue from 'tinyqueue';
import { isBelow, type Lanes, RunSlots, type SlotSharer } from './runSlots.ts';

/** A run that waits for a slot. */
export interface QueuedRun {
  /** The providers that it sends requests to, one entry for each request at a time. */
  readonly lanes?: readonly string[] | undefined;
  /** True while it waits. Changed by the queue only. */
  isWaiting: boolean;
  /** Runs it. Its slot is free again when `release` is called, which must happen once. Must not throw. */
  start(release: () => void): void;
}

/** Limits of the runs that go on at once. Read whenever a run might start; less than 1, or no number, means 1. */
export interface QueueLimits {
  /** Of this queue. `otherCount` go on of other ones. */
  total(otherCount: number): number;
  /** For one provider, over all queues. Without it there is no such limit. */
  lane?: ((lane: string) => number) | undefined;
}

/** Runs that need the same lanes: if the first of them cannot start, none can. */
interface Group<Run> {
  readonly lanes: Lanes;
  /** Needs more than one slot at once, so that others could take each of them before all are free. */
  readonly isWide: boolean;
  /** Number of times that it was looked at and had no room. */
  passedCount: number;
  /** The first run stands first. May still hold runs that were withdrawn. */
  readonly order: TinyQueue<Run>;
}

/** So often a wide run is passed over before its lanes are kept free for it. */
const patience = 8;

/** Starts runs in order, as limits allow. A run whose lanes are full keeps none waiting that needs other ones. */
export class RunQueue<Run extends QueuedRun> implements SlotSharer {
  readonly #limits: QueueLimits;
  readonly #compare: (left: Run, right: Run) => number;
  readonly #slots: RunSlots;
  readonly #groups = new Map<string, Group<Run>>();
  #waitingCount = 0;
  #runningCount = 0;

  /** @param slots shared with other queues whose runs count together for the limits of a lane. */
  constructor(limits: QueueLimits, compare: (left: Run, right: Run) => number, slots = new RunSlots()) {
    this.#limits = limits;
    this.#compare = compare;
    this.#slots = slots;
  }

  /** Starts the runs as slots allow, the first in order first, whatever the order they are given in. */
  add(runs: readonly Run[]): void {
    this.#waitingCount += runs.length;
    for (const run of runs) {
      run.isWaiting = true;
      this.#groupOf(run).order.push(run);
    }
    while (this.startNext());
    this.#slots.setWaiting(this, this.#waitingCount > 0);
  }

  /** Takes back a run that has not started. False when it has. */
  withdraw(run: Run): boolean {
    if (!run.isWaiting) return false;
    run.isWaiting = false;
    this.#countDown();
    this.#slots.releaseClaim(this);
    return true;
  }

  /** Sorts what waits anew, because what the order depends on has changed. */
  sortAgain(): void {
    const groups = [...this.#groups.values()];
    this.#groups.clear();
    for (const { order } of groups) {
      for (const run of order.data) if (run.isWaiting) this.#groupOf(run).order.push(run);
    }
    this.#slots.releaseClaim(this);
  }

  startNext(): boolean {
    if (this.#waitingCount === 0) return false;
    const otherCount = this.#slots.runningCount - this.#runningCount;
    if (!isBelow(this.#runningCount, this.#limits.total(otherCount))) {
      // It could not use what it keeps from others.
      this.#slots.releaseClaim(this);
      return false;
    }
    const group = this.#findFirst();
    const run = group?.order.pop();
    if (!group || !run) return false;
    run.isWaiting = false;
    this.#countDown();
    this.#runningCount += 1;
    group.passedCount = 0;
    this.#slots.occupy(group.lanes);
    run.start(() => {
      this.#runningCount -= 1;
      this.#slots.release(group.lanes);
    });
    return true;
  }

  /** The group whose first run goes next. */
  #findFirst(): Group<Run> | undefined {
    let best: Group<Run> | undefined;
    let bestRun: Run | undefined;
    for (const [key, group] of this.#groups) {
      let run = group.order.peek();
      while (run && !run.isWaiting) {
        group.order.pop();
        run = group.order.peek();
      }
      if (!run) this.#groups.delete(key);
      else if (!this.#hasRoom(group)) this.#pass(group);
      else if (this.#slots.isClaimed(group.lanes)) return group;
      else if (!bestRun || this.#compare(run, bestRun) < 0) {
        best = group;
        bestRun = run;
      }
    }
    return best;
  }

  #hasRoom({ lanes }: Group<Run>): boolean {
    const { lane: limitOf } = this.#limits;
    return !limitOf || this.#slots.hasRoom(lanes, limitOf);
  }

  #pass(group: Group<Run>): void {
    group.passedCount += 1;
    if (group.isWide && group.passedCount > patience) this.#slots.claim(this, group.lanes);
  }

  /** One fewer waits. */
  #countDown(): void {
    this.#waitingCount -= 1;
    if (this.#waitingCount === 0) this.#slots.setWaiting(this, false);
  }

  #groupOf({ lanes = [] }: Run): Group<Run> {
    const key = lanes.length > 1 ? lanes.toSorted().join('\n') : (lanes[0] ?? '');
    let group = this.#groups.get(key);
    if (!group) {
      const needed = new Map<string, number>();
      for (const lane of lanes) needed.set(lane, (needed.get(lane) ?? 0) + 1);
      group = { lanes: needed, isWide: lanes.length > 1, passedCount: 0, order: new TinyQueue([], this.#compare) };
      this.#groups.set(key, group);
    }
    return group;
  }
}
