import { limitText } from '#common/text/limitText.ts';
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
 * An event as it may be counted and stored, whoever sent it: counts that are none and names without end are left out of
 * it. `undefined` for what is no event.
 * @param clean takes secrets out of a text.
 */
export function checkEvent(event: unknown, clean: (text: string) => string): LlmEvent | undefined {
  const { type, text, reason, usage, model, end } = asObject(event) ?? {};
  if (type === 'text' || type === 'thinking') return typeof text === 'string' ? { type, text } : undefined;
  if (type !== 'finish') return undefined;
  const checkedUsage = checkUsage(usage);
  const name = asText(model);
  const checkedEnd = checkEnd(end, clean);
  return {
    type,
    reason: isFinishReason(reason) ? reason : 'other',
    ...(checkedUsage && { usage: checkedUsage }),
    ...(name !== undefined && { model: toName(name, clean) }),
    ...(checkedEnd && { end: checkedEnd }),
  };
}

/** What is known of an end, as it may be stored; `undefined` where that is nothing. @param clean takes secrets out of a text. */
export function checkEnd(value: unknown, clean: (text: string) => string): AnswerEnd | undefined {
  const { word, isBroken, isRetryable, assumed } = asObject(value) ?? {};
  const name = asText(word);
  const end: AnswerEnd = {
    ...(name !== undefined && { word: toName(name, clean) }),
    ...(isBroken === true && { isBroken }),
    ...(isRetryable === true && { isRetryable }),
    ...((assumed === 'silence' || assumed === 'disconnect') && { assumed }),
  };
  return Object.keys(end).length > 0 ? end : undefined;
}

/** How much of a name is held until secrets are taken out of it, in characters: whole, one can be found. */
export const longestHeldName = 4096;

/** A name as it may be stored. @param clean takes secrets out of it before it is cut. */
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
  const cachedInputTokens = asCount(usage['cachedInputTokens']);
  const cacheWriteInputTokens = asCount(usage['cacheWriteInputTokens']);
  const longCacheWriteInputTokens = asCount(usage['longCacheWriteInputTokens']);
  const reasoningTokens = asCount(usage['reasoningTokens']);
  const webSearches = asCount(usage['webSearches']);
  const tier = readTier(usage['tier']);
  return {
    inputTokens,
    outputTokens,
    ...(cachedInputTokens && { cachedInputTokens }),
    ...(cacheWriteInputTokens && { cacheWriteInputTokens }),
    ...(longCacheWriteInputTokens && { longCacheWriteInputTokens }),
    ...(reasoningTokens && { reasoningTokens }),
    ...(webSearches && { webSearches }),
    ...(usage['hasUnknownFees'] === true && { hasUnknownFees: true }),
    ...(tier && { tier }),
  };
}

function isFinishReason(value: unknown): value is FinishReason {
  return typeof value === 'string' && Object.hasOwn(finishReasons, value);
}
