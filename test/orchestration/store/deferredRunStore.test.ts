import assert from 'node:assert/strict';
import { Redactor } from '#common/redact.ts';
import { deferRunStore, openRunStore, type OpenRunStore, type RunChange } from '#orchestration/index.ts';
import { makeEnd, makeStart, makeTask } from './storeSetup.ts';

function setUp() {
  const opening = Promise.withResolvers<OpenRunStore>();
  let openCount = 0;
  const deferred = deferRunStore(() => {
    openCount += 1;
    return opening.promise;
  });
  return { deferred, opening, countOpened: () => openCount };
}

describe('deferRunStore', () => {
  it('opens nothing before it is needed, and opens once', async () => {
    const { deferred, opening, countOpened } = setUp();
    assert.equal(countOpened(), 0);
    void deferred.record({ type: 'runBegun', start: makeStart('a') });
    const opened = [deferred.open(), deferred.open()];
    opening.resolve(await openRunStore());
    const [first, second] = await Promise.all(opened);
    assert.equal(first, second);
    assert.equal(countOpened(), 1);
    deferred.dispose();
  });

  it('keeps what happens before the store is open, in order, and resolves when it is written', async () => {
    const { deferred, opening } = setUp();
    const start = makeStart('a', {}, { planId: 'p' });
    void deferred.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('t')] });
    void deferred.record({ type: 'runBegun', start });
    void deferred.record({ type: 'runOutput', runId: 'a', text: 'The ' });
    const settled = deferred.record({ type: 'runSettled', result: makeEnd(start) });
    void deferred.record({ type: 'taskStateChanged', planId: 'p', taskId: 't', status: 'completed' });
    opening.resolve(await openRunStore());
    await settled;
    const store = await deferred.open();
    assert.deepEqual(store.getRun('a')?.result, makeEnd(start));
    assert.deepEqual(store.getPlan('p')?.states, { t: { status: 'completed' } });
    deferred.dispose();
  });

  it('writes without the keys that are known when it has opened, whatever was known before', async () => {
    const redactor = new Redactor();
    const deferred = deferRunStore(async () => {
      redactor.add('planted/key');
      return openRunStore();
    }, redactor);
    void deferred.record({ type: 'planSaved', planId: 'p', facts: { goal: 'Hide planted/key' } });
    void deferred.record({ type: 'tasksSaved', planId: 'p', tasks: [{ id: 'a', description: 'Use planted/key' }] });
    const record = (await deferred.open()).getPlan('p');
    assert.equal(record?.goal, 'Hide [key removed]');
    assert.equal(record?.plan.tasks[0]?.description, 'Use [key removed]');
    deferred.dispose();
  });

  it('writes at once when the store is open', async () => {
    const { deferred, opening } = setUp();
    opening.resolve(await openRunStore());
    const store = await deferred.open();
    assert.equal(deferred.record({ type: 'runBegun', start: makeStart('a') }), undefined);
    assert.ok(store.getRun('a'));
    deferred.dispose();
  });

  it('rejects only the change that the store refuses', async () => {
    const { deferred, opening } = setUp();
    void deferred.record({ type: 'runBegun', start: makeStart('a') });
    const twice = Promise.resolve(deferred.record({ type: 'runBegun', start: makeStart('a') }));
    void deferred.record({ type: 'runOutput', runId: 'a', text: 'text' });
    opening.resolve(await openRunStore());
    await assert.rejects(twice, /UNIQUE/);
    assert.equal((await deferred.open()).getRun('a')?.result.output, 'text');
    deferred.dispose();
  });

  it('opens anew with the next call where it could not be opened, and has lost nothing by then', async () => {
    const openings = [Promise.reject<OpenRunStore>(new Error('No such module.')), openRunStore()];
    const deferred = deferRunStore(async () => openings.shift() ?? openRunStore());
    const start = makeStart('a');
    await assert.rejects(Promise.resolve(deferred.record({ type: 'runBegun', start })), /No such module/);
    await deferred.record({ type: 'runSettled', result: makeEnd(start) });
    assert.deepEqual((await deferred.open()).getRun('a')?.result, makeEnd(start));
    deferred.dispose();
  });

  it('opens anew by itself where nothing else happens, with what was kept', async () => {
    const openings = [Promise.reject<OpenRunStore>(new Error('No such module.'))];
    const opened = Promise.withResolvers<OpenRunStore>();
    const deferred = deferRunStore(async () => {
      const failing = openings.shift();
      if (failing) return failing;
      const store = await openRunStore();
      opened.resolve(store);
      return store;
    });
    const start = makeStart('a');
    const writes = [
      deferred.record({ type: 'runBegun', start }),
      deferred.record({ type: 'runSettled', result: makeEnd(start) }),
    ];
    for (const write of writes) await assert.rejects(Promise.resolve(write), /No such module/);
    const store = await opened.promise;
    await deferred.open();
    assert.deepEqual(store.getRun('a')?.result, makeEnd(start));
    deferred.dispose();
  });

  it('says once that a change failed, though the store refuses it later on as well', async () => {
    const openings = [Promise.reject<OpenRunStore>(new Error('No such module.')), openRunStore()];
    const deferred = deferRunStore(async () => openings.shift() ?? openRunStore());
    const [first, twice] = [
      deferred.record({ type: 'runBegun', start: makeStart('a') }),
      deferred.record({ type: 'runBegun', start: makeStart('a') }),
    ];
    await assert.rejects(Promise.resolve(first), /No such module/);
    await assert.rejects(Promise.resolve(twice), /No such module/);
    assert.ok((await deferred.open()).getRun('a'));
    deferred.dispose();
  });

  it('sums what runs of a day have spent, and of no other, deleted ones included', async () => {
    const deferred = deferRunStore(() => openRunStore());
    const day = (hours: number) => new Date(2026, 9, 25, hours).toISOString();
    const starts = [-1, 0, 1, 12, 24, 26, 24 * 365].map((hours, index) =>
      makeStart(`${index}`, { startedAt: day(hours) }),
    );
    for (const start of starts) {
      void deferred.record({ type: 'runBegun', start });
      void deferred.record({ type: 'runSettled', result: makeEnd(start) });
    }
    const store = await deferred.open();
    const ofThree = { tokens: 90, costUsd: 0.75 };
    for (const hour of [0, 12, 23])
      assert.deepEqual(await deferred.sumSpentToday(new Date(2026, 9, 25, hour)), ofThree);
    store.clear();
    assert.deepEqual(await deferred.sumSpentToday(new Date(2026, 9, 25, 12)), ofThree);
    deferred.dispose();
  });

  it('closes a store that opens too late, with what was kept inside', async () => {
    const { deferred, opening } = setUp();
    void deferred.record({ type: 'runBegun', start: makeStart('a') });
    deferred.dispose();
    deferred.dispose();
    const store = await openRunStore();
    const seen: string[] = [];
    opening.resolve(
      Object.assign(store, {
        record: ({ type }: RunChange) => void seen.push(type),
        dispose: () => seen.push('dispose'),
      }),
    );
    await opening.promise;
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(seen, ['runBegun', 'dispose']);
    assert.equal(deferred.record({ type: 'runBegun', start: makeStart('b') }), undefined);
  });
});
