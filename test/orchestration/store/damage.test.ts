import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openRunStore, type StoreProblem } from '#orchestration/index.ts';
import { StoreWindow } from '#test/support/store/storeWindow.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { at, damageIndex, makeEnd, makeStart, makeTask } from './storeSetup.ts';

type Store = Awaited<ReturnType<typeof openRunStore>>;

const pageSize = 4096;
const statesOf = (store: Store): string[] =>
  store.listRuns({ limit: 1_000 }).runs.map(({ runId, status }) => `${runId} ${status}`);

describe('a history that is damaged', function () {
  this.timeout(30_000);
  let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let path: string;
  let problems: StoreProblem[];
  let stores: Store[];
  const open = async (): Promise<Store> => {
    const onProblem = (problem: StoreProblem) => problems.push(problem);
    const store = await openRunStore({ folder: temporary.path, onProblem });
    stores.push(store);
    return store;
  };
  const findPage = (sql: string): number => {
    const reader = new DatabaseSync(path, { readOnly: true });
    const page = reader.prepare(sql).get()?.['page'];
    reader.close();
    return Number(page);
  };
  const overwrite = async (page: number): Promise<void> => {
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0xa5, (page - 1) * pageSize, page * pageSize));
  };
  /** Fifty runs and a plan, closed. */
  const makeHistory = async (): Promise<void> => {
    const store = await open();
    store.record({ type: 'planSaved', planId: 'p', facts: { goal: 'Ship it' } });
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('first')] });
    for (let run = 0; run < 50; run += 1) {
      const start = makeStart(`${run}`, { startedAt: at(run) });
      store.record({ type: 'runBegun', start });
      store.record({ type: 'runSettled', result: makeEnd(start, { output: `answer${run} ${'x'.repeat(5_000)}` }) });
    }
    store.dispose();
  };
  const setAside = () =>
    waitUntil('the file to be set aside', async () => problems.some(({ kind }) => kind === 'setAside'));

  beforeEach(async () => {
    temporary = await makeTemporaryFolder();
    path = join(temporary.path, 'history.db');
    problems = [];
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) store.dispose();
    await temporary[Symbol.asyncDispose]();
  });

  const leaf = (table: string, which: 'min' | 'max'): string =>
    `SELECT ${which}(pageno) AS page FROM dbstat WHERE name = '${table}' AND pagetype = 'leaf'`;
  const root = (name: string): string => `SELECT rootpage AS page FROM sqlite_schema WHERE name = '${name}'`;
  const damages: Record<string, { sql: string; least: number }> = {
    'the page of the latest runs': { sql: leaf('runs', 'max'), least: 20 },
    'a page of texts': { sql: leaf('run_texts', 'max'), least: 40 },
    'the pages that lead to texts': { sql: root('run_texts'), least: 50 },
    'an index': { sql: root('sqlite_autoindex_runs_1'), least: 50 },
    'the search index': { sql: root('run_search_data'), least: 50 },
    'the table of plans': { sql: root('plans'), least: 50 },
    'the table of what was spent': { sql: root('spent'), least: 50 },
    'the schema': { sql: 'SELECT 1 AS page', least: 0 },
  };
  for (const [what, { sql, least }] of Object.entries(damages)) {
    it(`in ${what} is set aside, and what can be read of it is kept, with what comes later`, async () => {
      await makeHistory();
      await overwrite(findPage(sql));
      const store = await open();
      // Looks at everything, as a window does in time.
      const going = makeStart('going', { startedAt: at(100) });
      store.record({ type: 'runBegun', start: going });
      store.record({ type: 'runOutput', runId: 'going', text: 'So ' });
      for (let run = 0; run < 50; run += 1) store.getRun(`${run}`);
      store.listPlans();
      store.listRuns({ text: 'answer7' });
      store.sumSpent(0);
      await setAside();
      store.record({ type: 'runOutput', runId: 'going', text: 'far' });
      assert.equal(store.getRun('going')?.result.output, 'So far');
      store.record({ type: 'runSettled', result: makeEnd(going) });
      store.record({ type: 'runBegun', start: makeStart('later', { startedAt: at(101) }) });
      store.record({ type: 'runSettled', result: makeEnd(makeStart('later')) });
      const kept = statesOf(store);
      assert.deepEqual(kept.slice(0, 2), ['later success', 'going success']);
      assert.ok(kept.length - 2 >= least, `${kept.length - 2} runs were kept`);
      store.dispose();
      const count = problems.length;
      const next = await open();
      assert.deepEqual(statesOf(next), kept);
      assert.equal(problems.length, count);
      assert.ok(problems.every(({ kind }) => kind === 'setAside'));
      const found = next.listRuns({ text: 'answer7' }).runs.length;
      assert.equal(found, next.getRun('7')?.result.output ? 1 : 0);
    });
  }

  it('while it is used takes nothing with it of what goes on, nor of what was there', async () => {
    for (const [name, doFirst] of Object.entries<(store: Store) => unknown>({
      'a run that ends': (store) =>
        store.record({ type: 'runSettled', result: makeEnd(makeStart('going'), { output: 'The whole answer.' }) }),
      'a run that begins': (store) =>
        store.record({ type: 'runBegun', start: makeStart('next', { startedAt: at(200) }) }),
      'a list that is read': (store) => store.listRuns(),
    })) {
      problems = [];
      await makeHistory().catch(() => undefined);
      const store = await open();
      store.record({ type: 'planSaved', planId: 'own', facts: { goal: 'Own' } });
      store.record({ type: 'tasksSaved', planId: 'own', tasks: [makeTask('first'), makeTask('second')] });
      store.record({
        type: 'taskStateChanged',
        planId: 'own',
        taskId: 'second',
        status: 'in_progress',
        runId: 'going',
      });
      const going = makeStart('going', { startedAt: at(100) }, { planId: 'own', task: makeTask('second') });
      store.record({ type: 'runBegun', start: going });
      store.record({ type: 'runOutput', runId: 'going', text: 'The whole ', thinking: 'Hm' });
      store.getRun('going');
      await damageIndex(path, 'runs_going');
      doFirst(store);
      store.record({ type: 'runOutput', runId: 'going', text: 'answer' });
      await setAside();
      assert.deepEqual(
        problems.map((problem) => [problem.kind, problem.kind === 'setAside' && problem.keptCount]),
        [['setAside', 51]],
      );
      if (name !== 'a run that ends') {
        const run = store.getRun('going')?.result;
        assert.deepEqual([run?.output, run?.metadata.thinking], ['The whole answer', 'Hm']);
        store.record({ type: 'runSettled', result: makeEnd(going, { output: 'The whole answer.' }) });
      }
      assert.equal(store.getRun('going')?.result.output, 'The whole answer.');
      assert.equal(store.getRun('next') !== undefined, name === 'a run that begins');
      assert.equal(store.getPlan('own')?.states['second']?.status, 'in_progress');
      assert.equal(store.getPlan('p')?.goal, 'Ship it');
      assert.ok(statesOf(store).length >= 51);
      store.dispose();
      await rm(path);
    }
  });

  it('is left by the windows that use it, whose runs go on in the new one', async () => {
    await using other = await StoreWindow.open(temporary.path);
    await other.call('record', { type: 'runBegun', start: makeStart('theirs', { startedAt: at(1) }) });
    await other.call('record', { type: 'runOutput', runId: 'theirs', text: 'So ' });
    await other.call('listRuns');
    const store = await open();
    store.record({ type: 'runBegun', start: makeStart('ours', { startedAt: at(2) }) });
    await damageIndex(path, 'runs_going');
    store.listRuns();
    await setAside();
    assert.deepEqual(statesOf(store), ['ours in_progress', 'theirs in_progress']);
    await other.call('record', { type: 'runOutput', runId: 'theirs', text: 'far' });
    await other.call('record', { type: 'runBegun', start: makeStart('their next', { startedAt: at(3) }) });
    await waitUntil('the other window to use the new file', async () =>
      statesOf(store).includes('their next in_progress'),
    );
    await waitUntil('its text', async () => store.getRun('theirs')?.result.output === 'So far');
    await other.call('record', { type: 'runSettled', result: makeEnd(makeStart('theirs')) });
    await waitUntil('the end of its run', async () => statesOf(store).includes('theirs success'));
    assert.equal(
      (await readdir(temporary.path)).filter((name) => name.includes('corrupt') && /\d$|Z$/.test(name)).length,
      1,
    );
  });

  it('or deleted while it is used means a new one, with what goes on', async () => {
    await makeHistory();
    const store = await open();
    const going = makeStart('going', { startedAt: at(100) });
    store.record({ type: 'runBegun', start: going });
    store.record({ type: 'runOutput', runId: 'going', text: 'So far' });
    store.listRuns();
    for (const name of await readdir(temporary.path)) {
      if (name.startsWith('history.db')) await rm(join(temporary.path, name));
    }
    store.record({ type: 'runBegun', start: makeStart('later', { startedAt: at(101) }) });
    store.record({ type: 'runSettled', result: makeEnd(going) });
    store.record({ type: 'runSettled', result: makeEnd(makeStart('later')) });
    await waitUntil('a file', async () => (await readdir(temporary.path)).includes('history.db'));
    store.dispose();
    const next = await open();
    assert.deepEqual(statesOf(next), ['later success', 'going success']);
    assert.deepEqual(problems, []);
  });
});
