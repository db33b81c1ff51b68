import assert from 'node:assert/strict';
import { ProjectOrchestrator, type ExecutionResult, type PlanRecord, type TaskStatus } from '#orchestration/index.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { FakeTaskRunner, settled } from '#test/fakes/fakeTaskRunner.ts';
import { ids, setUp, task } from './orchestratorSetup.ts';

/** A store that keeps a line for everything it is told of plans. */
function makeStore() {
  const lines: string[] = [];
  const store = new FakeRunStore((change) => {
    if (change.type === 'planSaved') lines.push(`plan ${change.planId} ${JSON.stringify(change.facts)}`);
    if (change.type === 'tasksSaved') lines.push(`tasks ${change.planId} ${ids([...change.tasks]).join()}`);
    if (change.type === 'taskRemoved') lines.push(`remove ${change.planId} ${change.taskId}`);
    if (change.type === 'taskStateChanged')
      lines.push(`state ${change.planId} ${change.taskId} ${change.status} ${change.runId ?? '-'}`);
  });
  return { store, lines };
}

describe('ProjectOrchestrator with a store', () => {
  it('tells it of tasks that are added and removed, but of none that is refused', () => {
    const { store, lines } = makeStore();
    const { orchestrator } = setUp([task('a'), task('b', ['a'])], { store, planId: 'p' });
    assert.throws(() => orchestrator.addTask(task('b')));
    orchestrator.addTask(task('c'));
    orchestrator.removeTask('b');
    orchestrator.removeTask('nobody');
    assert.deepEqual(lines, ['tasks p a,b', 'tasks p c', 'remove p b']);
  });

  it('saves a plan that is new, once, with what is said of it', () => {
    const { store, lines } = makeStore();
    const { orchestrator } = setUp([task('a')], { store, planId: 'p', facts: { goal: 'Ship it.' } });
    orchestrator.addTask(task('b'));
    const { orchestrator: unnamed } = setUp([task('x')], { store });
    assert.deepEqual(lines, [
      'plan p {"goal":"Ship it."}',
      'tasks p a',
      'tasks p b',
      `plan ${unnamed.planId} {}`,
      `tasks ${unnamed.planId} x`,
    ]);
  });

  it('names the run with each change of state that it brought about, and gives the executor its id and the plan', async () => {
    const { store, lines } = makeStore();
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a']), task('c')], { store, planId: 'p' });
    lines.length = 0;
    void orchestrator.executeTask('a', { runId: 'r1' });
    void orchestrator.executeTask('c');
    const { runId, planId } = runner.running.get('c')?.options ?? {};
    assert.match(runId ?? '', /^[\da-f-]{36}$/);
    assert.equal(planId, 'p');
    await runner.end('a', 'failed');
    await runner.end('c');
    assert.deepEqual(lines, [
      'state p a in_progress r1',
      `state p c in_progress ${runId}`,
      'state p a failed r1',
      'state p b blocked -',
      `state p c completed ${runId}`,
    ]);
  });

  it('tells it of a task that is blocked from the start', async () => {
    const { store, lines } = makeStore();
    const { orchestrator, runner } = setUp([task('a')], { store, planId: 'p' });
    void orchestrator.executeTask('a');
    await runner.end('a', 'failed');
    orchestrator.addTask(task('b', ['a']));
    assert.equal(lines.at(-1), 'state p b blocked -');
  });

  it('does not put tasks that belong to no plan into one', async () => {
    const { orchestrator, runner } = setUp([task('a')]);
    void orchestrator.executeTask('a');
    assert.deepEqual(Object.keys(runner.running.get('a')?.options ?? {}), ['onEvent']);
  });

  it('outlives one that throws', () => {
    const fail = (): never => {
      throw new Error('The disk is full.');
    };
    const store = new FakeRunStore(fail);
    const { orchestrator } = setUp([task('a')], { store });
    assert.equal(orchestrator.removeTask('a'), true);
  });
});

describe('ProjectOrchestrator.restore', () => {
  const tasks = [task('a'), task('b', ['a']), task('c', ['b']), task('d'), task('e', ['d']), task('f')];
  const states: Record<string, { status: TaskStatus; runId?: string }> = {
    a: { status: 'completed', runId: 'r-a' },
    b: { status: 'in_progress', runId: 'r-b' },
    c: { status: 'pending' },
    d: { status: 'failed', runId: 'r-d' },
    e: { status: 'blocked' },
    gone: { status: 'completed' },
  };
  const record: Pick<PlanRecord, 'planId' | 'plan' | 'states'> = { planId: 'p', plan: { version: 1, tasks }, states };
  const result = (taskId: string, over: Partial<ExecutionResult> = {}): ExecutionResult => ({
    runId: `r-${taskId}`,
    taskId,
    agent: 'gpt',
    status: 'success',
    output: `kept of ${taskId}`,
    startedAt: '2026-11-01T00:00:00.000Z',
    metadata: {},
    ...over,
  });

  function restore(results = [result('a'), result('b', { status: 'interrupted' }), result('gone')]) {
    const { store, lines } = makeStore();
    const executor = new FakeTaskRunner();
    const orchestrator = ProjectOrchestrator.restore(record, results, { executor, store, maxConcurrent: 9 });
    return { executor, orchestrator, lines, statusOf: (id: string) => orchestrator.getTask(id)?.status };
  }

  it('takes states and results as they were; what was cut off is pending again', () => {
    const { orchestrator, lines, statusOf } = restore();
    assert.deepEqual(['a', 'b', 'c', 'd', 'e', 'f'].map(statusOf), [
      'completed',
      'pending',
      'pending',
      'failed',
      'blocked',
      'pending',
    ]);
    assert.equal(orchestrator.getTask('b')?.result?.output, 'kept of b');
    assert.deepEqual(orchestrator.getTask('e')?.blockedBy, ['d']);
    assert.equal(orchestrator.planId, 'p');
    assert.deepEqual(lines, []);
  });

  it('runs only what is left, with the outputs that were kept', async () => {
    const { executor, orchestrator, statusOf } = restore();
    const all = orchestrator.executeAll();
    assert.deepEqual(executor.running.get('b')?.task.inputs, [{ taskId: 'a', output: 'kept of a' }]);
    assert.equal(executor.running.get('b')?.options.planId, 'p');
    for (const id of ['b', 'f', 'c']) await executor.end(id);
    assert.deepEqual(ids(await all), ['b', 'f', 'c']);
    assert.deepEqual(['d', 'e'].map(statusOf), ['failed', 'blocked']);
  });

  it('leaves a task completed whose run is gone, with an empty output', async () => {
    const { executor, orchestrator, statusOf } = restore([]);
    void orchestrator.executeAll();
    assert.equal(statusOf('a'), 'completed');
    assert.deepEqual(executor.running.get('b')?.task.inputs, [{ taskId: 'a', output: '' }]);
    await settled();
  });

  it('tells the store what happens from then on', async () => {
    const { executor, orchestrator, lines } = restore();
    void orchestrator.retry('d');
    assert.deepEqual(lines.slice(0, 2), ['state p d pending -', 'state p e pending -']);
    assert.deepEqual([...executor.running.keys()].toSorted(), ['b', 'd', 'f']);
    await settled();
  });
});
