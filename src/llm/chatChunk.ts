import { phrase } from '../common/phrase.ts';
import type { Answer } from './answer.ts';
import { holdsError, OwnWords } from './errorBody.ts';
import { asNumber, asObject, asObjects, asText, type JsonObject } from './json.ts';
import type { FinishReason, Usage } from './types.ts';

/** Reads one chunk of a Chat Completions stream, or a whole completion, into `answer`. Only the first choice counts. */
export function fromChatChunk(chunk: JsonObject, answer: Answer): void {
  const groq = asObject(chunk['x_groq']);
  // vLLM's older errors are the frame itself; Groq says in its own field why it stopped early.
  if (holdsError(chunk['error']) || chunk['object'] === 'error') answer.failure = chunk;
  else if (holdsError(groq?.['error'])) answer.failure = groq;
  if (answer.failure !== undefined) return;
  answer.model = asText(chunk['model']) ?? answer.model;
  readUsage(chunk['usage'] ?? groq?.['usage'], answer);
  const choices = chunk['choices'];
  if (!Array.isArray(choices)) return;
  for (const value of choices) {
    const choice = asObject(value);
    if (choice && (asNumber(choice['index']) ?? 0) === 0) readChoice(choice, answer);
  }
}

function readChoice(choice: JsonObject, answer: Answer): void {
  if (holdsError(choice['error'])) {
    answer.failure = choice;
    return;
  }
  // Azure's filter ends a choice that has neither. Beside or after deltas a message is all that was said so far.
  const delta = asObject(choice['delta']) ?? (answer.hasText ? undefined : asObject(choice['message']));
  if (delta) {
    // Some servers send the same thought under both names.
    answer.addThinking(asText(delta['reasoning_content']) ?? asText(delta['reasoning']) ?? '');
    readContent(delta['content'], answer);
    const refusal = asText(delta['refusal']);
    if (refusal) {
      answer.isRefused = true;
      answer.addText(refusal);
    }
    if (asObjects(delta['tool_calls']).length > 0) answer.hasToolCalls = true;
  }
  // Moonshot counts inside the choice.
  readUsage(choice['usage'], answer);
  const reason = asText(choice['finish_reason']);
  if (!reason) return;
  const failure = failures.get(reason);
  if (failure) answer.failure = failure;
  else answer.finish(toFinishReason(reason, answer));
}

/** Text, as a rule; Mistral sends a list of parts, thoughts among them. */
function readContent(content: unknown, answer: Answer): void {
  if (typeof content === 'string') {
    answer.addText(content);
    return;
  }
  for (const part of asObjects(content)) {
    if (part['type'] === 'text') answer.addText(asText(part['text']) ?? '');
    else if (part['type'] === 'thinking') {
      answer.addThinking(asText(part['thinking']) ?? '');
      for (const thought of asObjects(part['thinking'])) answer.addThinking(asText(thought['text']) ?? '');
    }
  }
}

/** Reasons that say that the server broke off: Mistral's and OpenRouter's, DeepSeek's, Zhipu's. They say no more. */
const failures: ReadonlyMap<string, JsonObject> = new Map([
  ['error', { message: new OwnWords(phrase('The provider ended the answer with an error.')) }],
  [
    'insufficient_system_resource',
    {
      code: 'engine_overloaded',
      message: new OwnWords(phrase('The provider broke the answer off for lack of resources.')),
    },
  ],
  [
    'network_error',
    { message: new OwnWords(phrase('The provider broke the answer off: an error in its own network.')) },
  ],
]);

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['end_turn', 'stop'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['stop_sequence', 'stop'],
  ['complete', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['content_filter', 'contentFilter'],
  ['safety', 'contentFilter'],
  ['refusal', 'contentFilter'],
  ['sensitive', 'contentFilter'],
  ['tool_calls', 'toolCalls'],
  ['function_call', 'toolCalls'],
  ['tool_use', 'toolCalls'],
]);

function toFinishReason(reason: string, answer: Answer): FinishReason {
  if (answer.isRefused) return 'contentFilter';
  // Google's own server of this wire adds its reason: "content_filter: PROHIBITED_CONTENT".
  const [name = ''] = reason.toLowerCase().split(':');
  return finishReasons.get(name) ?? 'other';
}

/**
 * `prompt_tokens` includes what was cached. xAI and Google leave reasoning out of `completion_tokens`: only their total
 * holds it.
 */
function readUsage(value: unknown, answer: Answer): void {
  const usage = asObject(value);
  const inputTokens = asNumber(usage?.['prompt_tokens']);
  const completionTokens = asNumber(usage?.['completion_tokens']);
  if (inputTokens === undefined || completionTokens === undefined) return;
  const cachedInputTokens =
    asNumber(asObject(usage?.['prompt_tokens_details'])?.['cached_tokens']) ??
    asNumber(usage?.['prompt_cache_hit_tokens']) ??
    asNumber(usage?.['cached_tokens']);
  const apart = (asNumber(usage?.['total_tokens']) ?? 0) - inputTokens - completionTokens;
  const said = asNumber(asObject(usage?.['completion_tokens_details'])?.['reasoning_tokens']);
  const reasoningTokens = said ?? Math.max(apart, 0);
  answer.usage = {
    inputTokens,
    outputTokens: completionTokens + (apart === reasoningTokens ? reasoningTokens : 0),
    ...(cachedInputTokens && { cachedInputTokens }),
    ...(reasoningTokens && { reasoningTokens }),
  } satisfies Usage;
}
