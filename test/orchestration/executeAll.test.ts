import assert from 'node:assert/strict';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';
import { ids, setUp, task } from './orchestratorSetup.ts';

describe('ProjectOrchestrator.executeAll', () => {
  const diamond = [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])];

  it('resolves at once when there is nothing to run, or it was aborted before', async () => {
    assert.deepEqual(await setUp().orchestrator.executeAll(), []);
    const { orchestrator, runner, statusOf } = setUp(diamond);
    assert.deepEqual(await orchestrator.executeAll({ signal: AbortSignal.abort() }), []);
    assert.deepEqual([runner.started, statusOf('a')], [[], 'pending']);
  });

  it('blocks what depends on a failed task, not the rest', async () => {
    const { orchestrator, runner, statusOf } = setUp([...diamond, task('e'), task('f', ['e'])]);
    runner.endAtOnce().failing.add('b');
    const results = await orchestrator.executeAll();
    assert.deepEqual(
      new Set(results.map(({ taskId, status }) => `${taskId} ${status}`)),
      new Set(['a success', 'b failed', 'c success', 'e success', 'f success']),
    );
    assert.equal(statusOf('d'), 'blocked');
    assert.deepEqual(orchestrator.getTask('d')?.blockedBy, ['b']);
  });

  it('goes on with the dependents when a failed task is run again meanwhile', async () => {
    const { orchestrator, runner } = setUp([...diamond, task('e')]);
    const all = orchestrator.executeAll();
    await runner.end('a', 'failed');
    void orchestrator.executeTask('a');
    for (const id of ['a', 'b', 'c', 'd', 'e']) await runner.end(id);
    assert.deepEqual(ids(await all), ['a', 'b', 'c', 'd', 'e']);
  });

  it('on an abort cancels what runs, leaves the rest as it was, and can go on later', async () => {
    const { orchestrator, runner, statusOf } = setUp([...diamond, task('e'), task('f'), task('g', ['f'])]);
    const controller = new AbortController();
    const all = orchestrator.executeAll({ signal: controller.signal });
    assert.deepEqual(runner.started, ['a', 'f']);
    await runner.end('f');
    controller.abort();
    assert.deepEqual(
      (await all).map(({ taskId, status }) => `${taskId} ${status}`),
      ['f success', 'a cancelled', 'e cancelled'],
    );
    assert.deepEqual(['a', 'b', 'd', 'e', 'f', 'g'].map(statusOf), [
      'cancelled',
      'blocked',
      'blocked',
      'cancelled',
      'completed',
      'pending',
    ]);
    runner.endAtOnce();
    assert.deepEqual(new Set(ids(await orchestrator.executeAll())), new Set(['a', 'b', 'c', 'd', 'e', 'g']));
  });

  it('starts a task the moment its last dependency ends, without waiting for others', async () => {
    const { orchestrator, runner } = setUp([task('long'), task('a'), task('b', ['a']), task('c', ['b'])]);
    const all = orchestrator.executeAll();
    assert.deepEqual([...runner.running.keys()], ['a', 'long']);
    await runner.end('a');
    await runner.end('b');
    assert.deepEqual([...runner.running.keys()], ['long', 'c']);
    await runner.end('c');
    await runner.end('long');
    assert.deepEqual(ids(await all), ['a', 'b', 'c', 'long']);
  });

  it('never runs more at once than it may, runs by executeTask included', async () => {
    const tasks = Array.from({ length: 50 }, (_, index) => task(`t${index}`, index < 10 ? [] : [`t${index % 10}`]));
    const { orchestrator, runner } = setUp([task('own'), ...tasks], { maxConcurrent: 4 });
    runner.endAtOnce();
    const [own, all] = await Promise.all([orchestrator.executeTask('own'), orchestrator.executeAll()]);
    assert.equal(own.status, 'success');
    assert.equal(all.length, 50);
    assert.equal(runner.mostAtOnce, 4);
    assert.equal(new Set(runner.started).size, 51);
  });

  it('takes the longest remaining way first', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b'), task('head'), task('tail', ['head'])], {
      maxConcurrent: 1,
    });
    runner.endAtOnce();
    await orchestrator.executeAll();
    assert.deepEqual(runner.started, ['head', 'a', 'b', 'tail']);
  });

  it('puts a task that waits forward when tasks are added behind it', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b'), task('c'), task('d')], { maxConcurrent: 1 });
    void orchestrator.executeAll();
    orchestrator.addTasks([task('e', ['d']), task('f', ['e'])]);
    await runner.end('a');
    assert.deepEqual([...runner.running.keys()], ['d']);
  });

  it('lets a task that is asked for by name go before its own', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b'), task('c')], { maxConcurrent: 1 });
    const events: string[] = [];
    const all = orchestrator.executeAll({ onEvent: (_, taskId) => void events.push(taskId) });
    const named = orchestrator.executeTask('c', 'claude');
    await runner.end('a');
    assert.equal(runner.running.get('c')?.options.agent, 'claude');
    await runner.end('c');
    await runner.end('b');
    assert.equal((await named).agent, 'claude');
    assert.deepEqual(ids(await all), ['a', 'c', 'b']);
    await settled();
    assert.deepEqual(runner.started, ['a', 'c', 'b']);
  });

  it('waits for a run by executeTask that its tasks depend on, and does not repeat it', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a'])]);
    void orchestrator.executeTask('a');
    const all = orchestrator.executeAll();
    await runner.end('a');
    await runner.end('b');
    assert.deepEqual(ids(await all), ['b']);
    assert.deepEqual(runner.started, ['a', 'b']);
  });

  it('does not start a task whose dependency is being run again', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a']), task('x'), task('y')]);
    void orchestrator.executeTask('a');
    await runner.end('a');
    void orchestrator.executeTask('x');
    void orchestrator.executeTask('y');
    const all = orchestrator.executeAll();
    void orchestrator.executeTask('a');
    await runner.end('x');
    await runner.end('y');
    assert.deepEqual([...runner.running.keys()], ['a']);
    await runner.end('a');
    await runner.end('b');
    assert.deepEqual(ids(await all), ['b']);
  });

  it('is one run for two callers', async () => {
    const { orchestrator, runner } = setUp(diamond);
    runner.endAtOnce();
    const [first, second] = await Promise.all([orchestrator.executeAll(), orchestrator.executeAll()]);
    assert.equal(first, second);
    assert.deepEqual(runner.started, ['a', 'b', 'c', 'd']);
  });

  it('ends when a task it still waits for is removed', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a'])]);
    const all = orchestrator.executeAll();
    orchestrator.removeTask('b');
    await runner.end('a');
    assert.deepEqual(ids(await all), ['a']);
  });

  it('tells every event with the id of its task', async () => {
    const { orchestrator, runner } = setUp([task('a')]);
    const events: unknown[] = [];
    const all = orchestrator.executeAll({ onEvent: (event, taskId) => void events.push([taskId, event.type]) });
    runner.running.get('a')?.options.onEvent?.({ type: 'text', text: 'x' });
    await runner.end('a');
    await all;
    assert.deepEqual(events, [['a', 'text']]);
  });

  it('tells the store every change of state, and outlives one that throws', async () => {
    const changes: string[] = [];
    const store = new FakeRunStore((change) => {
      if (change.type !== 'taskStateChanged') return;
      changes.push(`${change.taskId} ${change.status}`);
      throw new Error('The disk is full.');
    });
    const logger = new FakeLogger();
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a'])], { store, logger });
    runner.endAtOnce().failing.add('a');
    await orchestrator.executeAll();
    await settled();
    assert.deepEqual(changes, ['a in_progress', 'a failed', 'b blocked']);
    assert.equal(logger.lines.length, 3);
  });

  it('runs random graphs whole, every task once and after its dependencies', async () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 20; round++) {
      const tasks = Array.from({ length: 200 }, (_, index) =>
        task(`t${index}`, index === 0 ? [] : Array.from({ length: random(4) }, () => `t${random(index)}`)),
      );
      const { orchestrator, runner } = setUp(tasks.toReversed(), { maxConcurrent: 1 + random(8) });
      runner.endAtOnce();
      const results = await orchestrator.executeAll();
      assert.equal(new Set(ids(results)).size, 200);
      const position = new Map(runner.started.map((id, index) => [id, index]));
      for (const { id, dependencies = [] } of tasks) {
        for (const dependency of dependencies) {
          assert.ok(Number(position.get(dependency)) < Number(position.get(id)), `${dependency} before ${id}`);
        }
      }
    }
  });
});
