import { modelPrices, type ModelPrice, type Price } from './prices.ts';
import type { Usage } from './types.ts';

/** Prices that stand in for the table's, by model id. `*` in an id stands for any characters. */
export type PriceOverrides = Readonly<Record<string, Price>>;

/**
 * What one answer of `model` cost in US dollars at the moment `at`, or `undefined` where that cannot be known: an unknown
 * model, or counts that are none. `model` may carry a provider's prefix (`openai/…`, `models/…`) or a snapshot's date.
 * An override holds as it is, at every length: the one whose id is the model's, else the one with the longest pattern.
 */
export function computeCost(model: string, usage: Usage, at: Date, overrides: PriceOverrides = {}): number | undefined {
  return computeOverriddenCost(model, usage, overrides) ?? priceUsage(usage, findPrice(listNames(model), at));
}

/** As {@link computeCost}, by the overrides alone. */
export function computeOverriddenCost(model: string, usage: Usage, overrides: PriceOverrides): number | undefined {
  return priceUsage(usage, findOverride(listNames(model), overrides));
}

function priceUsage(
  usage: Usage,
  price: Pick<ModelPrice, keyof Price | 'longContext'> | undefined,
): number | undefined {
  const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteInputTokens = 0 } = usage;
  const counts = [inputTokens, outputTokens, cachedInputTokens, cacheWriteInputTokens];
  if (!price || counts.some((count) => !Number.isFinite(count) || count < 0)) return undefined;
  const cached = Math.min(cachedInputTokens, inputTokens);
  const written = Math.min(cacheWriteInputTokens, inputTokens - cached);
  const inputCost =
    (inputTokens - cached - written) * price.input +
    cached * (price.cachedInput ?? price.input) +
    written * (price.cacheWrite ?? price.input);
  const { longContext } = price;
  const factors = longContext && inputTokens > longContext.above ? longContext : { input: 1, output: 1 };
  const cost = inputCost * factors.input + outputTokens * price.output * factors.output;
  // Prices have three decimals at most, so nothing real is rounded away.
  return Math.round(cost * 1_000) / 1_000_000_000;
}

/** The names a price may stand under, the most exact first: as given, without prefixes, without a snapshot's date. */
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

/** Without a regular expression made of a setting, which could take for ever. */
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
