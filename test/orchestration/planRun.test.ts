import assert from 'node:assert/strict';
import type { ExecutionError, PlanEvent } from '#orchestration/index.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';
import { FakeTaskRunner, settled } from '#test/fakes/fakeTaskRunner.ts';
import { ids, setUp, task } from './orchestratorSetup.ts';

const budgetError = (limit: NonNullable<ExecutionError['limit']>): ExecutionError => ({
  kind: 'budget',
  message: 'The budget is reached.',
  retryable: false,
  limit,
});

describe('ProjectOrchestrator.retry', () => {
  it('rejects for an unknown id', async () => {
    await assert.rejects(setUp().orchestrator.retry('x'), { kind: 'unknownTask' });
  });

  it('runs a failed task again and goes on with what it blocked', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b', ['a']), task('c', ['b'])]);
    const all = orchestrator.executeAll();
    await runner.end('a', 'failed');
    await all;
    const again = orchestrator.retry('a');
    for (const id of ['a', 'b', 'c']) await runner.end(id);
    assert.deepEqual(ids(await again), ['a', 'b', 'c']);
    assert.equal(statusOf('c'), 'completed');
  });

  it('joins the executeAll that goes on', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a']), task('x')]);
    const all = orchestrator.executeAll();
    await runner.end('a', 'failed');
    const again = orchestrator.retry('a');
    for (const id of ['a', 'b', 'x']) await runner.end(id);
    assert.deepEqual(ids(await all), ['a', 'a', 'b', 'x']);
    assert.equal(await all, await again);
  });

  it('leaves a task blocked whose own dependencies failed', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b', ['a'])]);
    void orchestrator.executeTask('a');
    await runner.end('a');
    void orchestrator.executeTask('b');
    await runner.end('b', 'failed');
    void orchestrator.executeTask('a');
    await runner.end('a', 'failed');
    assert.deepEqual(await orchestrator.retry('b'), []);
    assert.deepEqual(['a', 'b'].map(statusOf), ['failed', 'blocked']);
  });

  it('after an abort waits for what still runs, then goes on', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b')]);
    const controller = new AbortController();
    const all = orchestrator.executeAll({ signal: controller.signal });
    runner.endAtOnce();
    controller.abort();
    const again = orchestrator.executeAll();
    assert.deepEqual(ids(await all), ['a', 'b']);
    assert.deepEqual(ids(await again), ['a', 'b']);
  });
});

describe('ProjectOrchestrator.onDidChange', () => {
  it('tells states and what runs say, in order, and why a task is blocked', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a']), task('c', ['b'])]);
    const events: PlanEvent[] = [];
    const subscription = orchestrator.onDidChange((event) => void events.push(event));
    const all = orchestrator.executeAll();
    runner.running.get('a')?.options.onEvent?.({ type: 'text', text: 'x' });
    await runner.end('a', 'failed');
    await all;
    subscription.dispose();
    void orchestrator.retry('a');
    await settled();
    assert.deepEqual(events, [
      { type: 'task', taskId: 'a', status: 'in_progress' },
      { type: 'run', taskId: 'a', event: { type: 'text', text: 'x' } },
      { type: 'task', taskId: 'a', status: 'failed' },
      { type: 'task', taskId: 'b', status: 'blocked', blockedBy: ['a'] },
      { type: 'task', taskId: 'c', status: 'blocked', blockedBy: ['a'] },
    ]);
  });

  it('tells nobody in the middle of a change', async () => {
    const { orchestrator } = setUp([task('a')]);
    const events: PlanEvent[] = [];
    orchestrator.onDidChange((event) => void events.push(event));
    void orchestrator.executeTask('a');
    assert.equal(events.length, 0);
    await settled();
    assert.equal(events.length, 1);
  });

  it('has told everything by the time executeAll resolves', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a'])]);
    const states: string[] = [];
    orchestrator.onDidChange((event) => event.type === 'task' && states.push(`${event.taskId} ${event.status}`));
    runner.endAtOnce();
    await orchestrator.executeAll();
    assert.deepEqual(states, ['a in_progress', 'a completed', 'b in_progress', 'b completed']);
  });

  it('outlives listeners that throw, reject or change the plan', async () => {
    const logger = new FakeLogger();
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b', ['a'])], { logger });
    orchestrator.onDidChange(() => {
      throw new Error('broken');
    });
    // oxlint-disable-next-line typescript/no-misused-promises -- what a careless listener is
    orchestrator.onDidChange(async () => Promise.reject(new Error('broken')));
    orchestrator.onDidChange((event) => {
      if (event.type === 'task' && event.taskId === 'a' && event.status === 'failed') void orchestrator.retry('a');
    });
    runner.endAtOnce().failing.add('a');
    const all = orchestrator.executeAll();
    orchestrator.onDidChange(() => runner.failing.clear());
    await all;
    await settled();
    await settled();
    assert.equal(statusOf('b'), 'completed');
    assert.ok(logger.lines.length > 3);
  });
});

