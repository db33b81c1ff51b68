import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toPhrase } from '../../../src/common/phrase.ts';
import { openRunStore, type StoreProblem } from '../../../src/orchestration/index.ts';
import type { SqliteRunStore } from '../../../src/orchestration/store/sqliteRunStore.ts';
import { FakeLogger } from '../../fakes/fakeLogger.ts';
import { makeTemporaryFolder } from '../../support/temporaryFolder.ts';
import { damageIndex, makeEnd, makeStart, makeTask } from './storeSetup.ts';

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
    store.begin(makeStart('a'));
    store.settle(makeEnd(makeStart('a')));
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
    store.begin(makeStart('a'));
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
      store.begin(makeStart('b'));
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
    first.saveTasks('p', [makeTask('a')]);
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
    store.begin(makeStart('b'));
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
    'a file in the place of the sessions': async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'sessions'), '');
    },
  };
  for (const [name, obstruct] of Object.entries(obstacles)) {
    it(`${name} means that runs are kept in memory, and is said once`, async () => {
      await obstruct();
      const store = await open();
      store.begin(makeStart('a'));
      store.settle(makeEnd(makeStart('a')));
      assert.equal(store.getRun('a')?.result.output, 'The answer.');
      assert.deepEqual(
        problems.map(({ kind }) => kind),
        ['inMemory'],
      );
    });
  }

  it('a file that turns out to be damaged is left, the window goes on in memory, and the next sets it aside', async () => {
    const first = await open();
    first.saveTasks('p', [makeTask()]);
    for (let run = 0; run < 50; run += 1) {
      first.begin(makeStart(`${run}`));
      first.settle(makeEnd(makeStart(`${run}`), { output: 'x'.repeat(5_000) }));
    }
    first.dispose();
    // The page of the latest runs, which is not looked at when the file is opened.
    const reader = new DatabaseSync(path);
    const page = reader
      .prepare("SELECT max(pageno) AS page FROM dbstat WHERE name = 'runs' AND pagetype = 'leaf'")
      .get();
    reader.close();
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0xa5, (Number(page?.['page']) - 1) * 4096, Number(page?.['page']) * 4096));
    const store = await open();
    assert.deepEqual(store.listRuns(), { runs: [] });
    store.begin(makeStart('b'));
    store.settle(makeEnd(makeStart('b')));
    assert.equal(store.getRun('b')?.result.output, 'The answer.');
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['inMemory'],
    );
    store.dispose();
    const next = await open();
    next.begin(makeStart('c'));
    assert.equal(next.listRuns().runs.length, 1);
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['inMemory', 'setAside'],
    );
  });

  /** How the window comes to know of the damage: by whatever it does next. */
  const firsts: Record<string, (store: SqliteRunStore) => unknown> = {
    'a run that ends': (store) => store.settle(makeEnd(makeStart('going'), { output: 'The whole answer.' })),
    'a run that begins': (store) => store.begin(makeStart('next')),
    'a list that is read': (store) => assert.equal(store.listRuns().runs.length, 2),
  };
  for (const [name, doFirst] of Object.entries(firsts)) {
    it(`a file that is damaged while it is used takes nothing with it of what goes on, found out by ${name}`, async () => {
      const store = await open();
      store.savePlan('p', { goal: 'Ship it' });
      store.saveTasks('p', [makeTask('first'), makeTask('second')]);
      const done = makeStart('done', {}, { planId: 'p', task: makeTask('first') });
      store.begin(done);
      store.settle(makeEnd(done));
      store.saveTaskState({ planId: 'p', taskId: 'first', status: 'completed', runId: 'done' });
      store.saveTaskState({ planId: 'p', taskId: 'second', status: 'in_progress', runId: 'going' });
      const going = makeStart('going', {}, { planId: 'p', task: makeTask('second') });
      store.begin(going);
      store.append('going', { text: 'The whole ', thinking: 'Hm' });
      store.getRun('going');
      // The index of runs by their session, which is first looked at when something is read or ends.
      await damageIndex(path, 'runs_going');
      doFirst(store);
      store.append('going', { text: 'answer' });
      assert.deepEqual(problems, [
        { kind: 'inMemory', reason: 'corrupt', cause: toPhrase('database disk image is malformed') },
      ]);
      const run = store.getRun('going');
      assert.equal(run?.task.id, 'second');
      if (name !== 'a run that ends') {
        assert.deepEqual([run?.result.output, run?.result.metadata.thinking], ['The whole answer', 'Hm']);
        store.settle(makeEnd(going, { output: 'The whole answer.' }));
      }
      assert.equal(store.getRun('going')?.result.output, 'The whole answer.');
      assert.equal(store.getRun('next') !== undefined, name === 'a run that begins');
      assert.equal(store.getRun('done')?.result.output, 'The answer.');
      const plan = store.getPlan('p');
      assert.equal(plan?.goal, 'Ship it');
      assert.deepEqual(plan?.states, {
        first: { status: 'completed', runId: 'done' },
        second: { status: 'in_progress', runId: 'going' },
      });
    });
  }

  it('a row that cannot be read is left out of a list, and logged without what it holds', async () => {
    const store = await open();
    for (const runId of ['a', 'b', 'c']) {
      store.begin(makeStart(runId, {}, { planId: 'p' }));
      store.settle(makeEnd(makeStart(runId)));
    }
    store.saveTasks('p', [makeTask('first'), makeTask('second')]);
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

  it('a folder that cannot be written to means that runs are kept in memory', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) this.skip();
    await mkdir(folder, { recursive: true });
    await chmod(join(folder, '..'), 0o500);
    await chmod(folder, 0o500);
    const store = await open();
    store.begin(makeStart('a'));
    assert.equal(problems[0]?.kind, 'inMemory');
  });
});
