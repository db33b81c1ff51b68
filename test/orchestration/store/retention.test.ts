import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openRunStore, type RetentionLimits } from '#orchestration/index.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { at, makeEnd, makeStart, makeTask } from './storeSetup.ts';

type Store = Awaited<ReturnType<typeof openRunStore>>;

const dayMs = 24 * 60 * 60 * 1_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * dayMs).toISOString();
const ids = (store: Store): string[] => store.listRuns().runs.map(({ runId }) => runId);

/** Counts a word in the bytes of the history's files, and these bytes. */
async function findInFiles(folder: string, word: string): Promise<{ count: number; size: number }> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('history.db'));
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  const bytes = files.join('').toLowerCase();
  return { count: bytes.split(word).length - 1, size: bytes.length };
}

describe('what the history keeps', function () {
  this.timeout(30_000);
  let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let store: Store;
  const open = async (limits?: RetentionLimits): Promise<Store> =>
    openRunStore({ folder: temporary.path, ...(limits && { limits: () => limits }) });
  /** Resolves when a change made the condition true. */
  const changedUntil = async (isDone: () => boolean): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = store.onDidChange(() => isDone() && resolve());
    if (!isDone()) await promise;
    subscription.dispose();
  };
  const run = (runId: string, startedAt: string, planId?: string, output = 'The answer.'): void => {
    const start = makeStart(runId, { startedAt }, planId === undefined ? {} : { planId });
    store.record({ type: 'runBegun', start });
    store.record({ type: 'runSettled', result: makeEnd(start, { output }) });
  };
  beforeEach(async () => {
    temporary = await makeTemporaryFolder();
    store = await open();
  });
  afterEach(async () => {
    store.dispose();
    await temporary[Symbol.asyncDispose]();
  });

  it('is no older than the setting says, but for what goes on', async () => {
    run('old', daysAgo(31));
    run('older', daysAgo(40));
    run('recent', daysAgo(29));
    for (const planId of ['oldPlan', 'resumed', 'busy'])
      store.record({ type: 'tasksSaved', planId, tasks: [makeTask('t')] });
    run('ofOldPlan', daysAgo(35), 'oldPlan');
    run('firstOfResumed', daysAgo(35), 'resumed');
    run('lastOfResumed', daysAgo(1), 'resumed');
    run('ofBusy', daysAgo(35), 'busy');
    store.record({ type: 'taskStateChanged', planId: 'busy', taskId: 't', status: 'in_progress' });
    store.dispose();

    store = await open({ maxAgeDays: 30, maxMegabytes: 100 });
    store.record({ type: 'taskStateChanged', planId: 'busy', taskId: 't', status: 'in_progress' });
    store.record({ type: 'runBegun', start: makeStart('going', { startedAt: daysAgo(50) }) });
    await changedUntil(() => !ids(store).includes('old') && !ids(store).includes('older'));
    // A plan that was just saved is as young as that.
    assert.deepEqual(ids(store).sort(), ['firstOfResumed', 'going', 'lastOfResumed', 'ofBusy', 'ofOldPlan', 'recent']);
  });

  it('is nothing of what was spent while the clock was ahead, once it is right and that is deleted', async () => {
    const inAYear = Date.now() + 365 * dayMs;
    run('ahead', new Date(inAYear).toISOString());
    run('now', new Date().toISOString());
    store.clear();
    assert.deepEqual([store.sumSpent(inAYear - dayMs).tokens, store.sumSpent(0).tokens], [30, 60]);
    store.dispose();
    store = await open({ maxAgeDays: 30, maxMegabytes: 100 });
    await changedUntil(() => store.sumSpent(inAYear - dayMs).tokens === 0);
    assert.equal(store.sumSpent(0).tokens, 30);
  });

  it('is no larger than the setting says: the oldest goes first, and the file shrinks', async () => {
    const text = (run: number) => Array.from({ length: 2_000 }, (_, word) => `${run}x${word}`).join(' ');
    for (let index = 0; index < 15; index += 1) run(`${index}`, at(index), undefined, text(index));
    store.dispose();
    const size = async () => (await stat(join(temporary.path, 'history.db'))).size;
    const before = await size();
    assert.ok(before > 700_000);
    store = await open({ maxAgeDays: 3_650, maxMegabytes: 0.4 });
    await waitUntil('the file to be small enough', async () => (await size()) <= 400_000);
    const kept = ids(store);
    assert.equal(kept[0], '14');
    assert.deepEqual(
      kept,
      [...kept.keys()].map((index) => `${14 - index}`),
    );
    assert.deepEqual(
      kept.filter((runId) => store.listRuns({ text: `${runId}x1999` }).runs[0]?.runId !== runId),
      [],
    );
  });

  it('holds nothing of a run that was deleted, not even in a forgotten corner of a file', async () => {
    for (const runId of ['keep1', 'gone', 'keep2']) {
      const secret = runId === 'gone' ? 'zanzibar' : 'keepsake';
      const task = makeTask('t', { title: `Xtitle${secret}`, description: `Xdescription${secret}` });
      const start = makeStart(runId, {}, { task });
      store.record({ type: 'runBegun', start });
      store.record({ type: 'runOutput', runId, text: `Xpiece${secret} `.repeat(500), thinking: `Xthought${secret}` });
      store.getRun(runId);
      store.record({
        type: 'runSettled',
        result: makeEnd(start, { output: `Xoutput${secret} `.repeat(2_000), metadata: { thinking: `Xend${secret}` } }),
      });
    }
    assert.ok((await findInFiles(temporary.path, 'zanzibar')).count > 0);
    store.deleteRun('gone');
    assert.equal((await findInFiles(temporary.path, 'zanzibar')).count, 0);
    assert.ok((await findInFiles(temporary.path, 'keepsake')).count > 0);
    store.dispose();
    assert.equal((await findInFiles(temporary.path, 'zanzibar')).count, 0);
  });

  it('holds nothing of a run that was deleted while another window read, once that has finished', async () => {
    run('gone', at(0), undefined, 'Xoutputzanzibar '.repeat(2_000));
    const reader = new DatabaseSync(join(temporary.path, 'history.db'));
    reader.exec('BEGIN');
    assert.equal(reader.prepare('SELECT count(*) AS count FROM runs').get()?.['count'], 1);
    store.deleteRun('gone');
    assert.ok((await findInFiles(temporary.path, 'zanzibar')).count > 0);
    reader.exec('COMMIT');
    reader.close();
    const isGone = async () => (await findInFiles(temporary.path, 'zanzibar')).count === 0;
    await waitUntil('the run to be gone from the files', isGone);
  });

  it('holds nothing of what was cleared, and takes up no room for it', async () => {
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('t', { description: 'Xplanzanzibar' })] });
    for (let index = 0; index < 50; index += 1)
      run(`${index}`, at(index), undefined, `Xoutputzanzibar ${index} `.repeat(200));
    store.record({
      type: 'runBegun',
      start: makeStart('going', {}, { task: makeTask('going', { description: 'keepsake' }) }),
    });
    store.clear();
    assert.equal((await findInFiles(temporary.path, 'zanzibar')).count, 0);
    assert.ok((await findInFiles(temporary.path, 'keepsake')).count > 0);
    const { size } = await findInFiles(temporary.path, 'keepsake');
    assert.ok(size < 250_000, `${size} bytes`);
  });
});
