import assert from 'node:assert/strict';
import {
  type AgentConfig,
  AgentRegistry,
  loadDearestCost,
  mergeAgents,
  parseAgents,
  parseProviders,
  type SendDecision,
  type TaskExecutorOptions,
} from '#orchestration/index.ts';
import { finish, text } from '#test/fakes/fakeLlm.ts';
import { fails, setUp, type Setup, task } from './executorSetup.ts';

const answer = [text('done'), finish({ usage: { inputTokens: 500, outputTokens: 500 } })];
const sneaky: AgentConfig = { id: 'gpt', type: 'openai-gpt', provider: 'gpt', model: 'sneaky' };
const dollars = { perDay: { usd: 3 } };
/** A dollar for a thousand tokens. */
const dearest: TaskExecutorOptions['dearestCostOf'] = (_agent, _model, { inputTokens, outputTokens }) =>
  (inputTokens + outputTokens) / 1000;

interface PriceSetup extends Setup {
  agent?: Partial<AgentConfig>;
  decision?: SendDecision;
}

function setUpPrices({ agent, decision, ...over }: PriceSetup = {}) {
  const asked: boolean[] = [];
  const parts = setUp({
    scripts: [answer],
    registry: new AgentRegistry([{ ...sneaky, ...agent }]),
    budget: dollars,
    costOf: () => undefined,
    ...(decision && {
      beforeSend: async ({ hasUnknownPrice }) => {
        asked.push(hasUnknownPrice);
        return decision;
      },
    }),
    ...over,
  });
  return { ...parts, asked };
}

describe('a model without a price, under a limit in dollars', () => {
  it('is refused where nobody can be asked', async () => {
    const { executor, factory } = setUpPrices();
    const { error } = await fails('budget', executor.execute(task));
    assert.match(
      error?.message ?? '',
      /the price of the model sneaky, .* is not known\. Set it in switchyard\.prices\.$/,
    );
    assert.equal(factory.requests.length, 0);
  });

  it('is refused where whoever was asked did not say that the price may be unknown', async () => {
    const { executor, factory, asked } = setUpPrices({ decision: { kind: 'send' } });
    await fails('budget', executor.execute(task));
    assert.deepEqual([asked, factory.requests.length], [[true], 0]);
  });

  it('is sent with a yes', async () => {
    const { executor, factory } = setUpPrices({ decision: { kind: 'send', isPriceAgreed: true } });
    assert.equal((await executor.execute(task)).status, 'success');
    assert.equal(factory.requests.length, 1);
  });

  it('is refused too where the limit was set after the question', async () => {
    let budget = {};
    const { executor, factory } = setUpPrices({
      budget: () => budget,
      beforeSend: async () => {
        budget = dollars;
        return { kind: 'send' };
      },
    });
    await fails('budget', executor.execute(task));
    assert.equal(factory.requests.length, 0);
  });

  it('is refused under each limit that has dollars, and no other', async () => {
    for (const budget of [{ perRun: { usd: 1 } }, { perDay: { usd: 1 } }, { perDay: { tokens: 9999, usd: 1 } }])
      await fails('budget', setUpPrices({ budget }).executor.execute(task));
    await fails('budget', setUpPrices({ budget: { perPlan: { usd: 1 } } }).executor.execute(task, { planId: 'p' }));
    for (const budget of [{}, { perDay: { tokens: 9999 } }, { perPlan: { usd: 1 } }])
      assert.equal((await setUpPrices({ budget }).executor.execute(task)).status, 'success');
  });

  it('is one whose price is nonsense, too', async () => {
    const broken = (): never => {
      throw new Error('No price.');
    };
    for (const costOf of [() => Number.NaN, () => -5, () => Infinity, broken])
      await fails('budget', setUpPrices({ costOf }).executor.execute(task));
  });

  it('is none where the user set a price of nothing', async () => {
    assert.equal((await setUpPrices({ costOf: () => 0 }).executor.execute(task)).status, 'success');
  });

  it('costs nothing where its answers are made up', async () => {
    assert.equal((await setUpPrices({ agent: { simulated: true } }).executor.execute(task)).status, 'success');
  });

  for (const type of ['vscode-lm', 'openai-compatible'])
    it(`is asked about on the wire ${type} as well, also on this machine`, async () => {
      const agent = { type, baseUrl: 'http://127.0.0.1:11434/v1', auth: 'none' } as const;
      await fails('budget', setUpPrices({ agent }).executor.execute(task));
    });

  it('counts as the dearest known of its provider, without a question', async () => {
    const { executor, factory, asked } = setUpPrices({ dearestCostOf: dearest, decision: { kind: 'send' } });
    const result = await executor.execute(task);
    assert.deepEqual(result.metadata.guessed, { tokens: 0, costUsd: 1 });
    assert.equal('costUsd' in result.metadata, false, 'a figure for the user would be a lie');
    assert.equal((await executor.execute(task)).status, 'success');
    assert.equal((await executor.execute(task)).status, 'success');
    await fails('budget', executor.execute(task));
    assert.deepEqual([asked, factory.requests.length], [[false, false, false, false], 3]);
  });

  it('needs a yes all the same where a workspace chose it, and counts then', async () => {
    const agent = { isWorkspaceModel: true };
    await fails('budget', setUpPrices({ agent, dearestCostOf: dearest }).executor.execute(task));
    const decision = { kind: 'send', isPriceAgreed: true } as const;
    const { executor, factory } = setUpPrices({ agent, dearestCostOf: dearest, decision });
    for (let index = 0; index < 6; index++) await executor.execute(task);
    assert.equal(factory.requests.length, 3);
  });

  it('is priced by what loads first', async () => {
    let price: number | undefined;
    const loadPrices = async () => void (price = 1);
    assert.equal((await setUpPrices({ loadPrices, costOf: () => price }).executor.execute(task)).status, 'success');
  });

  it('is asked about for each agent of a team, and a judge', async () => {
    const priced: AgentConfig = { ...sneaky, id: 'priced', model: 'priced' };
    const { executor, factory } = setUpPrices({
      registry: new AgentRegistry([sneaky, priced]),
      costOf: (_agent, model) => (model === 'priced' ? 0.1 : undefined),
    });
    const result = await executor.execute(task, { strategy: 'compare', agents: ['gpt', 'priced'] });
    assert.deepEqual(
      result.metadata.parts?.map(({ agent, error }) => [agent, error?.kind]),
      [
        ['gpt', 'budget'],
        ['priced', undefined],
      ],
    );
    assert.equal(factory.requests.length, 1);
  });
});

