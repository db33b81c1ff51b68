import assert from 'node:assert/strict';
import { openRunStore } from '#orchestration/index.ts';
import { makeEnd, makeStart, makeTask } from './storeSetup.ts';

describe('SqliteRunStore: plans', () => {
  let store: Awaited<ReturnType<typeof openRunStore>>;
  let workspace = 'file:///here';
  beforeEach(async () => {
    workspace = 'file:///here';
    store = await openRunStore({ workspace: () => workspace });
  });
  afterEach(() => store.dispose());

  describe('plans', () => {
    const facts = { goal: 'Ship it', maxConcurrent: 2, source: 'file:///here/a.switchyard.yaml' };
    const tasks = [makeTask('build'), makeTask('__proto__', { dependencies: ['build'] })];

    it('come back with their tasks in order and the state of each', () => {
      store.record({ type: 'planSaved', planId: 'p', facts });
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed', runId: 'a' });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: '__proto__', status: 'blocked' });
      const plan = store.getPlan('p');
      assert.deepEqual(plan?.plan, { version: 1, goal: 'Ship it', maxConcurrent: 2, tasks });
      assert.deepEqual(Object.entries(plan?.states ?? {}), [
        ['build', { status: 'completed', runId: 'a' }],
        ['__proto__', { status: 'blocked' }],
      ]);
      const { plan: _, states: __, ...summary } = plan ?? assert.fail();
      assert.deepEqual(store.listPlans(), [summary]);
      assert.deepEqual(summary.counts, { completed: 1, blocked: 1 });
      assert.deepEqual(
        { ...summary, createdAt: '', counts: {} },
        { planId: 'p', workspace, ...facts, createdAt: '', counts: {} },
      );
    });

    it('can be changed without losing a state, and a state names the latest run there was', () => {
      store.record({ type: 'planSaved', planId: 'p', facts });
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed', runId: 'a' });
      store.record({ type: 'planSaved', planId: 'p', facts: { goal: 'Ship it now' } });
      store.record({
        type: 'tasksSaved',
        planId: 'p',
        tasks: [makeTask('build', { description: 'Build it.' }), makeTask('test')],
      });
      store.record({ type: 'taskRemoved', planId: 'p', taskId: '__proto__' });
      const plan = store.getPlan('p');
      assert.deepEqual(plan?.plan, {
        version: 1,
        goal: 'Ship it now',
        tasks: [makeTask('build', { description: 'Build it.' }), makeTask('test')],
      });
      assert.deepEqual(plan?.states, { build: { status: 'completed', runId: 'a' }, test: { status: 'pending' } });
    });

    it('that were never saved have no states', () => {
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed' });
      assert.equal(store.getPlan('p'), undefined);
    });

    it('are listed newest first, up to a limit', () => {
      for (const planId of ['a', 'b', 'c']) store.record({ type: 'planSaved', planId, facts: {} });
      assert.deepEqual(
        store.listPlans(2).map(({ planId }) => planId),
        ['c', 'b'],
      );
    });

    it('are listed for one workspace, however many others have', () => {
      store.record({ type: 'tasksSaved', planId: 'ours', tasks });
      workspace = 'file:///elsewhere';
      for (let index = 0; index < 60; index += 1) store.record({ type: 'tasksSaved', planId: `theirs${index}`, tasks });
      workspace = 'file:///here';
      const names = (plans: { planId: string }[]) => plans.map(({ planId }) => planId);
      assert.deepEqual(names(store.listPlans(50, workspace)), ['ours']);
      assert.deepEqual(names(store.listUnfinishedPlans()), ['ours']);
    });

    it('are unfinished while they have tasks left and nothing of them goes on, and their file was not run again', () => {
      const [older, newer, other] = ['older', 'newer', 'other'];
      for (const planId of [older, other, newer]) {
        store.record({ type: 'planSaved', planId, facts: planId === other ? {} : facts });
        store.record({ type: 'tasksSaved', planId, tasks: [makeTask()] });
      }
      const unfinished = () => store.listUnfinishedPlans().map(({ planId }) => planId);
      assert.deepEqual(unfinished(), [newer, other]);
      assert.equal(store.findLatestPlan(facts.source)?.planId, newer);
      assert.equal(store.findLatestPlan('file:///none'), undefined);
      assert.equal(store.claimPlan(newer), true);
      assert.deepEqual([unfinished(), store.findLatestPlan(facts.source)?.isRunning], [[other], true]);
      store.record({ type: 'taskStateChanged', planId: newer, taskId: 'task', status: 'completed' });
      store.releasePlan(newer);
      store.record({ type: 'taskStateChanged', planId: other, taskId: 'task', status: 'failed' });
      assert.deepEqual(unfinished(), [other]);
      store.deletePlan(newer);
      assert.deepEqual(unfinished(), [other, older]);
    });

    it('follow a file or a folder that was renamed, and are no more those of what was there', () => {
      const sources: Record<string, string> = {
        a: 'file:///w/plans/a.yaml',
        deep: 'file:///w/plans/%E8%AE%A1/%25_x.yaml',
        other: 'file:///w/plans2/a.yaml',
        wild: 'file:///w/plan_/a.yaml',
      };
      for (const [planId, source] of Object.entries(sources)) {
        store.record({ type: 'planSaved', planId, facts: { source } });
        store.record({ type: 'tasksSaved', planId, tasks: [makeTask()] });
      }
      store.record({ type: 'tasksSaved', planId: 'none', tasks: [makeTask()] });
      const sourceOf = (planId: string) => store.getPlan(planId)?.source;
      store.moveSource('file:///w/plans', 'file:///w/new');
      assert.deepEqual(Object.keys(sources).map(sourceOf), [
        'file:///w/new/a.yaml',
        'file:///w/new/%E8%AE%A1/%25_x.yaml',
        'file:///w/plans2/a.yaml',
        'file:///w/plan_/a.yaml',
      ]);
      store.moveSource('file:///w/plan_/a.yaml', 'file:///w/new/a.yaml');
      assert.deepEqual(['wild', 'a', 'none'].map(sourceOf), ['file:///w/new/a.yaml', undefined, undefined]);
      store.moveSource('file:///w/new', 'file:///w/new/inside');
      assert.equal(sourceOf('wild'), 'file:///w/new/inside/a.yaml');
    });

    it('of documents that were never saved are unfinished each, though two had the same name', () => {
      for (const planId of ['older', 'newer']) {
        store.record({ type: 'planSaved', planId, facts: { source: 'untitled:Untitled-1' } });
        store.record({ type: 'tasksSaved', planId, tasks: [makeTask()] });
      }
      assert.deepEqual(
        store.listUnfinishedPlans().map(({ planId }) => planId),
        ['newer', 'older'],
      );
    });

    it('are not deleted while they are claimed', () => {
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      assert.equal(store.claimPlan('p'), true);
      store.clear();
      assert.deepEqual([store.deletePlan('p'), store.claimPlan('p')], [false, true]);
      store.releasePlan('p');
      assert.equal(store.deletePlan('p'), true);
      assert.equal(store.claimPlan('p'), true, 'what nobody can have runs here');
    });

    it('go with their runs, but not while one goes on', () => {
      store.record({ type: 'tasksSaved', planId: 'p', tasks });
      const start = makeStart('a', {}, { planId: 'p' });
      store.record({ type: 'runBegun', start });
      assert.equal(store.deletePlan('p'), false);
      store.record({ type: 'runSettled', result: makeEnd(start) });
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'in_progress' });
      assert.equal(store.deletePlan('p'), false);
      store.record({ type: 'taskStateChanged', planId: 'p', taskId: 'build', status: 'completed' });
      assert.equal(store.deletePlan('p'), true);
      assert.equal(store.deletePlan('p'), false);
      assert.equal(store.getRun('a'), undefined);
      assert.equal(store.getPlan('p'), undefined);
    });
  });
});
