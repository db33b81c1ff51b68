import assert from 'node:assert/strict';
import { lazy } from '#common/lazy.ts';

describe('lazy', () => {
  it('loads with the first call, once for all', async () => {
    let count = 0;
    const load = lazy(async () => ++count);
    assert.equal(count, 0);
    assert.deepEqual(await Promise.all([load(), load()]), [1, 1]);
    assert.equal(await load(), 1);
  });

  it('tries again after a load that failed', async () => {
    const outcomes = [Promise.reject(new Error('not now')), Promise.resolve('here')];
    const load = lazy(() => outcomes.shift() ?? assert.fail('loaded too often'));
    await assert.rejects(load(), /not now/);
    assert.equal(await load(), 'here');
  });
});
