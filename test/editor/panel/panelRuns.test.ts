import assert from 'node:assert/strict';
import { toDisposable } from '#common/disposable.ts';
import { PanelRuns } from '#editor/panel/panelRuns.ts';
import type { HostMessage } from '#protocol/messages.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';

/** The panel's runs with a page that notes what it is told, and frames that pass when the test says so. */
function setUp() {
  const posted: HostMessage[] = [];
  const scheduled = new Set<() => void>();
  const runs = new PanelRuns({
    post: (message) => posted.push(message),
    now: () => 1_000,
    schedule: (flush) => {
      scheduled.add(flush);
      return toDisposable(() => scheduled.delete(flush));
    },
  });
  return {
    runs,
    /** Returns the messages posted since the last call. */
    take: () => posted.splice(0),
    passFrame: () => {
      for (const flush of scheduled) {
        scheduled.delete(flush);
        flush();
      }
    },
    countScheduled: () => scheduled.size,
  };
}

const head = makeRunHead();
const ended = makeRunHead({ status: 'success' });

describe('runs of the panel', () => {
  it('post nothing before a page is ready, and everything once when it is', () => {
    const { runs, take, passFrame, countScheduled } = setUp();
    runs.update(head);
    runs.append('run-1', { text: 'Hello', thinking: 'Hm' });
    runs.select('thread-1');
    runs.compose({ description: '', agent: 'Claude', context: [] });
    assert.equal(countScheduled(), 0);
    assert.deepEqual(take(), []);
    runs.pageReady();
    passFrame();
    assert.deepEqual(take(), [
      {
        type: 'snapshot',
        runs: [{ ...head, text: 'Hello', thinking: 'Hm', thinkingSince: 1_000, thinkingSeconds: 0 }],
        selectedThreadId: 'thread-1',
        composer: { description: '', agent: 'Claude', context: [] },
        now: 1_000,
      },
    ]);
  });

  it('gather what is said within a frame', () => {
    const { runs, take, passFrame } = setUp();
    runs.pageReady();
    take();
    runs.update(head);
    for (const text of ['a', 'b', 'c']) runs.append('run-1', { text });
    runs.append('run-1', { thinking: 't' });
    assert.deepEqual(take(), []);
    passFrame();
    assert.deepEqual(take(), [
      { type: 'run', run: { ...head, thinkingSince: 1_000 }, now: 1_000 },
      { type: 'delta', runId: 'run-1', text: 'abc', thinking: 't' },
    ]);
    passFrame();
    assert.deepEqual(take(), []);
  });

  it('take the time from the first thought to the first word after it', () => {
    let now = 1_000;
    const runs = new PanelRuns({ post: () => {}, now: () => now });
    runs.update(head);
    runs.append('run-1', { text: 'Well, ' });
    now = 2_000;
    runs.append('run-1', { thinking: 'Hm' });
    now = 5_500;
    runs.append('run-1', { thinking: '.' });
    assert.equal(runs.get('run-1')?.thinkingSeconds, undefined);
    runs.append('run-1', { text: 'Yes.' });
    now = 9_000;
    runs.append('run-1', { text: ' So' });
    runs.update(ended);
    assert.equal(runs.get('run-1')?.thinkingSince, 2_000);
    assert.equal(runs.get('run-1')?.thinkingSeconds, 3.5);
  });

  it('tell the end of a run after its last words', () => {
    const { runs, take, passFrame } = setUp();
    runs.pageReady();
    runs.update(head);
    passFrame();
    take();
    runs.append('run-1', { text: 'the end' });
    runs.update(ended);
    passFrame();
    assert.deepEqual(
      take().map((message) => message.type),
      ['delta', 'run'],
    );
  });

  it('tell a run that ended before the page knew it in one message: after its end a page takes no words', () => {
    const { runs, take, passFrame } = setUp();
    runs.pageReady();
    take();
    runs.update(ended);
    runs.append('run-1', { text: 'quick' });
    passFrame();
    assert.deepEqual(take(), [{ type: 'run', run: ended, text: 'quick', now: 1_000 }]);
    runs.update({ ...ended, note: 'x' });
    passFrame();
    const { title: _title, description: _description, context: _context, ...changing } = ended;
    assert.deepEqual(take(), [{ type: 'run', run: { ...changing, note: 'x' }, now: 1_000 }]);
  });

  it('say what a run is about once, and then only what has changed of it, to every page that is new', () => {
    const { runs, take, passFrame } = setUp();
    const description = 'x'.repeat(100_000);
    const long = makeRunHead({ description, title: description });
    const toldOf = (): unknown[] =>
      take().flatMap((message) => {
        if (message.type !== 'run') return [];
        const { title, description: text, context } = message.run;
        return [{ title, text, context }];
      });
    runs.pageReady();
    runs.update(long);
    passFrame();
    const all = { title: description, text: description, context: long.context };
    assert.deepEqual(toldOf(), [all]);
    runs.update({ ...long, status: 'in_progress', context: [...long.context] });
    passFrame();
    runs.update({ ...long, status: 'in_progress', firstTextMs: 100 });
    passFrame();
    const none = { title: undefined, text: undefined, context: undefined };
    assert.deepEqual(toldOf(), [none, none]);
    runs.update({ ...long, title: 'Short', context: [] });
    passFrame();
    assert.deepEqual(toldOf(), [{ title: 'Short', text: undefined, context: [] }]);
    runs.pageReady();
    const [snapshot] = take();
    assert.equal(snapshot?.type === 'snapshot' && snapshot.runs[0]?.description, description);
    runs.update({ ...long, status: 'success' });
    passFrame();
    assert.deepEqual(toldOf(), [{ title: description, text: undefined, context: long.context }]);
    runs.forget(['run-1']);
    take();
    runs.update(long);
    passFrame();
    assert.deepEqual(toldOf(), [all], 'also after the run was forgotten');
  });

  it('post nothing while the page is hidden, and a snapshot of it all when it is back', () => {
    const { runs, take, passFrame, countScheduled } = setUp();
    runs.pageReady();
    runs.update(head);
    runs.append('run-1', { text: 'seen ' });
    passFrame();
    runs.append('run-1', { text: 'on its way ' });
    runs.pageGone();
    passFrame();
    runs.append('run-1', { text: 'unseen' });
    assert.equal(countScheduled(), 0);
    take();
    runs.pageReady();
    passFrame();
    const [snapshot, ...rest] = take();
    assert.equal(snapshot?.type === 'snapshot' && snapshot.runs[0]?.text, 'seen on its way unseen');
    assert.deepEqual(rest, []);
  });

  it('never post half a character', () => {
    const { runs, take, passFrame } = setUp();
    runs.pageReady();
    runs.update(head);
    take();
    const texts = ['a\uD83D', '\uDE00b\uD83D'].map((text) => {
      runs.append('run-1', { text });
      passFrame();
      return take().flatMap((message) => (message.type === 'delta' ? [message.text] : []))[0];
    });
    assert.deepEqual(texts, ['a', '\u{1F600}b']);
    runs.update(ended);
    passFrame();
    assert.deepEqual(take()[0], { type: 'delta', runId: 'run-1', text: '\uD83D' }, 'nothing can follow any more');
  });

  it('tell a new conversation before it is selected', () => {
    const { runs, take } = setUp();
    runs.pageReady();
    take();
    runs.update(head);
    runs.select('thread-1');
    assert.deepEqual(
      take().map((message) => message.type),
      ['run', 'select'],
    );
  });

  it('ignore words of a run that nobody named', () => {
    const { runs, take, passFrame } = setUp();
    runs.pageReady();
    take();
    runs.append('other', { text: 'x' });
    passFrame();
    assert.deepEqual(take(), []);
    assert.equal(runs.get('other'), undefined);
  });

  it('keep fifty, and drop the oldest that has ended', () => {
    const { runs } = setUp();
    runs.update(makeRunHead({ runId: 'running' }));
    for (let index = 0; index < 50; index += 1) runs.update(makeRunHead({ runId: `r${index}`, status: 'success' }));
    assert.ok(runs.get('running'));
    assert.equal(runs.get('r0'), undefined);
    assert.ok(runs.get('r1'));
  });

  it('take back what turned out not to be the answer, also where the page has seen half of it', () => {
    const { runs, take, passFrame } = setUp();
    runs.pageReady();
    runs.update(head);
    runs.append('run-1', { text: 'seen' });
    passFrame();
    take();
    runs.append('run-1', { text: ' unseen' });
    runs.voidText('run-1');
    runs.append('run-1', { text: 'The answer' });
    passFrame();
    assert.deepEqual(
      take().filter(({ type }) => type !== 'run'),
      [
        { type: 'void', runId: 'run-1' },
        { type: 'delta', runId: 'run-1', text: 'The answer' },
      ],
    );
    runs.voidText('run-1');
    runs.pageReady();
    passFrame();
    assert.equal(take().length, 1, 'a snapshot says it all');
  });

  it('answer with the chosen part, and are followed up whatever their parts', () => {
    const { runs } = setUp();
    runs.update(makeRunHead({ status: 'success', strategy: 'compare', chosenRunId: 'two' }));
    for (const runId of ['one', 'two']) {
      runs.update(makeRunHead({ runId, parentRunId: 'run-1', role: 'candidate', status: 'success' }));
      runs.append(runId, { text: `text of ${runId}` });
    }
    assert.equal(runs.findAnswer('run-1')?.text, 'text of two');
    assert.equal(runs.findAnswer('one')?.text, 'text of one');
    assert.equal(runs.canFollowUp('run-1'), true);
    assert.equal(runs.canFollowUp('two'), false);
    assert.deepEqual(
      runs.partsOf('run-1').map(({ runId }) => runId),
      ['one', 'two'],
    );
  });

  it('take a follow-up only to the last of a conversation at rest', () => {
    const { runs } = setUp();
    runs.update(ended);
    assert.equal(runs.canFollowUp('run-1'), true);
    runs.update(makeRunHead({ runId: 'run-2' }));
    assert.equal(runs.canFollowUp('run-1'), false);
    assert.equal(runs.canFollowUp('run-2'), false);
    runs.update(makeRunHead({ runId: 'run-2', status: 'failed' }));
    assert.equal(runs.canFollowUp('run-2'), true);
    assert.equal(runs.canFollowUp('other'), false);
  });

  it('forget a conversation that was closed, unless it goes on', () => {
    const { runs } = setUp();
    runs.update(head);
    runs.closeThread('thread-1');
    assert.ok(runs.get('run-1'));
    runs.update(ended);
    runs.closeThread('thread-1');
    assert.equal(runs.get('run-1'), undefined);
  });

  it('post nothing after they are disposed', () => {
    const { runs, take, passFrame } = setUp();
    runs.pageReady();
    runs.update(head);
    take();
    runs.dispose();
    runs.dispose();
    passFrame();
    assert.deepEqual(take(), []);
  });
});
