import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createBackground } from '#common/background.ts';

describe('background', () => {
  const told: unknown[] = [];
  const background = createBackground((error) => told.push(error));

  beforeEach(() => void told.splice(0));

  it('begins at once and tells nothing of what goes well', async () => {
    let hasBegun = false;
    background(async () => {
      hasBegun = true;
    });
    assert.equal(hasBegun, true);
    await setImmediate();
    assert.deepEqual(told, []);
  });

  it('tells what was thrown and what was rejected with', async () => {
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')];
    background(() => {
      throw thrown;
    });
    background(() => Promise.reject(rejected));
    await setImmediate();
    assert.deepEqual(told, [thrown, rejected]);
  });

  it('tells of no cancellation', async () => {
    background(() => Promise.reject(Object.assign(new Error('Canceled'), { name: 'Canceled' })));
    background(() => AbortSignal.abort().throwIfAborted());
    await setImmediate();
    assert.deepEqual(told, []);
  });

  it('rejects nowhere, also where telling fails', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    createBackground(() => {
      throw new Error('no window');
    })(() => Promise.reject(new Error('lost')));
    await setImmediate();
    process.off('unhandledRejection', note);
    assert.deepEqual(rejections, []);
  });
});
