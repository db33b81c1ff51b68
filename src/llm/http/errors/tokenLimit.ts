import { asObject, type JsonObject } from '#llm/json.ts';
import type { LlmError } from '#llm/llmError.ts';

/**
 * Returns `request` with the limit of one call in force, whatever the configuration and its parameters say: each of the fields
 * `names` that it has is lowered to `most`, and the first is added where it has none.
 */
export function limitTokens(
  request: JsonObject,
  names: readonly [string, ...string[]],
  most: number | undefined,
): JsonObject {
  if (most === undefined) return request;
  const present = names.filter((name) => request[name] !== undefined);
  const limited = (present.length > 0 ? present : [names[0]]).map((name): [string, unknown] => {
    const own = request[name];
    // Servers take 0 or -1 for no limit at all.
    return [name, typeof own === 'number' && own > 0 && own <= most ? own : most];
  });
  return { ...request, ...Object.fromEntries(limited) };
}

/** The fewest tokens that Anthropic takes as a budget for thinking: https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
export const leastThinkingTokens = 1024;

/**
 * Returns `request` with its budget for thinking below the limit of the answer, of which it is a part: Anthropic and the gateways to it
 * refuse any other. Half of the limit is left to the text. Where there is no room for a budget, there is none.
 */
export function limitThinking(request: JsonObject, names: readonly string[]): JsonObject {
  const limits = names.map((name) => request[name]).filter((limit) => typeof limit === 'number');
  const most = Math.min(...limits);
  let limited = request;
  for (const [field, name] of thinkingBudgets) {
    const thinking = asObject(request[field]);
    const budget = thinking?.[name];
    if (typeof budget !== 'number' || budget < most) continue;
    const { [field]: _, ...rest } = limited;
    const fitting = { ...thinking, [name]: Math.max(leastThinkingTokens, Math.floor(most / 2)) };
    limited = most > leastThinkingTokens ? { ...rest, [field]: fitting } : rest;
  }
  return limited;
}

/** Returns true for parameters that ask for a budget for thinking. */
export function asksForThinking(params: JsonObject): boolean {
  return thinkingBudgets.some(([field, name]) => typeof asObject(params[field])?.[name] === 'number');
}

/** Anthropic's, also behind gateways that hand it on, and OpenRouter's. */
const thinkingBudgets = [
  ['thinking', 'budget_tokens'],
  ['reasoning', 'max_tokens'],
] as const;

/** Servers' words for a limit that is more than a model can write, or than its context has room for. */
const isTooHigh = /too (large|high)|at most|less than|greater than|exceed|range|maximum|must be|<=|in the completion/i;

/**
 * Returns the request to send in place of one whose limit was refused, though the configuration set none: without a limit
 * higher than the server's own, or with it under the name that the server asks for.
 */
export function amendTokenLimit(
  request: JsonObject,
  { message, status }: Pick<LlmError, 'message' | 'status'>,
  names: readonly string[],
): JsonObject | undefined {
  const name = names.find((one) => request[one] !== undefined);
  if (name === undefined || (status !== 400 && status !== 422)) return undefined;
  const { [name]: limit, ...rest } = request;
  const other = names.find((one) => one !== name && message.includes(`'${one}'`));
  if (other !== undefined && /unsupported|not supported|instead/i.test(message)) return { ...rest, [other]: limit };
  const isMeant = names.some((one) => message.includes(one)) || /in the completion/i.test(message);
  return isMeant && isTooHigh.test(message) ? rest : undefined;
}

/** Returns true for a configuration that limits the answer itself, as `maxTokens` or in a field of `names` of its parameters. */
export function hasOwnLimit(
  config: { maxTokens?: number; params?: Record<string, unknown> },
  names: readonly string[],
): boolean {
  const layers = [config.params, asObject(config.params?.['generationConfig'])];
  return config.maxTokens !== undefined || layers.some((layer) => names.some((name) => layer?.[name] !== undefined));
}
