import assert from 'node:assert/strict';
import { openRunStore } from '#orchestration/index.ts';
import { at, listIds, makeEnd, makeStart, makeTask, recordRun } from './storeSetup.ts';

describe('SqliteRunStore', () => {
  let store: Awaited<ReturnType<typeof openRunStore>>;
  let workspace = 'file:///here';
  beforeEach(async () => {
    workspace = 'file:///here';
    store = await openRunStore({ workspace: () => workspace });
  });
  afterEach(() => store.dispose());

  it('gives a settled run back as it was', () => {
    const start = makeStart('a', {}, { planId: 'plan', threadId: 'thread', task: makeTask('t', { priority: 'high' }) });
    const end = makeEnd(start, { metadata: { thinking: 'Hm.', firstTextMs: 12 } });
    store.record({ type: 'runBegun', start });
    store.record({ type: 'runSettled', result: end });
    assert.deepEqual(store.getRun('a'), { ...start, result: end, workspace });
  });

  it('gives a failed run back with its error', () => {
    const start = makeStart('a');
    const error = { kind: 'rateLimit', message: 'Too many.', retryable: true, status: 429 } as const;
    const { durationSeconds: _, completedAt: __, ...end } = makeEnd(start, { status: 'failed', error, output: 'Par' });
    store.record({ type: 'runBegun', start });
    store.record({ type: 'runSettled', result: end });
    assert.deepEqual(store.getRun('a')?.result, end);
  });

  it('adds text to a run that goes on, and replaces it by its result', () => {
    const start = makeStart('a');
    store.record({ type: 'runBegun', start });
    store.record({ type: 'runOutput', runId: 'a', text: 'The ' });
    store.record({ type: 'runOutput', runId: 'a', text: 'ans', thinking: 'Hm.' });
    assert.equal(store.getRun('a')?.result.output, 'The ans');
    assert.equal(store.getRun('a')?.result.metadata.thinking, 'Hm.');
    assert.equal(store.getRun('a')?.result.status, 'in_progress');
    store.record({ type: 'runSettled', result: makeEnd(start, { output: 'The answer' }) });
    assert.equal(store.getRun('a')?.result.output, 'The answer');
    assert.equal(store.getRun('a')?.result.metadata.thinking, undefined);
  });

  it('keeps characters whole that arrive in halves', () => {
    store.record({ type: 'runBegun', start: makeStart('a') });
    const [first, second] = '😀';
    store.record({ type: 'runOutput', runId: 'a', text: '😀'.slice(0, 1) });
    store.getRun('a');
    store.record({ type: 'runOutput', runId: 'a', text: '😀'.slice(1) });
    assert.equal(store.getRun('a')?.result.output, `${first ?? ''}${second ?? ''}`);
  });

  it('keeps text with a NUL inside', () => {
    const start = makeStart('a');
    recordRun(store, start, { output: 'a\0b' });
    assert.equal(store.getRun('a')?.result.output, 'a\0b');
  });

  it('ignores the text and the end of a run that it does not know, or that has ended', () => {
    const start = makeStart('a');
    store.record({ type: 'runOutput', runId: 'a', text: 'text' });
    store.record({ type: 'runSettled', result: makeEnd(start) });
    assert.equal(store.getRun('a'), undefined);
    recordRun(store, start);
    store.record({ type: 'runOutput', runId: 'a', text: 'late' });
    store.record({ type: 'runSettled', result: makeEnd(start, { status: 'failed' }) });
    assert.deepEqual(store.getRun('a')?.result, makeEnd(start));
  });

  describe('parts', () => {
    const parent = makeStart('all', {}, { task: makeTask('t', { strategy: 'compare' }) });
    const parts = ['one', 'two'].map((runId) => makeStart(runId, {}, { parentRunId: 'all' }));
    const ends = parts.map((part) => makeEnd(part, { output: `Of ${part.result.runId}` }));
    const end = makeEnd(parent, {
      metadata: {
        strategy: 'compare',
        parts: ends.toReversed(),
        usage: { inputTokens: 20, outputTokens: 40 },
        costUsd: 0.5,
      },
    });
    beforeEach(() => {
      store.record({ type: 'runBegun', start: parent });
      for (const part of parts) store.record({ type: 'runBegun', start: part });
      for (const part of ends) store.record({ type: 'runSettled', result: part });
    });

    it('come back with their run, in its order, and are not listed', () => {
      store.record({ type: 'runSettled', result: end });
      assert.deepEqual(store.getRun('all')?.result, end);
      assert.deepEqual(listIds(store), ['all']);
      assert.deepEqual(
        store.getParts('all').map(({ result }) => result),
        ends,
      );
    });

    it('that were never saved are kept inside of their run', () => {
      const extra = makeEnd(makeStart('three'));
      const mixed = { ...end, metadata: { ...end.metadata, parts: [extra, ...ends] } };
      store.record({ type: 'runSettled', result: mixed });
      assert.deepEqual(store.getRun('all')?.result, mixed);
    });

    it('are counted once, when their run has ended: until then it counts itself', () => {
      assert.deepEqual(store.sumSpent(0), { tokens: 0, costUsd: 0 });
      store.record({ type: 'runSettled', result: end });
      assert.deepEqual(store.sumSpent(0), { tokens: 60, costUsd: 0.5 });
    });

    it('can be chosen once their run has ended, whose own text stays', () => {
      store.record({ type: 'answerChosen', runId: 'all', partRunId: 'two' });
      assert.equal(store.getRun('all')?.result.metadata.chosenRunId, undefined);
      store.record({ type: 'runSettled', result: end });
      store.record({ type: 'answerChosen', runId: 'all', partRunId: 'two' });
      store.record({ type: 'answerChosen', runId: 'all', partRunId: 'one' });
      assert.deepEqual(store.getRun('all')?.result, { ...end, metadata: { ...end.metadata, chosenRunId: 'one' } });
      store.record({ type: 'answerChosen', runId: 'none', partRunId: 'one' });
      assert.deepEqual(listIds(store, { text: 'answer' }), ['all']);
    });

    it('lend their run the name of their agent when they are chosen', () => {
      const other = makeStart('three', { agent: 'claude' }, { parentRunId: 'all' });
      recordRun(store, other);
      store.record({ type: 'runSettled', result: end });
      store.record({ type: 'answerChosen', runId: 'all', partRunId: 'three' });
      assert.equal(store.getRun('all')?.result.agent, 'claude');
      assert.equal(store.listRuns().runs[0]?.agent, 'claude');
    });

    it('count for their plan', () => {
      recordRun(store, makeStart('again', {}, { planId: 'p' }));
      recordRun(store, makeStart('before', {}, { planId: 'p' }));
      assert.equal(store.sumSpentOnPlan('p').tokens, 60);
      assert.equal(store.sumSpentOnPlan('none').tokens, 0);
    });

    it('go with their run, which stays while one of them goes on', () => {
      store.record({ type: 'runSettled', result: end });
      store.record({ type: 'runBegun', start: makeStart('late', {}, { parentRunId: 'all' }) });
      assert.equal(store.deleteRun('all'), false);
      store.record({ type: 'runSettled', result: makeEnd(makeStart('late')) });
      assert.equal(store.deleteRun('all'), true);
      assert.deepEqual(store.getParts('all'), []);
    });
  });

  it('sums what runs cost that began since then, also those deleted meanwhile', () => {
    for (const second of [1, 2, 3]) recordRun(store, makeStart(`${second}`, { startedAt: at(second) }));
    store.record({ type: 'runBegun', start: makeStart('going', { startedAt: at(4) }) });
    assert.deepEqual(store.sumSpent(Date.parse(at(2))), { tokens: 60, costUsd: 0.5 });
    store.deleteRun('2');
    store.clear();
    assert.deepEqual(store.sumSpent(Date.parse(at(2))), { tokens: 60, costUsd: 0.5 });
    assert.deepEqual(store.sumSpent(Date.parse(at(3.5))), { tokens: 0, costUsd: 0 });
  });

  it('counts what a run has cost at least: once it is told, whoever ended it, and also when it is deleted', async () => {
    const guessed = { tokens: 50, costUsd: 0.5 };
    const [cut, team, part] = [makeStart('cut'), makeStart('team'), makeStart('part', {}, { parentRunId: 'team' })];
    for (const start of [cut, team, part]) store.record({ type: 'runBegun', start });
    for (const runId of ['cut', 'part']) store.record({ type: 'runCost', runId, cost: guessed });
    // Whoever runs them knows better.
    assert.deepEqual(store.sumSpent(0), { tokens: 0, costUsd: 0 });
    store.record({
      type: 'runSettled',
      result: { ...cut.result, status: 'cancelled', metadata: { ...cut.result.metadata, guessed } },
    });
    assert.deepEqual(store.getRun('cut')?.result.metadata.guessed, guessed);
    assert.deepEqual(store.sumSpent(0), guessed);
    store.record({ type: 'runSettled', result: makeEnd(part) });
    store.record({ type: 'runSettled', result: makeEnd(team) });
    assert.deepEqual(store.sumSpent(0), { tokens: 80, costUsd: 0.75 });
    store.clear();
    assert.deepEqual(store.sumSpent(0), { tokens: 80, costUsd: 0.75 });
  });

  it('deletes a run that has ended, and nothing else', () => {
    recordRun(store, makeStart('a'));
    recordRun(store, makeStart('b'));
    store.record({ type: 'runBegun', start: makeStart('c') });
    assert.deepEqual([store.deleteRun('a'), store.deleteRun('a'), store.deleteRun('c')], [true, false, false]);
    assert.deepEqual(listIds(store), ['c', 'b']);
  });

  it('clears all but what goes on', () => {
    recordRun(store, makeStart('a'));
    store.record({ type: 'runBegun', start: makeStart('b') });
    store.record({ type: 'runOutput', runId: 'b', text: 'Not ' });
    for (const planId of ['idle', 'busy']) {
      store.record({ type: 'tasksSaved', planId, tasks: [makeTask('first'), makeTask('second')] });
      recordRun(store, makeStart(planId, {}, { planId }), { output: `Of ${planId}` });
    }
    store.record({ type: 'taskStateChanged', planId: 'busy', taskId: 'second', status: 'in_progress' });
    store.clear();
    assert.deepEqual(listIds(store), ['busy', 'b']);
    assert.deepEqual(listIds(store, { text: 'of busy' }), ['busy']);
    assert.deepEqual(
      store.listPlans().map(({ planId }) => planId),
      ['busy'],
    );
    store.record({ type: 'runOutput', runId: 'b', text: 'lost' });
    assert.equal(store.getRun('b')?.result.output, 'Not lost');
  });

  it('tells of changes, once for those made together, until it is told to stop', async () => {
    let count = 0;
    const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
    const subscription = store.onDidChange(() => void (count += 1));
    recordRun(store, makeStart('a'));
    await nextTurn();
    assert.equal(count, 1);
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask()] });
    await nextTurn();
    assert.equal(count, 2);
    subscription.dispose();
    store.clear();
    await nextTurn();
    assert.equal(count, 2);
  });
});
