import assert from 'node:assert/strict';
import { DisposableStore, toDisposable } from '#common/disposable.ts';

describe('a disposable store', () => {
  it('disposes in reverse order, each once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    for (const name of ['first', 'second']) store.add(toDisposable(() => order.push(name)));
    store.dispose();
    store.dispose();
    assert.deepEqual(order, ['second', 'first']);
  });

  it('disposes at once what arrives after it was disposed', () => {
    let isDisposed = false;
    const store = new DisposableStore();
    store.dispose();
    store.add(toDisposable(() => (isDisposed = true)));
    assert.ok(isDisposed);
  });
});
