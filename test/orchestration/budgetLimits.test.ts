import assert from 'node:assert/strict';
import {
  AgentRegistry,
  type Budget,
  parseBudget,
  ProjectOrchestrator,
  type TaskExecutorOptions,
} from '#orchestration/index.ts';
import { finish, type FakeStep, FakeLlmFactory, llmError, text, thinking } from '#test/fakes/fakeLlm.ts';
import { settled } from '#test/fakes/fakeTaskRunner.ts';
import { agents, fails, setUp, task } from './executorSetup.ts';
import { task as planned } from './orchestratorSetup.ts';
import { FakeTeamFactory, partsOf, setUpTeam } from './teamSetup.ts';

const usage = { inputTokens: 100, outputTokens: 900 };
const answer: FakeStep[] = [text('done'), finish({ usage })];
/** A dollar for a thousand tokens. */
const costOf: TaskExecutorOptions['costOf'] = (_agent, _model, { inputTokens, outputTokens }) =>
  (inputTokens + outputTokens) / 1000;

const limitsOf = ({ requests }: FakeLlmFactory) => requests.map(({ options }) => options.maxTokens);
/** Of the task's own prompt, as the ledger estimates it. */
const inputTokens = 127;

describe('what a budget leaves for an answer', () => {
  for (const [name, budget] of [
    ['tokens', { perDay: { tokens: 2000 } }],
    ['dollars', { perDay: { usd: 2 } }],
    ['both', { perRun: { tokens: 2000 }, perDay: { usd: 1000 } }],
  ] as const)
    it(`is its limit, in ${name}`, async () => {
      const { executor, factory } = setUp({ scripts: [answer], costOf, budget });
      await executor.execute(task);
      assert.deepEqual(limitsOf(factory), [2000 - inputTokens]);
    });

  it('is refused to an agent with a budget for thinking, where the smallest one has no room in it', async () => {
    const [gpt = assert.fail()] = agents;
    const thinks = { ...gpt, params: { thinking: { type: 'enabled', budget_tokens: 8000 } } };
    for (const [tokens, sent, kind] of [
      [1000, 0, 'budget'],
      [1200 + inputTokens, 1, undefined],
    ] as const) {
      const factory = new FakeLlmFactory([answer]);
      const { error } = await setUpTeamOf(thinks, factory, { perRun: { tokens } }).executor.execute(task);
      assert.deepEqual([factory.requests.length, error?.kind], [sent, kind]);
    }
  });

  it('shrinks with what was spent', async () => {
    const { executor, factory } = setUp({ scripts: [answer], budget: { perDay: { tokens: 2000 } } });
    for (let index = 0; index < 3; index++) await executor.execute(task);
    assert.deepEqual(limitsOf(factory), [2000 - inputTokens, 1000 - inputTokens]);
  });

  it('is no more than the agent asks for itself, or than is usual', async () => {
    const limitOf = async (over: object): Promise<unknown> => {
      const factory = new FakeLlmFactory([answer]);
      const [gpt = assert.fail()] = agents;
      const { executor } = setUpTeamOf({ ...gpt, ...over }, factory, { perDay: { tokens: 1_000_000 } });
      await executor.execute(task);
      return limitsOf(factory)[0];
    };
    assert.equal(await limitOf({}), 32_000);
    assert.equal(await limitOf({ maxTokens: 500 }), 500);
    assert.equal(await limitOf({ maxTokens: 500, params: { max_output_tokens: 800 } }), 800);
    for (const limit of [-1, 0, '900000', Number.NaN])
      assert.equal(await limitOf({ maxTokens: 500, params: { max_tokens: limit } }), 500);
    assert.equal(await limitOf({ maxTokens: 9_000_000 }), 1_000_000 - inputTokens);
  });

  it('counts what an agent sends besides the task: instructions, tools and schemas of any size', async () => {
    const limitFor = async (params: Record<string, unknown>) => {
      const factory = new FakeLlmFactory([answer]);
      const [gpt = assert.fail()] = agents;
      const { executor } = setUpTeamOf({ ...gpt, params }, factory, { perRun: { tokens: 20_000 } });
      const { error } = await executor.execute(task);
      return error?.limit ?? limitsOf(factory)[0];
    };
    const schema = { type: 'object', description: 'x'.repeat(30_000) };
    assert.equal(await limitFor({ top_p: 0.5 }), 20_000 - inputTokens);
    for (const params of [
      { text: { format: { type: 'json_schema', name: 'x', schema } } },
      { instructions: 'x'.repeat(30_000) },
      { tools: [{ name: 'x', parameters: schema }] },
    ]) {
      const limit = await limitFor(params);
      assert.ok(typeof limit === 'number' && limit < 10_000 - inputTokens && limit > 9_000, String(limit));
    }
    assert.equal(await limitFor({ instructions: 'x'.repeat(300_000) }), 'perRun');
  });

  it('is shared by the answers that parameters ask for at once: each of them is paid for', async () => {
    const limitFor = async (params: Record<string, unknown>) => {
      const factory = new FakeLlmFactory([answer]);
      const [gpt = assert.fail()] = agents;
      const { executor } = setUpTeamOf({ ...gpt, params }, factory, { perRun: { tokens: 8000 + inputTokens } });
      await executor.execute(task);
      return limitsOf(factory)[0];
    };
    assert.equal(await limitFor({ n: 8 }), 1000);
    assert.equal(await limitFor({ n: 1, best_of: 4 }), 2000);
    assert.equal(await limitFor({ n: 0 }), 8000);
    const ofGemini = await limitFor({ generationConfig: { candidateCount: 8 } });
    assert.ok(typeof ofGemini === 'number' && ofGemini <= 1000 && ofGemini > 980, String(ofGemini));
  });

  it('limits nothing where there is no budget, or none for the run', async () => {
    for (const budget of [{}, { perPlan: { tokens: 1 } }]) {
      const { executor, factory } = setUp({ budget });
      await executor.execute(task);
      assert.deepEqual(limitsOf(factory), [undefined]);
    }
  });

  it('is shared by requests that go on: what may not be enough for both waits, and is sent then', async () => {
    const gate = Promise.withResolvers<void>();
    const { executor, factory } = setUp({
      scripts: [[text('a'), gate.promise, ...answer], answer],
      budget: { perDay: { tokens: 4000 } },
    });
    const first = executor.execute(task);
    const second = executor.execute(task);
    await settled();
    assert.deepEqual(limitsOf(factory), [4000 - inputTokens]);
    gate.resolve();
    assert.deepEqual([(await first).status, (await second).status], ['success', 'success']);
    assert.deepEqual(limitsOf(factory), [4000 - inputTokens, 3000 - inputTokens]);
  });

  it('keeps no request waiting that there is room for', async () => {
    const { executor, factory } = setUp({ scripts: [['hang']], budget: { perDay: { tokens: 100_000 } } });
    const controller = new AbortController();
    const running = Array.from({ length: 5 }, () => executor.execute(task, { signal: controller.signal }));
    await settled();
    assert.deepEqual(limitsOf(factory), [32_000, 32_000, 32_000]);
    controller.abort();
    for (const { status } of await Promise.all(running)) assert.equal(status, 'cancelled');
  });

  it('is not waited for by a run that was cancelled meanwhile', async () => {
    const { executor, factory } = setUp({ scripts: [['hang']], budget: { perDay: { tokens: 1000 } } });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = executor.execute(task, { signal: one.signal });
    const second = executor.execute(task, { signal: two.signal });
    await settled();
    two.abort();
    assert.equal((await second).status, 'cancelled');
    one.abort();
    await first;
    assert.equal(factory.requests.length, 1);
  });

  it('holds for a team of 16 together, with whatever each of them writes at most', async () => {
    const scripts = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`m${index}`, [[]]]));
    const factory = new GreedyFactory(scripts);
    const { executor } = setUpTeam(scripts, { factory, budget: { perRun: { tokens: 20_000 } } });
    const result = await executor.execute(task, { strategy: 'compare', agents: Object.keys(scripts) });
    const { usage: spent = assert.fail() } = result.metadata;
    assert.ok(spent.inputTokens + spent.outputTokens <= 20_000, JSON.stringify(spent));
    assert.ok(partsOf(result).some((part) => part.includes('success')));
  });

  it('is enforced where a server ignores it: the connection is closed, and what was said is kept', async () => {
    const long = 'x'.repeat(5000);
    const { executor, factory } = setUp({
      scripts: [[text(long), text(long), text(long), 'hang']],
      budget: { perDay: { tokens: 1000 } },
    });
    const { output, error } = await fails('budget', executor.execute(task));
    assert.equal(output, long + long);
    assert.match(error?.message ?? '', /went on beyond the 873 tokens that the budget left for it/);
    assert.equal(factory.closedCount, 1);
  });

  it('is named as the cause where a model used it up before its first word', async () => {
    const script = [thinking('Hm.'), finish({ reason: 'length' })];
    const { executor } = setUp({ scripts: [script], budget: { perDay: { tokens: 1000 } } });
    const { error } = await fails('budget', executor.execute(task));
    assert.match(error?.message ?? '', /^What the budget left for the answer was used up before any text/);
    await fails('invalidRequest', setUp({ scripts: [script] }).executor.execute(task));
  });

  it('is too little for an answer: the request is not sent', async () => {
    const { executor, factory } = setUp({ budget: { perDay: { tokens: inputTokens + 15 } } });
    const { error } = await fails('budget', executor.execute(task));
    assert.deepEqual(error?.amounts, { unit: 'tokens', used: 0, most: inputTokens + 15, next: inputTokens + 16 });
    assert.equal(factory.requests.length, 0);
  });
});

