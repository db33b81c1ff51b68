import assert from 'node:assert/strict';
import { findKeyTarget } from '#media/planGraph/planKeys.ts';
import { layoutPlan } from '#media/planGraph/planLayout.ts';
import { PlanModel } from '#media/planGraph/planModel.ts';
import { makeLargePlanView, makePlanNode, makePlanView } from '#test/fakes/makePlanView.ts';

const size = { width: 200, height: 80 };
const wide = { width: 2_000, height: 500 };
const tall = { width: 500, height: 2_000 };

describe('a plan in the page', () => {
  it('adds up what its tasks came to', () => {
    const { counts, tokens, costUsd } = new PlanModel(makePlanView()).totals;
    assert.deepEqual([counts.completed, counts.blocked, tokens], [3, 3, 4_680]);
    assert.equal(costUsd?.toFixed(4), '0.0210');
  });

  it('knows whether its shape has changed', () => {
    const { nodes, ...head } = makePlanView();
    const model = new PlanModel({ nodes, ...head });
    assert.equal(model.apply(head, [{ ...nodes[0]!, status: 'failed' }]), false);
    assert.equal(model.apply(head, [makePlanNode({ taskId: 'new', dependencies: ['read'] })]), true);
    assert.deepEqual(model.dependentsOf('read'), ['schema', 'risks', 'new']);
    assert.equal(model.depthOf('new'), 1);
    assert.equal(model.apply(head, [], ['new']), true);
    assert.deepEqual(model.dependentsOf('read'), ['schema', 'risks']);
  });
});

describe('a plan in the page that is changed while it is shown', () => {
  it('has dependencies before their dependents, also where the new ones stand in front', () => {
    const model = new PlanModel(makePlanView({ nodes: [makePlanNode({ taskId: 'c' })] }));
    const added = [
      makePlanNode({ taskId: 'a' }),
      makePlanNode({ taskId: 'b', dependencies: ['a'] }),
      makePlanNode({ taskId: 'c', dependencies: ['b'] }),
    ];
    model.apply(model.head, added);
    assert.deepEqual(
      model.nodes.map(({ taskId }) => [taskId, model.depthOf(taskId)]),
      [
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ],
    );
  });
});

describe('the graph of a plan', () => {
  const { nodes } = makePlanView();

  it('goes in the direction in which it can be larger', () => {
    assert.equal(layoutPlan({ nodes, ...size, stage: wide }).direction, 'right');
    assert.equal(layoutPlan({ nodes, ...size, stage: tall }).direction, 'down');
  });

  it('draws no two tasks over each other, and every dependency', () => {
    for (const plan of [makePlanView(), makeLargePlanView(200)]) {
      const { places, edges } = layoutPlan({ nodes: plan.nodes, ...size, stage: wide });
      const corners = [...places.values()];
      const overlaps = corners.flatMap((one, index) =>
        corners
          .slice(index + 1)
          .filter((other) => Math.abs(one.x - other.x) < size.width && Math.abs(one.y - other.y) < size.height),
      );
      assert.deepEqual([corners.length, overlaps], [plan.nodes.length, []]);
      const wanted = plan.nodes.reduce((sum, node) => sum + node.dependencies.length, 0);
      assert.deepEqual([edges.length, edges.every(({ points }) => points.length >= 2)], [wanted, true]);
    }
  });

  it('is drawn also with hostile ids, dependencies that are not there, twice or of itself', () => {
    const strange = ['__proto__', 'constructor', '0', 'a\u0000b'].map((taskId) => ({
      taskId,
      dependencies: ['gone', '__proto__', '__proto__', taskId],
    }));
    const { places, edges } = layoutPlan({ nodes: strange, ...size, stage: wide });
    assert.deepEqual([places.size, edges.length], [4, 3]);
  });
});

describe('the keys of a plan', () => {
  const model = new PlanModel(makePlanView());
  const walk = (stage: typeof wide | undefined, from: string, ...keys: string[]) => {
    const graph = stage && layoutPlan({ nodes: model.nodes, ...size, stage });
    return keys.reduce((current, key) => findKeyTarget(key, current, model, graph) ?? `${key}?`, from);
  };

  it('follow the dependencies in either direction', () => {
    assert.equal(walk(wide, 'client', 'ArrowLeft', 'ArrowLeft'), 'read');
    assert.equal(walk(tall, 'client', 'ArrowUp', 'ArrowUp'), 'read');
    assert.equal(walk(tall, 'mapping', 'ArrowDown', 'ArrowDown', 'ArrowDown'), 'report');
    assert.equal(walk(tall, 'report', 'ArrowDown'), 'ArrowDown?');
  });

  it('go to the neighbour of the same rank, and back', () => {
    const right = walk(tall, 'schema', 'ArrowRight');
    const other = right === 'risks' ? 'ArrowLeft' : 'ArrowRight';
    assert.equal(right === 'risks' ? right : walk(tall, 'schema', 'ArrowLeft'), 'risks');
    assert.equal(walk(tall, 'risks', other), 'schema');
  });

  it('go to the first and the last task, and through a list', () => {
    assert.equal(walk(wide, 'client', 'Home'), 'read');
    assert.equal(walk(undefined, 'client', 'End'), 'report');
    assert.equal(walk(undefined, 'read', 'ArrowDown', 'ArrowDown'), 'risks');
    assert.equal(walk(undefined, 'mapping', 'ArrowRight'), 'convert');
  });
});
