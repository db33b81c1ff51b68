import { limitText } from '#common/text/limitText.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { asCount, asObject, asText, longestName } from './json.ts';
import { readTier } from './tier.ts';
import type { AnswerEnd, FinishReason, LlmEvent, Usage } from './types.ts';

const finishReasons: Readonly<Record<FinishReason, true>> = {
  stop: true,
  length: true,
  contentFilter: true,
  toolCalls: true,
  other: true,
};

/**
 * Returns an event as it may be counted and stored, whoever sent it: counts that are none are left out of it, names are
 * cut. `undefined` for what is no event.
 * @param clean takes secrets out of a text.
 */
export function checkEvent(event: unknown, clean: (text: string) => string): LlmEvent | undefined {
  const { type, text, reason, usage, model, end } = asObject(event) ?? {};
  if (type === 'text' || type === 'thinking') return typeof text === 'string' ? { type, text } : undefined;
  if (type !== 'finish') return undefined;
  const name = asText(model);
  return {
    type,
    reason: isFinishReason(reason) ? reason : 'other',
    ...withoutUndefined({
      usage: checkUsage(usage),
      model: name === undefined ? undefined : toName(name, clean),
      end: checkEnd(end, clean),
    }),
  };
}

/**
 * Returns the facts about an end, as they may be stored; `undefined` where there are none.
 * @param clean takes secrets out of a text.
 */
export function checkEnd(value: unknown, clean: (text: string) => string): AnswerEnd | undefined {
  const { word, isBroken, isRetryable, assumed } = asObject(value) ?? {};
  const name = asText(word);
  const end = withoutUndefined<AnswerEnd>({
    word: name === undefined ? undefined : toName(name, clean),
    isBroken: isBroken === true || undefined,
    isRetryable: isRetryable === true || undefined,
    assumed: assumed === 'silence' || assumed === 'disconnect' ? assumed : undefined,
  });
  return Object.keys(end).length > 0 ? end : undefined;
}

/** The number of characters held of a name until secrets are taken out of it: only a whole one can be found. */
export const longestHeldName = 4096;

/** Returns a name as it may be stored. @param clean takes secrets out of it before it is cut. */
export function toName(text: string, clean: (text: string) => string): string {
  const held = limitText(text, longestHeldName);
  const cleaned = clean(held);
  if (held.length < longestHeldName) return limitText(cleaned, longestName);
  // Of one that was cut, the end may be half a secret, which the others that went before it bring near: they end the name.
  let end = 0;
  while (end < longestName && cleaned[end] === held[end]) end += 1;
  return limitText(cleaned, end);
}

/**
 * Usage whose every number is a count. `undefined` where input or output is none, and where output came of no input: then
 * nobody counted, and an estimate is nearer to the truth.
 */
export function checkUsage(value: unknown): Usage | undefined {
  const usage = asObject(value);
  const inputTokens = asCount(usage?.['inputTokens']);
  const outputTokens = asCount(usage?.['outputTokens']);
  if (!usage || inputTokens === undefined || outputTokens === undefined) return undefined;
  if (inputTokens === 0 && outputTokens > 0) return undefined;
  const readOptional = (name: keyof Usage): number | undefined => asCount(usage[name]) || undefined;
  return withoutUndefined({
    inputTokens,
    outputTokens,
    cachedInputTokens: readOptional('cachedInputTokens'),
    cacheWriteInputTokens: readOptional('cacheWriteInputTokens'),
    longCacheWriteInputTokens: readOptional('longCacheWriteInputTokens'),
    reasoningTokens: readOptional('reasoningTokens'),
    webSearches: readOptional('webSearches'),
    hasUnknownFees: usage['hasUnknownFees'] === true || undefined,
    tier: readTier(usage['tier']),
  });
}

function isFinishReason(value: unknown): value is FinishReason {
  return typeof value === 'string' && Object.hasOwn(finishReasons, value);
}
