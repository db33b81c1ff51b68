import assert from 'node:assert/strict';
import type { AgentTask, Plan, PlanChanges, PlannedTask } from '#orchestration/index.ts';
import { findPlanChanges } from '#orchestration/index.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { FakeTaskRunner } from '#test/fakes/fakeTaskRunner.ts';
import { ids, setUp, task } from '#test/orchestration/orchestratorSetup.ts';

const none: PlanChanges = { added: [], removed: [], changed: [], again: [] };

function planOf(tasks: AgentTask[], facts: Partial<Plan> = {}): Plan {
  return { version: 1, ...facts, tasks };
}

/** `a` and `b` are done, `c` failed, which waits for both; `d` was never begun. */
const before: PlannedTask[] = [
  { ...task('a'), status: 'completed' },
  { ...task('b', ['a']), status: 'completed' },
  { ...task('c', ['a', 'b']), status: 'failed' },
  { ...task('d', ['c']), status: 'blocked', blockedBy: ['c'] },
];
const same = [task('a'), task('b', ['a']), task('c', ['a', 'b']), task('d', ['c'])];

/** The tasks of the plan with one of them changed. */
function withTask(id: string, over: Partial<AgentTask>): Plan {
  return planOf(same.map((one) => (one.id === id ? { ...one, ...over } : one)));
}

describe('findPlanChanges', () => {
  it('finds none where the file says the same, in whichever order', () => {
    assert.equal(findPlanChanges({ tasks: before }, planOf(same)), undefined);
    assert.equal(findPlanChanges({ tasks: before }, planOf(same.toReversed())), undefined);
  });

  const changes: [what: string, over: Partial<AgentTask>][] = [
    ['description', { description: 'Do it in another way.' }],
    ['one character of the description', { description: 'Do c!' }],
    ['white space of the description', { description: 'Do  c.' }],
    ['title', { title: 'Third' }],
    ['agent', { agent: 'claude' }],
    ['agents', { agents: ['gpt', 'claude'] }],
    ['strategy', { strategy: 'race' }],
    ['judge', { judge: 'claude' }],
    ['priority', { priority: 'high' }],
    ['dependencies', { dependencies: ['b'] }],
    ['context', { context: { code: 'x' } }],
    ['capabilities', { capabilities: ['vision'] }],
    ['preferred types', { preferredTypes: ['openai-gpt'] }],
  ];
  for (const [what, over] of changes) {
    it(`finds another ${what} of a task that is left`, () => {
      assert.deepEqual(findPlanChanges({ tasks: before }, withTask('c', over)), { ...none, changed: ['c'] });
    });
  }

  it('runs a task again that was done as it is said no more, and what was built on it', () => {
    const description = 'Do it in another way.';
    assert.deepEqual(findPlanChanges({ tasks: before }, withTask('a', { description })), {
      ...none,
      changed: ['a'],
      again: ['a', 'b'],
    });
    assert.deepEqual(findPlanChanges({ tasks: before }, withTask('b', { agent: 'gpt' })), {
      ...none,
      changed: ['b'],
      again: ['b'],
    });
  });

  it('does not run a task again for its title or its priority', () => {
    const plan = withTask('a', { title: 'First', priority: 'low' });
    assert.deepEqual(findPlanChanges({ tasks: before }, plan), { ...none, changed: ['a'] });
  });

  it('finds tasks that are new, gone, or have another id', () => {
    const plan = planOf([task('a'), task('x'), task('b', ['a', 'x'])]);
    assert.deepEqual(findPlanChanges({ tasks: before }, plan), {
      added: ['x'],
      removed: ['c', 'd'],
      changed: ['b'],
      again: ['b'],
    });
  });

  it('finds another goal and another number of tasks at once', () => {
    const begun = { goal: 'Ship it.', maxConcurrent: 2, tasks: before };
    const facts = { goal: 'Ship it.', maxConcurrent: 2 };
    assert.equal(findPlanChanges(begun, planOf(same, facts)), undefined);
    assert.deepEqual(findPlanChanges(begun, planOf(same, { ...facts, goal: 'Ship that.' })), none);
    assert.deepEqual(findPlanChanges(begun, planOf(same, { goal: 'Ship it.' })), none);
  });

  it('takes a key for the same that the history does not keep', () => {
    const clean = (text: string): string => text.replaceAll('secret-key', '[key removed]');
    const kept = before.map((one) => ({ ...one, description: '[key removed]' }));
    const plan = planOf(same.map((one) => ({ ...one, description: 'secret-key' })));
    assert.equal(findPlanChanges({ tasks: kept }, plan, clean), undefined);
    assert.deepEqual(findPlanChanges({ tasks: kept }, plan)?.changed, ['a', 'b', 'c', 'd']);
  });

  it('does not take two keys for the same that are both here', () => {
    const clean = (text: string): string => text.replaceAll(/secret-key-\d/g, '[key removed]');
    const begun = before.map((one) => ({ ...one, description: 'secret-key-1' }));
    const plan = planOf(same.map((one) => ({ ...one, description: 'secret-key-2' })));
    assert.deepEqual(findPlanChanges({ tasks: begun }, plan, clean)?.changed, ['a', 'b', 'c', 'd']);
  });

  it('goes through ten thousand tasks in a row', () => {
    const row = Array.from({ length: 10_000 }, (_, index) => task(`t${index}`, index === 0 ? [] : [`t${index - 1}`]));
    const done = row.map((one) => ({ ...one, status: 'completed' as const }));
    const plan = planOf(row.map((one, index) => (index === 0 ? { ...one, description: 'Other.' } : one)));
    assert.equal(findPlanChanges({ tasks: done }, plan)?.again.length, 10_000);
  });
});

