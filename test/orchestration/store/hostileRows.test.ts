import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ExecutionResult, openRunStore, type RunStart, type StoreProblem } from '#orchestration/index.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { at, makeEnd, makeStart, makeTask } from './storeSetup.ts';

type Store = Awaited<ReturnType<typeof openRunStore>>;

/** A value that no compiler would let through. */
function force(value: unknown) {
  const box: ReturnType<typeof JSON.parse> = { value };
  return box.value;
}

describe('a history that is told what no run can have', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openRunStore();
  });
  afterEach(() => store.dispose());

  const numbers = [
    2 ** 53 + 1,
    9.2e18,
    1e300,
    -5,
    -1e300,
    Number.NaN,
    Infinity,
    0.5,
    10n,
    2n ** 80n,
    '7',
    null,
    {},
    [],
  ];
  for (const number of numbers) {
    it(`keeps a run whose numbers are ${inspect(number)}, and lists, finds, sums and deletes all`, () => {
      const good = makeStart('good', { startedAt: at(1) });
      store.record({ type: 'runBegun', start: good });
      store.record({ type: 'runSettled', result: makeEnd(good) });
      const bad = makeStart('bad', { startedAt: at(2) }, { planId: 'p' });
      store.record({ type: 'runBegun', start: bad });
      const value = force(number);
      store.record({ type: 'runCost', runId: 'bad', cost: { tokens: value, costUsd: value } });
      store.record({ type: 'runOutput', runId: 'bad', text: 'The ' });
      store.listRuns();
      const usage = { inputTokens: value, outputTokens: value, cachedInputTokens: value };
      store.record({
        type: 'runSettled',
        result: makeEnd(bad, {
          durationSeconds: value,
          output: 'The whole answer.',
          metadata: { usage, costUsd: value, guessed: { tokens: value, costUsd: value }, attempts: value },
        }),
      });
      assert.deepEqual(
        store.listRuns().runs.map(({ runId, status }) => [runId, status]),
        [
          ['bad', 'success'],
          ['good', 'success'],
        ],
      );
      assert.deepEqual(
        store.listRuns({ text: 'whole' }).runs.map(({ runId }) => runId),
        ['bad'],
      );
      assert.equal(store.getRun('bad')?.result.output, 'The whole answer.');
      const { tokens, costUsd } = store.sumSpent(0);
      assert.ok(tokens >= 30 && tokens < 100 && costUsd >= 0.25 && costUsd < 50, `${tokens} tokens, $${costUsd}`);
      assert.equal(store.deleteRun('bad'), true);
      assert.deepEqual(store.sumSpent(0), { tokens, costUsd });
      store.clear();
      assert.deepEqual(store.listRuns().runs, []);
      assert.deepEqual(store.sumSpent(0), { tokens, costUsd });
    });
  }

  const others: Record<string, Partial<ExecutionResult>> = {
    'a model that is no text': { metadata: { model: force({ a: 1 }) } },
    'a model with a name of a million letters': { metadata: { model: 'm'.repeat(1_000_000) } },
    'facts in a circle': {
      metadata: (() => {
        const facts: Record<string, unknown> = {};
        facts['facts'] = facts;
        return force(facts);
      })(),
    },
    'facts nested without end': {
      metadata: force({ deep: Array.from({ length: 5_000 }).reduce((inner) => [inner], 1) }),
    },
    'a fact that throws': {
      metadata: Object.defineProperty({}, 'usage', {
        enumerable: true,
        get() {
          throw new Error('Broken.');
        },
      }),
    },
    'a strategy that is none': { metadata: { strategy: force('hostile') } },
    'an output that is no text': { output: force(5) },
    'an output of NULs and halves of characters': { output: 'The \0 answer \ud800.' },
    'an error in a circle': (() => {
      const error: Record<string, unknown> = { kind: 'server', message: 'No.', retryable: false };
      error['cause'] = error;
      return { error: force(error) };
    })(),
    'an end that is no time': { completedAt: force(12) },
    'parts that are none': { metadata: { parts: force([null, 5, { metadata: 7 }, { runId: {} }]) } },
  };
  for (const [what, over] of Object.entries(others)) {
    it(`keeps a run with ${what}`, () => {
      const start = makeStart('bad');
      store.record({ type: 'runBegun', start });
      store.record({ type: 'runSettled', result: { ...makeEnd(start), ...over } });
      assert.equal(store.listRuns().runs[0]?.status, 'success');
      assert.ok(store.getRun('bad'));
      assert.equal(store.deleteRun('bad'), true);
    });
  }

  it('cuts the name of a model before a character, not inside of it', () => {
    const start = makeStart('a', { metadata: { model: `${'m'.repeat(199)}👩🏽‍🚀` } });
    store.record({ type: 'runBegun', start });
    assert.equal(store.listRuns().runs[0]?.model, 'm'.repeat(199));
    store.record({ type: 'runSettled', result: makeEnd(start) });
    assert.equal(store.listRuns().runs[0]?.model, 'm'.repeat(199));
  });

  const times = [
    '+275760-09-13T00:00:00.000Z',
    '-271821-04-20T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '1969-01-01T00:00:00.000Z',
    'yesterday',
    '',
  ];
  for (const startedAt of times) {
    it(`keeps runs that began at "${startedAt}", several in one moment, and pages through them`, () => {
      for (const runId of ['a', 'b', 'c']) {
        store.record({ type: 'runBegun', start: makeStart(runId, { startedAt }) });
        store.record({ type: 'runSettled', result: makeEnd(makeStart(runId, { startedAt })) });
      }
      const first = store.listRuns({ limit: 2 });
      const second = store.listRuns({ limit: 2, after: first.next ?? '' });
      assert.equal(first.runs.length + second.runs.length, 3);
      for (const runId of ['a', 'b', 'c']) assert.equal(store.deleteRun(runId), true);
    });
  }

  it('keeps a task in a circle, of which only the circle is missing', () => {
    const context: Record<string, unknown> = { code: 'the code' };
    context['self'] = context;
    const task = makeTask('t', { context });
    store.record({ type: 'runBegun', start: makeStart('a', {}, { task }) });
    store.record({ type: 'runSettled', result: makeEnd(makeStart('a')) });
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [task] });
    assert.deepEqual(store.getRun('a')?.task, makeTask('t', { context: { code: 'the code' } }));
    assert.deepEqual(store.getPlan('p')?.plan.tasks, [makeTask('t', { context: { code: 'the code' } })]);
  });

  it('keeps a plan whose facts are none', () => {
    for (const maxConcurrent of [1e300, -1, Number.NaN]) {
      store.record({ type: 'planSaved', planId: 'p', facts: { goal: force({}), maxConcurrent, source: force(5) } });
      assert.deepEqual([store.getPlan('p')?.maxConcurrent, store.listPlans().length], [undefined, 1]);
    }
  });
});

