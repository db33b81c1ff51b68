import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createBackground } from '#common/background.ts';
import { Emitter } from '#common/emitter.ts';
import { PlanPresenter } from '#editor/plans/planPresenter.ts';
import type { PlanRecord } from '#orchestration/index.ts';
import type { PlanView } from '#protocol/messages.ts';
import { FakeEditorUi } from '#test/fakes/fakeEditorUi.ts';
import { makeRunRecord } from '#test/fakes/makeRunRecord.ts';

const record: PlanRecord = {
  planId: 'p',
  goal: 'Two steps.',
  createdAt: '2026-11-25T08:00:00.000Z',
  workspace: 'file:///w',
  counts: {},
  plan: { version: 1, tasks: [{ id: 'one', description: 'First.', agent: 'gpt' }] },
  states: { one: { status: 'completed', runId: 'r' } },
};

function setUp() {
  const changed = new Emitter<undefined>();
  const planChanged = new Emitter<string>();
  const ui = new FakeEditorUi();
  const views: PlanView[] = [];
  const calls: string[] = [];
  let reads = 0;
  const outcomes: unknown[] = [];
  const act = (call: string): unknown => {
    calls.push(call);
    const outcome = outcomes.shift();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const presenter = new PlanPresenter({
    open: async () => ({
      getPlan: (planId) => (planId === 'p' ? record : undefined),
      getRun: (runId) => {
        reads += 1;
        return makeRunRecord({ runId });
      },
      onDidChange: (listener) => changed.event(listener),
    }),
    panel: {
      plans: {
        get views() {
          return [...new Map(views.map((view) => [view.planId, view])).values()];
        },
        update: (view) => views.push(view),
      },
      runs: { select: (tabId) => calls.push(`select ${tabId}`) },
      reveal: () => calls.push('reveal'),
    },
    ui,
    labelOf: (agentId) => agentId.toUpperCase(),
    plans: {
      resume: (planId) => act(`resume ${planId}`),
      retry: (planId, taskId) => act(`retry ${planId} ${taskId}`),
      cancel: (planId) => act(`cancel ${planId}`),
      onDidChangePlan: planChanged.event,
    },
    background: createBackground((error) => assert.fail(String(error))),
  });
  return { presenter, changed, planChanged, ui, views, calls, outcomes, reads: () => reads };
}

describe('A plan in the panel', () => {
  it('has a tab that comes to the front, where there is such a plan', async () => {
    const { presenter, views, calls } = setUp();
    assert.equal(await presenter.show('p'), true);
    assert.deepEqual(calls, ['select plan:p', 'reveal']);
    assert.deepEqual([views[0]?.title, views[0]?.nodes[0]?.agent], ['Two steps.', 'CLAUDE']);
    assert.equal(await presenter.show('unknown'), false);
    assert.equal(await presenter.findRun('p', 'one'), 'r');
    presenter.dispose();
  });

  it('is updated once for several changes, and reads no ended run twice', async () => {
    const { presenter, changed, planChanged, views, reads } = setUp();
    changed.fire(undefined);
    await delay(150);
    assert.equal(views.length, 0, 'no plan has a tab');
    await presenter.restore('p');
    changed.fire(undefined);
    planChanged.fire('p');
    await delay(150);
    assert.equal(views.length, 2);
    assert.equal(reads(), 1);
    changed.fire(undefined);
    presenter.dispose();
    await delay(150);
    assert.equal(views.length, 2);
  });

  it('does what its buttons say, and says where it cannot', async () => {
    const { presenter, calls, outcomes, ui } = setUp();
    outcomes.push([], true, [], undefined, new Error('no disk'));
    await presenter.act('p', 'resume', undefined);
    await presenter.act('p', 'cancel', undefined);
    await presenter.act('p', 'retry', 'one');
    assert.deepEqual([calls, ui.notices], [['resume p', 'cancel p', 'retry p one'], []]);
    await presenter.act('p', 'resume', undefined);
    await presenter.act('p', 'retry', 'one');
    assert.match(ui.notices[0]?.message ?? '', /^This plan cannot go on here/);
    assert.deepEqual(ui.notices[1], { kind: 'error', message: 'The plan cannot go on: no disk', buttons: [] });
    presenter.dispose();
  });
});
