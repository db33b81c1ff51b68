import assert from 'node:assert/strict';
import { LlmError, type LlmErrorKind } from '#llm/core.ts';
import { AgentRegistry } from '#orchestration/index.ts';
import { FakeCredentials } from '#test/fakes/fakeCredentials.ts';
import { FakeLlmFactory, finish, llmError, text, thinking } from '#test/fakes/fakeLlm.ts';
import { fails, setUp, task } from './executorSetup.ts';

describe('TaskExecutor, before a request', () => {
  for (const description of ['', ' \n\t', undefined, 42]) {
    it(`fails for the description ${JSON.stringify(description)}`, async () => {
      const { executor, factory } = setUp();
      // @ts-expect-error plans and other extensions may hand in anything
      await fails('emptyDescription', executor.execute({ ...task, description }));
      assert.equal(factory.requests.length, 0);
    });
  }

  it('names the known agents when the one asked for is unknown, or none was named', async () => {
    const { executor } = setUp();
    const unknown = await fails('unknownAgent', executor.execute(task, { agent: 'gtp' }));
    assert.equal(
      unknown.error?.message,
      'There is no agent "gtp". Known agents: gpt, off, broken, odd, local, vscode.',
    );
    assert.equal(unknown.agent, 'gtp');
    const unnamed = await fails('unknownAgent', executor.execute({ id: 't', description: 'x' }));
    assert.match(unnamed.error?.message ?? '', /^No agent was named\. Known agents: gpt,/);
  });

  it('refuses an agent that is disabled, or whose settings have a problem, and says which', async () => {
    const { executor } = setUp();
    await fails('agentDisabled', executor.execute(task, { agent: 'off' }));
    const broken = await fails('agentDisabled', executor.execute(task, { agent: 'broken' }));
    assert.equal(broken.error?.message, 'The agent "broken" cannot run: settings › x: expected a string');
  });

  it('says so when no LLM speaks the agent type', async () => {
    const { executor } = setUp();
    const result = await fails('invalidRequest', executor.execute(task, { agent: 'odd' }));
    assert.equal(result.error?.message, 'No LLM implementation found for agent type "unheard-of".');
  });

  it('says that the program was updated where a part of it is not there any more', async () => {
    const missing = () => Object.assign(new Error('Cannot find module /x/y.js'), { code: 'ERR_MODULE_NOT_FOUND' });
    const lost = new FakeLlmFactory([], []);
    lost.register('openai-gpt', () => Promise.reject(missing()));
    const wrapped = new LlmError({ kind: 'network', provider: 'gpt', message: 'x', retryable: true, cause: missing() });
    for (const over of [
      { factory: lost },
      { scripts: [[missing()]] },
      { scripts: [[wrapped]], retry: { maxAttempts: 1 } },
    ]) {
      const result = await fails('updated', setUp(over).executor.execute(task));
      assert.equal(result.error?.message, 'Switchyard was updated. Reload the window.');
      assert.equal(result.error?.retryable, false);
    }
    const team = await fails(
      'updated',
      setUp({ factory: lost }).executor.execute(task, { strategy: 'fallback', agents: ['gpt', 'local'] }),
    );
    assert.equal(team.error?.message, 'Switchyard was updated. Reload the window.');
  });

  it('names the provider whose key is missing', async () => {
    const { executor, factory } = setUp({ credentials: new FakeCredentials() });
    const result = await fails('missingKey', executor.execute(task));
    assert.match(result.error?.message ?? '', /No API key is stored for provider "gpt"/);
    assert.equal(result.error?.provider, 'gpt');
    assert.equal(factory.requests.length, 0);
  });

  it('fails when the keys cannot be read', async () => {
    const credentials = { getKey: () => Promise.reject(new Error('The keyring is locked.')) };
    const { executor } = setUp({ credentials });
    const result = await fails('missingKey', executor.execute(task));
    assert.match(result.error?.message ?? '', /could not be read: The keyring is locked\./);
  });

  it('says no more than the keeper of the keys where that says why a key may not be used', async () => {
    const refusal = new LlmError({
      kind: 'authentication',
      provider: 'gpt',
      message: 'It was entered for another origin.',
    });
    const { executor } = setUp({ credentials: { getKey: () => Promise.reject(refusal) } });
    const result = await fails('missingKey', executor.execute(task));
    assert.equal(result.error?.message, 'It was entered for another origin.');
  });

  it('names the strategies when the one asked for does not exist', async () => {
    const { executor, factory } = setUp();
    // @ts-expect-error plans and other extensions may hand in anything
    const result = await fails('invalidRequest', executor.execute(task, { strategy: 'toString' }));
    assert.equal(
      result.error?.message,
      'There is no strategy "toString". There are: single, fallback, race, compare, synthesize.',
    );
    assert.equal(factory.requests.length, 0);
  });

  it('fails, and does not reject, when the LLM cannot be loaded or the registry breaks', async () => {
    const factory = new FakeLlmFactory([], []);
    factory.register('openai-gpt', () => Promise.reject(new Error('The chunk is missing.')));
    const result = await fails('protocol', setUp({ factory }).executor.execute(task));
    assert.equal(result.error?.message, 'The chunk is missing.');
    class BrokenRegistry extends AgentRegistry {
      override get(): never {
        throw new Error('The registry broke.');
      }
    }
    await fails('protocol', setUp({ registry: new BrokenRegistry([]) }).executor.execute(task));
  });
});

