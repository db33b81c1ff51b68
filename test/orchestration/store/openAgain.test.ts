import assert from 'node:assert/strict';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openRunStore, type StoreProblem } from '#orchestration/index.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';
import { SmallDisk } from '#test/support/store/smallDisk.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { at, makeEnd, makeStart, makeTask } from './storeSetup.ts';

type Store = Awaited<ReturnType<typeof openRunStore>>;

/** Opens a store whose file cannot be used. */
async function openInMemory(folder: string, logger = new FakeLogger()) {
  const problems: StoreProblem[] = [];
  const savedAgain = Promise.withResolvers<void>();
  const onProblem = (problem: StoreProblem) => {
    problems.push(problem);
    if (problem.kind === 'savedAgain') savedAgain.resolve();
  };
  const store = await openRunStore({ folder, onProblem, logger });
  assert.deepEqual(
    problems.map(({ kind }) => kind),
    ['inMemory'],
  );
  return { store, problems, savedAgain: savedAgain.promise };
}

function runOne(store: Store, runId: string, second: number): void {
  const start = makeStart(runId, { startedAt: at(second) }, { planId: 'p' });
  store.record({ type: 'runBegun', start });
  store.record({ type: 'runOutput', runId, text: 'The ' });
  store.record({ type: 'runSettled', result: makeEnd(start) });
}

const statesOf = (store: Store): string[] => store.listRuns().runs.map(({ runId, status }) => `${runId} ${status}`);

