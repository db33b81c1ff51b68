import assert from 'node:assert/strict';
import { Redactor } from '#common/redact.ts';
import type { AgentTask, ExecutionResult, RunStart, SendDecision } from '#orchestration/index.ts';
import { RedactedRunStore } from '#orchestration/store/redactedRunStore.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { finish, text } from '#test/fakes/fakeLlm.ts';
import { key, setUp, task } from '#test/orchestration/executorSetup.ts';
import { setUpTeam } from '#test/orchestration/teamSetup.ts';

const withCode: AgentTask = {
  ...task,
  context: { code: 'the code', file: 'a.ts', files: [{ file: 'b.ts', content: 'the file' }] },
  history: [{ role: 'user', content: 'the earlier turn' }],
};

/** Notes all that a store is handed, in its order. */
class NotingStore extends FakeRunStore {
  readonly starts: RunStart[] = [];
  readonly settled: ExecutionResult[] = [];

  override begin(start: RunStart): void {
    this.starts.push(start);
    super.begin(start);
  }

  override settle(result: ExecutionResult): void {
    this.settled.push(result);
    super.settle(result);
  }
}

const answer = [text('Yes.'), finish()];

describe('A run enters the store', () => {
  for (const decision of [{ kind: 'cancel' }, { kind: 'refuse', message: 'Not this file.' }] as const) {
    it(`not at all when its task was not sent (${decision.kind})`, async () => {
      const store = new NotingStore();
      const { executor } = setUp({ store, scripts: [answer], beforeSend: async () => decision });
      const { status } = await executor.execute(withCode);
      assert.equal(status, decision.kind === 'cancel' ? 'cancelled' : 'failed');
      assert.deepEqual([store.starts, store.settled], [[], []]);
    });
  }

  it('not while somebody is asked, nor when it is cancelled meanwhile', async () => {
    const store = new NotingStore();
    const asked = Promise.withResolvers<void>();
    const decision = Promise.withResolvers<SendDecision>();
    const beforeSend = (): Promise<SendDecision> => {
      asked.resolve();
      return decision.promise;
    };
    const { executor } = setUp({ store, scripts: [answer], beforeSend });
    const controller = new AbortController();
    const running = executor.execute(withCode, { signal: controller.signal });
    await asked.promise;
    controller.abort();
    assert.equal((await running).status, 'cancelled');
    decision.resolve({ kind: 'send' });
    await decision.promise;
    assert.deepEqual([store.starts, store.settled], [[], []]);
  });

  it('with all that was sent once that was agreed to, and the redactor knows the key by then', async () => {
    const redactor = new Redactor();
    const store = new NotingStore();
    const { executor } = setUp({
      store: new RedactedRunStore(store, redactor),
      redactor,
      scripts: [answer],
      beforeSend: async () => ({ kind: 'send' }),
    });
    const description = `Why is ${key} refused?`;
    const planted = { ...withCode, description, title: `Use ${key}`, context: { code: `const k = '${key}';` } };
    assert.equal((await executor.execute(planted)).status, 'success');
    const stored = JSON.stringify(store.starts);
    assert.match(stored, /const k = '\[key removed\]'/);
    assert.match(stored, /the earlier turn/);
    for (const form of [key, encodeURIComponent(key), btoa(key)]) assert.ok(!stored.includes(form));
  });

  for (const agent of ['unknown', 'off', 'broken']) {
    it(`without code, files and earlier turns when it failed before anybody was asked (${agent})`, async () => {
      const store = new NotingStore();
      const { executor } = setUp({ store });
      const result = await executor.execute({ ...withCode, agent });
      assert.deepEqual(store.settled, [result]);
      assert.deepEqual(
        store.starts.map((start) => start.task),
        [{ id: 'task-1', description: 'Explain this.', agent, context: { file: 'a.ts' } }],
      );
    });
  }

  it('never where the task is none', async () => {
    const store = new NotingStore();
    const { executor } = setUp({ store });
    const none: AgentTask = JSON.parse('{ "id": "task-1", "description": 5, "agent": "gpt" }');
    assert.equal((await executor.execute(none)).status, 'failed');
    assert.deepEqual(store.starts, []);
  });
});

describe('A run of several agents enters the store', () => {
  const scripts = { one: [answer], two: [answer] };

  it('not at all when none of its parts was sent', async () => {
    const store = new NotingStore();
    const { executor, agents } = setUpTeam(scripts, { store, beforeSend: async () => ({ kind: 'cancel' }) });
    await executor.execute(withCode, { strategy: 'compare', agents });
    assert.deepEqual([store.starts, store.settled], [[], []]);
  });

  it('before its parts, those that failed before included, and without those that were not sent', async () => {
    const store = new NotingStore();
    const { executor } = setUpTeam(scripts, {
      store,
      beforeSend: async ({ agent }) => ({ kind: agent.id === 'one' ? 'cancel' : 'send' }),
    });
    const result = await executor.execute(withCode, { strategy: 'compare', agents: ['missing', 'one', 'two'] });
    assert.equal(result.status, 'success');
    const kept = store.starts.map((start) => [start.parentRunId && start.result.agent, start.task.context?.code]);
    assert.deepEqual(kept, [
      [undefined, 'the code'],
      ['missing', undefined],
      ['two', 'the code'],
    ]);
    assert.equal(store.settled.length, 3);
  });
});

describe('RedactedRunStore', () => {
  it('cleans plans, their tasks and what is said of them, so that ids still name each other', () => {
    const redactor = new Redactor();
    redactor.add(key);
    const calls: unknown[][] = [];
    const note =
      (name: string) =>
      (...values: unknown[]) =>
        void calls.push([name, ...values]);
    const target = Object.assign(new FakeRunStore(), {
      savePlan: note('savePlan'),
      saveTasks: note('saveTasks'),
      saveTaskState: note('saveTaskState'),
      removeTask: note('removeTask'),
    });
    const store = new RedactedRunStore(target, redactor);
    void store.savePlan('p', { goal: `Hide ${key}`, maxConcurrent: 2, source: `file:///${encodeURIComponent(key)}` });
    void store.saveTasks('p', [
      { id: key, description: `Use ${btoa(key)}` },
      { id: 'b', description: 'sk-0123456789abcdef0123', dependencies: [key] },
    ]);
    void store.saveTaskState({ planId: 'p', taskId: key, status: 'completed' });
    void store.removeTask('p', key);
    const id = '[key removed]';
    assert.deepEqual(calls, [
      ['savePlan', 'p', { goal: `Hide ${id}`, maxConcurrent: 2, source: `file:///${id}` }],
      [
        'saveTasks',
        'p',
        [
          { id, description: `Use ${id}` },
          { id: 'b', description: id, dependencies: [id] },
        ],
      ],
      ['saveTaskState', { planId: 'p', taskId: id, status: 'completed' }],
      ['removeTask', 'p', id],
    ]);
  });
});