describe('a request that broke off', () => {
  const spentBy = async (...script: FakeStep[]): Promise<number> => {
    const { executor } = setUp({ scripts: [script], retry: { maxAttempts: 1 } });
    return (await executor.execute(task)).metadata.guessed?.tokens ?? 0;
  };

  it('counts once its answer had begun, though nothing was said', async () => {
    assert.equal(await spentBy(llmError({ kind: 'network', hasBegun: true })), inputTokens);
    assert.equal(await spentBy(llmError({ kind: 'overloaded', hasBegun: true })), inputTokens);
  });

  it('counts what the provider had counted, where that is known', async () => {
    const counted = { inputTokens: 66_700, outputTokens: 1 };
    assert.equal(await spentBy(llmError({ kind: 'network', hasBegun: true, usage: counted })), 66_701);
    assert.equal(await spentBy(llmError({ status: 529, hasBegun: true, usage: counted })), 66_701);
    assert.equal(await spentBy(text('x'.repeat(300)), llmError({ kind: 'network', usage: counted })), 66_800);
  });

  it('counts nothing where no answer began, or a status refused it', async () => {
    assert.equal(await spentBy(llmError({ kind: 'network' })), 0);
    assert.equal(await spentBy(llmError({ kind: 'rateLimit', status: 429 })), 0);
    assert.equal(await spentBy(llmError({ kind: 'overloaded', status: 529, hasBegun: true })), 0);
    assert.equal(await spentBy(llmError({ kind: 'protocol', status: 302 })), 0);
  });

  it('counts with each try', async () => {
    const broken = llmError({ kind: 'network', hasBegun: true });
    const { executor } = setUp({ scripts: [[broken], [broken], answer] });
    assert.equal((await executor.execute(task)).metadata.guessed?.tokens, 2 * inputTokens);
  });

  it('counts what it may have thought in silence, up to its first word', async () => {
    let now = 0;
    const wait = (milliseconds: number) => Promise.resolve().then(() => (now += milliseconds));
    const spent = async (make: () => FakeStep[]): Promise<number> => {
      const factory = new (class extends FakeLlmFactory {
        override async *play() {
          for (const step of make()) {
            if (step instanceof Error) throw step;
            if (step === 'hang') await wait(10_000);
            else if (typeof step === 'object' && 'type' in step) yield step;
          }
        }
      })();
      const { executor } = setUp({ factory, steadyNow: () => now, retry: { maxAttempts: 1 } });
      return (await executor.execute(task)).metadata.guessed?.tokens ?? 0;
    };
    const broken = llmError({ kind: 'timeout', hasBegun: true });
    assert.equal(await spent(() => ['hang', broken]), inputTokens + 1000);
    assert.equal(await spent(() => ['hang', llmError({ kind: 'timeout' })]), inputTokens, 'of no answer at all');
    const long = Array.from({ length: 40 }, (): FakeStep => 'hang');
    assert.equal(await spent(() => [...long, broken]), inputTokens + 32_000, 'no more than it might have');
    assert.equal(await spent(() => ['hang', thinking('xxx'), 'hang', 'hang', broken]), inputTokens + 1001);
  });

  it('counts for an answer whose usage leaves out what it cannot', async () => {
    const counts = async (over: object): Promise<number | undefined> => {
      const script = [text('x'.repeat(30)), finish({ usage: { ...usage, ...over } })];
      return (await setUp({ scripts: [script] }).executor.execute(task)).metadata.guessed?.tokens;
    };
    assert.equal(await counts({}), undefined);
    assert.equal(await counts({ outputTokens: 0 }), 10);
    assert.equal(await counts({ inputTokens: 0, outputTokens: 0 }), inputTokens + 10);
    assert.equal(await counts({ inputTokens: 0 }), inputTokens + 10);
    for (const nonsense of [Number.NaN, -1_000_000, Infinity])
      assert.equal(await counts({ outputTokens: nonsense }), inputTokens + 10);
  });
});

