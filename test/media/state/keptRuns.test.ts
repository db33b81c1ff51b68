import assert from 'node:assert/strict';
import { Redactor } from '#common/redact.ts';
import type { AgentTask, ExecutionResult, RunStart, SendDecision } from '#orchestration/index.ts';
import { redactRunStore } from '#orchestration/store/redactedRunStore.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { finish, text } from '#test/fakes/fakeLlm.ts';
import { key, setUp, task } from '#test/orchestration/executorSetup.ts';
import { setUpTeam } from '#test/orchestration/teamSetup.ts';

const withCode: AgentTask = {
  ...task,
  context: { code: 'the code', file: 'a.ts', files: [{ file: 'b.ts', content: 'the file' }] },
  history: [{ role: 'user', content: 'the earlier turn' }],
};

const startsOf = (store: FakeRunStore): RunStart[] => store.only('runBegun').map(({ start }) => start);
const resultsOf = (store: FakeRunStore): ExecutionResult[] => store.only('runSettled').map(({ result }) => result);

const answer = [text('Yes.'), finish()];

describe('A run enters the store', () => {
  for (const decision of [{ kind: 'cancel' }, { kind: 'refuse', message: 'Not this file.' }] as const) {
    it(`not at all when its task was not sent (${decision.kind})`, async () => {
      const store = new FakeRunStore();
      const { executor } = setUp({ store, scripts: [answer], beforeSend: async () => decision });
      const { status } = await executor.execute(withCode);
      assert.equal(status, decision.kind === 'cancel' ? 'cancelled' : 'failed');
      assert.deepEqual([startsOf(store), resultsOf(store)], [[], []]);
    });
  }

  it('not while somebody is asked, nor when it is cancelled meanwhile', async () => {
    const store = new FakeRunStore();
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
    assert.deepEqual([startsOf(store), resultsOf(store)], [[], []]);
  });

  it('with all that was sent once that was agreed to, and the redactor knows the key by then', async () => {
    const redactor = new Redactor();
    const store = new FakeRunStore();
    const { executor } = setUp({
      store: redactRunStore(store, redactor),
      redactor,
      scripts: [answer],
      beforeSend: async () => ({ kind: 'send' }),
    });
    const description = `Why is ${key} refused?`;
    const planted = { ...withCode, description, title: `Use ${key}`, context: { code: `const k = '${key}';` } };
    assert.equal((await executor.execute(planted)).status, 'success');
    const stored = JSON.stringify(startsOf(store));
    assert.match(stored, /const k = '\[key removed\]'/);
    assert.match(stored, /the earlier turn/);
    for (const form of [key, encodeURIComponent(key), btoa(key)]) assert.ok(!stored.includes(form));
  });

  for (const agent of ['unknown', 'off', 'broken']) {
    it(`without code, files and earlier turns when it failed before anybody was asked (${agent})`, async () => {
      const store = new FakeRunStore();
      const { executor } = setUp({ store });
      const result = await executor.execute({ ...withCode, agent });
      assert.deepEqual(resultsOf(store), [result]);
      assert.deepEqual(
        startsOf(store).map((start) => start.task),
        [{ id: 'task-1', description: 'Explain this.', agent, context: { file: 'a.ts' } }],
      );
    });
  }

  it('never where the task is none', async () => {
    const store = new FakeRunStore();
    const { executor } = setUp({ store });
    const none: AgentTask = JSON.parse('{ "id": "task-1", "description": 5, "agent": "gpt" }');
    assert.equal((await executor.execute(none)).status, 'failed');
    assert.deepEqual(startsOf(store), []);
  });
});

describe('A run of several agents enters the store', () => {
  const scripts = { one: [answer], two: [answer] };

  it('not at all when none of its parts was sent', async () => {
    const store = new FakeRunStore();
    const { executor, agents } = setUpTeam(scripts, { store, beforeSend: async () => ({ kind: 'cancel' }) });
    await executor.execute(withCode, { strategy: 'compare', agents });
    assert.deepEqual([startsOf(store), resultsOf(store)], [[], []]);
  });

  it('before its parts, those that failed before included, and without those that were not sent', async () => {
    const store = new FakeRunStore();
    const { executor } = setUpTeam(scripts, {
      store,
      beforeSend: async ({ agent }) => ({ kind: agent.id === 'one' ? 'cancel' : 'send' }),
    });
    const result = await executor.execute(withCode, { strategy: 'compare', agents: ['missing', 'one', 'two'] });
    assert.equal(result.status, 'success');
    const kept = startsOf(store).map((start) => [start.parentRunId && start.result.agent, start.task.context?.code]);
    assert.deepEqual(kept, [
      [undefined, 'the code'],
      ['missing', undefined],
      ['two', 'the code'],
    ]);
    assert.equal(resultsOf(store).length, 3);
  });
});

describe('redactRunStore', () => {
  it('cleans plans, their tasks and what is said of them, so that ids still name each other', () => {
    const redactor = new Redactor();
    redactor.add(key);
    const target = new FakeRunStore();
    const store = redactRunStore(target, redactor);
    void store.record({
      type: 'planSaved',
      planId: 'p',
      facts: { goal: `Hide ${key}`, maxConcurrent: 2, source: `file:///${encodeURIComponent(key)}` },
    });
    void store.record({
      type: 'tasksSaved',
      planId: 'p',
      tasks: [
        { id: key, description: `Use ${btoa(key)}` },
        { id: 'b', description: 'sk-0123456789abcdef0123', dependencies: [key] },
      ],
    });
    void store.record({ type: 'taskStateChanged', planId: 'p', taskId: key, status: 'completed' });
    void store.record({ type: 'taskRemoved', planId: 'p', taskId: key });
    const id = '[key removed]';
    assert.deepEqual(target.changes, [
      { type: 'planSaved', planId: 'p', facts: { goal: `Hide ${id}`, maxConcurrent: 2, source: `file:///${id}` } },
      {
        type: 'tasksSaved',
        planId: 'p',
        tasks: [
          { id, description: `Use ${id}` },
          { id: 'b', description: id, dependencies: [id] },
        ],
      },
      { type: 'taskStateChanged', planId: 'p', taskId: id, status: 'completed' },
      { type: 'taskRemoved', planId: 'p', taskId: id },
    ]);
  });
});
