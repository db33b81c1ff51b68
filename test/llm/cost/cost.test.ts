import assert from 'node:assert/strict';
import { computeCost, type PriceOverrides, pricesAsOf, type Usage } from '#llm/index.ts';
import { modelPrices } from '#llm/cost/prices.ts';

const november = new Date('2026-11-25T12:00:00Z');
const million: Usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

function cost(model: string, usage: Partial<Usage> = {}, at = november, overrides: PriceOverrides = {}) {
  return computeCost(model, { inputTokens: 0, outputTokens: 0, ...usage }, at, overrides);
}

describe('computeCost', () => {
  it('prices input and output apart', () => {
    assert.equal(cost('claude-opus-5-5', { inputTokens: 1_000 }), 0.004);
    assert.equal(cost('claude-opus-5-5', { outputTokens: 1_000 }), 0.02);
    assert.equal(cost('gpt-6.1-sol', { inputTokens: 1_000, outputTokens: 500 }), 0.007);
  });

  it('keeps a single token of the cheapest model from being nothing', () => {
    assert.equal(cost('gemini-2.5-flash-lite', { inputTokens: 1 }), 0.0000001);
  });

  it('prices what came from the cache, and what went into it, at their own prices', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 600_000, cacheWriteInputTokens: 100_000 };
    assert.equal(cost('claude-sonnet-5-5', usage), 0.91);
    assert.equal(cost('gpt-4o-2024-05-13', { inputTokens: 100, cachedInputTokens: 100 }), 0.0005);
  });

  it('never counts more from the cache than there was input', () => {
    const usage = { inputTokens: 100, cachedInputTokens: 300, cacheWriteInputTokens: 300 };
    assert.equal(cost('claude-sonnet-5-5', usage), 0.00001);
  });

  it('prices the whole of a request that passes the limit of a long context, and none that just reaches it', () => {
    assert.equal(cost('gpt-6.1-sol', { inputTokens: 272_000, outputTokens: 1_000 }), 0.554);
    assert.equal(cost('gpt-6.1-sol', { inputTokens: 272_001, outputTokens: 1_000 }), 1.103004);
    const cached = { inputTokens: 300_000, cachedInputTokens: 300_000 };
    assert.equal(cost('gpt-6.1-sol', cached), 0.06);
    assert.equal(cost('claude-haiku-5-5', { inputTokens: 100_001, outputTokens: 1_000 }), 0.0525005);
    assert.equal(cost('claude-opus-5-5', { inputTokens: 900_000 }), 3.6, 'one price at every length');
  });

  it('follows a price that changes on a day', () => {
    const usage = { inputTokens: 1_000_000 };
    for (const model of ['gemini-4-argon', 'gemini-4-carbon']) {
      assert.equal(cost(model, usage, new Date('2026-11-30T23:59:59Z')), 2);
      assert.equal(cost(model, usage, new Date('2026-12-01T00:00:00Z')), 4);
    }
    assert.equal(cost('gemini-3.8-flash', { outputTokens: 1_000_000 }, new Date('2026-12-31T23:59:59Z')), 3.75);
    assert.equal(cost('gemini-3.8-flash', { outputTokens: 1_000_000 }, new Date('2027-01-01T00:00:00Z')), 7.5);
  });

  const spellings: [spelling: string, model: string][] = [
    ['openai/gpt-6.1-sol', 'gpt-6.1-sol'],
    ['models/gemini-3.8-flash', 'gemini-3.8-flash'],
    ['openrouter/anthropic/claude-opus-5.5', 'claude-opus-5-5'],
    ['claude-opus-5-5-20261001', 'claude-opus-5-5'],
    ['claude-opus-5-5@20261001', 'claude-opus-5-5'],
    ['gpt-6.1-sol-2026-09-29', 'gpt-6.1-sol'],
    ['anthropic/claude-haiku-5-5-20261007', 'claude-haiku-5-5'],
    [' Claude-Opus-5-5 ', 'claude-opus-5-5'],
  ];
  for (const [spelling, model] of spellings) {
    it(`takes "${spelling}" for ${model}`, () => {
      assert.ok(cost(spelling, million));
      assert.equal(cost(spelling, million), cost(model, million));
    });
  }

  it('prices a snapshot that has a price of its own by that', () => {
    assert.equal(cost('gpt-4o-2024-05-13', { outputTokens: 1_000_000 }), 15);
    assert.equal(cost('gpt-4o-2024-11-20', { outputTokens: 1_000_000 }), 10);
  });

  const unknown = [
    '',
    '/',
    'auto',
    'qwen2.5-coder',
    'claude-opus-5-6',
    'claude-opus',
    'gpt-6.1-sol-pro',
    'gpt-6.1-sol:free',
    'my-gpt-6.1-sol',
    'gemini-flash-latest',
    'gpt-5.6-sol',
    '__proto__',
    'constructor',
  ];
  for (const model of unknown) {
    it(`has no figure for "${model}" rather than a guess`, () => assert.equal(cost(model, million), undefined));
  }

  it('has no figure for counts that are none', () => {
    for (const count of [Number.NaN, -1, Infinity]) {
      assert.equal(cost('gpt-6.1-sol', { inputTokens: count }), undefined);
      assert.equal(cost('gpt-6.1-sol', { cachedInputTokens: count }), undefined);
    }
  });

  it('costs nothing when nothing was used', () => assert.equal(cost('gpt-6.1-sol'), 0));
});

