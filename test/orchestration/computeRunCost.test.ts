import assert from 'node:assert/strict';
import type { PriceOverrides, Usage } from '#llm/core.ts';
import { type AgentConfig, type ComputeRunCost, loadRunCost, parsePrices } from '#orchestration/index.ts';

const usage: Usage = { inputTokens: 1_000_000, outputTokens: 0 };
const gpt: AgentConfig = { id: 'gpt', type: 'openai-gpt', provider: 'gpt', model: 'gpt-6.1-sol' };
const mine: PriceOverrides = { 'gpt-6.1-sol': { input: 7, output: 7 } };

function cost(
  over: Partial<AgentConfig>,
  options: { model?: string; overrides?: PriceOverrides; facts?: Partial<Usage> } = {},
) {
  const { model = 'gpt-6.1-sol', overrides = {}, facts } = options;
  return computeRunCost(
    { ...gpt, ...over },
    model,
    { ...usage, ...facts },
    overrides,
    new Date('2026-11-25T00:00:00Z'),
  );
}

let computeRunCost: ComputeRunCost;

before(async () => {
  computeRunCost = await loadRunCost();
});

describe('computeRunCost', () => {
  it('prices the model that answered', () => {
    assert.equal(cost({}), 4);
    assert.equal(cost({ model: 'gpt-latest' }, { model: 'gpt-6.1-sol-2026-09-29' }), 4);
  });

  it('prices the agent’s own model where the answer names one that is not known', () => {
    assert.equal(cost({}, { model: 'deployment-7' }), 4);
  });

  it('prices what a gateway elsewhere passes on', () => {
    assert.equal(cost({ type: 'openai-compatible', baseUrl: 'https://gateway.example/v1' }), 4);
  });

  const free: [name: string, over: Partial<AgentConfig>][] = [
    ['a server on this machine', { type: 'openai-compatible', baseUrl: 'http://127.0.0.1:11434/v1' }],
    ['the local agent as it comes', { type: 'openai-compatible' }],
    ['a model of VS Code', { type: 'vscode-lm', baseUrl: 'https://ignored.example' }],
    ['an LLM of another extension', { type: 'acme', baseUrl: 'https://acme.example' }],
    ['a simulated provider', { simulated: true, baseUrl: 'https://simulated.example' }],
    ['another service tier', { params: { service_tier: 'flex' } }],
    ['a fast mode', { params: { speed: 'fast' } }],
  ];
  for (const [name, over] of free) {
    it(`has no figure for ${name}, unless the user set one`, () => {
      assert.equal(cost(over), undefined);
      assert.equal(cost(over, { overrides: mine }), 7);
    });
  }

  it('takes the standard tier, and params that cost nothing, for what they are', () => {
    assert.equal(cost({ params: { service_tier: 'auto', reasoning: { effort: 'low' } } }), 4);
  });

  it('prices the tier that served the answer, asked for or not', () => {
    assert.equal(cost({}, { facts: { tier: 'flex' } }), 2);
    assert.equal(cost({ params: { service_tier: 'flex' } }, { facts: { tier: 'flex' } }), 2);
    assert.equal(cost({}, { facts: { tier: 'other' } }), undefined);
    assert.equal(cost({ params: { speed: 'fast' } }, { facts: { tier: 'flex' } }), undefined);
  });

  it('does not price another model where that which answered has no price in its tier', () => {
    assert.equal(
      cost({ model: 'gpt-5.4' }, { model: 'gpt-6.1-sol', facts: { inputTokens: 1_000, tier: 'priority' } }),
      undefined,
    );
  });

  it('has no figure for OpenAI in a region, which costs more', () => {
    assert.equal(cost({ baseUrl: 'https://eu.api.openai.com/v1' }), undefined);
    assert.equal(cost({ baseUrl: 'https://eu.api.openai.com/v1' }, { overrides: mine }), 7);
  });

  it('takes the user’s price for every tier, and adds searches of the web where their price is known', () => {
    assert.equal(cost({}, { overrides: mine, facts: { tier: 'other' } }), 7);
    assert.equal(cost({}, { overrides: mine, facts: { hasUnknownFees: true } }), undefined);
    assert.equal(cost({}, { overrides: mine, facts: { webSearches: 3 } }), undefined);
    const claude: Partial<AgentConfig> = { type: 'anthropic-claude', provider: 'claude', model: 'claude-opus-5-5' };
    const overrides = { 'claude-opus-5-5': { input: 1, output: 1 } };
    assert.equal(cost(claude, { model: 'claude-opus-5-5', overrides, facts: { webSearches: 3 } }), 1.03);
  });

  it('takes the user’s price for the agent’s model before one for the model that answered', () => {
    const overrides = { alias: { input: 1, output: 1 }, 'gpt-6.1-sol': { input: 2, output: 2 } };
    assert.equal(cost({ model: 'alias' }, { overrides }), 1);
  });
});

describe('parsePrices', () => {
  it('takes models, patterns and prices of nothing', () => {
    const value = { 'openai/gpt-*': { input: 1.5, output: 6, cachedInput: 0.1 }, mine: { input: 0, output: 0 } };
    assert.deepEqual(parsePrices(value), { valid: value, problems: [] });
    for (const nothing of [undefined, null, {}]) assert.deepEqual(parsePrices(nothing), { valid: {}, problems: [] });
  });

  const wrong: [name: string, value: unknown, message: string][] = [
    ['a list', [], 'switchyard.prices: expected an object'],
    ['a number as a price', { m: 3 }, 'switchyard.prices › m: expected an object with input and output'],
    [
      'a price without output',
      { m: { input: 1 } },
      'switchyard.prices › m › output: expected US dollars for a million tokens, a number of at least 0; got nothing',
    ],
    [
      'a price below nothing',
      { m: { input: -1, output: 1 } },
      'switchyard.prices › m › input: expected US dollars for a million tokens, a number of at least 0',
    ],
    [
      'a text as a price',
      { m: { input: '1', output: 1 } },
      'switchyard.prices › m › input: expected US dollars for a million tokens, a number of at least 0',
    ],
    [
      'null as the price of the cache',
      { m: { input: 1, output: 1, cachedInput: null } },
      'switchyard.prices › m › cachedInput: expected US dollars for a million tokens, a number of at least 0',
    ],
    [
      'a field that is none',
      { m: { input: 1, output: 1, cached: 1 } },
      'switchyard.prices › m › cached: unknown setting; expected one of input, output, cachedInput',
    ],
    ['no model', { ' ': { input: 1, output: 1 } }, 'switchyard.prices: expected the name of a model before each price'],
  ];
  for (const [name, value, message] of wrong) {
    it(`says what is wrong with ${name}, and keeps the other prices`, () => {
      const good = { good: { input: 1, output: 2 } };
      const { valid, problems } = parsePrices(Array.isArray(value) ? value : { ...Object(value), ...good });
      assert.deepEqual(
        problems.map((problem) => problem.message),
        [message],
      );
      assert.deepEqual(valid, Array.isArray(value) ? {} : good);
    });
  }

  it('keeps a model that is called like a part of every object', () => {
    const { valid } = parsePrices(JSON.parse('{ "__proto__": { "input": 1, "output": 1 } }'));
    assert.deepEqual(Object.keys(valid), ['__proto__']);
  });
});