describe('ProjectOrchestrator.revise', () => {
  /** A plan of which `a` and `b` are done and `c` has failed, with the store that it tells. */
  async function begin() {
    const lines: string[] = [];
    const store = new FakeRunStore((change) => {
      if (change.type === 'planSaved') lines.push(`plan ${JSON.stringify(change.facts)}`);
      if (change.type === 'tasksSaved') lines.push(`tasks ${ids([...change.tasks]).join()}`);
      if (change.type === 'taskRemoved') lines.push(`remove ${change.taskId}`);
      if (change.type === 'taskStateChanged') lines.push(`${change.taskId} ${change.status}`);
    });
    const { orchestrator, runner } = setUp(same, { store, planId: 'p' });
    runner.endAtOnce().failing.add('c');
    await orchestrator.executeAll();
    lines.length = 0;
    const executor = new FakeTaskRunner();
    const revise = (plan: Plan) => {
      const changes = findPlanChanges({ tasks: orchestrator.getTasks() }, plan);
      assert.ok(changes);
      const revised = orchestrator.revise(plan, changes, { executor, store, facts: { goal: 'New' } });
      return { revised, statusOf: (id: string) => revised.getTask(id)?.status };
    };
    return { lines, executor, revise };
  }

  it('runs what is left as the file says it now, with what was done before', async () => {
    const { lines, executor, revise } = await begin();
    const { revised, statusOf } = revise(withTask('c', { description: 'Do it in another way.' }));
    assert.deepEqual(['a', 'b', 'c', 'd'].map(statusOf), ['completed', 'completed', 'pending', 'pending']);
    assert.deepEqual(lines, ['plan {"goal":"New"}', 'tasks c', 'c pending', 'd pending']);
    void revised.executeAll();
    const sent = executor.running.get('c')?.task;
    assert.equal(sent?.description, 'Do it in another way.');
    assert.deepEqual(
      sent?.inputs?.map(({ output }) => output),
      ['output of a', 'output of b'],
    );
    assert.deepEqual([...executor.running.keys()], ['c']);
  });

  it('runs again what was done in another way, and what was built on it', async () => {
    const { lines, executor, revise } = await begin();
    const { revised, statusOf } = revise(withTask('b', { agent: 'claude' }));
    assert.deepEqual(['a', 'b', 'c', 'd'].map(statusOf), ['completed', 'pending', 'failed', 'blocked']);
    assert.deepEqual(lines, ['plan {"goal":"New"}', 'tasks b', 'b pending']);
    assert.equal(revised.getTask('b')?.result, undefined);
    void revised.retry('c');
    assert.deepEqual([...executor.running.keys()], ['b']);
    await executor.end('b', 'success', 'newer');
    assert.deepEqual(
      executor.running.get('c')?.task.inputs?.map(({ output }) => output),
      ['output of a', 'newer'],
    );
  });

  it('forgets tasks that are gone, and takes new ones', async () => {
    const { lines, revise } = await begin();
    const { revised } = revise(planOf([task('a'), task('b', ['a']), task('x', ['b'])]));
    assert.deepEqual(ids(revised.getTasks()), ['a', 'b', 'x']);
    assert.deepEqual(lines, ['plan {"goal":"New"}', 'remove c', 'remove d', 'tasks x']);
  });

  it('unblocks what waits no more for a task that failed', async () => {
    const { lines, revise } = await begin();
    const { statusOf } = revise(withTask('d', { dependencies: ['b'] }));
    assert.deepEqual(['c', 'd'].map(statusOf), ['failed', 'pending']);
    assert.deepEqual(lines, ['plan {"goal":"New"}', 'tasks d', 'd pending']);
  });
});
