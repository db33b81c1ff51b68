import assert from 'node:assert/strict';
import { type AgentConfig, AgentRegistry } from '#orchestration/index.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { type FakeStep, finish, llmError, text, thinking } from '#test/fakes/fakeLlm.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';
import { agents, fails, key, setUp, task, types } from '#test/orchestration/executorSetup.ts';

describe('TaskExecutor, cancelled', () => {
  it('sends nothing when the signal was aborted before', async () => {
    const { executor, factory, credentials, events, onEvent } = setUp();
    const result = await executor.execute(task, { signal: AbortSignal.abort(), onEvent });
    assert.equal(result.status, 'cancelled');
    assert.equal(result.error, undefined);
    assert.deepEqual([factory.requests.length, credentials.asked.length], [0, 0]);
    assert.deepEqual(types(events), ['status in_progress', 'status cancelled']);
  });

  const answers: [string, FakeStep][] = [
    ['that listens to the signal', 'hang'],
    ['that does not', 'hangDeaf'],
  ];
  for (const [name, hang] of answers) {
    it(`ends in mid-stream with the text so far, for an LLM ${name}`, async () => {
      const { executor } = setUp({ scripts: [[text('The ans'), hang]] });
      const controller = new AbortController();
      const running = executor.execute(task, { signal: controller.signal });
      await settled();
      controller.abort();
      const result = await running;
      assert.equal(result.status, 'cancelled');
      assert.equal(result.output, 'The ans');
      assert.equal(result.metadata.attempts, 1);
    });
  }

  it('ends while the key is read, and sends nothing afterwards', async () => {
    const stored = Promise.withResolvers<string>();
    const { executor, factory } = setUp({ credentials: { getKey: () => stored.promise } });
    const controller = new AbortController();
    const running = executor.execute(task, { signal: controller.signal });
    await settled();
    controller.abort();
    assert.equal((await running).status, 'cancelled');
    stored.resolve(key);
    await settled();
    assert.equal(factory.requests.length, 0);
  });

  it('ends while it waits for a retry', async () => {
    const controller = new AbortController();
    const { executor, factory } = setUp({
      scripts: [[llmError({ retryAfterMs: 50_000 })]],
      sleep: () => new Promise(() => {}),
    });
    const running = executor.execute(task, { signal: controller.signal });
    await settled();
    controller.abort();
    assert.equal((await running).status, 'cancelled');
    assert.equal(factory.requests.length, 1);
  });

  it('ignores, and closes, an answer that comes after the end', async () => {
    const late = Promise.withResolvers<void>();
    const store = new FakeRunStore();
    const scripts: FakeStep[][] = [[late.promise, text('late'), 'hangDeaf']];
    const { executor, factory, events, onEvent } = setUp({ scripts, store });
    const controller = new AbortController();
    const running = executor.execute(task, { signal: controller.signal, onEvent });
    await settled();
    controller.abort();
    const result = await running;
    late.resolve();
    await settled();
    assert.deepEqual(store.list(), [result]);
    assert.equal(result.output, '');
    assert.deepEqual(types(events), ['status in_progress', 'status cancelled']);
    assert.equal(factory.closedCount, 1);
  });

  it('is not a failure when the LLM itself was cancelled', async () => {
    const { executor } = setUp({ scripts: [[llmError({ kind: 'cancelled', partialText: 'The' })]] });
    const result = await executor.execute(task);
    assert.equal(result.status, 'cancelled');
    assert.equal(result.output, 'The');
  });

  it('leaves no listener on the signal', async () => {
    const controller = new AbortController();
    let listenerCount = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...parameters: Parameters<typeof add>) => (listenerCount++, add(...parameters));
    signal.removeEventListener = (...parameters: Parameters<typeof add>) => (listenerCount--, remove(...parameters));
    await setUp().executor.execute(task, { signal });
    assert.equal(listenerCount, 0);
  });
});

