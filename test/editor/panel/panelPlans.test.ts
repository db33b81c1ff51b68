import assert from 'node:assert/strict';
import { PanelPlans } from '#editor/panel/panelPlans.ts';
import type { HostMessage } from '#protocol/messages.ts';
import { makePlanNode, makePlanView } from '#test/fakes/makePlanView.ts';

function setUp() {
  const posted: HostMessage[] = [];
  return { plans: new PanelPlans((message) => posted.push(message)), take: () => posted.splice(0) };
}

const view = (...changes: Parameters<typeof makePlanNode>[0][]) => makePlanView({ nodes: changes.map(makePlanNode) });

describe('plans of the panel', () => {
  it('tell the page whole plans once, and then what has changed', () => {
    const { plans, take } = setUp();
    plans.update(view({ taskId: 'a' }, { taskId: 'b' }));
    const [first] = take();
    assert.equal(first?.type === 'plan' && first.nodes.length, 2);
    plans.update(view({ taskId: 'a' }, { taskId: 'b', status: 'in_progress' }));
    const [second] = take();
    assert.deepEqual(second?.type === 'plan' && second.nodes.map(({ taskId }) => taskId), ['b']);
    plans.update(view({ taskId: 'a' }, { taskId: 'b', status: 'in_progress' }));
    assert.deepEqual(take(), []);
  });

  it('tell of a task that is gone, and of new buttons', () => {
    const { plans, take } = setUp();
    plans.update(view({ taskId: 'a' }, { taskId: 'b' }));
    take();
    plans.update({ ...view({ taskId: 'a' }), actions: ['resume'] });
    const [message] = take();
    assert.ok(message?.type === 'plan');
    assert.deepEqual([message.nodes, message.removed, message.plan.actions], [[], ['b'], ['resume']]);
  });

  it('forget a plan whose tab was closed or that was deleted', () => {
    const { plans } = setUp();
    plans.update(view({ taskId: 'a' }));
    plans.close('thread-1');
    assert.equal(plans.has('plan-1'), true);
    plans.close('plan:plan-1');
    assert.equal(plans.has('plan-1'), false);
    assert.equal(plans.forget('plan-1'), undefined);
    plans.update(view({ taskId: 'a' }));
    assert.equal(plans.forget('plan-1'), 'plan:plan-1');
  });
});
