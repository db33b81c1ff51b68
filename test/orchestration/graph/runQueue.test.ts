import assert from 'node:assert/strict';
import { RunQueue, type QueuedRun } from '#orchestration/graph/runQueue.ts';

interface NumberedRun extends QueuedRun {
  readonly rank: number;
}

/** A queue with one slot, and what it has started so far. */
function setUpQueue() {
  const started: number[] = [];
  const releases: (() => void)[] = [];
  const makeRun = (rank: number): NumberedRun => ({
    rank,
    isWaiting: false,
    start: (release) => {
      started.push(rank);
      releases.push(release);
    },
  });
  const queue = new RunQueue<NumberedRun>({ total: () => 1 }, (left, right) => left.rank - right.rank);
  const drain = (): void => {
    for (let release = releases.pop(); release; release = releases.pop()) release();
  };
  return { queue, makeRun, started, drain };
}

describe('the queue of runs', () => {
  it('starts what waits in order, whatever the order it came in', () => {
    for (let count = 1; count < 40; count++) {
      const { queue, makeRun, started, drain } = setUpQueue();
      const runs = Array.from({ length: count }, (_, index) => makeRun((index * 7919) % 41));
      queue.add(runs);
      drain();
      assert.deepEqual(
        started,
        runs.map(({ rank }) => rank).toSorted((left, right) => left - right),
      );
    }
  });

  it('starts no run that was withdrawn, nor one twice', () => {
    const { queue, makeRun, started, drain } = setUpQueue();
    const runs = Array.from({ length: 20 }, (_, index) => makeRun(19 - index));
    queue.add(runs);
    const withdrawn = runs.filter(({ rank }) => rank % 3 === 1);
    assert.deepEqual(new Set(withdrawn.map((run) => queue.withdraw(run))), new Set([true]));
    queue.sortAgain();
    drain();
    const expected = runs.filter((run) => !withdrawn.includes(run)).map(({ rank }) => rank);
    assert.deepEqual(
      started.toSorted((left, right) => left - right),
      expected.toReversed(),
    );
    assert.equal(queue.withdraw(runs[0] ?? makeRun(0)), false);
  });
});
