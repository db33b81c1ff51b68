import { modelPrices, type ModelPrice, type Price, priorityFactors } from './prices.ts';
import type { Usage } from '#llm/types.ts';

/** Prices that stand in for the table's, by model id. `*` in an id stands for any characters. */
export type PriceOverrides = Readonly<Record<string, Price>>;

/**
 * Computes the price of one answer of `model` in US dollars at the moment `at`, or `undefined` where that cannot be known: an unknown
 * model, counts that are none, a tier or a tool of the provider whose price is not known. `model` may carry a provider's
 * prefix (`openai/…`, `models/…`) or a snapshot's date. An override holds as it is, at every length and in every tier: the
 * one whose id is the model's, else the one with the longest pattern.
 */
export function computeCost(model: string, usage: Usage, at: Date, overrides: PriceOverrides = {}): number | undefined {
  const overridden = findOverriddenCost(model, usage, overrides);
  if (overridden) return overridden.costUsd;
  const names = listNames(model);
  const price = findPrice(names, at);
  const factors = price && findFactors(names, usage, price);
  return factors && addFees(names, usage, priceTokens(usage, toLongCachePrice(names, price), factors));
}

/** Computes the price by the dearest of the known models whose ids begin with `prefix`, at the moment `at`. */
export function computeDearestCost(prefix: string, usage: Usage, at: Date): number | undefined {
  const ids = modelPrices.flatMap(({ models }) => models).filter((id) => id.startsWith(prefix));
  const costs = [...new Set(ids)].flatMap((id) => computeCost(id, usage, at) ?? []);
  return costs.length > 0 ? Math.max(...costs) : undefined;
}

/** Returns true where the table has a price for a model at the moment `at`. */
export function hasPrice(model: string, at: Date): boolean {
  return findPrice(listNames(model), at) !== undefined;
}

/** Computes the price as {@link computeCost} does, by the overrides alone; `undefined` where none of them names the model. */
export function findOverriddenCost(
  model: string,
  usage: Usage,
  overrides: PriceOverrides,
): { costUsd: number | undefined } | undefined {
  const names = listNames(model);
  const price = findOverride(names, overrides);
  return price && { costUsd: addFees(names, usage, priceTokens(usage, price, unchanged)) };
}

type Factors = Record<'input' | 'output', number>;

const unchanged: Factors = { input: 1, output: 1 };

/** Finds the factors by which tokens cost more or less than in the table; `undefined` where they are not known. */
function findFactors(names: readonly string[], usage: Usage, { longContext }: ModelPrice): Factors | undefined {
  const isLong = longContext !== undefined && usage.inputTokens > longContext.above;
  const tier = tierFactor(names, usage, isLong);
  const { input, output } = isLong ? longContext : unchanged;
  return tier === undefined ? undefined : { input: input * tier, output: output * tier };
}

function tierFactor(names: readonly string[], { tier, cachedInputTokens }: Usage, isLong: boolean): number | undefined {
  switch (tier) {
    case undefined:
      return 1;
    case 'flex':
    case 'batch':
      // Anthropic has no flex tier, and Google does not say what is cached costs in these.
      if (tier === 'flex' && isOf('claude', names)) return undefined;
      return isOf('gemini', names) && cachedInputTokens ? undefined : 0.5;
    case 'priority':
      return isLong ? undefined : names.map((name) => priorityFactors.get(name)).find((factor) => factor !== undefined);
    case 'other':
      return undefined;
  }
}

function isOf(family: string, names: readonly string[]): boolean {
  return names.some((name) => name.startsWith(`${family}-`));
}

/** Anthropic's cache of an hour costs twice what input does. Nobody else's is known to have two prices. */
function toLongCachePrice(names: readonly string[], price: ModelPrice): TokenPrice {
  return { ...price, longCacheWrite: isOf('claude', names) ? 2 * price.input : undefined };
}

type TokenPrice = Price & { longCacheWrite?: number | undefined };

function priceTokens(usage: Usage, price: TokenPrice, factors: Factors): number | undefined {
  const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  const { longCacheWriteInputTokens = 0 } = usage;
  const counts = [inputTokens, outputTokens, cachedInputTokens, cacheWriteInputTokens, longCacheWriteInputTokens];
  if (counts.some((count) => !Number.isFinite(count) || count < 0)) return undefined;
  const cached = Math.min(cachedInputTokens, inputTokens);
  const written = Math.min(cacheWriteInputTokens, inputTokens - cached);
  const long = Math.min(longCacheWriteInputTokens, written);
  const cacheWrite = price.cacheWrite ?? price.input;
  const inputCost =
    (inputTokens - cached - written) * price.input +
    cached * (price.cachedInput ?? price.input) +
    (written - long) * cacheWrite +
    long * (price.longCacheWrite ?? cacheWrite);
  const cost = inputCost * factors.input + outputTokens * price.output * factors.output;
  // Prices have five decimals at most, half of one included, so nothing real is rounded away.
  const rounded = Math.round(cost * 100_000) / 100_000_000_000;
  return Number.isFinite(rounded) ? rounded : undefined;
}

/** Anthropic's price of a search of the web, in US dollars. That of others depends on more than their answers tell. */
const claudeSearchPrice = 0.01;

function addFees(
  names: readonly string[],
  { webSearches = 0, hasUnknownFees }: Usage,
  cost: number | undefined,
): number | undefined {
  if (cost === undefined || hasUnknownFees) return undefined;
  if (webSearches === 0) return cost;
  return isOf('claude', names) ? Number((cost + webSearches * claudeSearchPrice).toFixed(11)) : undefined;
}

/** Lists the names a price may stand under, the most exact first: as given, without prefixes, without a snapshot's date. */
function listNames(model: string): string[] {
  const id = model.trim().toLowerCase();
  const segments = id.split('/');
  const names = segments.flatMap((_, index) => {
    const name = segments.slice(index).join('/');
    const undated = name.replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2})$/, '');
    // Gateways write Anthropic's versions with a dot.
    return [name, undated, ...(undated.startsWith('claude-') ? [undated.replaceAll('.', '-')] : [])];
  });
  return [...new Set(names)];
}

function findPrice(names: readonly string[], at: Date): ModelPrice | undefined {
  const day = at.toISOString().slice(0, 10);
  for (const name of names) {
    const price = modelPrices.find(({ models, until }) => models.includes(name) && (!until || day <= until));
    if (price) return price;
  }
  return undefined;
}

function findOverride(names: readonly string[], overrides: PriceOverrides): Price | undefined {
  const entries = Object.entries(overrides).map(([id, price]) => ({ id: id.trim().toLowerCase(), price }));
  for (const name of names) {
    const exact = entries.find(({ id }) => id === name);
    if (exact) return exact.price;
  }
  const patterns = entries
    .filter(({ id }) => id.includes('*'))
    .toSorted((first, second) => second.id.length - first.id.length);
  return patterns.find(({ id }) => names.some((name) => matches(name, id)))?.price;
}

/** Matches `*` in a pattern, without a regular expression made of a setting, which could take for ever. */
function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*');
  const first = parts.shift() ?? '';
  const last = parts.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let rest = name.slice(first.length, name.length - last.length);
  for (const part of parts) {
    const index = rest.indexOf(part);
    if (index === -1) return false;
    rest = rest.slice(index + part.length);
  }
  return true;
}
