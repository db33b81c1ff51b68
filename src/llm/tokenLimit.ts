import { asObject, type JsonObject } from './json.ts';
import type { LlmError } from './llmError.ts';

/**
 * `request` with the limit of one call in force, whatever the configuration and its parameters say: each of the fields
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

/** What servers say of a limit that is more than a model can write, or than its context has room for. */
const isTooHigh = /too (large|high)|at most|less than|greater than|exceed|range|maximum|must be|<=|in the completion/i;

/**
 * The request to send in place of one whose limit was refused, though the configuration set none: without a limit that is
 * higher than the server's own, or under the name that the server asks for.
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

/** Whether a configuration limits the answer itself, in one of the fields `names` of its parameters or as `maxTokens`. */
export function hasOwnLimit(
  config: { maxTokens?: number; params?: Record<string, unknown> },
  names: readonly string[],
): boolean {
  const layers = [config.params, asObject(config.params?.['generationConfig'])];
  return config.maxTokens !== undefined || layers.some((layer) => names.some((name) => layer?.[name] !== undefined));
}
