import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openRunStore, type StoreProblem } from '#orchestration/index.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { makeEnd, makeStart, makeTask } from './storeSetup.ts';

describe('the files of the history', () => {
  let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let folder: string;
  let path: string;
  let problems: StoreProblem[];
  let stores: Awaited<ReturnType<typeof openRunStore>>[];
  const open = async (over: Parameters<typeof openRunStore>[0] = {}) => {
    const store = await openRunStore({ folder, onProblem: (problem) => problems.push(problem), ...over });
    stores.push(store);
    return store;
  };
  /** A history with one run, closed. */
  const makeHistory = async (): Promise<void> => {
    const store = await open();
    store.record({ type: 'runBegun', start: makeStart('a') });
    store.record({ type: 'runSettled', result: makeEnd(makeStart('a')) });
    store.dispose();
  };

  beforeEach(async () => {
    temporary = await makeTemporaryFolder();
    folder = join(temporary.path, 'storage', 'history');
    path = join(folder, 'history.db');
    problems = [];
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) store.dispose();
    await temporary[Symbol.asyncDispose]();
  });

  it('keep runs from one window to the next', async () => {
    await makeHistory();
    const store = await open();
    assert.deepEqual(store.getRun('a')?.result, makeEnd(makeStart('a')));
    assert.deepEqual(problems, []);
  });

  it('are nobody else’s to read', async function () {
    if (process.platform === 'win32') this.skip();
    const store = await open();
    store.record({ type: 'runBegun', start: makeStart('a') });
    const modes = await Promise.all(
      [folder, path, `${path}-wal`, `${path}-shm`].map(async (file) => (await stat(file)).mode & 0o777),
    );
    assert.deepEqual(modes, [0o700, 0o600, 0o600, 0o600]);
  });

  it('hold no more than one session’s lock when all windows are closed but one', async () => {
    await makeHistory();
    await open();
    assert.equal((await readdir(join(folder, 'sessions'))).length, 1);
  });

  const damages: Record<string, () => Promise<void>> = {
    'is garbage': () => writeFile(path, 'not a database '.repeat(1_000)),
    'has another header': async () => {
      const bytes = await readFile(path);
      await writeFile(path, bytes.fill('x', 0, 16));
    },
    'is cut off': async () => truncate(path, 3 * 4096 + 100),
    'is another program’s': async () => {
      await writeFile(path, '');
      const other = new DatabaseSync(path);
      other.exec('CREATE TABLE runs (id)');
      other.close();
    },
  };
  for (const [name, damage] of Object.entries(damages)) {
    it(`a file that ${name} is set aside whole, and a new one begun`, async () => {
      await makeHistory();
      await damage();
      const before = await readFile(path);
      const store = await open();
      assert.deepEqual(store.listRuns(), { runs: [] });
      store.record({ type: 'runBegun', start: makeStart('b') });
      store.dispose();
      const [problem] = problems;
      assert.ok(problem?.kind === 'setAside' && problem.reason === 'corrupt' && problems.length === 1);
      assert.deepEqual(await readFile(problem.path), before);
      const again = await open();
      assert.deepEqual(
        again.listRuns().runs.map(({ runId, status }) => [runId, status]),
        [['b', 'interrupted']],
      );
      assert.equal(problems.length, 1);
    });
  }

  it('a file of an earlier version is brought up to date, with all that it holds', async () => {
    const first = await open();
    first.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('a')] });
    first.dispose();
    await makeHistory();
    const earlier = new DatabaseSync(path);
    earlier.exec(`DROP INDEX plans_going; DROP INDEX plans_of_workspace; DROP INDEX plans_of_source;
      ALTER TABLE plans DROP COLUMN session; ALTER TABLE runs DROP COLUMN guessed_tokens;
      ALTER TABLE runs DROP COLUMN guessed_cost_usd; PRAGMA user_version = 1`);
    earlier.close();
    const store = await open();
    assert.deepEqual(store.getRun('a')?.result, makeEnd(makeStart('a')));
    assert.deepEqual([store.getPlan('p')?.states, store.claimPlan('p')], [{ a: { status: 'pending' } }, true]);
    assert.deepEqual(problems, []);
  });

  it('a file of a newer version is set aside whole, and a new one begun', async () => {
    await makeHistory();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 1000');
    newer.close();
    const store = await open();
    assert.deepEqual(store.listRuns(), { runs: [] });
    const [problem] = problems;
    assert.ok(problem?.kind === 'setAside' && problem.reason === 'newer');
    const aside = new DatabaseSync(problem.path);
    assert.equal(aside.prepare('SELECT run_id FROM runs').get()?.['run_id'], 'a');
    aside.close();
  });

  it('a file that another window still uses stays where it is: this one goes on in memory', async () => {
    await makeHistory();
    const other = await open();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 1000');
    newer.close();
    const store = await open();
    store.record({ type: 'runBegun', start: makeStart('b') });
    assert.equal(store.listRuns().runs.length, 1);
    assert.deepEqual(
      problems.map(({ kind, ...rest }) => [kind, 'reason' in rest && rest.reason]),
      [['inMemory', 'newer']],
    );
    assert.deepEqual(
      other.listRuns().runs.map(({ runId }) => runId),
      ['a'],
    );
  });

  const obstacles: Record<string, () => Promise<unknown>> = {
    'a folder in the place of the file': () => mkdir(path, { recursive: true }),
    'a file in the place of the folder': async () => {
      await mkdir(join(folder, '..'), { recursive: true });
      await writeFile(folder, '');
    },
    'a file in the place of the sessions': () => writeFile(join(folder, 'sessions'), 'not a folder'),
    'a link to nowhere in the place of the sessions': () => symlink('nowhere', join(folder, 'sessions')),
    'sessions that nobody may look at': () => mkdir(join(folder, 'sessions'), { mode: 0 }),
    'a damaged session': async () => {
      await mkdir(join(folder, 'sessions'));
      await writeFile(join(folder, 'sessions', '5.lock'), 'not a database '.repeat(1_000));
    },
    'a folder in the place of a session': () => mkdir(join(folder, 'sessions', '5.lock', 'inner'), { recursive: true }),
    'a damaged opening.lock': () => writeFile(join(folder, 'opening.lock'), 'not a database '.repeat(1_000)),
    'an opening.lock that is cut off': () => writeFile(join(folder, 'opening.lock'), 'SQLite format 3\0'.repeat(10)),
    'a folder in the place of opening.lock': () => mkdir(join(folder, 'opening.lock')),
    'a link to nowhere in the place of opening.lock': () => symlink('no/where', join(folder, 'opening.lock')),
    'an opening.lock that nobody may write': () => writeFile(join(folder, 'opening.lock'), '', { mode: 0o400 }),
    'a damaged journal': () => writeFile(`${path}-wal`, 'not a journal '.repeat(1_000)),
    'a rebuilt file that was not finished': () => writeFile(`${path}-rebuilt`, 'not a database '.repeat(1_000)),
  };
  for (const [name, obstruct] of Object.entries(obstacles)) {
    it(`${name} gives way, and runs are kept`, async function () {
      if (process.platform === 'win32') this.skip();
      if (!name.endsWith('the folder')) await mkdir(folder, { recursive: true });
      await obstruct();
      const store = await open();
      store.record({ type: 'runBegun', start: makeStart('a') });
      store.record({ type: 'runSettled', result: makeEnd(makeStart('a')) });
      store.dispose();
      const next = await open();
      assert.equal(next.getRun('a')?.result.output, 'The answer.');
      assert.ok(problems.every(({ kind }) => kind === 'setAside'));
    });
  }

  it('a row that cannot be read is left out of a list, and logged without what it holds', async () => {
    const store = await open();
    for (const runId of ['a', 'b', 'c']) {
      store.record({ type: 'runBegun', start: makeStart(runId, {}, { planId: 'p' }) });
      store.record({ type: 'runSettled', result: makeEnd(makeStart(runId)) });
    }
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('first'), makeTask('second')] });
    store.dispose();
    const editor = new DatabaseSync(path);
    editor.exec("UPDATE runs SET status = 'hostile' WHERE run_id = 'a'");
    editor.exec(`UPDATE run_texts SET task = '{"secret' WHERE seq = (SELECT seq FROM runs WHERE run_id = 'b')`);
    editor.exec(`UPDATE run_texts SET metadata = '[]' WHERE seq = (SELECT seq FROM runs WHERE run_id = 'c')`);
    editor.exec("UPDATE plan_tasks SET task = 'null' WHERE task_id = 'first'");
    editor.close();
    const logger = new FakeLogger();
    const next = await open({ logger });
    assert.deepEqual(
      next.listRuns().runs.map(({ runId }) => runId),
      ['c', 'b'],
    );
    assert.deepEqual([next.getRun('b'), next.getRun('c')], [undefined, undefined]);
    assert.deepEqual(
      next.getPlan('p')?.plan.tasks.map(({ id }) => id),
      ['second'],
    );
    assert.ok(logger.lines.length >= 4);
    assert.doesNotMatch(JSON.stringify(logger.lines), /hostile|secret/);
    assert.equal(next.deleteRun('b'), true);
  });

  it('a folder and files that may not be written to get their rights back', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    await makeHistory();
    await chmod(path, 0o400);
    await chmod(folder, 0o500);
    const store = await open();
    store.record({ type: 'runBegun', start: makeStart('b') });
    store.dispose();
    const next = await open();
    assert.deepEqual(
      next.listRuns().runs.map(({ runId }) => runId),
      ['b', 'a'],
    );
    assert.deepEqual(problems, []);
  });
});
