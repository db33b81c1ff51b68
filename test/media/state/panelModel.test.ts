import assert from 'node:assert/strict';
import { PanelModel } from '#media/state/panelModel.ts';
import { makeRunHead } from '#test/fakes/makeRunHead.ts';

const { title, description, context, ...changing } = makeRunHead();

describe('the runs of the page', () => {
  it('stay about what they were about where news do not say it', () => {
    const model = new PanelModel();
    model.update(makeRunHead());
    const updated = model.update({ ...changing, status: 'success', title: 'Another' });
    assert.equal(updated?.previous?.title, title);
    assert.deepEqual(updated?.run.head, { ...changing, status: 'success', title: 'Another', description, context });
  });

  it('take no news of a run that was closed meanwhile', () => {
    const model = new PanelModel();
    model.update(makeRunHead());
    model.closeThread(makeRunHead().threadId);
    assert.equal(model.update({ ...changing, status: 'success' }), undefined);
    assert.deepEqual(model.runs, []);
  });
});
