import assert from 'node:assert/strict';
import { finish, llmError, text } from '#test/fakes/fakeLlm.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';
import { fails, task } from '#test/orchestration/executorSetup.ts';
import { partsOf, readAnswer, setUpTeam } from '#test/orchestration/teamSetup.ts';

const strategy = 'race';
const usage = { inputTokens: 10, outputTokens: 2, cachedInputTokens: 4 };

describe('race', () => {
  it('takes the first success, closes the others that moment and keeps what they had said', async () => {
    const slow = Promise.withResolvers<void>();
    const { executor, factory, agents, events, onEvent } = setUpTeam({
      a: [[text('slow'), 'hang']],
      b: [[slow.promise, text('fast'), finish({ usage })]],
      c: [[text('dea'), 'hangDeaf']],
    });
    const running = executor.execute(task, { strategy, agents, onEvent });
    await settled();
    assert.deepEqual(factory.asked, ['a', 'b', 'c']);
    slow.resolve();
    const result = await running;
    assert.deepEqual([result.status, result.agent, result.output], ['success', 'b', 'fast']);
    assert.deepEqual(partsOf(result), ['a cancelled slow', 'b success fast', 'c cancelled dea']);
    assert.ok(factory.requests.every(({ config, options }) => options.signal?.aborted || config.model === 'b'));
    assert.equal(readAnswer(events), 'fast');
    assert.deepEqual(result.metadata.usage, usage);
  });

  it('does not take a failure for the first to arrive', async () => {
    const { executor, agents } = setUpTeam({
      a: [[llmError({ kind: 'authentication' })]],
      b: [[text('done'), finish()]],
    });
    const result = await executor.execute(task, { strategy, agents });
    assert.deepEqual(partsOf(result), ['a failed', 'b success done']);
  });

  it('fails with the most useful error when all fail, and says them all', async () => {
    const { executor } = setUpTeam({ a: [[llmError({ kind: 'overloaded', retryable: false, message: 'Busy.' })]] });
    const result = await fails('overloaded', executor.execute(task, { strategy, agents: ['nobody', 'a'] }));
    assert.match(result.error?.message ?? '', /^None of the 2 agents succeeded\. nobody: There is no agent "nobody"\./);
    assert.match(result.error?.message ?? '', /a: Busy\.$/);
  });

  it('may race an agent against itself', async () => {
    const { executor, factory } = setUpTeam({ a: [['hang'], [text('second'), finish()]] });
    const result = await executor.execute(task, { strategy, agents: ['a', 'a'] });
    assert.deepEqual(partsOf(result), ['a cancelled', 'a success second']);
    assert.deepEqual(factory.asked, ['a', 'a']);
  });

  it('goes on when one of its parts is stopped, and ends when all are', async () => {
    const { executor, agents } = setUpTeam({ a: [['hangDeaf']], b: [['hang']] });
    const stops = new Map(agents.map((id) => [id, new AbortController()]));
    const running = executor.execute(task, { strategy, agents, partSignal: ({ agent }) => stops.get(agent)?.signal });
    await settled();
    stops.get('a')?.abort();
    await settled();
    stops.get('b')?.abort();
    const result = await running;
    assert.deepEqual([result.status, result.error], ['cancelled', undefined]);
    assert.deepEqual(partsOf(result), ['a cancelled', 'b cancelled']);
  });

  it('adds up what all of them used and cost, as far as it is known', async () => {
    const gate = Promise.withResolvers<void>();
    const { executor, agents } = setUpTeam(
      {
        a: [[gate.promise, text('x'), finish({ usage })]],
        b: [[finish({ usage, reason: 'contentFilter' })]],
        c: [['hang']],
      },
      { costOf: ({ id }, _model, { inputTokens }) => (id === 'a' ? inputTokens / 1000 : undefined) },
    );
    const running = executor.execute(task, { strategy, agents });
    await settled();
    gate.resolve();
    const { metadata } = await running;
    assert.deepEqual(metadata.usage, { inputTokens: 20, outputTokens: 4, cachedInputTokens: 8 });
    assert.equal(metadata.costUsd, 0.01);
    assert.equal(metadata.attempts, 3);
  });
});
