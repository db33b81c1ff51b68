import assert from 'node:assert/strict';
import { parseSavedState, toSavedRuns } from '../../media/savedState.ts';
import { makeRunHead } from '../fakes/makeRunHead.ts';

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

  it('comes back as it was', () => {
    const state = {
      version: 1,
      runs: toSavedRuns([makeRun('a', 'text')], 'cut'),
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
    const empty = { version: 1, runs: [], planIds: [], followUpDrafts: {} };
    for (const value of [undefined, null, 'x', [], { version: 2, runs: [] }, { version: 1 }]) {
      assert.deepEqual(parseSavedState(value), empty);
    }
    assert.deepEqual(parseSavedState({ version: 1, runs: [null, {}, { runId: 'a' }], place: 'x' }), empty);
  });
});
