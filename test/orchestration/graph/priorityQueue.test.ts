import assert from 'node:assert/strict';
import { PriorityQueue } from '#orchestration/graph/priorityQueue.ts';

describe('PriorityQueue', () => {
  it('has nothing to take when it is empty', () => {
    const queue = new PriorityQueue<number>((left, right) => left - right);
    assert.equal(queue.take(), undefined);
    queue.add(1);
    queue.take();
    assert.equal(queue.take(), undefined);
  });

  it('hands out what was added in order, whatever the order it came in', () => {
    for (let count = 1; count < 40; count++) {
      const queue = new PriorityQueue<number>((left, right) => left - right);
      const numbers = Array.from({ length: count }, (_, index) => (index * 7919) % 31);
      for (const number of numbers) queue.add(number);
      const taken = numbers.map(() => queue.take());
      assert.deepEqual(
        taken,
        numbers.toSorted((left, right) => left - right),
      );
    }
  });
});
