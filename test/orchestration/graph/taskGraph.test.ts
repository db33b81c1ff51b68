import assert from 'node:assert/strict';
import { type AgentTask, DependencyError } from '#orchestration/index.ts';
import { ids, setUp, task } from '#test/orchestration/orchestratorSetup.ts';

describe('ProjectOrchestrator, adding and removing tasks', () => {
  const invalid: [string, AgentTask[], string, string, string[]][] = [
    ['an id that is taken', [task('old')], 'duplicate', 'There are two tasks with the id "old".', ['old']],
    ['an id twice', [task('a'), task('a')], 'duplicate', 'There are two tasks with the id "a".', ['a']],
    [
      'an unknown dependency',
      [task('a', ['x'])],
      'unknownDependency',
      'The task "a" depends on "x", which does not exist.',
      ['a', 'x'],
    ],
    ['a task that depends on itself', [task('a', ['a'])], 'selfDependency', 'The task "a" depends on itself.', ['a']],
    [
      'two tasks that depend on each other',
      [task('a', ['b']), task('b', ['a'])],
      'cycle',
      'The tasks depend on each other in a circle: a → b → a.',
      ['a', 'b', 'a'],
    ],
    [
      'a circle behind other tasks',
      [task('end', ['c']), task('a', ['b', 'old']), task('b', ['c']), task('c', ['a']), task('d', ['old'])],
      'cycle',
      'The tasks depend on each other in a circle: c → a → b → c.',
      ['c', 'a', 'b', 'c'],
    ],
  ];
  for (const [name, tasks, kind, message, taskIds] of invalid) {
    it(`refuses ${name}, and then adds none of the tasks`, () => {
      const { orchestrator } = setUp([task('old')]);
      assert.throws(
        () => orchestrator.addTasks([task('good'), ...tasks]),
        (error) => {
          assert.ok(error instanceof DependencyError);
          assert.deepEqual([error.kind, error.message, error.taskIds], [kind, message, taskIds]);
          return true;
        },
      );
      assert.deepEqual(ids(orchestrator.getTasks()), ['old']);
      orchestrator.addTask(task('good', ['old']));
      assert.deepEqual(ids(orchestrator.getReadyTasks()), ['old']);
    });
  }

  it('takes tasks that name each other in any order', () => {
    const { orchestrator } = setUp([task('c', ['b', 'a', 'b']), task('b', ['a']), task('a')]);
    assert.deepEqual(ids(orchestrator.getTasks()), ['a', 'b', 'c']);
    assert.deepEqual(ids(orchestrator.getReadyTasks()), ['a']);
  });

  it('finds a circle in a chain of 20,000 tasks without running out of stack', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => task(`t${index}`, [`t${(index + 1) % 20_000}`]));
    assert.throws(() => setUp(chain), { kind: 'cycle' });
  });

  it('does not remove a task that others need, that runs or that waits to run', async () => {
    const { orchestrator, runner } = setUp([task('a'), task('b', ['a']), task('c')], { maxConcurrent: 1 });
    assert.throws(() => orchestrator.removeTask('a'), { kind: 'inUse', message: 'The task "a" is needed by "b".' });
    const running = orchestrator.executeTask('a');
    const waiting = orchestrator.executeTask('c');
    assert.throws(() => orchestrator.removeTask('c'), { kind: 'inUse' });
    orchestrator.removeTask('b');
    assert.throws(() => orchestrator.removeTask('a'), {
      kind: 'inUse',
      message: 'The task "a" runs, or waits to run.',
    });
    await runner.end('a');
    await runner.end('c');
    await Promise.all([running, waiting]);
    assert.equal(orchestrator.removeTask('a'), true);
    assert.equal(orchestrator.removeTask('a'), false);
    assert.equal(orchestrator.getTask('a'), undefined);
  });

  it('hands out copies', () => {
    const given = task('a');
    const { orchestrator, statusOf } = setUp([given]);
    given.description = 'changed';
    const copy = orchestrator.getTask('a');
    assert.ok(copy);
    copy.status = 'completed';
    assert.equal(statusOf('a'), 'pending');
    assert.equal(orchestrator.getTask('a')?.description, 'Do a.');
  });

  it('puts the longest remaining way first, then priority, then the older task', () => {
    const { orchestrator } = setUp([
      task('low', [], { priority: 'low' }),
      task('plain'),
      task('plain-2', [], { priority: 'medium' }),
      task('critical', [], { priority: 'critical' }),
      task('high', [], { priority: 'high' }),
      task('head', [], { priority: 'low' }),
      task('tail', ['head']),
    ]);
    assert.deepEqual(ids(orchestrator.getReadyTasks()), ['head', 'critical', 'high', 'plain', 'plain-2', 'low']);
    assert.equal(orchestrator.getNextTask()?.id, 'head');
  });

  it('has no next task when there is none', () => {
    assert.equal(setUp().orchestrator.getNextTask(), undefined);
  });
});
