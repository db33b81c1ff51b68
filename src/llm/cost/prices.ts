/** US dollars for a million tokens. */
export interface Price {
  input: number;
  /** Input that came from the provider's cache. Without it, such input costs what other input does. */
  cachedInput?: number;
  /** Input that went into the provider's cache, at its shortest lifetime. Without it, as `input`. */
  cacheWrite?: number;
  /** Reasoning included. */
  output: number;
}

/** A provider's price for its models, in the standard tier. */
export interface ModelPrice extends Price {
  /** Ids without a provider's prefix and without the date of a snapshot, unless the snapshot has a price of its own. */
  models: readonly string[];
  /** The last day of the price, in UTC. The next entry with the same model holds afterwards. */
  until?: string;
  /** From this many input tokens on (not included), the whole request costs so many times as much. */
  longContext?: { above: number; input: number; output: number };
}

/**
 * The day these prices were read. Sources are the providers' own pages, or somebody who quotes them.
 * - Anthropic: platform.claude.com/docs/en/about-claude/pricing and /docs/en/models
 * - OpenAI: developers.openai.com/api/docs/pricing and /api/docs/models
 * - Google: ai.google.dev/gemini-api/docs/pricing
 *
 * A model whose price could not be confirmed is left out, so that it has no figure rather than a guess: gpt-5.6-sol, whose
 * promotion was confirmed up to 21 November 2026 only, the mythos-5-2 and audio, image and live models, among others.
 */
export const pricesAsOf = '2026-11-25';

/** The factor by which a model costs more with priority, below the limit of a long context: openai.com/api-priority-processing. */
export const priorityFactors: ReadonlyMap<string, number> = new Map([
  ['gpt-5.5', 2.5],
  ['gpt-5.4', 2],
  ['gpt-5.4-mini', 2],
  ['gpt-5.2', 2],
  ['gpt-5.1', 2],
  ['gpt-5', 2],
  ['gpt-5.1-codex', 2],
  ['gpt-5-codex', 2],
  ['gpt-5-mini', 1.8],
  ['gpt-4.1', 1.75],
]);

const over272k = { above: 272_000, input: 2, output: 1.5 };