describe('a history that an earlier version, or somebody else, filled with what no run can have', () => {
  let temporary: Awaited<ReturnType<typeof makeTemporaryFolder>>;
  let problems: StoreProblem[];
  let store: Store | undefined;
  /** Two good runs, one of a plan, and two more whose rows are changed. */
  const poison = async (sql: string): Promise<Store> => {
    const folder = temporary.path;
    const before = await openRunStore({ folder });
    const starts: RunStart[] = [];
    before.record({ type: 'planSaved', planId: 'p', facts: { goal: 'Ship it', maxConcurrent: 3 } });
    before.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('first')] });
    for (const [index, runId] of ['one', 'bad', 'worse', 'two'].entries()) {
      const start = makeStart(runId, { startedAt: at(index) }, runId === 'one' ? { planId: 'p' } : {});
      starts.push(start);
      before.record({ type: 'runBegun', start });
      before.record({ type: 'runSettled', result: makeEnd(start) });
    }
    before.dispose();
    const editor = new DatabaseSync(join(folder, 'history.db'));
    editor.exec('PRAGMA foreign_keys = OFF');
    editor.exec(sql);
    editor.close();
    store = await openRunStore({ folder, onProblem: (problem) => problems.push(problem) });
    return store;
  };
  beforeEach(async () => {
    temporary = await makeTemporaryFolder();
    problems = [];
  });
  afterEach(async () => {
    store?.dispose();
    await temporary[Symbol.asyncDispose]();
  });

  const bad = "WHERE run_id IN ('bad', 'worse')";
  const texts = `WHERE seq IN (SELECT seq FROM runs ${bad})`;
  const poisons: Record<string, string> = {
    'token counts beyond what a number can hold': `UPDATE runs SET input_tokens = 9007199254740993, output_tokens = 9200000000000000000 ${bad}`,
    'token counts below zero': `UPDATE runs SET input_tokens = -1000000, guessed_tokens = -9200000000000000000 ${bad}`,
    'amounts that are none': `UPDATE runs SET cost_usd = 9e999, guessed_cost_usd = -1e300, duration_seconds = -9e999 ${bad}`,
    'facts that are no JSON': `UPDATE run_texts SET metadata = '{"usage"', task = '', error = '[' ${texts}`,
    'facts of another kind': `UPDATE run_texts SET metadata = '{"usage":{"inputTokens":-1e300,"outputTokens":"x"},"costUsd":-5,"parts":[{"metadata":{"costUsd":-1}}]}' ${texts}`,
    'JSON nested without end': `UPDATE run_texts SET metadata = printf('{"a":%.5000c', '[') || printf('%.5000c}', ']') ${texts}`,
    'texts that are gone': `DELETE FROM run_texts ${texts}`,
    'a state that is none': `UPDATE runs SET status = 'hostile', strategy = 'hostile' ${bad}`,
    'a session of a window that never was': `UPDATE runs SET session = 9200000000000000000 WHERE run_id = 'bad'; UPDATE runs SET session = -5 WHERE run_id = 'worse'; UPDATE run_texts SET metadata = '{' ${texts}; INSERT INTO run_pieces (seq, text, thinking) SELECT seq, 'text', 'thinking' FROM runs ${bad}`,
    'numbers of a plan': `UPDATE plans SET max_concurrent = 9200000000000000000, created_at = 'hostile'`,
    'numbers of what was deleted':
      'INSERT INTO spent VALUES (1, 9200000000000000000, -1e300), (2, -5, 9e999), (9200000000000000000, 5, 5)',
    'a search index that is empty': "INSERT INTO run_search (run_search) VALUES ('delete-all')",
    'a position beyond what a number can hold': `UPDATE runs SET seq = seq + 9000000000000000000 ${bad}; UPDATE run_texts SET seq = seq + 9000000000000000000 WHERE seq NOT IN (SELECT seq FROM runs)`,
    'times that are none': `UPDATE runs SET started_at = 'yesterday', completed_at = '' ${bad}`,
    'facts that are lists, numbers and texts': `UPDATE run_texts SET metadata = '{"parts":"all","thinking":5,"end":[],"cutInputs":7,"reasons":{},"strategy":"hostile"}' ${texts}`,
    'a task of other kinds': `UPDATE run_texts SET task = '{"id":"a","description":"x","title":5,"context":{"files":5}}' ${texts}`,
  };
  for (const version of ['this', 'an earlier']) {
    for (const [what, sql] of Object.entries(poisons)) {
      it(`with ${what}, in ${version} version: every good run is listed, opened, summed and deleted`, async () => {
        const history = await poison(version === 'this' ? sql : `PRAGMA user_version = 2; ${sql}`);
        const listed = new Set(history.listRuns().runs.map(({ runId }) => runId));
        for (const runId of ['one', 'two']) {
          assert.ok(listed.has(runId));
          assert.equal(history.getRun(runId)?.result.output, 'The answer.');
        }
        if (!what.startsWith('a search'))
          assert.ok(history.listRuns({ text: 'answer' }).runs.some(({ runId }) => runId === 'two'));
        assert.equal(history.getPlan('p')?.goal, 'Ship it');
        assert.equal(history.listPlans().length, 1);
        const { tokens, costUsd } = history.sumSpent(0);
        assert.ok(tokens >= 60 && tokens <= 130 && costUsd >= 0.5 && costUsd <= 10, `${tokens} tokens, $${costUsd}`);
        assert.ok(history.sumSpentOnPlan('p').tokens === 30);
        assert.equal(history.claimPlan('p'), true);
        history.releasePlan('p');
        const start = makeStart('new');
        history.record({ type: 'runBegun', start });
        history.record({ type: 'runSettled', result: makeEnd(start) });
        assert.equal(history.getRun('new')?.result.status, 'success');
        for (const runId of ['two', 'bad', 'new']) assert.equal(history.deleteRun(runId), true, runId);
        assert.equal(history.deletePlan('p'), true);
        history.clear();
        assert.deepEqual(history.listRuns().runs, []);
        assert.deepEqual(problems, []);
      });
    }
  }

  it('says when a run began whose time is none, and what is left of its facts', async () => {
    const metadata = '{"parts":"all","thinking":5,"end":"x","cutInputs":7,"reasons":{},"model":"kept","ours":"kept"}';
    const history = await poison(
      `UPDATE runs SET started_at = 'yesterday', completed_at = 'soon' ${bad}; UPDATE run_texts SET metadata = '${metadata}' ${texts}`,
    );
    assert.equal(history.listRuns().runs.find(({ runId }) => runId === 'bad')?.startedAt, at(1));
    const { result } = history.getRun('bad') ?? assert.fail();
    assert.deepEqual(
      [result.startedAt, result.completedAt, result.metadata],
      [at(1), undefined, { model: 'kept', ours: 'kept' }],
    );
  });

  it('goes on to the next page behind a run at the highest position that there is', async () => {
    const highest = '9223372036854775807';
    const history = await poison(
      `UPDATE runs SET seq = ${highest} WHERE run_id = 'bad'; UPDATE run_texts SET seq = ${highest} WHERE seq NOT IN (SELECT seq FROM runs)`,
    );
    const { runs, next = assert.fail() } = history.listRuns({ limit: 1 });
    const rest = history.listRuns({ after: next }).runs;
    assert.deepEqual(
      [...runs, ...rest].map(({ runId }) => runId),
      ['bad', 'two', 'worse', 'one'],
    );
  });

  it('cuts what is nested deeper than anything that reads it can follow', async () => {
    const history = await poison(
      `UPDATE run_texts SET metadata = replace(printf('%.50000c', '['), '[', '{"a":') || '1' || printf('%.50000c', '}') ${texts}`,
    );
    assert.doesNotThrow(() => JSON.stringify(history.getRun('bad') ?? assert.fail()));
  });

  for (const source of ['ht!tp://x', 'no uri', 'file:////two', '']) {
    it(`knows no file of a plan that is from "${source}"`, async () => {
      const history = await poison(`UPDATE plans SET source = '${source}'`);
      assert.deepEqual(
        [history.getPlan('p')?.source, history.listPlans().map(({ source: listed }) => listed)],
        [undefined, [undefined]],
      );
    });
  }
});
