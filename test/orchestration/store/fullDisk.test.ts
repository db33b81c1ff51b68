import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import type { StoreProblem } from '#orchestration/index.ts';
import type { Sqlite } from '#orchestration/store/sqlite/file/database.ts';
import { openSqliteRunStore } from '#orchestration/store/openSqliteRunStore.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { damageIndex, makeEnd, makeStart, makeTask } from './storeSetup.ts';

/** Hands out the connection that the store opens, so that a test can take its room away. */
function spyOnSqlite(): { sqlite: Sqlite; latest: () => sqlite.DatabaseSync } {
  let latest: sqlite.DatabaseSync | undefined;
  const DatabaseSync = new Proxy(sqlite.DatabaseSync, {
    construct(target, [path, options]: [string, sqlite.DatabaseSyncOptions]) {
      const connection = new target(path, options);
      if (path.endsWith('history.db')) latest = connection;
      return connection;
    },
  });
  return { sqlite: { DatabaseSync }, latest: () => latest ?? assert.fail() };
}

describe('a history that cannot be written for a while', () => {
  const large = 'All work and no play. '.repeat(20_000);
  /** Failures of a disk, and their ends: SQLite's own limit and switch make it report just what a disk would. */
  const faults: Record<string, { begin: string; end: string }> = {
    full: { begin: 'PRAGMA max_page_count = 1', end: 'PRAGMA max_page_count = 4294967294' },
    // A connection that was opened while its file was read-only stays so: only another one can write.
    readOnly: { begin: 'PRAGMA query_only = ON', end: 'SELECT 1' },
  };
  for (const [cause, { begin, end }] of Object.entries(faults)) {
    it(`because its disk is ${cause} keeps what happens in memory, says so once, and writes it when it can`, async () => {
      await using temporary = await makeTemporaryFolder();
      const spy = spyOnSqlite();
      const caughtUp = Promise.withResolvers<void>();
      const problems: StoreProblem[] = [];
      const onProblem = (problem: StoreProblem) => {
        problems.push(problem);
        if (problem.kind === 'savedAgain') caughtUp.resolve();
      };
      const store = await openSqliteRunStore(spy.sqlite, { folder: temporary.path, onProblem });
      const before = makeStart('before');
      store.record({ type: 'runBegun', start: before });
      store.record({ type: 'runOutput', runId: 'before', text: 'So far' });
      assert.equal(store.getRun('before')?.result.output, 'So far');

      spy.latest().exec(begin);
      store.record({ type: 'runSettled', result: makeEnd(before, { output: large }) });
      const during = makeStart('during', { startedAt: makeEnd(before).completedAt ?? '' });
      store.record({ type: 'runBegun', start: during });
      store.record({ type: 'runOutput', runId: 'during', text: 'The ' });
      store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('t', { description: large })] });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 't', status: 'in_progress', runId: 'during' });
      assert.deepEqual(problems, [{ kind: 'unsaved', cause }]);
      // What was written before is still there to be read.
      assert.equal(store.getRun('before')?.result.output, 'So far');
      assert.deepEqual(
        store.listRuns().runs.map(({ runId }) => runId),
        ['before'],
      );

      spy.latest().exec(end);
      await caughtUp.promise;
      assert.deepEqual(problems, [{ kind: 'unsaved', cause }, { kind: 'savedAgain' }]);
      assert.deepEqual(store.getRun('before')?.result, makeEnd(before, { output: large }));
      store.record({ type: 'runOutput', runId: 'during', text: 'answer' });
      assert.equal(store.getRun('during')?.result.output, 'The answer');
      assert.deepEqual(store.getPlan('p')?.states, { t: { status: 'in_progress', runId: 'during' } });
      store.record({ type: 'runSettled', result: makeEnd(during) });
      assert.deepEqual(store.getRun('during')?.result, makeEnd(during));
      store.dispose();
    });
  }

  it('because another window writes for long waits without holding up its own, and says nothing of it', async () => {
    await using temporary = await makeTemporaryFolder();
    const problems: StoreProblem[] = [];
    const onProblem = (problem: StoreProblem) => problems.push(problem);
    const store = await openSqliteRunStore(sqlite, { folder: temporary.path, onProblem });
    const other = new sqlite.DatabaseSync(join(temporary.path, 'history.db'));
    other.exec('BEGIN IMMEDIATE');
    const start = makeStart('a');
    store.record({ type: 'runBegun', start });
    store.record({ type: 'runSettled', result: makeEnd(start) });
    assert.deepEqual(store.listRuns(), { runs: [] });
    const changed = new Promise<void>((resolve) => store.onDidChange(resolve));
    other.exec('COMMIT');
    other.close();
    while (store.getRun('a')?.result.status !== 'success') await changed;
    assert.deepEqual(problems, []);
    store.dispose();
  });

  it('writes what waits when the window closes', async () => {
    await using temporary = await makeTemporaryFolder();
    const spy = spyOnSqlite();
    const store = await openSqliteRunStore(spy.sqlite, { folder: temporary.path });
    spy.latest().exec('PRAGMA query_only = ON');
    store.record({ type: 'runBegun', start: makeStart('a') });
    store.record({ type: 'runOutput', runId: 'a', text: 'So far' });
    spy.latest().exec('PRAGMA query_only = OFF');
    store.dispose();
    const next = await openSqliteRunStore(sqlite, { folder: temporary.path });
    assert.equal(next.getRun('a')?.result.output, 'So far');
    assert.equal(next.getRun('a')?.result.status, 'interrupted');
    next.dispose();
  });

  it('loses nothing that waits where its file turns out to be damaged meanwhile', async () => {
    await using temporary = await makeTemporaryFolder();
    const spy = spyOnSqlite();
    const movedOn = Promise.withResolvers<void>();
    const problems: StoreProblem[] = [];
    const onProblem = (problem: StoreProblem) => {
      problems.push(problem);
      if (problem.kind === 'setAside') movedOn.resolve();
    };
    const store = await openSqliteRunStore(spy.sqlite, { folder: temporary.path, onProblem });
    store.record({ type: 'runBegun', start: makeStart('before') });
    spy.latest().exec('PRAGMA query_only = ON');
    store.record({ type: 'runBegun', start: makeStart('during') });
    store.record({ type: 'runSettled', result: makeEnd(makeStart('before')) });
    await damageIndex(join(temporary.path, 'history.db'), 'runs_going');
    spy.latest().exec('PRAGMA query_only = OFF');
    await movedOn.promise;
    assert.equal(store.getRun('before')?.result.output, 'The answer.');
    assert.equal(store.getRun('during')?.result.status, 'in_progress');
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['unsaved', 'setAside'],
    );
    store.dispose();
  });
});