describe('a history whose file cannot be used when it is opened', function () {
  this.timeout(30_000);

  /** Changes made meanwhile are there before the cause is gone, afterwards, and in the next window. */
  async function endure(folder: string, { begin, end }: { begin: () => unknown; end: () => unknown }): Promise<void> {
    const earlier = await openRunStore({ folder });
    earlier.record({ type: 'tasksSaved', planId: 'q', tasks: [makeTask('b')] });
    runOne(earlier, 'earlier', 1);
    earlier.dispose();
    await begin();
    const { store, problems, savedAgain } = await openInMemory(folder);
    store.record({ type: 'planSaved', planId: 'p', facts: { goal: 'Ship it' } });
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('a')] });
    store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'a', status: 'in_progress', runId: 'going' });
    runOne(store, 'meanwhile', 2);
    const going = makeStart('going', { startedAt: at(3) });
    store.record({ type: 'runBegun', start: going });
    store.record({ type: 'runOutput', runId: 'going', text: 'So ' });
    assert.deepEqual(statesOf(store), ['going in_progress', 'meanwhile success']);
    assert.equal(store.claimPlan('p'), true);
    assert.equal(store.deleteRun('earlier'), false);
    await end();
    await savedAgain;
    assert.deepEqual(statesOf(store), ['going in_progress', 'meanwhile success', 'earlier success']);
    store.record({ type: 'runOutput', runId: 'going', text: 'far' });
    assert.equal(store.getRun('going')?.result.output, 'So far');
    assert.deepEqual(
      store.listRuns({ text: 'answer' }).runs.map(({ runId }) => runId),
      ['meanwhile', 'earlier'],
    );
    runOne(store, 'after', 4);
    const other = await openRunStore({ folder });
    assert.deepEqual(statesOf(other), statesOf(store));
    assert.equal(other.claimPlan('p'), false);
    assert.equal(other.deleteRun('going'), false);
    store.record({ type: 'runSettled', result: makeEnd(going) });
    assert.deepEqual(other.getRun('going')?.result, makeEnd(going));
    store.dispose();
    assert.deepEqual(statesOf(other), ['after success', 'going success', 'meanwhile success', 'earlier success']);
    assert.deepEqual([other.getPlan('p')?.goal, other.getPlan('q')?.plan.tasks.length], ['Ship it', 1]);
    assert.deepEqual(other.sumSpent(0), { tokens: 120, costUsd: 1 });
    other.dispose();
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['inMemory', 'savedAgain'],
    );
  }

  it('since the disk is full keeps all in memory, and saves it when there is room', async function () {
    await using disk = await SmallDisk.mount();
    if (!disk) this.skip();
    await endure(join(disk.path, 'history'), { begin: () => disk.fill(), end: () => disk.empty() });
  });

  it('since the disk is read-only keeps all in memory, and saves it when it no longer is', async function () {
    await using disk = await SmallDisk.mount();
    if (!disk) this.skip();
    await endure(join(disk.path, 'history'), {
      begin: () => disk.setReadOnly(true),
      end: () => disk.setReadOnly(false),
    });
  });

  it('since its folder may not be written keeps all in memory, and saves it when it may', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    await using temporary = await makeTemporaryFolder();
    const parent = join(temporary.path, 'parent');
    await mkdir(parent);
    await chmod(parent, 0o500);
    const { store, savedAgain } = await openInMemory(join(parent, 'history'));
    runOne(store, 'meanwhile', 1);
    await chmod(parent, 0o700);
    await savedAgain;
    assert.deepEqual(statesOf(store), ['meanwhile success']);
    store.dispose();
  });

  const locks: Record<string, string> = { 'its file': 'history.db', 'opening.lock': 'opening.lock' };
  for (const [what, name] of Object.entries(locks)) {
    it(`since another has ${what} locked keeps all in memory, and saves it when that lets go`, async () => {
      await using temporary = await makeTemporaryFolder();
      let lock: DatabaseSync | undefined;
      await endure(temporary.path, {
        begin: () => {
          lock = new DatabaseSync(join(temporary.path, name));
          lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
        },
        end: () => lock?.close(),
      });
    });
  }

  it('is tried again when the window closes', async () => {
    await using temporary = await makeTemporaryFolder();
    const folder = temporary.path;
    (await openRunStore({ folder })).dispose();
    const lock = new DatabaseSync(join(folder, 'history.db'));
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const { store } = await openInMemory(folder);
    runOne(store, 'done', 1);
    store.record({ type: 'runBegun', start: makeStart('cut', { startedAt: at(2) }) });
    store.record({ type: 'runOutput', runId: 'cut', text: 'So far' });
    lock.close();
    store.dispose();
    const next = await openRunStore({ folder });
    assert.deepEqual(statesOf(next), ['cut interrupted', 'done success']);
    assert.equal(next.getRun('cut')?.result.output, 'So far');
    next.dispose();
  });

  it('and is full again while all moves there loses nothing, and is tried once more', async function () {
    await using disk = await SmallDisk.mount();
    if (!disk) this.skip();
    const folder = join(disk.path, 'history');
    (await openRunStore({ folder })).dispose();
    disk.fill();
    const logger = new FakeLogger();
    const { store, savedAgain } = await openInMemory(folder, logger);
    const large = makeStart('large', { startedAt: at(1) });
    store.record({ type: 'runBegun', start: large });
    // More than there will be room for at first.
    store.record({ type: 'runSettled', result: makeEnd(large, { output: 'All work and no play. '.repeat(400_000) }) });
    runOne(store, 'small', 2);
    disk.empty();
    await waitUntil('another try', async () =>
      logger.lines.some((line) => line.includes('cannot be used') && line.includes('full')),
    );
    assert.deepEqual(statesOf(store), ['small success', 'large success']);
    assert.equal(store.deleteRun('large'), true);
    await savedAgain;
    assert.deepEqual(statesOf(store), ['small success']);
    store.dispose();
  });
});

describe('a disk that is full while the history is used', function () {
  this.timeout(30_000);

  it('loses nothing once there is room again', async function () {
    await using disk = await SmallDisk.mount();
    if (!disk) this.skip();
    const savedAgain = Promise.withResolvers<void>();
    const problems: StoreProblem[] = [];
    const folder = join(disk.path, 'history');
    const onProblem = (problem: StoreProblem) => {
      problems.push(problem);
      if (problem.kind === 'savedAgain') savedAgain.resolve();
    };
    const store = await openRunStore({ folder, onProblem });
    runOne(store, 'before', 1);
    disk.fill();
    for (let run = 0; run < 50; run += 1) {
      const start = makeStart(`${run}`, { startedAt: at(2 + run) });
      store.record({ type: 'runBegun', start });
      store.record({ type: 'runSettled', result: makeEnd(start, { output: 'x'.repeat(10_000) }) });
    }
    disk.empty();
    await savedAgain.promise;
    assert.equal(store.listRuns({ limit: 100 }).runs.length, 51);
    store.dispose();
    const next = await openRunStore({ folder });
    assert.ok(next.listRuns({ limit: 100 }).runs.every(({ status }) => status === 'success'));
    next.dispose();
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['unsaved', 'savedAgain'],
    );
  });
});
