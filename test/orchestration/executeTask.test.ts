import assert from 'node:assert/strict';
import type { ExecutionEvent } from '#orchestration/index.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';
import { ids, setUp, task } from './orchestratorSetup.ts';

describe('ProjectOrchestrator.executeTask', () => {
  it('rejects for an unknown id', async () => {
    await assert.rejects(setUp().orchestrator.executeTask('x'), { name: 'DependencyError', kind: 'unknownTask' });
  });

  it('rejects while dependencies are not completed, and names them', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b'), task('c', ['a', 'b'])]);
    const running = orchestrator.executeTask('a');
    await runner.end('a');
    await running;
    await assert.rejects(orchestrator.executeTask('c'), { kind: 'unmet', message: 'The task "c" waits for b.' });
    assert.deepEqual(runner.started, ['a']);
  });

  for (const [runStatus, taskStatus] of [
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
    ['success', 'completed'],
  ] as const) {
    it(`resolves with a run that ends as ${runStatus}, and leaves its task ${taskStatus}`, async () => {
      const { orchestrator, runner, statusOf } = setUp([task('a')]);
      const running = orchestrator.executeTask('a');
      assert.equal(statusOf('a'), 'in_progress');
      await runner.end('a', runStatus);
      const result = await running;
      assert.equal(result.status, runStatus);
      assert.equal(statusOf('a'), taskStatus);
      assert.deepEqual(orchestrator.getTask('a')?.result, result);
    });
  }

  it('settles the task as failed when the executor breaks its promise and rejects', async () => {
    const logger = new FakeLogger();
    const executor = { execute: () => Promise.reject(new Error('broken')) };
    const { orchestrator, statusOf } = setUp([task('a')], { executor, logger });
    const result = await orchestrator.executeTask('a', { runId: 'run-1' });
    assert.deepEqual([result.runId, result.status, result.error?.message], ['run-1', 'failed', 'broken']);
    assert.equal(statusOf('a'), 'failed');
    assert.match(logger.lines.join(), /broken/);
  });

  it('passes on the agent, or all options', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b')]);
    const { signal } = new AbortController();
    const told: string[] = [];
    const onEvent = ({ type }: ExecutionEvent): void => void told.push(type);
    void orchestrator.executeTask('a', 'claude');
    void orchestrator.executeTask('b', { agent: 'gpt', runId: 'run-1', signal, onEvent });
    assert.equal(runner.running.get('a')?.options.agent, 'claude');
    const { onEvent: tell, ...options } = runner.running.get('b')?.options ?? {};
    assert.deepEqual(options, { agent: 'gpt', runId: 'run-1', signal });
    tell?.({ type: 'text', text: 'x' });
    assert.deepEqual(told, ['text']);
  });

  it('does not run a task twice at once', async () => {
    const { orchestrator, runner } = setUp([task('a')]);
    const both = Promise.all([orchestrator.executeTask('a'), orchestrator.executeTask('a')]);
    await runner.end('a');
    const [first, second] = await both;
    assert.equal(first, second);
    assert.deepEqual(runner.started, ['a']);
  });

  it('runs a settled task again', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a')]);
    for (const status of ['failed', 'success'] as const) {
      const running = orchestrator.executeTask('a');
      await runner.end('a', status);
      await running;
    }
    assert.equal(statusOf('a'), 'completed');
  });

  it('blocks the dependents of a task that failed, and names the cause, until it is run again', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b', ['a']), task('c', ['b']), task('d')]);
    void orchestrator.executeTask('a');
    await runner.end('a', 'failed');
    assert.deepEqual(['b', 'c', 'd'].map(statusOf), ['blocked', 'blocked', 'pending']);
    assert.deepEqual(orchestrator.getTask('c')?.blockedBy, ['a']);
    orchestrator.addTask(task('e', ['c']));
    assert.equal(statusOf('e'), 'blocked');
    void orchestrator.executeTask('a');
    assert.deepEqual(['b', 'c', 'e'].map(statusOf), ['pending', 'pending', 'pending']);
    await runner.end('a');
    assert.deepEqual(ids(orchestrator.getReadyTasks()), ['b', 'd']);
  });

  it('keeps a task blocked as long as any of its dependencies is', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b'), task('c', ['a', 'b'])]);
    void orchestrator.executeTask('a');
    void orchestrator.executeTask('b');
    await runner.end('a', 'failed');
    await runner.end('b', 'failed');
    assert.deepEqual(orchestrator.getTask('c')?.blockedBy, ['a', 'b']);
    void orchestrator.executeTask('a');
    await runner.end('a');
    assert.equal(statusOf('c'), 'blocked');
    void orchestrator.executeTask('b');
    assert.equal(statusOf('c'), 'pending');
  });

  it('waits for a slot as pending, and says so', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b'), task('c')]);
    const events: ExecutionEvent[] = [];
    void orchestrator.executeTask('a');
    void orchestrator.executeTask('b');
    void orchestrator.executeTask('c', { onEvent: (event) => void events.push(event) });
    assert.deepEqual(runner.started, ['a', 'b']);
    assert.equal(statusOf('c'), 'pending');
    assert.deepEqual(events, [{ type: 'status', status: 'pending' }]);
    await runner.end('a');
    assert.deepEqual(runner.started, ['a', 'b', 'c']);
    assert.equal(statusOf('c'), 'in_progress');
  });

  it('rejects, and runs nothing, when a dependency has been run again and failed while it waited', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b', ['a']), task('x')], { maxConcurrent: 1 });
    const first = orchestrator.executeTask('a');
    await runner.end('a');
    await first;
    void orchestrator.executeTask('x');
    void orchestrator.executeTask('a');
    const { signal } = new AbortController();
    const rejected = assert.rejects(orchestrator.executeTask('b', { signal }), { kind: 'unmet', taskIds: ['b', 'a'] });
    await runner.end('x');
    await runner.end('a', 'failed');
    await rejected;
    assert.deepEqual(runner.started, ['a', 'x', 'a']);
    assert.equal(statusOf('b'), 'blocked');
    void orchestrator.executeTask('a');
    await runner.end('a');
    assert.deepEqual(ids(orchestrator.getReadyTasks()), ['b']);
  });

  it('can be cancelled while it waits, without a slot becoming free', async () => {
    const { orchestrator, runner, statusOf } = setUp([task('a'), task('b'), task('c')], { maxConcurrent: 1 });
    const controller = new AbortController();
    void orchestrator.executeTask('a');
    const waiting = orchestrator.executeTask('b', { signal: controller.signal });
    void orchestrator.executeTask('c');
    controller.abort();
    assert.equal((await waiting).status, 'cancelled');
    assert.equal(statusOf('b'), 'cancelled');
    assert.deepEqual([...runner.running.keys()], ['a']);
    await runner.end('a');
    assert.deepEqual([...runner.running.keys()], ['c']);
    assert.deepEqual(runner.started, ['a', 'b', 'c']);
  });

  it('asks for the limit each time, and takes nonsense for one', async () => {
    let limit = 1;
    const { orchestrator, runner } = setUp(
      ['a', 'b', 'c', 'd', 'e'].map((id) => task(id)),
      {
        maxConcurrent: () => limit,
      },
    );
    for (const id of ['a', 'b', 'c', 'd', 'e']) void orchestrator.executeTask(id);
    assert.equal(runner.running.size, 1);
    limit = 3;
    await runner.end('a');
    assert.equal(runner.running.size, 3);
    limit = Number.NaN;
    for (const id of ['b', 'c', 'd']) await runner.end(id);
    assert.deepEqual([...runner.running.keys()], ['e']);
  });
});