describe('TaskExecutor, around a run', () => {
  it('outlives a listener that throws or rejects', async () => {
    for (const onEvent of [
      () => {
        throw new Error('The listener broke.');
      },
      async () => {
        throw new Error('The listener broke.');
      },
    ]) {
      const { executor, logger } = setUp();
      // oxlint-disable-next-line typescript/no-misused-promises -- what a careless extension hands in
      const result = await executor.execute(task, { onEvent });
      await settled();
      assert.equal(result.status, 'success');
      assert.match(logger.lines.join('\n'), /error The listener of a run failed\. .*The listener broke/);
    }
  });

  it('outlives a store that throws or rejects', async () => {
    const stores = ['sync', 'async'].map((way) => {
      const fail = (): Promise<void> => {
        if (way === 'sync') throw new Error('The disk is full.');
        return Promise.reject(new Error('The disk is full.'));
      };
      return new FakeRunStore(fail);
    });
    for (const store of stores) {
      const { executor, logger } = setUp({ store });
      const result = await executor.execute(task);
      await settled();
      assert.equal(result.output, 'done');
      assert.equal(logger.lines.filter((line) => line.includes('The disk is full')).length, store.changes.length);
    }
  });

  it('logs neither description nor answer', async () => {
    const { executor, logger } = setUp({ scripts: [[text('the answer'), llmError({ kind: 'server' })]] });
    await executor.execute({ ...task, description: 'the question' });
    assert.ok(logger.lines.length > 0);
    assert.ok(!/the question|the answer/.test(logger.lines.join()));
  });

  it('logs how much goes where, and leaves prompt and answer to tracing', async () => {
    const { executor, logger } = setUp({ scripts: [[text('the answer'), finish()]] });
    await executor.execute({ ...task, description: 'the question' });
    assert.match(logger.lines.join(), /A request is sent\. .*"destination":"https:.*"characters":\d+/);
    assert.match(logger.lines.join(), /A run ended\. .*"outputCharacters":10/);
    const [asked, answered] = logger.traced;
    assert.match(asked ?? '', /the question/);
    assert.match(answered ?? '', /the answer/);
  });
});

describe('TaskExecutor, a run that succeeds', () => {
  it('goes from in_progress to success, with every event in its order', async () => {
    const { executor, events, onEvent } = setUp({ scripts: [[thinking('Hm'), text('do'), text('ne'), finish()]] });
    const result = await executor.execute(task, { onEvent });
    assert.equal(result.output, 'done');
    assert.deepEqual(types(events), ['status in_progress', 'thinking', 'text', 'text', 'finish', 'status success']);
  });

  it('tells what came of it', async () => {
    const time = Date.parse('2026-11-01T12:00:00Z');
    let steady = 0;
    const usage = { inputTokens: 5, outputTokens: 2 };
    const { executor } = setUp({
      scripts: [[thinking('Hm'), text('done'), finish({ usage, model: 'm-2026-10-01' })]],
      now: () => time,
      steadyNow: () => (steady += 500),
    });
    assert.deepEqual(await executor.execute(task, { agent: 'local', runId: 'run-1' }), {
      runId: 'run-1',
      taskId: 'task-1',
      agent: 'local',
      status: 'success',
      output: 'done',
      startedAt: '2026-11-01T12:00:00.000Z',
      completedAt: '2026-11-01T12:00:02.000Z',
      durationSeconds: 2,
      metadata: {
        provider: 'local',
        model: 'm-2026-10-01',
        simulated: true,
        attempts: 1,
        finishReason: 'stop',
        usage,
        thinking: 'Hm',
        firstTextMs: 1500,
      },
    });
  });

  for (const jumpMs of [-28_800_000, 28_800_000]) {
    it(`took as long as it did where the clock jumps by ${jumpMs / 1_000} s meanwhile, and ends after it began`, async () => {
      const start = Date.parse('2026-11-01T12:00:00Z');
      const times = [start];
      let steady = 0;
      const { executor } = setUp({
        scripts: [[text('done'), finish()]],
        now: () => times.shift() ?? start + jumpMs,
        steadyNow: () => (steady += 500),
      });
      const { startedAt, completedAt, durationSeconds, metadata } = await executor.execute(task);
      assert.deepEqual(
        [startedAt, completedAt, durationSeconds, metadata.firstTextMs],
        ['2026-11-01T12:00:00.000Z', '2026-11-01T12:00:02.000Z', 2, 1500],
      );
    });
  }

  it('gives the LLM everything that the agent says, and the limits', async () => {
    const agent: AgentConfig = {
      id: 'a',
      type: 'openai-compatible',
      provider: 'mine',
      model: 'm',
      baseUrl: 'https://models.example/v1',
      headers: { 'x-team': 'a' },
      maxTokens: 5,
      temperature: 0,
      params: { seed: 1 },
      auth: 'none',
      systemPrompt: 'You are terse.',
    };
    const { executor, factory } = setUp({
      registry: new AgentRegistry([agent]),
      limits: { connectTimeoutMs: 1, timeoutMs: 2, totalTimeoutMs: 3 },
    });
    const { signal } = new AbortController();
    await executor.execute({ ...task, agent: 'a' }, { signal });
    assert.deepEqual(factory.requests[0], {
      config: {
        model: 'm',
        baseUrl: 'https://models.example/v1',
        headers: { 'x-team': 'a' },
        maxTokens: 5,
        temperature: 0,
        params: { seed: 1 },
        connectTimeoutMs: 1,
        timeoutMs: 2,
        totalTimeoutMs: 3,
      },
      messages: [
        { role: 'system', content: 'You are terse.' },
        { role: 'user', content: 'Explain this.' },
      ],
      options: { signal },
    });
  });

  it('sends no temperature and no token limit that nobody set', async () => {
    const { executor, factory } = setUp();
    await executor.execute(task);
    assert.deepEqual(Object.keys(factory.requests[0]?.config ?? {}).sort(), ['apiKey', 'baseUrl', 'model']);
  });

  it('uses the agents that come with the very run', async () => {
    const { executor } = setUp();
    await fails('unknownAgent', executor.execute(task, { registry: new AgentRegistry([]) }));
    assert.equal((await executor.execute(task, { registry: new AgentRegistry(agents) })).status, 'success');
    assert.equal((await executor.execute(task)).status, 'success');
  });

  it('knows no agent where neither it nor the run brings any', async () => {
    const { executor } = setUp({ registry: undefined });
    await fails('unknownAgent', executor.execute(task));
    assert.equal((await executor.execute(task, { registry: new AgentRegistry(agents) })).status, 'success');
  });

  it("lets the call's agent override the task's own", async () => {
    const { executor } = setUp();
    assert.equal((await executor.execute(task, { agent: 'local' })).agent, 'local');
    assert.equal((await executor.execute(task, { agents: ['local'] })).agent, 'local');
    assert.equal((await executor.execute(task)).agent, 'gpt');
  });

  it('has the run in the store from the moment on in which it is sent, with the text as it comes', async () => {
    const store = new FakeRunStore();
    const { executor } = setUp({ store, scripts: [[text('The ans'), 'hang']] });
    const controller = new AbortController();
    const running = executor.execute(task, { runId: 'run-1', signal: controller.signal });
    await settled();
    const { status, metadata } = store.get('run-1') ?? assert.fail('the run is not in the store');
    assert.deepEqual([status, metadata.provider, metadata.model], ['in_progress', 'gpt', 'gpt-6.1-sol']);
    assert.equal(store.get('run-1')?.output, 'The ans');
    controller.abort();
    const result = await running;
    assert.deepEqual(store.get('run-1'), result);
  });

  it('runs many tasks at once without mixing them', async () => {
    const { executor } = setUp();
    const results = await Promise.all([1, 2, 3].map((n) => executor.execute({ ...task, id: `task-${n}` })));
    assert.deepEqual(
      results.map(({ taskId, output }) => `${taskId} ${output}`),
      ['task-1 done', 'task-2 done', 'task-3 done'],
    );
    assert.equal(new Set(results.map(({ runId }) => runId)).size, 3);
  });
});