describe('TaskExecutor and an LLM that keeps no contract', () => {
  // @ts-expect-error another extension may send anything
  const play = (...events: unknown[]) => setUp({ scripts: [events] }).executor.execute(task);

  const noCounts = [-5, 1.5, 2 ** 53 + 1, 9.2e18, 1e300, Number.NaN, Infinity, '7', null];
  for (const count of noCounts) {
    it(`succeeds without usage and without a cost where a count is ${count}`, async () => {
      for (const name of ['inputTokens', 'outputTokens']) {
        const usage = { inputTokens: 7, outputTokens: 7, [name]: count };
        const result = await play(text('A'), { type: 'finish', reason: 'stop', usage });
        assert.deepEqual([result.status, result.output], ['success', 'A']);
        assert.deepEqual([result.metadata.usage, result.metadata.costUsd], [undefined, undefined]);
      }
    });
  }

  it('keeps no count beside input and output that is none, nor a field that it does not know', async () => {
    const usage = { inputTokens: 7, outputTokens: 8, cachedInputTokens: -1, reasoningTokens: 1e300, odd: 'x' };
    const result = await play(text('A'), { type: 'finish', reason: 'stop', usage });
    assert.deepEqual(result.metadata.usage, { inputTokens: 7, outputTokens: 8 });
  });

  it('keeps 200 characters of the name of a model, and a reason that there is', async () => {
    const result = await play(text('A'), { type: 'finish', reason: 'x'.repeat(1_000), model: 'm'.repeat(1_000_000) });
    assert.deepEqual([result.metadata.model, result.metadata.finishReason], ['m'.repeat(200), 'other']);
  });

  it('passes over what is no event', async () => {
    const odd = [null, 7, 'text', [], { type: 'text' }, { type: 'text', text: 7 }, { type: 'tomorrow', text: 'x' }];
    const result = await play(...odd, text('A'), finish());
    assert.deepEqual([result.status, result.output], ['success', 'A']);
  });

  it('keeps no more of an error than is read, and waits no time that is none', async () => {
    const message = 'x '.repeat(1_000_000);
    for (const retryAfterMs of [Number.NaN, -1]) {
      const error = llmError({ requestId: 'r'.repeat(10_000), status: 1e300, retryAfterMs, message });
      const { executor, slept } = setUp({ scripts: [[error]] });
      const result = await executor.execute(task);
      assert.deepEqual([result.error?.requestId, result.error?.status], ['r'.repeat(200), undefined]);
      assert.ok((result.error?.message.length ?? 0) <= 4_000);
      assert.deepEqual(slept, [1000, 2000]);
    }
    const { executor, slept } = setUp({ scripts: [[llmError({ retryAfterMs: Infinity })]] });
    await fails('overloaded', executor.execute(task));
    assert.deepEqual(slept, []);
  });
});

