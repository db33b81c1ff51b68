import assert from 'node:assert/strict';
import { runApiTask } from '#editor/tasks/apiTask.ts';
import { type AgentTask, openRunStore, ProjectOrchestrator } from '#orchestration/index.ts';
import { finish, text } from '#test/fakes/fakeLlm.ts';
import { fails, setUp, task } from './executorSetup.ts';

const scripts = [[text('done'), finish()]];

/** The task with a member that throws when it is read. */
function breakTask(name: string): AgentTask {
  return Object.defineProperty({ ...task }, name, {
    enumerable: true,
    get() {
      throw new Error('Broken.');
    },
  });
}

function put(context: object): AgentTask {
  return { ...task, context: Object.assign({ code: 'the code' }, context) };
}

const hostile: Record<string, () => AgentTask> = {
  'whose description throws': () => breakTask('description'),
  'whose id throws': () => breakTask('id'),
  'whose agent throws': () => breakTask('agent'),
  'whose inputs throw': () => breakTask('inputs'),
  'whose history throws': () => breakTask('history'),
  'whose context throws': () => breakTask('context'),
  'whose code throws': () => put(Object.defineProperty({}, 'code', { get: () => breakTask('x'), enumerable: true })),
  'that throws for everything': () =>
    new Proxy(task, {
      get: () => assert.fail('Broken.'),
      ownKeys: () => assert.fail('Broken.'),
      has: () => assert.fail('Broken.'),
      getPrototypeOf: () => assert.fail('Broken.'),
    }),
  'whose toJSON throws': () => Object.assign({ ...task }, { toJSON: () => assert.fail('Broken.') }),
  'with files without end': () => {
    const files: [] = [];
    Object.assign(files, { length: 1e9 });
    return put({ files });
  },
};

describe('a task that cannot be read', () => {
  for (const [which, make] of Object.entries(hostile)) {
    it(`fails, and rejects nothing, where it is one ${which}`, async () => {
      const { executor, factory } = setUp({ scripts });
      assert.match(
        (await fails('invalidRequest', executor.execute(make()))).error?.message ?? '',
        /cannot be read|context/,
      );
      assert.equal(factory.requests.length, 0);
    });
  }

  it('fails as the task of a plan as well, and the rest of the plan is run', async () => {
    const { executor } = setUp({ scripts });
    const orchestrator = new ProjectOrchestrator({ executor, hasReferences: false });
    const broken = put({ files: [breakTask('content')] });
    orchestrator.addTasks([broken, { ...task, id: 'other' }]);
    const results = await orchestrator.executeAll();
    assert.deepEqual(
      new Map(results.map(({ taskId, status }) => [taskId, status])),
      new Map([
        ['other', 'success'],
        ['task-1', 'failed'],
      ]),
    );
    assert.equal((await orchestrator.executeTask('task-1')).status, 'failed');
  });

  it('fails where another extension hands it in', async () => {
    for (const broken of [breakTask('description'), breakTask('context'), breakTask('strategy'), breakTask('signal')]) {
      const result = await runApiTask(broken, () => assert.fail('It was run.'));
      assert.deepEqual([result.status, result.error?.message], ['failed', 'The task cannot be read: Broken.']);
    }
  });
});

describe('a task that is more than data', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const kinds: Record<string, () => AgentTask> = {
    'a circle': () => put(circle),
    'a circle through the task itself': () => {
      const own: AgentTask = { ...task, context: { code: 'the code' } };
      return Object.assign(own, { own });
    },
    'a big integer, a function, a symbol and a date': () => put({ a: 5n, b: () => 1, c: Symbol('c'), d: new Date(0) }),
    'members nested without end': () => put({ deep: Array.from({ length: 100_000 }).reduce((inner) => [inner], 1) }),
  };
  for (const [what, make] of Object.entries(kinds)) {
    it(`is run and kept without what makes it so: ${what}`, async () => {
      const store = await openRunStore();
      const { executor } = setUp({ scripts, store });
      const { runId, status, output } = await executor.execute(make());
      assert.deepEqual([status, output], ['success', 'done']);
      assert.equal(store.getRun(runId)?.task.context?.code, 'the code');
      assert.equal(store.getRun(runId)?.result.output, 'done');
      store.dispose();
    });
  }

  it('is read once: what was checked is what is sent', async () => {
    const { executor, factory } = setUp({ scripts });
    let count = 0;
    await executor.execute(put(Object.defineProperty({}, 'code', { enumerable: true, get: () => `code ${++count}` })));
    assert.match(JSON.stringify(factory.requests), /code 1/);
    assert.equal(count, 1);
  });
});