describe('computeCost, with prices of the user', () => {
  const at = november;

  it('takes them before the table’s, at every length', () => {
    const overrides = { 'gpt-6.1-sol': { input: 1, output: 3 } };
    assert.equal(cost('openai/gpt-6.1-sol', million, at, overrides), 4);
  });

  it('prices the cache as other input unless they say otherwise', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 500_000 };
    assert.equal(cost('m', usage, at, { m: { input: 2, output: 0 } }), 2);
    assert.equal(cost('m', usage, at, { m: { input: 2, cachedInput: 1, output: 0 } }), 1.5);
  });

  it('knows patterns, the longest first, and an exact id before any', () => {
    const flat = (output: number) => ({ input: 0, output });
    const overrides = {
      '*': flat(1),
      'acme/*': flat(2),
      'acme/*-large*': flat(3),
      'acme/one-large': flat(4),
    };
    const priceOf = (model: string) => cost(model, { outputTokens: 1_000_000 }, at, overrides);
    assert.deepEqual(
      ['anything', 'acme/x', 'acme/x-large-2', 'ACME/one-large', 'acme/one-large-2026-01-01'].map(priceOf),
      [1, 2, 3, 4, 4],
    );
    assert.equal(cost('aa', million, at, { 'a*aa': flat(1) }), undefined, 'its ends do not overlap');
  });

  it('reads a pattern of many stars in no time', () => {
    const overrides = { [`${'*a'.repeat(5_000)}b`]: { input: 1, output: 1 } };
    assert.equal(cost('a'.repeat(5_000), million, at, overrides), undefined);
  });
});

describe('the price table', () => {
  it('says when it was read', () => assert.match(pricesAsOf, /^\d{4}-\d{2}-\d{2}$/));

  it('has one lasting price for each model, after those that end', () => {
    const names = new Set(modelPrices.flatMap(({ models }) => models));
    for (const name of names) {
      const ends = modelPrices.filter(({ models }) => models.includes(name)).map(({ until }) => until ?? '9999-12-31');
      assert.deepEqual(ends, ends.toSorted(), name);
      assert.equal(new Set(ends).size, ends.length, name);
      assert.equal(ends.at(-1), '9999-12-31', name);
    }
  });

  it('asks less for what comes from a cache than for other input, and more for output', () => {
    for (const { models, input, cachedInput = 0, cacheWrite = input, output } of modelPrices) {
      assert.ok(input > 0 && cachedInput < input && cacheWrite >= input && output > input, models.join());
    }
  });
});