describe('ProjectOrchestrator, with a limit for each provider', () => {
  class Runner extends FakeTaskRunner {
    mostAt = 0;

    providersOf({ agents = [] }: { agents?: string[] }): string[] {
      const running = [...this.running.values()].flatMap(({ task: { agents = [] } }) => agents);
      for (const provider of new Set(running)) {
        this.mostAt = Math.max(this.mostAt, running.filter((other) => other === provider).length);
      }
      return agents;
    }
  }

  function setUpProviders(tasks: [string, string[]][], limit: number | ((provider: string) => number), total = 9) {
    const executor = new Runner();
    const all = tasks.map(([id, agents]) => task(id, [], { agents }));
    const { orchestrator } = setUp(all, { executor, maxConcurrent: total, maxConcurrentPerProvider: limit });
    return { executor, orchestrator };
  }

  it('lets no task of a full provider keep tasks of others waiting', async () => {
    const { executor, orchestrator } = setUpProviders(
      [
        ['a1', ['a']],
        ['a2', ['a']],
        ['a3', ['a']],
        ['b1', ['b']],
        ['free', []],
      ],
      1,
    );
    const all = orchestrator.executeAll();
    assert.deepEqual([...executor.running.keys()], ['a1', 'b1', 'free']);
    for (const id of ['a1', 'a2']) await executor.end(id);
    assert.deepEqual([...executor.running.keys()], ['b1', 'free', 'a3']);
    for (const id of ['a3', 'b1', 'free']) await executor.end(id);
    assert.equal((await all).length, 5);
  });

  it('asks for the limit of each, and takes nonsense for one', async () => {
    const names = ['1', '2', '3'];
    const tasks = ['a', 'b'].flatMap((id) => names.map((name): [string, string[]] => [id + name, [id]]));
    const { executor, orchestrator } = setUpProviders(tasks, (provider) => (provider === 'a' ? 2 : Number.NaN));
    void orchestrator.executeAll();
    assert.deepEqual([...executor.running.keys()].toSorted(), ['a1', 'a2', 'b1']);
    await settled();
  });

  it('counts a task of several agents with each of them; one that needs more than there is goes alone', async () => {
    const { executor, orchestrator } = setUpProviders(
      [
        ['ab', ['a', 'b']],
        ['b', ['b']],
        ['aaa', ['a', 'a', 'a']],
        ['c', ['c']],
      ],
      1,
    );
    const all = orchestrator.executeAll();
    assert.deepEqual([...executor.running.keys()], ['ab', 'c']);
    await executor.end('ab');
    assert.deepEqual([...executor.running.keys()].toSorted(), ['aaa', 'b', 'c']);
    for (const id of ['aaa', 'b', 'c']) await executor.end(id);
    await all;
  });

  it('still keeps the limit over all of them', async () => {
    const { executor, orchestrator } = setUpProviders(
      [
        ['a', ['a']],
        ['b', ['b']],
        ['c', ['c']],
      ],
      1,
      2,
    );
    void orchestrator.executeAll();
    assert.deepEqual([...executor.running.keys()], ['a', 'b']);
    await settled();
  });
});

describe('ProjectOrchestrator, when a budget is reached', () => {
  it('keeps what is done, lets what runs end without further requests, and leaves the rest pending', async () => {
    const { orchestrator, runner, statusOf } = setUp([
      task('done'),
      task('a', ['done']),
      task('b', ['done']),
      task('c', ['a']),
      task('d', ['b']),
    ]);
    const events: PlanEvent[] = [];
    orchestrator.onDidChange((event) => void (event.type === 'stopped' && events.push(event)));
    const all = orchestrator.executeAll();
    await runner.end('done');
    const refuse = runner.running.get('b')?.options.refuse;
    assert.equal(refuse?.(), undefined);
    const error = budgetError('perPlan');
    await runner.end('a', 'failed', { error });
    assert.deepEqual(refuse?.(), error);
    await runner.end('b');
    const results = await all;
    assert.deepEqual(ids(results), ['done', 'a', 'b']);
    assert.deepEqual(results[1]?.error, error);
    assert.deepEqual(events, [{ type: 'stopped', error }]);
    assert.deepEqual(['done', 'a', 'b', 'c', 'd'].map(statusOf), [
      'completed',
      'pending',
      'completed',
      'pending',
      'pending',
    ]);
    runner.endAtOnce();
    assert.deepEqual(new Set(ids(await orchestrator.executeAll())), new Set(['a', 'c', 'd']));
  });

  it('fails the task alone that exceeded the budget of a run', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b', ['a']), task('c')]);
    const all = orchestrator.executeAll();
    await runner.end('a', 'failed', { error: budgetError('perRun') });
    await runner.end('c');
    await all;
    assert.deepEqual(['a', 'b', 'c'].map(statusOf), ['failed', 'blocked', 'completed']);
  });

  it('fails a task that was asked for by name', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a')]);
    const running = orchestrator.executeTask('a');
    await runner.end('a', 'failed', { error: budgetError('perDay') });
    await running;
    assert.equal(statusOf('a'), 'failed');
  });
});