describe('TaskExecutor, when the LLM fails', () => {
  const kinds: LlmErrorKind[] = ['authentication', 'permission', 'notFound', 'invalidRequest', 'contextLength'];
  kinds.push('contentFilter', 'rateLimit', 'overloaded', 'server', 'network', 'timeout', 'protocol');
  for (const kind of kinds) {
    it(`fails with ${kind}, its status and request id, and keeps the text`, async () => {
      const error = llmError({ kind, message: 'Told by the server.', status: 418, requestId: 'req_1' });
      const { executor } = setUp({ scripts: [[text('The ans'), error]] });
      const result = await fails(kind, executor.execute(task));
      assert.deepEqual(result.error, {
        kind,
        message: 'Told by the server.',
        retryable: error.retryable,
        provider: 'gpt',
        status: 418,
        requestId: 'req_1',
      });
      assert.equal(result.output, 'The ans');
      assert.equal(result.metadata.attempts, 1);
    });
  }

  it('keeps partial text that only the error knows', async () => {
    const { executor } = setUp({ scripts: [[llmError({ kind: 'timeout', partialText: 'The ans' })]] });
    assert.equal((await fails('timeout', executor.execute(task))).output, 'The ans');
  });

  it('takes a stream without a finish, or any other error, for a protocol error', async () => {
    const endless = await fails('protocol', setUp({ scripts: [[text('The ans')]] }).executor.execute(task));
    assert.equal(endless.output, 'The ans');
    const foreign = setUp({ scripts: [[new TypeError('x is not a function')]] }).executor.execute(task);
    assert.equal((await fails('protocol', foreign)).error?.message, 'x is not a function');
  });

  for (const say of [text, thinking]) {
    it(`ends an answer that goes on for ever, and keeps what there is (${say.name})`, async () => {
      const endless = Array.from({ length: 1_000 }, () => say('x'.repeat(100_000)));
      const { executor, factory } = setUp({ scripts: [[...endless, finish()]] });
      const result = await fails('protocol', executor.execute(task));
      assert.match(result.error?.message ?? '', /^The answer went on beyond 10,000,000 characters/);
      const { length } = say === text ? result.output : (result.metadata.thinking ?? '');
      assert.ok(length >= 10_000_000 && length < 10_200_000, String(length));
      assert.equal(factory.closedCount, 1);
    });
  }

  it('fails when the answer was withheld, and keeps what was said', async () => {
    const { executor } = setUp({ scripts: [[text('I can'), finish({ reason: 'contentFilter' })]] });
    const result = await fails('contentFilter', executor.execute(task));
    assert.equal(result.output, 'I can');
    assert.equal(result.metadata.finishReason, 'contentFilter');
  });

  it('fails when the token limit left no text at all', async () => {
    const { executor } = setUp({ scripts: [[thinking('Hm'), text(' '), finish({ reason: 'length' })]] });
    const result = await fails('invalidRequest', executor.execute(task));
    assert.match(result.error?.message ?? '', /token limit was used up/);
  });

  it('succeeds with the text when the token limit cut it', async () => {
    const { executor } = setUp({ scripts: [[text('The ans'), finish({ reason: 'length' })]] });
    const result = await executor.execute(task);
    assert.equal(result.status, 'success');
    assert.equal(result.metadata.finishReason, 'length');
  });
});

describe('TaskExecutor, retries', () => {
  it('gives up after three requests, telling each wait', async () => {
    const { executor, factory, slept, events, onEvent } = setUp({ scripts: [[llmError({ kind: 'rateLimit' })]] });
    const result = await fails('rateLimit', executor.execute(task, { onEvent }));
    assert.equal(factory.requests.length, 3);
    assert.equal(result.metadata.attempts, 3);
    assert.deepEqual(slept, [1000, 2000]);
    assert.deepEqual(
      events.filter((event) => event.type === 'retry'),
      [
        { type: 'retry', attempt: 2, reason: 'rateLimit', delayMs: 1000 },
        { type: 'retry', attempt: 3, reason: 'rateLimit', delayMs: 2000 },
      ],
    );
  });

  it('succeeds when a later request does', async () => {
    const { executor, slept } = setUp({
      scripts: [[llmError({ kind: 'overloaded', retryAfterMs: 5 })], [text('done'), finish()]],
    });
    const result = await executor.execute(task);
    assert.equal(result.status, 'success');
    assert.equal(result.metadata.attempts, 2);
    assert.deepEqual(slept, [5]);
  });

  for (const said of [text('T'), thinking('H')]) {
    it(`does not ask again once any ${said.type} was handed on`, async () => {
      const { executor, factory } = setUp({
        scripts: [
          [said, llmError()],
          [text('done'), finish()],
        ],
      });
      await fails('overloaded', executor.execute(task));
      assert.equal(factory.requests.length, 1);
    });
  }

  it('counts all waits of a run against the cap, and takes the limits anew for each run', async () => {
    let maxAttempts = 1;
    const scripts = [[llmError({ retryAfterMs: 60 })]];
    const { executor, factory, slept } = setUp({ scripts, retry: () => ({ maxAttempts, maxTotalDelayMs: 100 }) });
    await executor.execute(task);
    assert.equal(factory.requests.length, 1);
    maxAttempts = 9;
    await executor.execute(task);
    assert.deepEqual(slept, [60]);
  });
});
