import assert from 'node:assert/strict';
import type { LlmErrorKind } from '#llm/core.ts';
import { FakeCredentials } from '#test/fakes/fakeCredentials.ts';
import { finish, llmError, text, type FakeStep } from '#test/fakes/fakeLlm.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';
import { fails, setUp, task } from '#test/orchestration/executorSetup.ts';
import { partLines, partsOf, readAnswer, setUpTeam } from '#test/orchestration/teamSetup.ts';

const strategy = 'fallback';
const usage = { inputTokens: 10, outputTokens: 2 };

describe('fallback', () => {
  it('asks no second agent where the first succeeds, and streams its text', async () => {
    const { executor, factory, agents, events, onEvent } = setUpTeam({
      a: [[text('yes'), finish({ usage })]],
      b: [[text('no'), finish()]],
    });
    const result = await executor.execute(task, { strategy, agents, onEvent });
    assert.deepEqual([result.status, result.agent, result.output], ['success', 'a', 'yes']);
    assert.deepEqual(factory.asked, ['a']);
    assert.deepEqual(partsOf(result), ['a success yes']);
    assert.equal(readAnswer(events), 'yes');
    assert.equal(result.metadata.strategy, 'fallback');
    assert.equal(result.metadata.chosenRunId, result.metadata.parts?.[0]?.runId);
    assert.deepEqual([result.metadata.provider, result.metadata.model], ['at-a', 'a']);
  });

  const curable: [string, FakeStep][] = [
    ...(
      [
        'authentication',
        'permission',
        'notFound',
        'contextLength',
        'contentFilter',
        'rateLimit',
        'overloaded',
        'server',
        'network',
        'timeout',
        'protocol',
      ] satisfies LlmErrorKind[]
    ).map((kind): [string, FakeStep] => [kind, llmError({ kind, retryable: false, message: 'No.' })]),
    ['contentFilter as the end of an answer', finish({ reason: 'contentFilter' })],
    ['a token limit used up before any text', finish({ reason: 'length' })],
  ];
  for (const [name, step] of curable) {
    it(`goes on to the next agent after ${name}, and shows the switch`, async () => {
      const { executor, agents, events, onEvent } = setUpTeam({ a: [[step]], b: [[text('done'), finish()]] });
      const result = await executor.execute(task, { strategy, agents, onEvent });
      assert.deepEqual([result.status, result.agent, result.output], ['success', 'b', 'done']);
      assert.deepEqual(partsOf(result), ['a failed', 'b success done']);
      const [reason] = result.metadata.parts?.map(({ error }) => error?.message) ?? [];
      assert.deepEqual(
        events.filter(({ type }) => type === 'agent'),
        [{ type: 'agent', agent: 'b', reason }],
      );
      assert.deepEqual(
        partLines(events).filter((line) => !line.includes('finish')),
        ['a candidate in_progress', 'a candidate failed', 'b candidate in_progress', 'b candidate success'],
      );
    });
  }

  it('goes on from an agent that does not exist, is disabled, has no key or no LLM', async () => {
    const { executor } = setUp({ credentials: new FakeCredentials() });
    const result = await executor.execute(task, { strategy, agents: ['nobody', 'off', 'gpt', 'odd', 'local'] });
    assert.deepEqual(
      result.metadata.parts?.map(({ error }) => error?.kind),
      ['unknownAgent', 'agentDisabled', 'missingKey', 'invalidRequest', undefined],
    );
    assert.equal(result.status, 'success');
  });

  it('retries an agent before it goes on to the next', async () => {
    const { executor, factory, agents, events, onEvent } = setUpTeam({
      a: [[llmError({ kind: 'rateLimit' })]],
      b: [[text('done'), finish()]],
    });
    const result = await executor.execute(task, { strategy, agents, onEvent });
    assert.deepEqual(factory.asked, ['a', 'a', 'a', 'b']);
    assert.equal(result.metadata.attempts, 4);
    assert.equal(events.filter(({ type }) => type === 'retry').length, 2);
  });

  it('does not mix the text of an agent that failed into the answer, and keeps it', async () => {
    const { executor, agents, events, onEvent } = setUpTeam({
      a: [[text('The wro'), llmError({ kind: 'network' })]],
      b: [[text('The right'), text(' one'), finish()]],
    });
    const result = await executor.execute(task, { strategy, agents, onEvent });
    assert.equal(result.output, 'The right one');
    assert.equal(readAnswer(events), 'The right one');
    assert.deepEqual(partsOf(result), ['a failed The wro', 'b success The right one']);
  });

  for (const [name, step] of [
    ['an invalid request that all would refuse', llmError({ kind: 'invalidRequest', status: 400 })],
    ['a cancellation', llmError({ kind: 'cancelled' })],
  ] as const) {
    it(`does not go on after ${name}`, async () => {
      const { executor, factory, agents } = setUpTeam({ a: [[step]], b: [[text('done'), finish()]] });
      const result = await executor.execute(task, { strategy, agents });
      assert.notEqual(result.status, 'success');
      assert.deepEqual(factory.asked, ['a']);
    });
  }

  it('does not go on after a refusal to send, which holds for every agent', async () => {
    const asked: string[] = [];
    const { executor, factory, agents } = setUpTeam(
      { a: [], b: [] },
      {
        beforeSend: async ({ agent }) => {
          asked.push(agent.id);
          return { kind: 'refuse', message: 'This file stays here.' };
        },
      },
    );
    await fails('invalidRequest', executor.execute(task, { strategy, agents }));
    assert.deepEqual([asked, factory.asked], [['a'], []]);
  });

  it('asks nobody about a task without a description', async () => {
    const { executor, factory, agents } = setUpTeam({ a: [], b: [] });
    await fails('emptyDescription', executor.execute({ ...task, description: ' ' }, { strategy, agents }));
    assert.deepEqual(factory.asked, []);
  });

  it('fails with the words of all when none succeeds, keeping what was received', async () => {
    const { executor, agents } = setUpTeam({
      a: [[text('half'), llmError({ kind: 'network', message: 'Reset.' })]],
      b: [[llmError({ kind: 'authentication', status: 401, message: 'Wrong key.' })]],
    });
    const result = await fails('network', executor.execute(task, { strategy, agents }));
    assert.equal(result.error?.message, 'None of the 2 agents succeeded. a: Reset. b: Wrong key.');
    assert.equal(result.output, 'half');
    assert.equal(result.metadata.chosenRunId, undefined);
  });

  it('asks an agent once that stands in the list twice', async () => {
    const { executor, factory } = setUpTeam({ a: [[llmError({ kind: 'protocol' })]] });
    const result = await fails('protocol', executor.execute(task, { strategy, agents: ['a', 'a'] }));
    assert.deepEqual(factory.asked, ['a']);
    assert.equal(result.error?.message, 'The fake failed.');
  });

  it('ends at once when it is cancelled, and asks nobody else', async () => {
    const { executor, factory, agents } = setUpTeam({ a: [[text('The ans'), 'hangDeaf']], b: [[finish()]] });
    const controller = new AbortController();
    const running = executor.execute(task, { strategy, agents, signal: controller.signal });
    await settled();
    controller.abort();
    const result = await running;
    assert.deepEqual([result.status, result.output, factory.asked], ['cancelled', 'The ans', ['a']]);
  });
});
