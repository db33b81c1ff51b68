import assert from 'node:assert/strict';
import { strategyFunctions } from '#orchestration/runs/team/strategies.ts';
import type { StrategyRun } from '#orchestration/runs/team/strategy.ts';
import { FakeRunStore } from '#test/fakes/fakeRunStore.ts';
import { finish, llmError, text } from '#test/fakes/fakeLlm.ts';
import { FakeLogger } from '#test/fakes/fakeLogger.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';
import { fails, task } from '#test/orchestration/executorSetup.ts';
import { partsOf, readAnswer, setUpTeam } from '#test/orchestration/teamSetup.ts';

const strategy = 'compare';

describe('compare', () => {
  it("keeps all answers, in the agents' order, and takes the first that succeeded", async () => {
    const late = Promise.withResolvers<void>();
    const { executor, agents, events, onEvent } = setUpTeam({
      a: [[llmError({ kind: 'authentication' })]],
      b: [[late.promise, text('second'), finish()]],
      c: [[text('third'), finish()]],
    });
    const running = executor.execute(task, { strategy, agents, onEvent });
    await settled();
    late.resolve();
    const result = await running;
    assert.deepEqual(partsOf(result), ['a failed', 'b success second', 'c success third']);
    assert.deepEqual([result.status, result.agent, result.output], ['success', 'b', 'second']);
    assert.equal(result.metadata.chosenRunId, result.metadata.parts?.[1]?.runId);
    assert.equal(readAnswer(events), 'second');
    assert.deepEqual(events.at(-1), { type: 'status', status: 'success' });
  });

  it('tells what each part says as it comes, and its result with its end', async () => {
    const { executor, agents, events, onEvent } = setUpTeam({
      a: [[text('one'), 'hang']],
      b: [[text('two'), finish()]],
    });
    const controller = new AbortController();
    const running = executor.execute(task, { strategy, agents, onEvent, signal: controller.signal });
    await settled();
    const texts = events.flatMap((event) =>
      event.type === 'part' && event.event.type === 'text' ? [`${event.part.agent} ${event.event.text}`] : [],
    );
    assert.deepEqual(texts, ['a one', 'b two']);
    const ends = events.flatMap((event) => (event.type === 'part' && event.result ? [event.result] : []));
    assert.deepEqual(
      ends.map(({ agent, output, metadata }) => [agent, output, metadata.role]),
      [['b', 'two', 'candidate']],
    );
    controller.abort();
    const result = await running;
    assert.deepEqual([result.status, result.output], ['cancelled', 'two']);
    assert.deepEqual(result.metadata.parts?.[1], ends[0]);
  });

  it('stops one part without the others', async () => {
    const { executor, agents } = setUpTeam({ a: [['hangDeaf']], b: [[text('two'), finish()]] });
    const result = await executor.execute(task, {
      strategy,
      agents,
      partSignal: ({ agent }) => (agent === 'a' ? AbortSignal.abort() : undefined),
    });
    assert.deepEqual([result.status, ...partsOf(result)], ['success', 'a cancelled', 'b success two']);
  });

  it('fails when all fail', async () => {
    const { executor, agents } = setUpTeam({
      a: [[finish({ reason: 'contentFilter' })]],
      b: [[llmError({ kind: 'server', retryable: false })]],
    });
    await fails('contentFilter', executor.execute(task, { strategy, agents }));
  });

  it('may ask an agent twice, each time in a run of its own', async () => {
    const { executor } = setUpTeam({
      a: [
        [text('one'), finish()],
        [text('two'), finish()],
      ],
    });
    const result = await executor.execute(task, { strategy, agents: ['a', 'a'] });
    assert.deepEqual(partsOf(result), ['a success one', 'a success two']);
    assert.equal(new Set(result.metadata.parts?.map(({ runId }) => runId)).size, 2);
  });

  it('gives one agent a part of its own too', async () => {
    const { executor } = setUpTeam({ a: [[text('one'), finish()]] });
    assert.deepEqual(partsOf(await executor.execute({ ...task, agent: 'a' }, { strategy })), ['a success one']);
  });

  const invalid: [string, unknown, string][] = [
    ['no agent', [], 'unknownAgent'],
    ['too many agents', Array.from({ length: 17 }, () => 'a'), 'invalidRequest'],
    ['a text for the list', 'a, b', 'invalidRequest'],
    ['something else than ids', [1], 'invalidRequest'],
  ];
  for (const [name, agents, kind] of invalid) {
    it(`refuses ${name}`, async () => {
      const { executor, factory } = setUpTeam({ a: [[finish()]] });
      // @ts-expect-error other extensions may hand in anything
      await fails(kind, executor.execute(task, { strategy, agents }));
      assert.deepEqual(factory.asked, []);
    });
  }

  it("runs on one agent where the call names just that, whatever the task's own strategy", async () => {
    const { executor } = setUpTeam({ a: [[text('one'), finish()]], b: [[finish()]] });
    const result = await executor.execute({ ...task, strategy, agents: ['b', 'a'] }, { agent: 'a' });
    assert.deepEqual([result.agent, result.metadata.parts], ['a', undefined]);
  });

  it('has the run and its parts in the store, each settled once, the parts named as such', async () => {
    const store = new FakeRunStore();
    const { executor, agents } = setUpTeam({ a: [[text('1'), finish()]], b: [[text('2'), finish()]] }, { store });
    const { metadata } = await executor.execute(task, { strategy, agents, runId: 'run', threadId: 't', planId: 'p' });
    const partIds = metadata.parts?.map(({ runId }) => runId) ?? [];
    const starts = store.only('runBegun').map(({ start }) => start);
    assert.deepEqual(
      starts.map(({ result: { runId, agent, metadata }, parentRunId, threadId, planId }) => [
        runId,
        agent,
        metadata.strategy ?? metadata.role,
        parentRunId,
        threadId,
        planId,
      ]),
      [
        ['run', 'a', 'compare', undefined, 't', 'p'],
        [partIds[0], 'a', 'candidate', 'run', 't', 'p'],
        [partIds[1], 'b', 'candidate', 'run', 't', 'p'],
      ],
    );
    const settledIds = store.only('runSettled').map(({ result }) => result.runId);
    assert.deepEqual(settledIds.toSorted(), ['run', ...partIds].toSorted());
    assert.deepEqual(new Set(store.only('runOutput').map(({ runId }) => runId)), new Set(partIds));
  });

  it('keeps what its parts said and cost where the strategy itself breaks, also of those that still go on', async () => {
    const late = Promise.withResolvers<void>();
    const { executor, agents } = setUpTeam({
      a: [[text('1'), finish({ usage: { inputTokens: 1, outputTokens: 2 } })]],
      b: [[late.promise, text('2'), finish({ usage: { inputTokens: 3, outputTokens: 4 } })]],
    });
    const breaking = async (run: StrategyRun): Promise<never> => {
      const [first] = run.agents.map((agent) => run.runPart(agent));
      await first;
      throw new Error('broken');
    };
    const { compare } = strategyFunctions;
    const whole = Object.assign(strategyFunctions, { compare: breaking });
    try {
      const running = executor.execute(task, { strategy, agents });
      await settled();
      late.resolve();
      const result = await running;
      assert.deepEqual([result.status, result.error?.message], ['failed', 'broken']);
      assert.deepEqual(partsOf(result), ['a success 1', 'b success 2']);
      assert.deepEqual(result.metadata.usage, { inputTokens: 4, outputTokens: 6 });
    } finally {
      Object.assign(whole, { compare });
    }
  });

  it('outlives a listener, a store and a part signal that throw', async () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const logger = new FakeLogger();
    const store = new FakeRunStore(broken);
    const { executor, agents } = setUpTeam(
      { a: [[text('1'), finish()]], b: [[text('2'), finish()]] },
      { store, logger },
    );
    const result = await executor.execute(task, { strategy, agents, onEvent: broken, partSignal: broken });
    assert.deepEqual(partsOf(result), ['a success 1', 'b success 2']);
  });
});