describe('a budget that cannot be read', () => {
  const unreadable: [name: string, value: unknown][] = [
    ['a list', []],
    ['a text', '{ "perDay": { "usd": 3 } }'],
    ['a number', 3],
    ['another name', { perWeek: { usd: 3 } }],
    ['another unit', { perDay: { dollars: 3 } }],
    ['a text for a number', { perDay: { usd: '3' } }],
    ['less than nothing', { perDay: { usd: -1 } }],
    ['null for a limit', { perDay: null }],
    ['null for an amount', { perDay: { usd: null } }],
    ['no number', { perRun: { tokens: Number.NaN } }],
    ['no end', { perRun: { tokens: Infinity } }],
  ];
  for (const [name, value] of unreadable)
    it(`lets nothing through: ${name}`, async () => {
      const { executor, factory } = setUp({ budget: parseBudget(value).budget });
      const { error } = await fails('budget', executor.execute(task));
      assert.match(error?.message ?? '', /cannot be read, so nothing is sent until it is mended\. switchyard\.budget/);
      assert.equal(factory.requests.length, 0);
    });

  it('asks nobody anything, keeps a plan as it is, and lets it go on when it is mended', async () => {
    let budget: Budget = parseBudget({ perDay: 5 }).budget;
    let asked = 0;
    const { executor } = setUp({
      scripts: [answer],
      budget: () => budget,
      beforeSend: async () => {
        asked += 1;
        return { kind: 'send' };
      },
    });
    const orchestrator = new ProjectOrchestrator({ executor, planId: 'p', maxConcurrent: 1 });
    orchestrator.addTasks(['1', '2'].map((id) => planned(id, [], { agent: 'gpt' })));
    assert.equal((await orchestrator.executeAll()).length, 1);
    assert.deepEqual([asked, ...orchestrator.getTasks().map(({ status }) => status)], [0, 'pending', 'pending']);
    budget = {};
    assert.equal((await orchestrator.executeAll()).length, 2);
  });

  it('lets nothing through either where a limit, or what was spent, is no number', async () => {
    for (const limit of [Number.NaN, -1]) {
      for (const budget of [{ perDay: { tokens: limit } }, { perRun: { usd: limit } }])
        await fails('budget', setUp({ budget, costOf }).executor.execute(task));
    }
    const spentToday = () => ({ tokens: Number.NaN, costUsd: 0 });
    const { executor } = setUp({ scripts: [answer], budget: { perDay: { tokens: 1000 } }, spentToday });
    assert.equal((await executor.execute(task)).status, 'success');
    await fails('budget', executor.execute(task));
  });
});

describe('a budget for the day', () => {
  it('is not given again by a clock that goes forth and back', async () => {
    let now = new Date(2026, 10, 1, 12).getTime();
    const { executor } = setUp({ scripts: [answer], budget: { perDay: { tokens: 1000 } }, now: () => now });
    assert.equal((await executor.execute(task)).status, 'success');
    now = new Date(2027, 10, 1, 12).getTime();
    assert.equal((await executor.execute(task)).status, 'success');
    now = new Date(2026, 10, 1, 13).getTime();
    await fails('budget', executor.execute(task));
  });
});

/** Its models write as much as they may, and say so. */
class GreedyFactory extends FakeTeamFactory {
  override async *play({ options }: Parameters<FakeTeamFactory['play']>[0]) {
    await settled();
    yield text('x');
    yield finish({ usage: { inputTokens, outputTokens: options.maxTokens ?? 100_000 } });
  }
}

function setUpTeamOf(agent: (typeof agents)[number], factory: FakeLlmFactory, budget: Budget) {
  return setUp({ registry: new AgentRegistry([agent]), factory, budget });
}