describe('the model of an agent', () => {
  const modelOf = (agents: object, workspace: object, id: string): boolean | undefined =>
    mergeAgents({
      providers: parseProviders({ house: { type: 'openai-compatible', baseUrl: 'https://house.example/v1' } }),
      agents: parseAgents(agents),
      workspaceAgents: [parseAgents(workspace), parseAgents(undefined)],
    }).agents.find((agent) => agent.id === id)?.isWorkspaceModel;

  it('is the workspace’s where that chose another, for an agent of the user’s, a built-in one or one of its own', () => {
    const mine = { mine: { provider: 'house', model: 'small' } };
    assert.equal(modelOf(mine, { mine: { provider: 'house', model: 'sneaky' } }, 'mine'), true);
    assert.equal(modelOf({}, { local: { model: 'sneaky' } }, 'local'), true);
    assert.equal(modelOf({}, { own: { provider: 'house', model: 'sneaky' } }, 'own'), true);
  });

  it('is the user’s where the workspace leaves it, or names the same', () => {
    const mine = { mine: { provider: 'house', model: 'small' } };
    assert.equal(modelOf({}, { gpt: { maxTokens: 1_000_000 } }, 'gpt'), undefined);
    assert.equal(modelOf(mine, { mine: { provider: 'house', model: 'small' } }, 'mine'), undefined);
    assert.equal(modelOf({}, {}, 'gpt'), undefined);
  });
});

describe('the dearest known model', () => {
  const at = new Date('2026-11-25T00:00:00Z');
  const costOf = async (agent: Partial<AgentConfig>, usage = { inputTokens: 0, outputTokens: 1_000_000 }) =>
    (await loadDearestCost())({ ...sneaky, ...agent }, usage, at);

  it('is that of the provider that the agent goes to', async () => {
    assert.equal(await costOf({}), 50);
    assert.equal(await costOf({ type: 'anthropic-claude' }), 75);
    assert.equal(await costOf({ type: 'google-gemini' }), 15);
  });

  it('is not known elsewhere, nor at another rate than the standard one', async () => {
    const base = { type: 'openai-compatible', baseUrl: 'https://gateway.example/v1' };
    for (const agent of [base, { type: 'vscode-lm' }, { type: 'acme' }, { params: { service_tier: 'priority' } }])
      assert.equal(await costOf(agent), undefined);
  });
});
