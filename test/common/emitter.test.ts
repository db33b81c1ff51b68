import assert from 'node:assert/strict';
import { Emitter } from '#common/emitter.ts';

describe('Emitter', () => {
  it('passes events to its listeners in their order, each as often as it subscribed, until it is disposed', () => {
    const emitter = new Emitter<number>();
    const seen: string[] = [];
    const listener = (event: number): unknown => seen.push(`a${event}`);
    const [first, second] = [emitter.event(listener), emitter.event(listener)];
    emitter.event((event) => seen.push(`b${event}`));
    emitter.fire(1);
    first.dispose();
    first.dispose();
    emitter.fire(2);
    second.dispose();
    emitter.fire(3);
    emitter.dispose();
    emitter.fire(4);
    assert.deepEqual(seen, ['a1', 'a1', 'b1', 'a2', 'b2', 'b3']);
  });
});
