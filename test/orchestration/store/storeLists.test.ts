import assert from 'node:assert/strict';
import { openRunStore } from '#orchestration/index.ts';
import { at, listIds, makeStart, makeTask, recordRun } from './storeSetup.ts';

describe('SqliteRunStore: runs', () => {
  let store: Awaited<ReturnType<typeof openRunStore>>;
  let workspace = 'file:///here';
  beforeEach(async () => {
    workspace = 'file:///here';
    store = await openRunStore({ workspace: () => workspace });
  });
  afterEach(() => store.dispose());

  describe('lists', () => {
    it('the newest run first, whichever was saved first, with everything but its texts', () => {
      const second = makeStart('b', { startedAt: at(2) }, { planId: 'p', threadId: 'c', task: makeTask('t') });
      recordRun(store, second, { metadata: { strategy: 'single' } });
      recordRun(store, makeStart('a', { startedAt: at(1) }));
      assert.deepEqual(listIds(store), ['b', 'a']);
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
      recordRun(store, makeStart('a', {}, { task: makeTask('t', { title: `x${'👩🏽‍🚀'.repeat(30)}` }) }));
      assert.equal(store.listRuns().runs[0]?.title, `x${'👩🏽‍🚀'.repeat(28)}`);
    });

    it('pages that neither repeat nor leave out a run, also of those that began in one millisecond', () => {
      for (let run = 0; run < 7; run += 1) recordRun(store, makeStart(`${run}`));
      const first = store.listRuns({ limit: 3 });
      recordRun(store, makeStart('new', { startedAt: at(9) }));
      const second = store.listRuns({ limit: 3, after: first.next ?? '' });
      const third = store.listRuns({ limit: 3, after: second.next ?? '' });
      const all = [first, second, third].flatMap(({ runs }) => runs.map(({ runId }) => runId));
      assert.deepEqual(all, ['6', '5', '4', '3', '2', '1', '0']);
      assert.equal(third.next, undefined);
    });

    it('takes more runs that began in one millisecond than there are numbers for', () => {
      for (let run = 0; run < 1_002; run += 1) store.record({ type: 'runBegun', start: makeStart(`${run}`) });
      assert.deepEqual(listIds(store, { limit: 2 }), ['1001', '1000']);
    });

    it('nothing after a position that is none', () => {
      recordRun(store, makeStart('a'));
      for (const after of ['', '-1', '1e3', "'; DROP TABLE runs"])
        assert.deepEqual(store.listRuns({ after }), { runs: [] });
    });

    it('those of one state and one workspace', () => {
      recordRun(store, makeStart('a'));
      recordRun(store, makeStart('b'), { status: 'failed' });
      store.record({ type: 'runBegun', start: makeStart('c') });
      workspace = '';
      recordRun(store, makeStart('d'));
      assert.deepEqual(listIds(store, { status: 'failed' }), ['b']);
      assert.deepEqual(listIds(store, { status: 'in_progress' }), ['c']);
      assert.deepEqual(listIds(store, { workspace: 'file:///here' }), ['c', 'b', 'a']);
      assert.deepEqual(listIds(store, { workspace: '', status: 'success' }), ['d']);
    });
  });

  describe('search', () => {
    const find = (text: string): string[] => listIds(store, { text }).sort();
    beforeEach(() => {
      const say = (runId: string, title: string, description: string, output: string): void => {
        recordRun(store, makeStart(runId, {}, { task: makeTask('t', { title, description }) }), { output });
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
        recordRun(store, makeStart(`${run}`, { startedAt: at(run) }), { output: 'same' });
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
});
