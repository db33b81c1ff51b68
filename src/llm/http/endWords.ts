import * as l10n from '@vscode/l10n';
import { limitText } from '#common/text/limitText.ts';
import { longestHeldName } from '#llm/checkedEvent.ts';
import { OwnWords } from '#llm/http/errors/errorBody.ts';
import type { JsonObject } from '#llm/json.ts';
import type { AnswerEnd } from '#llm/types.ts';

/** Words for output that is broken: Google's, and those that gateways make of them. */
const brokenWords =
  /malformed|unexpected_tool_call|too_many_tool_calls|missing_thought_signature|function_call_filter|engine_?error|invalid_(tool|function)|parse_?(error|fail)|(tool|function)_?(use|call)s?_?(error|fail)/i;

/** Words that servers write in place of nothing, while the answer continues. */
const placeholderWords =
  /^\W*(null|none|nil|undefined|false|0|n\/?a|(\w+_)?unspecified|not[ _-]?finished|in[ _-]?progress|pending|processing|running|generating|streaming|ongoing|queued|continue)\W*$|^[\s\p{P}]*$/iu;

/** Returns true for a reason that is a word for none. */
export function isNoReason(word: string): boolean {
  return placeholderWords.test(word);
}

/** Finds the failure that a reason names: Mistral's and OpenRouter's, DeepSeek's, Zhipu's, vLLM's. They say no more. */
function findFailure(name: string): JsonObject | undefined {
  switch (name) {
    case 'error':
      return { message: new OwnWords(l10n.t('The provider ended the answer with an error.')) };
    case 'insufficient_system_resource':
      return {
        code: 'engine_overloaded',
        message: new OwnWords(l10n.t('The provider broke the answer off for lack of resources.')),
      };
    case 'network_error':
      return { message: new OwnWords(l10n.t('The provider broke the answer off: an error in its own network.')) };
    case 'abort':
      return { message: new OwnWords(l10n.t('The provider broke the answer off.')) };
    default:
      return undefined;
  }
}

/** The same in the words of others: `ERROR`, `server_error`, `user_cancelled`, `TIMEOUT`. */
const failureWords =
  /(^|_)(error|exception|fail|failed|failure|abort|aborted|cancell?(ed)?|time_?out|timed_out|interrupted)$/;

/** Returns the error that a reason for the end stands for; `undefined` where the model itself has stopped. */
export function toEndFailure(word: string): JsonObject | undefined {
  const name = limitText(word, longestHeldName)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  const known = findFailure(name);
  if (known || brokenWords.test(name) || !failureWords.test(name)) return known;
  return { message: new OwnWords(l10n.t('The provider ended the response as {0}.', limitText(word, longestHeldName))) };
}

/** Returns the facts about an end whose reason is `other`, with the provider's own word for it. */
export function toOtherEnd(word: string | undefined, isRetryable = false): AnswerEnd | undefined {
  if (!word) return undefined;
  return {
    word: limitText(word, longestHeldName),
    isBroken: brokenWords.test(word) || undefined,
    isRetryable: isRetryable || undefined,
  };
}
