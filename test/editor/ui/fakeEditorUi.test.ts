import { strict as assert } from 'node:assert';
import { FakeEditorUi } from '#test/fakes/fakeEditorUi.ts';

describe('The window that tests use', () => {
  it('gives the answers in the order in which they are asked for, and dismisses the rest', async () => {
    const ui = new FakeEditorUi().answer('Send', 'second');
    assert.equal(await ui.ask({ message: 'Send it?', buttons: ['Send'] }), 'Send');
    const choices = ['first', 'second'].map((label) => ({ label, value: label.length }));
    assert.equal(await ui.pick(choices), 6);
    assert.equal(await ui.notify('warning', 'It is late.', 'Stop'), undefined);
    assert.deepEqual(
      ui.notices.map(({ message }) => message),
      ['It is late.'],
    );
  });

  it('refuses an answer that nobody can give', async () => {
    const ui = new FakeEditorUi().answer('Delete');
    await assert.rejects(ui.ask({ message: 'Send it?', buttons: ['Send'] }), /not offered/);
  });
});
