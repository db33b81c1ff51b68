import assert from 'node:assert/strict';
import { KeptRuns } from '#media/state/keptRuns.ts';
import { parseSavedState, toSavedRuns } from '#media/state/savedState.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';

describe('what the page keeps over a reload', () => {
  const makeRun = (runId: string, text: string) => ({
    head: makeRunHead({ runId, description: '' }),
    text,
    thinking: '',
    parts: [],
    isKnown: true,
  });

  it('is every run that fits, the newest first of all', () => {
    const runs = [makeRun('a', 'aaaa'), makeRun('b', 'bbbb'), makeRun('c', 'cccc')];
    assert.deepEqual(
      toSavedRuns(runs, 'cut', 100).map((run) => run.text),
      ['aaaa', 'bbbb', 'cccc'],
    );
    assert.deepEqual(
      toSavedRuns(runs, 'cut', 6).map((run) => [run.text, run.note]),
      [
        ['bb', 'cut'],
        ['cccc', undefined],
      ],
    );
  });

  it('is no more than an id of a run that the host brings back, and all of a run that it may not know', () => {
    const kept = new KeptRuns();
    const mine = makeRun('a', 'aaaa');
    const lost = { ...makeRun('b', 'bbbb'), isKnown: false };
    const part = { ...makeRun('c', 'cccc'), head: makeRunHead({ runId: 'c', parentRunId: 'a' }) };
    const runs = [mine, lost, part];
    const save = () => {
      const saved = kept.save(runs);
      return [saved.runs.map(({ text }) => text), saved.keptRunIds];
    };
    assert.deepEqual(save(), [['aaaa', 'bbbb', 'cccc'], []]);
    kept.setByHost(true);
    assert.deepEqual(save(), [['bbbb'], ['a']]);
  });

  it('has the ids of an earlier page until the host has brought their runs back, or has deleted them', () => {
    const kept = new KeptRuns();
    kept.setByHost(true);
    const state = { ...parseSavedState(undefined), keptRunIds: ['back', 'deleted', 'elsewhere', 'forgotten'] };
    const back = { ...makeRunHead({ runId: 'back' }), text: '', thinking: '' };
    kept.load({ type: 'snapshot', runs: [back], deletedRunIds: ['deleted'], now: 0 }, state);
    kept.forget(['forgotten']);
    assert.deepEqual(kept.save([makeRun('back', 'text')]).keptRunIds, ['elsewhere', 'back']);
  });

  it('is saved again when it has grown by half, so that a long answer travels few times', () => {
    const kept = new KeptRuns();
    let [text, travelled] = ['', 0];
    for (let index = 0; index < 10_000; index += 1) {
      text += 'x'.repeat(20);
      if (!kept.add(20)) continue;
      kept.save([makeRun('a', text)]);
      travelled += text.length;
    }
    assert.ok(travelled < 3 * text.length, `${travelled} of ${text.length}`);
    kept.setByHost(true);
    assert.equal(kept.add(1_000_000), false);
  });

  it('comes back as it was', () => {
    const state = {
      version: 1,
      runs: toSavedRuns([makeRun('a', 'text')], 'cut'),
      keptRunIds: ['b'],
      selectedThreadId: 'thread-1',
      planIds: ['plan-1'],
      planMode: 'list',
      place: 7,
      composerDraft: { description: 'a', text: 'b' },
      followUpDrafts: { 'thread-1': 'draft' },
    };
    assert.deepEqual(parseSavedState(structuredClone(state)), state);
  });

  it('is nothing when it is not ours, and leaves out runs that are none', () => {
    const empty = { version: 1, runs: [], keptRunIds: [], planIds: [], followUpDrafts: {} };
    for (const value of [undefined, null, 'x', [], { version: 2, runs: [] }, { version: 1 }]) {
      assert.deepEqual(parseSavedState(value), empty);
    }
    assert.deepEqual(parseSavedState({ version: 1, runs: [null, {}, { runId: 'a' }], place: 'x' }), empty);
  });
});
