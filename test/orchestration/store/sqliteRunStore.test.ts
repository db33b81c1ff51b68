import assert from 'node:assert/strict';
import { openRunStore, type RunHistory, type RunQuery, type RunStart } from '#orchestration/index.ts';
import { at, makeEnd, makeStart, makeTask } from './storeSetup.ts';

type Store = Awaited<ReturnType<typeof openRunStore>>;
const ids = (store: RunHistory, query?: RunQuery): string[] => store.listRuns(query).runs.map(({ runId }) => runId);
function runWhole(store: Store, start: RunStart, over: Parameters<typeof makeEnd>[1] = {}): void {
  store.record({ type: 'runBegun', start });
  store.record({ type: 'runSettled', result: makeEnd(start, over) });
}

describe('SqliteRunStore', () => {
  let store: Store;
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
    runWhole(store, start, { output: 'a\0b' });
    assert.equal(store.getRun('a')?.result.output, 'a\0b');
  });

  it('ignores the text and the end of a run that it does not know, or that has ended', () => {
    const start = makeStart('a');
    store.record({ type: 'runOutput', runId: 'a', text: 'text' });
    store.record({ type: 'runSettled', result: makeEnd(start) });
    assert.equal(store.getRun('a'), undefined);
    runWhole(store, start);
    store.record({ type: 'runOutput', runId: 'a', text: 'late' });
    store.record({ type: 'runSettled', result: makeEnd(start, { status: 'failed' }) });
    assert.deepEqual(store.getRun('a')?.result, makeEnd(start));
  });

  describe('lists', () => {
    it('the newest run first, whichever was saved first, with everything but its texts', () => {
      const second = makeStart('b', { startedAt: at(2) }, { planId: 'p', threadId: 'c', task: makeTask('t') });
      runWhole(store, second, { metadata: { strategy: 'single' } });
      runWhole(store, makeStart('a', { startedAt: at(1) }));
      assert.deepEqual(ids(store), ['b', 'a']);
      assert.deepEqual(store.listRuns().runs[0], {
        runId: 'b',
        taskId: 't',
        planId: 'p',
        threadId: 'c',
        title: 'Title of t',
        agent: 'gpt',
        model: 'gpt-6.1-sol',
        strategy: 'single',
        status: 'success',
        startedAt: at(2),
        durationSeconds: 3,
        inputTokens: 10,
        outputTokens: 20,
        costUsd: 0.25,
        workspace,
      });
    });

    it('a run whose title is long by whole characters of it', () => {
      runWhole(store, makeStart('a', {}, { task: makeTask('t', { title: `x${'👩🏽‍🚀'.repeat(30)}` }) }));
      assert.equal(store.listRuns().runs[0]?.title, `x${'👩🏽‍🚀'.repeat(28)}`);
    });

    it('pages that neither repeat nor leave out a run, also of those that began in one millisecond', () => {
      for (let run = 0; run < 7; run += 1) runWhole(store, makeStart(`${run}`));
      const first = store.listRuns({ limit: 3 });
      runWhole(store, makeStart('new', { startedAt: at(9) }));
      const second = store.listRuns({ limit: 3, after: first.next ?? '' });
      const third = store.listRuns({ limit: 3, after: second.next ?? '' });
      const all = [first, second, third].flatMap(({ runs }) => runs.map(({ runId }) => runId));
      assert.deepEqual(all, ['6', '5', '4', '3', '2', '1', '0']);
      assert.equal(third.next, undefined);
    });

    it('takes more runs that began in one millisecond than there are numbers for', () => {
      for (let run = 0; run < 1_002; run += 1) store.record({ type: 'runBegun', start: makeStart(`${run}`) });
      assert.deepEqual(ids(store, { limit: 2 }), ['1001', '1000']);
    });

    it('nothing after a position that is none', () => {
      runWhole(store, makeStart('a'));
      for (const after of ['', '-1', '1e3', "'; DROP TABLE runs"])
        assert.deepEqual(store.listRuns({ after }), { runs: [] });
    });

    it('those of one state and one workspace', () => {
      runWhole(store, makeStart('a'));
      runWhole(store, makeStart('b'), { status: 'failed' });
      store.record({ type: 'runBegun', start: makeStart('c') });
      workspace = '';
      runWhole(store, makeStart('d'));
      assert.deepEqual(ids(store, { status: 'failed' }), ['b']);
      assert.deepEqual(ids(store, { status: 'in_progress' }), ['c']);
      assert.deepEqual(ids(store, { workspace: 'file:///here' }), ['c', 'b', 'a']);
      assert.deepEqual(ids(store, { workspace: '', status: 'success' }), ['d']);
    });
  });

  describe('search', () => {
    const find = (text: string): string[] => ids(store, { text }).sort();
    beforeEach(() => {
      const say = (runId: string, title: string, description: string, output: string): void => {
        runWhole(store, makeStart(runId, {}, { task: makeTask('t', { title, description }) }), { output });
      };
      say('a', 'Explain', 'What does parseHeader do?', 'It reads the café menu, "quoted".');
      say('b', 'Fix', 'Mend snake_case_name', 'NOT what you AND I think: 数据库很快。');
      say('c', 'Größe', 'c++ and C#', 'ひらがなとカタカナ');
    });

    it('finds words of the title, the description and the output', () => {
      assert.deepEqual(find('explain'), ['a']);
      assert.deepEqual(find('mend'), ['b']);
      assert.deepEqual(find('menu'), ['a']);
    });

    it('wants every word, wherever it is', () => {
      assert.deepEqual(find('explain menu'), ['a']);
      assert.deepEqual(find('explain mend'), []);
    });

    it('takes the last word for unfinished, but no other, and no single letter', () => {
      assert.deepEqual(find('explain parseH'), ['a']);
      assert.deepEqual(find('parseH explain'), []);
      assert.deepEqual(find('parseH '), []);
      assert.deepEqual(find('pa'), ['a']);
    });

    it('takes case and accents for the same', () => assert.deepEqual(find('CAFE'), ['a']));

    it('finds a part of a sentence that is written without spaces', () => {
      assert.deepEqual(find('数据'), ['b']);
      assert.deepEqual(find('据库'), ['b']);
      assert.deepEqual(find('库据'), []);
      assert.deepEqual(find('カタ'), ['c']);
    });

    it('takes nothing that is typed for an operator', () => {
      assert.deepEqual(find('NOT what'), ['b']);
      assert.deepEqual(find('"quoted"'), ['a']);
      assert.deepEqual(find('snake_case'), ['b']);
      assert.deepEqual(find('case_snake'), []);
      assert.deepEqual(find('c++'), ['c']);
      for (const text of ['title:explain NEAR(', '"', '*', '^a', 'a OR', '(', '{title}: x', '\0', '\ud800', "'", '-a'])
        find(text);
      assert.deepEqual(find('!?*'), []);
    });

    it('takes blank text for none', () => assert.deepEqual(find('  '), ['a', 'b', 'c']));

    it('finds runs that go on, by what they have said so far', () => {
      store.record({ type: 'runBegun', start: makeStart('d') });
      store.record({ type: 'runOutput', runId: 'd', text: 'Der Käse' });
      assert.deepEqual(find('kase'), ['d']);
      assert.deepEqual(find('kase menu'), []);
    });

    it('pages', () => {
      for (let run = 0; run < 5; run += 1)
        runWhole(store, makeStart(`${run}`, { startedAt: at(run) }), { output: 'same' });
      store.record({ type: 'runBegun', start: makeStart('going', { startedAt: at(2) }, { task: makeTask('same') }) });
      const first = store.listRuns({ text: 'same', limit: 4 });
      const second = store.listRuns({ text: 'same', limit: 4, after: first.next ?? '' });
      assert.deepEqual(
        [first, second].map(({ runs }) => runs.map(({ runId }) => runId)),
        [
          ['4', '3', 'going', '2'],
          ['1', '0'],
        ],
      );
      assert.equal(second.next, undefined);
    });

    it('finds nothing of what was deleted', () => {
      store.deleteRun('a');
      assert.deepEqual(find('menu'), []);
      store.clear();
      assert.deepEqual(find('mend'), []);
    });
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
      assert.deepEqual(ids(store), ['all']);
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
      assert.deepEqual(ids(store, { text: 'answer' }), ['all']);
    });

    it('lend their run the name of their agent when they are chosen', () => {
      const other = makeStart('three', { agent: 'claude' }, { parentRunId: 'all' });
      runWhole(store, other);
      store.record({ type: 'runSettled', result: end });
      store.record({ type: 'answerChosen', runId: 'all', partRunId: 'three' });
      assert.equal(store.getRun('all')?.result.agent, 'claude');
      assert.equal(store.listRuns().runs[0]?.agent, 'claude');
    });

    it('count for their plan', () => {
      runWhole(store, makeStart('again', {}, { planId: 'p' }));
      runWhole(store, makeStart('before', {}, { planId: 'p' }));
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
    for (const second of [1, 2, 3]) runWhole(store, makeStart(`${second}`, { startedAt: at(second) }));
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
    runWhole(store, makeStart('a'));
    runWhole(store, makeStart('b'));
    store.record({ type: 'runBegun', start: makeStart('c') });
    assert.deepEqual([store.deleteRun('a'), store.deleteRun('a'), store.deleteRun('c')], [true, false, false]);
    assert.deepEqual(ids(store), ['c', 'b']);
  });

  it('clears all but what goes on', () => {
    runWhole(store, makeStart('a'));
    store.record({ type: 'runBegun', start: makeStart('b') });
    store.record({ type: 'runOutput', runId: 'b', text: 'Not ' });
    for (const planId of ['idle', 'busy']) {
      store.record({ type: 'tasksSaved', planId, tasks: [makeTask('first'), makeTask('second')] });
      runWhole(store, makeStart(planId, {}, { planId }), { output: `Of ${planId}` });
    }
    store.record({ type: 'taskStateChanged', planId: 'busy', taskId: 'second', status: 'in_progress' });
    store.clear();
    assert.deepEqual(ids(store), ['busy', 'b']);
    assert.deepEqual(ids(store, { text: 'of busy' }), ['busy']);
    assert.deepEqual(
      store.listPlans().map(({ planId }) => planId),
      ['busy'],
    );
    store.record({ type: 'runOutput', runId: 'b', text: 'lost' });
    assert.equal(store.getRun('b')?.result.output, 'Not lost');
  });

  describe('plans', () => {
    const facts = { goal: 'Ship it', maxConcurrent: 2, source: 'file:///here/a.switchyard.yaml' };
    const tasks = [makeTask('build'), makeTask('__proto__', { dependencies: ['build'] })];

    it('come back with their tasks in order and the state of each', () => {
      store.record({ type: 'planSaved', planId: 'p', facts });
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed', runId: 'a' });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: '__proto__', status: 'blocked' });
      const plan = store.getPlan('p');
      assert.deepEqual(plan?.plan, { version: 1, goal: 'Ship it', maxConcurrent: 2, tasks });
      assert.deepEqual(Object.entries(plan?.states ?? {}), [
        ['build', { status: 'completed', runId: 'a' }],
        ['__proto__', { status: 'blocked' }],
      ]);
      const { plan: _, states: __, ...summary } = plan ?? assert.fail();
      assert.deepEqual(store.listPlans(), [summary]);
      assert.deepEqual(summary.counts, { completed: 1, blocked: 1 });
      assert.deepEqual(
        { ...summary, createdAt: '', counts: {} },
        { planId: 'p', workspace, ...facts, createdAt: '', counts: {} },
      );
    });

    it('can be changed without losing a state, and a state names the latest run there was', () => {
      store.record({ type: 'planSaved', planId: 'p', facts });
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed', runId: 'a' });
      store.record({ type: 'planSaved', planId: 'p', facts: { goal: 'Ship it now' } });
      store.record({
        type: 'tasksSaved',
        planId: 'p',
        tasks: [makeTask('build', { description: 'Build it.' }), makeTask('test')],
      });
      store.record({ type: 'taskRemoved', planId: 'p', taskId: '__proto__' });
      const plan = store.getPlan('p');
      assert.deepEqual(plan?.plan, {
        version: 1,
        goal: 'Ship it now',
        tasks: [makeTask('build', { description: 'Build it.' }), makeTask('test')],
      });
      assert.deepEqual(plan?.states, { build: { status: 'completed', runId: 'a' }, test: { status: 'pending' } });
    });

    it('that were never saved have no states', () => {
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed' });
      assert.equal(store.getPlan('p'), undefined);
    });

    it('are listed newest first, up to a limit', () => {
      for (const planId of ['a', 'b', 'c']) store.record({ type: 'planSaved', planId, facts: {} });
      assert.deepEqual(
        store.listPlans(2).map(({ planId }) => planId),
        ['c', 'b'],
      );
    });

    it('are listed for one workspace, however many others have', () => {
      store.record({ type: 'tasksSaved', planId: 'ours', tasks });
      workspace = 'file:///elsewhere';
      for (let index = 0; index < 60; index += 1) store.record({ type: 'tasksSaved', planId: `theirs${index}`, tasks });
      workspace = 'file:///here';
      const names = (plans: { planId: string }[]) => plans.map(({ planId }) => planId);
      assert.deepEqual(names(store.listPlans(50, workspace)), ['ours']);
      assert.deepEqual(names(store.listUnfinishedPlans()), ['ours']);
    });

    it('are unfinished while they have tasks left and nothing of them goes on, and their file was not run again', () => {
      const [older, newer, other] = ['older', 'newer', 'other'];
      for (const planId of [older, other, newer]) {
        store.record({ type: 'planSaved', planId, facts: planId === other ? {} : facts });
        store.record({ type: 'tasksSaved', planId, tasks: [makeTask()] });
      }
      const unfinished = () => store.listUnfinishedPlans().map(({ planId }) => planId);
      assert.deepEqual(unfinished(), [newer, other]);
      assert.equal(store.findLatestPlan(facts.source)?.planId, newer);
      assert.equal(store.findLatestPlan('file:///none'), undefined);
      assert.equal(store.claimPlan(newer), true);
      assert.deepEqual([unfinished(), store.findLatestPlan(facts.source)?.isRunning], [[other], true]);
      store.record({ type: 'taskStateChanged', planId: newer, taskId: 'task', status: 'completed' });
      store.releasePlan(newer);
      store.record({ type: 'taskStateChanged', planId: other, taskId: 'task', status: 'failed' });
      assert.deepEqual(unfinished(), [other]);
      store.deletePlan(newer);
      assert.deepEqual(unfinished(), [other, older]);
    });

    it('follow a file or a folder that was renamed, and are no more those of what was there', () => {
      const sources: Record<string, string> = {
        a: 'file:///w/plans/a.yaml',
        deep: 'file:///w/plans/%E8%AE%A1/%25_x.yaml',
        other: 'file:///w/plans2/a.yaml',
        wild: 'file:///w/plan_/a.yaml',
      };
      for (const [planId, source] of Object.entries(sources)) {
        store.record({ type: 'planSaved', planId, facts: { source } });
        store.record({ type: 'tasksSaved', planId, tasks: [makeTask()] });
      }
      store.record({ type: 'tasksSaved', planId: 'none', tasks: [makeTask()] });
      const sourceOf = (planId: string) => store.getPlan(planId)?.source;
      store.moveSource('file:///w/plans', 'file:///w/new');
      assert.deepEqual(Object.keys(sources).map(sourceOf), [
        'file:///w/new/a.yaml',
        'file:///w/new/%E8%AE%A1/%25_x.yaml',
        'file:///w/plans2/a.yaml',
        'file:///w/plan_/a.yaml',
      ]);
      store.moveSource('file:///w/plan_/a.yaml', 'file:///w/new/a.yaml');
      assert.deepEqual(['wild', 'a', 'none'].map(sourceOf), ['file:///w/new/a.yaml', undefined, undefined]);
      store.moveSource('file:///w/new', 'file:///w/new/inside');
      assert.equal(sourceOf('wild'), 'file:///w/new/inside/a.yaml');
    });

    it('of documents that were never saved are unfinished each, though two had the same name', () => {
      for (const planId of ['older', 'newer']) {
        store.record({ type: 'planSaved', planId, facts: { source: 'untitled:Untitled-1' } });
        store.record({ type: 'tasksSaved', planId, tasks: [makeTask()] });
      }
      assert.deepEqual(
        store.listUnfinishedPlans().map(({ planId }) => planId),
        ['newer', 'older'],
      );
    });

    it('are not deleted while they are claimed', () => {
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      assert.equal(store.claimPlan('p'), true);
      store.clear();
      assert.deepEqual([store.deletePlan('p'), store.claimPlan('p')], [false, true]);
      store.releasePlan('p');
      assert.equal(store.deletePlan('p'), true);
      assert.equal(store.claimPlan('p'), true, 'what nobody can have runs here');
    });

    it('go with their runs, but not while one goes on', () => {
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      const start = makeStart('a', {}, { planId: 'p' });
      store.record({ type: 'runBegun', start });
      assert.equal(store.deletePlan('p'), false);
      store.record({ type: 'runSettled', result: makeEnd(start) });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'in_progress' });
      assert.equal(store.deletePlan('p'), false);
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed' });
      assert.equal(store.deletePlan('p'), true);
      assert.equal(store.deletePlan('p'), false);
      assert.equal(store.getRun('a'), undefined);
      assert.equal(store.getPlan('p'), undefined);
    });
  });

  it('tells of changes, once for those made together, until it is told to stop', async () => {
    let count = 0;
    const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
    const subscription = store.onDidChange(() => void (count += 1));
    runWhole(store, makeStart('a'));
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
