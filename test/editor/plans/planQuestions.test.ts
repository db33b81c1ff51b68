import assert from 'node:assert/strict';
import { askAboutChanges, askAboutOtherWindow } from '#editor/plans/planQuestions.ts';
import { FakeEditorUi } from '#test/fakes/fakeEditorUi.ts';

const noChanges = { added: [], removed: [], changed: [], again: [] };
const plan = { version: 1, tasks: [] } as const;

describe('The question about a plan whose file has changed', () => {
  it('offers to resume it with the changes, which it names, as it was, or to run it anew', async () => {
    const ui = new FakeEditorUi().answer('Resume With the Changes', 'Resume as It Was', 'Run Anew', undefined);
    const ids = ['1', '2', '3', '4', '5', '6', '7'];
    const changes = { ...noChanges, changed: ids, added: ['new'], again: ['done'] };
    const question = { plan: { ...plan, tasks: [] }, changes };
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await askAboutChanges(ui, question));
    assert.deepEqual(answers, ['withChanges', 'asItWas', 'anew', undefined]);
    const [choice] = ui.picks[0]?.choices ?? [];
    assert.equal(choice?.detail, 'changed: 1, 2, 3, 4, 5 and 2 more · new: new · done, but run again: done');
    assert.equal(ui.picks[0]?.options.staysOpen, true);
  });

  it('says where the tasks are the same', async () => {
    const ui = new FakeEditorUi();
    await askAboutChanges(ui, { plan: { ...plan, tasks: [] }, changes: noChanges });
    assert.equal(ui.picks[0]?.choices[0]?.detail, 'The tasks are the same.');
  });

  it('says why the file cannot be used, and offers the plan as it was alone', async () => {
    const ui = new FakeEditorUi().answer('Resume as It Was');
    assert.equal(await askAboutChanges(ui, { problem: 'a.yaml, line 3: …' }), 'asItWas');
    assert.deepEqual([ui.picks[0]?.options.placeholder, ui.picks[0]?.choices.length], ['a.yaml, line 3: …', 1]);
  });
});

describe('The question about a plan that another window runs', () => {
  it('offers to show it there, or to run it here as well', async () => {
    const ui = new FakeEditorUi().answer('Show the Plan', 'Run It Here as Well', undefined);
    const answers = [await askAboutOtherWindow(ui), await askAboutOtherWindow(ui), await askAboutOtherWindow(ui)];
    assert.deepEqual(answers, ['show', 'run', undefined]);
  });
});
