import assert from 'node:assert/strict';
import { ProjectOrchestrator } from '#orchestration/index.ts';
import { type FakeStep, finish, text, thinking } from '#test/fakes/fakeLlm.ts';
import { fails, setUp, task } from './executorSetup.ts';
import { partsOf, setUpTeam } from './teamSetup.ts';

const usage = { inputTokens: 10, outputTokens: 2 };
const malformed = (over: object = {}): FakeStep =>
  finish({ reason: 'other', usage, end: { word: 'MALFORMED_FUNCTION_CALL', isBroken: true, ...over } });

/** Answers that are none, with what is said of them. */
const none: Record<string, [FakeStep[], RegExp]> = {
  'a stop at once': [[finish()], /ended its answer without any text/],
  'white space': [[text('\n'), text(' \t\r\n'), finish()], /without any text/],
  'characters that nobody sees': [[text('\u200b\ufeff\u00ad\u2060\u3164\u2800\u0000'), finish()], /without any text/],
  'thoughts alone': [[thinking('Hm.'), finish()], /^The model thought, and ended/],
  'a call of a tool alone': [[finish({ reason: 'toolCalls' })], /called a tool in place of an answer/],
  "a reason of the provider's own": [
    [finish({ reason: 'other', end: { word: 'OTHER' } })],
    /^The provider ended the answer without any text \(OTHER\)\.$/,
  ],
  'no reason at all': [[text(' '), finish({ reason: 'other' })], /without any text/],
  'what is malformed': [[malformed()], /what the model wrote is broken \(MALFORMED_FUNCTION_CALL\)/],
  'what is malformed, behind text': [[text('I will call f('), malformed()], /is broken \(MALFORMED_FUNCTION_CALL\)/],
};

describe('an answer that is none', () => {
  for (const [name, [script, message]] of Object.entries(none)) {
    it(`fails its run and says why: ${name}`, async () => {
      const { executor, factory } = setUp({ scripts: [script] });
      const result = await fails('protocol', executor.execute(task));
      assert.match(result.error?.message ?? '', message);
      assert.equal(factory.requests.length, 1);
    });

    it(`lets the next agent of a fallback answer: ${name}`, async () => {
      const { executor, agents } = setUpTeam({ a: [script], b: [[text('done'), finish()]] });
      const result = await executor.execute(task, { strategy: 'fallback', agents });
      assert.deepEqual([result.status, result.agent, result.output], ['success', 'b', 'done']);
    });

    it(`wins no race: ${name}`, async () => {
      const first = Promise.withResolvers<void>();
      const { executor, agents } = setUpTeam({ a: [script], b: [[first.promise, text('done'), finish()]] });
      const running = executor.execute(task, {
        strategy: 'race',
        agents,
        onEvent: (event) => {
          if (event.type === 'part' && event.part.agent === 'a' && event.result) first.resolve();
        },
      });
      const result = await running;
      assert.deepEqual([result.status, result.agent], ['success', 'b']);
      assert.match(partsOf(result)[0] ?? '', /^a failed/);
    });

    it(`keeps those from running that wait for it in a plan: ${name}`, async () => {
      const { executor } = setUp({ scripts: [script] });
      const plan = new ProjectOrchestrator({ executor });
      plan.addTasks([task, { ...task, id: 'next', dependencies: [task.id] }]);
      await plan.executeAll();
      assert.deepEqual(
        [task.id, 'next'].map((id) => plan.getTask(id)?.status),
        ['failed', 'blocked'],
      );
    });
  }

  it('is asked for again where the provider sends such requests again itself, and both are counted', async () => {
    const again = malformed({ isRetryable: true });
    const { executor, factory, slept, events, onEvent } = setUp({
      scripts: [[again], [text('done'), finish({ usage: { inputTokens: 10, outputTokens: 5 } })]],
      costOf: (_agent, _model, { outputTokens }) => outputTokens,
    });
    const result = await executor.execute(task, { onEvent });
    assert.deepEqual([result.status, result.output, factory.requests.length], ['success', 'done', 2]);
    assert.equal(slept.length, 1);
    assert.ok(events.some((event) => event.type === 'retry' && event.reason === 'protocol'));
    const { attempts, finishReason, end, costUsd } = result.metadata;
    assert.deepEqual([attempts, finishReason, end, costUsd], [2, 'stop', undefined, 7]);
    assert.deepEqual(result.metadata.usage, { inputTokens: 20, outputTokens: 7 });
  });

  it('is given up after three requests, all of them counted', async () => {
    const { executor, factory } = setUp({ scripts: [[malformed({ isRetryable: true })]] });
    const result = await fails('protocol', executor.execute(task));
    assert.equal(result.error?.retryable, true);
    assert.deepEqual([factory.requests.length, result.metadata.usage?.inputTokens], [3, 30]);
  });

  it('is nothing that a judge is given, nor a verdict', async () => {
    const { executor, factory } = setUpTeam({
      a: [[text('\u200b'), finish()]],
      b: [[text('B'), finish()]],
      judge: [[text('x'), finish()]],
    });
    const result = await executor.execute(task, { strategy: 'synthesize', agents: ['a', 'b'], judge: 'judge' });
    assert.deepEqual([result.output, factory.asked], ['B', ['a', 'b']]);
  });
});

describe('a follow-up of an answer that nobody can see', () => {
  it('is sent and shown before without that answer, whatever speaks to the model', async () => {
    const shown: string[][] = [];
    const { executor, factory } = setUp({
      beforeSend: async ({ messages }) => {
        shown.push(messages.map(({ role }) => role));
        return { kind: 'send' };
      },
    });
    const history = [
      { role: 'user' as const, content: 'Before.' },
      { role: 'assistant' as const, content: '\n\n' },
    ];
    for (const agent of ['gpt', 'vscode']) {
      const result = await executor.execute({ ...task, agent, history });
      assert.equal(result.status, 'success');
    }
    assert.deepEqual(
      factory.requests.map(({ messages }) => messages.slice(1)),
      [1, 2].map(() => [{ role: 'user', content: 'Before.\n\nExplain this.' }]),
    );
    assert.deepEqual(shown, [
      ['system', 'user'],
      ['system', 'user'],
    ]);
  });

  it('cannot be a task of its own', async () => {
    const { executor, factory } = setUp();
    await fails('emptyDescription', executor.execute({ ...task, description: '\u200b\u2060 \n' }));
    assert.equal(factory.requests.length, 0);
  });
});

describe('an answer whose end is not a plain one', () => {
  it('succeeds with its text, and its result holds what is known of the end', async () => {
    for (const end of [{ word: 'pause_turn' }, { assumed: 'silence' as const }]) {
      const { executor } = setUp({ scripts: [[text('A'), finish({ reason: 'other', end })]] });
      const { status, metadata } = await executor.execute(task);
      assert.deepEqual([status, metadata.end], ['success', end]);
    }
  });

  it('says so too where it is the answer of several agents', async () => {
    const end = { assumed: 'silence' as const };
    const { executor, agents } = setUpTeam({ a: [[text('A'), finish({ end })]] });
    assert.deepEqual((await executor.execute(task, { strategy: 'fallback', agents })).metadata.end, end);
  });
});
