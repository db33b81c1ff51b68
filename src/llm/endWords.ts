import { limitText } from '../common/limitText.ts';
import { longestHeldName } from './checkedEvent.ts';
import type { AnswerEnd } from './types.ts';

/** Words that say that what the model wrote is broken: Google's, and what gateways to it make of them. */
const brokenWords =
  /malformed|unexpected_tool_call|too_many_tool_calls|missing_thought_signature|function_call_filter|engine_?error/i;

/** What an end for a reason that is `other` tells, in the provider's own word for it. */
export function toOtherEnd(word: string | undefined, isRetryable = false): AnswerEnd | undefined {
  if (!word) return undefined;
  return {
    word: limitText(word, longestHeldName),
    ...(brokenWords.test(word) && { isBroken: true }),
    ...(isRetryable && { isRetryable }),
  };
}
