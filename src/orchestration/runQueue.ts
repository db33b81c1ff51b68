import { PriorityQueue } from './priorityQueue.ts';

/** A run that waits for a slot. */
export interface QueuedRun {
  /** The providers that it sends requests to, one entry for each request at a time. */
  readonly lanes?: readonly string[] | undefined;
  /** Whether it waits. The queue's own to change. */
  isWaiting: boolean;
  /** Runs it. Its slot is free again when `release` is called, which must happen once. Must not throw. */
  start(release: () => void): void;
}

/** How many runs may go on at once. Asked whenever a run might start; less than 1, or no number, means 1. */
export interface QueueLimits {
  total(): number;
  /** For one provider. Without it there is no such limit. */
  lane?: ((lane: string) => number) | undefined;
}

/** Runs that need the same lanes: if the first of them cannot start, none can. */
interface Group<Run> {
  readonly lanes: ReadonlyMap<string, number>;
  /** May still hold runs that were withdrawn. */
  readonly order: PriorityQueue<Run>;
}

/** Starts runs in order, as limits allow. A run whose lanes are full keeps none waiting that needs other ones. */
export class RunQueue<Run extends QueuedRun> {
  readonly #limits: QueueLimits;
  readonly #compare: (left: Run, right: Run) => number;
  readonly #groups = new Map<string, Group<Run>>();
  #waitingCount = 0;
  readonly #runningIn = new Map<string, number>();
  #runningCount = 0;

  constructor(limits: QueueLimits, compare: (left: Run, right: Run) => number) {
    this.#limits = limits;
    this.#compare = compare;
  }

  /** Starts the runs as slots allow, the first in order first, whatever the order they are given in. */
  add(runs: readonly Run[]): void {
    this.#waitingCount += runs.length;
    for (const run of runs) {
      run.isWaiting = true;
      this.#groupOf(run).order.add(run);
    }
    this.#startWaiting();
  }

  /** Takes back a run that has not started. False when it has. */
  withdraw(run: Run): boolean {
    if (!run.isWaiting) return false;
    run.isWaiting = false;
    this.#waitingCount -= 1;
    return true;
  }

  /** What the order depends on has changed. */
  sortAgain(): void {
    const groups = [...this.#groups.values()];
    this.#groups.clear();
    for (const { order } of groups) {
      for (const run of order.items) if (run.isWaiting) this.#groupOf(run).order.add(run);
    }
  }

  #startWaiting(): void {
    while (this.#waitingCount > 0 && isBelow(this.#runningCount, this.#limits.total())) {
      const group = this.#findFirst();
      const run = group?.order.take();
      if (!group || !run) return;
      run.isWaiting = false;
      this.#waitingCount -= 1;
      this.#count(group, 1);
      run.start(() => {
        this.#count(group, -1);
        this.#startWaiting();
      });
    }
  }

  /** The group whose first run goes next. */
  #findFirst(): Group<Run> | undefined {
    let best: Group<Run> | undefined;
    let bestRun: Run | undefined;
    for (const [key, group] of this.#groups) {
      let run = group.order.first;
      while (run && !run.isWaiting) {
        group.order.take();
        run = group.order.first;
      }
      if (!run) this.#groups.delete(key);
      else if (this.#hasRoom(group) && (!bestRun || this.#compare(run, bestRun) < 0)) {
        best = group;
        bestRun = run;
      }
    }
    return best;
  }

  /** A run that needs more of a lane than it ever has goes alone. */
  #hasRoom({ lanes }: Group<Run>): boolean {
    const { lane: limitOf } = this.#limits;
    if (!limitOf) return true;
    for (const [lane, needed] of lanes) {
      const running = this.#runningIn.get(lane) ?? 0;
      if (running > 0 && !isBelow(running + needed - 1, limitOf(lane))) return false;
    }
    return true;
  }

  #count({ lanes }: Group<Run>, step: 1 | -1): void {
    this.#runningCount += step;
    for (const [lane, needed] of lanes) this.#runningIn.set(lane, (this.#runningIn.get(lane) ?? 0) + step * needed);
  }

  #groupOf({ lanes = [] }: Run): Group<Run> {
    const key = lanes.length > 1 ? lanes.toSorted().join('\n') : (lanes[0] ?? '');
    let group = this.#groups.get(key);
    if (!group) {
      const needed = new Map<string, number>();
      for (const lane of lanes) needed.set(lane, (needed.get(lane) ?? 0) + 1);
      group = { lanes: needed, order: new PriorityQueue(this.#compare) };
      this.#groups.set(key, group);
    }
    return group;
  }
}

/** Written so that NaN, which a setting may come to, leaves one slot. */
function isBelow(running: number, limit: number): boolean {
  return running === 0 || running < Math.floor(limit);
}