/** In order: the first entry that names a model and still holds is its price. */
export const modelPrices: readonly ModelPrice[] = [
  // Anthropic. Its newer models cost the same at every length, except haiku-5-5.
  { models: ['claude-fable-5-2'], input: 8, cachedInput: 0.2, cacheWrite: 10, output: 40 },
  {
    models: ['claude-fable-5-1', 'claude-mythos-5-1'],
    input: 10,
    cachedInput: 0.25,
    cacheWrite: 12.5,
    output: 50,
  },
  { models: ['claude-fable-5', 'claude-mythos-5'], input: 10, cachedInput: 1, cacheWrite: 12.5, output: 50 },
  { models: ['claude-opus-5-5'], input: 4, cachedInput: 0.2, cacheWrite: 5, output: 20 },
  {
    models: ['claude-opus-5', 'claude-opus-4-8', 'claude-opus-4-7', 'claude-opus-4-6', 'claude-opus-4-5'],
    input: 5,
    cachedInput: 0.5,
    cacheWrite: 6.25,
    output: 25,
  },
  {
    models: ['claude-opus-4-1', 'claude-opus-4-0', 'claude-opus-4'],
    input: 15,
    cachedInput: 1.5,
    cacheWrite: 18.75,
    output: 75,
  },
  { models: ['claude-sonnet-5-5'], input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 10 },
  { models: ['claude-sonnet-5'], input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
  { models: ['claude-sonnet-4-6'], input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 },
  {
    models: ['claude-sonnet-4-5', 'claude-sonnet-4-0', 'claude-sonnet-4'],
    input: 3,
    cachedInput: 0.3,
    cacheWrite: 3.75,
    output: 15,
    longContext: { above: 200_000, input: 2, output: 1.5 },
  },
  {
    models: ['claude-haiku-5-5'],
    input: 0.1,
    cachedInput: 0.01,
    cacheWrite: 0.125,
    output: 0.5,
    longContext: { above: 100_000, input: 5, output: 5 },
  },
  { models: ['claude-haiku-4-5'], input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5 },

  // OpenAI. Models before gpt-5.6 do not charge for what goes into the cache.
  { models: ['gpt-6.2-astra'], input: 8, cachedInput: 0.4, cacheWrite: 10, output: 40, longContext: over272k },
  { models: ['gpt-6-astra'], input: 10, cachedInput: 1, cacheWrite: 12.5, output: 50, longContext: over272k },
  {
    models: ['gpt-6.2-sol', 'gpt-6.1-sol'],
    input: 2,
    cachedInput: 0.1,
    cacheWrite: 2.5,
    output: 10,
    longContext: over272k,
  },
  { models: ['gpt-6-sol'], input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10, longContext: over272k },
  { models: ['gpt-6.1-terra'], input: 1, cachedInput: 0.05, cacheWrite: 1.25, output: 5, longContext: over272k },
  { models: ['gpt-6-luna'], input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5, longContext: over272k },
  { models: ['gpt-5.6-terra'], input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 12, longContext: over272k },
  { models: ['gpt-5.6-luna'], input: 0.2, cachedInput: 0.02, cacheWrite: 0.25, output: 1.2, longContext: over272k },
  { models: ['gpt-5.5'], input: 5, cachedInput: 0.5, output: 30, longContext: over272k },
  { models: ['gpt-5.4'], input: 2.5, cachedInput: 0.25, output: 15, longContext: over272k },
  { models: ['gpt-5.4-mini'], input: 0.75, cachedInput: 0.075, output: 4.5 },
  { models: ['gpt-5.4-nano'], input: 0.2, cachedInput: 0.02, output: 1.25 },
  { models: ['gpt-5.3-codex', 'gpt-5.2', 'gpt-5.2-codex'], input: 1.75, cachedInput: 0.175, output: 14 },
  {
    models: ['gpt-5.1', 'gpt-5.1-codex', 'gpt-5.1-codex-max', 'gpt-5', 'gpt-5-codex'],
    input: 1.25,
    cachedInput: 0.125,
    output: 10,
  },
  { models: ['gpt-5-mini', 'gpt-5.1-codex-mini'], input: 0.25, cachedInput: 0.025, output: 2 },
  { models: ['gpt-5-nano'], input: 0.05, cachedInput: 0.005, output: 0.4 },
  { models: ['gpt-4.1'], input: 2, cachedInput: 0.5, output: 8 },
  { models: ['gpt-4.1-mini'], input: 0.4, cachedInput: 0.1, output: 1.6 },
  { models: ['gpt-4.1-nano'], input: 0.1, cachedInput: 0.025, output: 0.4 },
  { models: ['gpt-4o'], input: 2.5, cachedInput: 1.25, output: 10 },
  { models: ['gpt-4o-2024-05-13'], input: 5, output: 15 },
  { models: ['gpt-4o-mini'], input: 0.15, cachedInput: 0.075, output: 0.6 },

  // Google. Introductory prices end with the days below; thinking costs what other output does.
  {
    models: ['gemini-4-argon', 'gemini-4-carbon'],
    until: '2026-11-30',
    input: 2,
    cachedInput: 0.1,
    output: 10,
  },
  { models: ['gemini-4-argon', 'gemini-4-carbon'], input: 4, cachedInput: 0.2, output: 20 },
  { models: ['gemini-4-neon'], input: 3, cachedInput: 0.15, output: 15 },
  { models: ['gemini-4-hydrogen'], input: 1.5, cachedInput: 0.075, output: 7.5 },
  {
    models: ['gemini-3.8-flash', 'gemini-3.7-flash', 'gemini-3.6-flash'],
    until: '2026-12-31',
    input: 0.75,
    cachedInput: 0.075,
    output: 3.75,
  },
  {
    models: ['gemini-3.8-flash', 'gemini-3.7-flash', 'gemini-3.6-flash'],
    input: 1.5,
    cachedInput: 0.15,
    output: 7.5,
  },
  { models: ['gemini-3.5-flash'], input: 1.5, cachedInput: 0.15, output: 9 },
  { models: ['gemini-3.5-flash-lite'], input: 0.3, cachedInput: 0.03, output: 2.5 },
  {
    models: ['gemini-3.1-pro-preview'],
    input: 2,
    cachedInput: 0.2,
    output: 12,
    longContext: { above: 200_000, input: 2, output: 1.5 },
  },
  {
    models: ['gemini-2.5-pro'],
    input: 1.25,
    cachedInput: 0.125,
    output: 10,
    longContext: { above: 200_000, input: 2, output: 1.5 },
  },
  { models: ['gemini-2.5-flash'], input: 0.3, cachedInput: 0.03, output: 2.5 },
  { models: ['gemini-2.5-flash-lite'], input: 0.1, cachedInput: 0.01, output: 0.4 },
];
