import assert from 'node:assert/strict';
import {
  type ChangedChoice,
  type ChangedQuestion,
  decideResume,
  moveUri,
  type PlanText,
} from '#editor/plans/resumeDecision.ts';
import type { Plan, PlannedTask } from '#orchestration/index.ts';

const before: PlannedTask[] = [
  { id: 'a', description: 'Old.', status: 'completed' },
  { id: 'b', description: 'Old.', status: 'failed' },
];

const planWith = (description: string): Plan => ({
  version: 1,
  tasks: [
    { id: 'a', description: 'Old.' },
    { id: 'b', description },
  ],
});

/** Goes on with the plan while its file says these things, one after another, and the questions are answered like this. */
async function resume(texts: PlanText[], answers: (ChangedChoice | undefined)[], choice?: ChangedChoice) {
  const asked: ChangedQuestion[] = [];
  const decision = await decideResume({
    before: { tasks: before },
    read: async () => texts.shift() ?? assert.fail('read too often'),
    ask: async (question) => {
      asked.push(question);
      assert.ok(answers.length > 0, 'asked too often');
      return answers.shift();
    },
    choice,
    clean: (text) => text,
  });
  return { decision, asked };
}

describe('decideResume', () => {
  it('goes on without a question where the file says the same', async () => {
    for (const choice of [undefined, 'asItWas', 'withChanges', 'anew'] as const) {
      const { decision } = await resume([{ plan: planWith('Old.') }], [], choice);
      assert.deepEqual(decision, { kind: 'asItWas' });
    }
  });

  it('asks where the file says something else, and does what is answered', async () => {
    const plan = planWith('New.');
    const { decision, asked } = await resume([{ plan }, { plan }], ['withChanges']);
    assert.deepEqual(decision, { kind: 'withChanges', plan });
    assert.deepEqual(asked, [{ plan, changes: { added: [], removed: [], changed: ['b'], again: [] } }]);
    assert.deepEqual((await resume([{ plan }, { plan }], ['anew'])).decision, { kind: 'anew', plan });
    assert.deepEqual((await resume([{ plan }], ['asItWas'])).decision, { kind: 'asItWas' });
    assert.deepEqual((await resume([{ plan }], [undefined])).decision, { kind: 'dismissed' });
  });

  it('asks nobody where the caller has said what is to be done', async () => {
    const plan = planWith('New.');
    assert.deepEqual((await resume([{ plan }], [], 'asItWas')).decision, { kind: 'asItWas' });
    assert.deepEqual((await resume([{ plan }], [], 'withChanges')).decision, { kind: 'withChanges', plan });
    assert.deepEqual((await resume([{ plan }], [], 'anew')).decision, { kind: 'anew', plan });
  });

  it('asks again where the file has changed during the question', async () => {
    const [plan, newer] = [planWith('New.'), planWith('Newer.')];
    const texts = [{ plan }, { plan: newer }, { plan: newer }];
    const { decision, asked } = await resume(texts, ['withChanges', 'anew']);
    assert.deepEqual(decision, { kind: 'anew', plan: newer });
    assert.equal(asked.length, 2);
  });

  it('goes on where the change was taken back during the question', async () => {
    const { decision } = await resume([{ plan: planWith('New.') }, { plan: planWith('Old.') }], ['withChanges']);
    assert.deepEqual(decision, { kind: 'asItWas' });
  });

  it('offers the plan as it was alone where the file is gone or says no plan', async () => {
    const problem = 'It is gone.';
    const { decision, asked } = await resume([{ problem }], ['asItWas']);
    assert.deepEqual([decision, asked], [{ kind: 'asItWas' }, [{ problem }]]);
    for (const text of [{ problem }, { plan: planWith('New.'), problem }]) {
      assert.deepEqual((await resume([text], [], 'withChanges')).decision, { kind: 'refused', problem });
      assert.deepEqual((await resume([text], [], 'anew')).decision, { kind: 'refused', problem });
      assert.deepEqual((await resume([text], [], 'asItWas')).decision, { kind: 'asItWas' });
    }
  });

  it('goes on with a plan that says the same and names an agent that is gone: the run says so', async () => {
    const { decision } = await resume([{ plan: planWith('Old.'), problem: 'There is no agent.' }], []);
    assert.deepEqual(decision, { kind: 'asItWas' });
  });
});

describe('moveUri', () => {
  it('follows a file, and a folder that a file is in', () => {
    assert.equal(moveUri('file:///a/x.yaml', 'file:///a/x.yaml', 'file:///a/y.yaml'), 'file:///a/y.yaml');
    assert.equal(moveUri('file:///a/b/x.yaml', 'file:///a', 'file:///c/d'), 'file:///c/d/b/x.yaml');
    assert.equal(moveUri('file:///a/b/x.yaml', 'file:///a/', 'file:///c'), 'file:///c/b/x.yaml');
  });

  it('takes no other file with it', () => {
    for (const uri of ['file:///ab/x.yaml', 'file:///b/a/x.yaml', 'memfs:///a/x.yaml', 'file:///A/x.yaml'])
      assert.equal(moveUri(uri, 'file:///a', 'file:///c'), undefined);
  });
});
