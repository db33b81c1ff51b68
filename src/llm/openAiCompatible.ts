import type { Answer } from './answer.ts';
import type { Wire } from './httpLlm.ts';
import { OpenAiLlm } from './openAiLlm.ts';
import { asNumber, asObject, asObjects, asText, type JsonObject } from './json.ts';
import type { LlmError } from './llmError.ts';
import { openAiBaseUrl, openAiErrorRules } from './openAiWire.ts';
import { mergeParams } from './params.ts';
import type { FinishReason, GenerateOptions, LlmConfig, Message, Usage } from './types.ts';

const wire: Wire = {
  provider: 'openai-compatible',
  officialBaseUrl: openAiBaseUrl,
  errorRules: openAiErrorRules,
  maxFrameLength: 32 * 1024 * 1024,
};

/** Any server that speaks OpenAI's Chat Completions: Ollama, LM Studio, llama.cpp, vLLM, gateways; on OpenAI's SDK. */
export class OpenAiCompatible extends OpenAiLlm {
  constructor(config: LlmConfig) {
    super(config, wire, '/chat/completions');
  }

  protected override toRequest(messages: Message[], options: GenerateOptions): JsonObject {
    return toChatRequest(this.config, messages, options);
  }

  protected override readFrame(frame: JsonObject, answer: Answer): void {
    fromChatChunk(frame, answer);
  }

  /** Older servers refuse `stream_options`: usage is not worth the answer. */
  protected override amendRequest(request: JsonObject, error: LlmError): JsonObject | undefined {
    const isRefused = error.status === 400 || error.status === 422;
    if (!isRefused || !('stream_options' in request) || !/stream_?options|include_usage/i.test(error.message)) {
      return undefined;
    }
    const { stream_options: _, ...rest } = request;
    return rest;
  }
}

/** The body of a Chat Completions request. */
export function toChatRequest(config: LlmConfig, messages: Message[], options: GenerateOptions = {}): JsonObject {
  const temperature = options.temperature ?? config.temperature;
  const maxTokens = options.maxTokens ?? config.maxTokens;
  const body: JsonObject = {
    model: config.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(maxTokens !== undefined && { [maxTokensField(config.baseUrl)]: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    stream: true,
    stream_options: { include_usage: true },
  };
  return mergeParams(body, config.params, options.params);
}

/** OpenAI's newer models refuse `max_tokens`; servers that imitate the wire all know it, and often nothing newer. */
function maxTokensField(baseUrl: string | undefined): string {
  const isOpenAi = baseUrl === undefined || /^https:\/\/([a-z]+\.)?api\.openai\.com(\/|$)/i.test(baseUrl);
  return isOpenAi ? 'max_completion_tokens' : 'max_tokens';
}

/** Reads one chunk of a Chat Completions stream, or a whole completion, into `answer`. Only the first choice counts. */
export function fromChatChunk(chunk: JsonObject, answer: Answer): void {
  if (chunk['error']) {
    answer.failure = chunk;
    return;
  }
  answer.model = asText(chunk['model']) ?? answer.model;
  answer.usage = toUsage(chunk['usage']) ?? answer.usage;
  const choices = chunk['choices'];
  if (!Array.isArray(choices)) return;
  for (const value of choices) {
    const choice = asObject(value);
    if (choice && (asNumber(choice['index']) ?? 0) === 0) readChoice(choice, answer);
  }
}

function readChoice(choice: JsonObject, answer: Answer): void {
  if (choice['error']) {
    answer.failure = choice;
    return;
  }
  // Azure's filter ends a choice that has neither.
  const delta = asObject(choice['delta']) ?? asObject(choice['message']);
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
  const reason = asText(choice['finish_reason']);
  // Mistral says no more than that.
  if (reason === 'error') answer.failure = { message: 'The provider ended the answer with an error.' };
  else if (reason) answer.finish(toFinishReason(reason, answer));
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
      for (const thought of asObjects(part['thinking'])) answer.addThinking(asText(thought['text']) ?? '');
    }
  }
}

function toFinishReason(reason: string, answer: Answer): FinishReason {
  if (answer.isRefused) return 'contentFilter';
  switch (reason.toLowerCase()) {
    case 'stop':
    case 'end_turn':
    case 'eos':
    case 'eos_token':
    case 'stop_sequence':
      return 'stop';
    case 'length':
    case 'max_tokens':
    case 'model_length':
      return 'length';
    case 'content_filter':
    case 'safety':
    case 'refusal':
      return 'contentFilter';
    case 'tool_calls':
    case 'function_call':
    case 'tool_use':
      return 'toolCalls';
    default:
      return 'other';
  }
}

/** `prompt_tokens` includes what was cached. xAI leaves reasoning out of `completion_tokens`: its total tells. */
function toUsage(value: unknown): Usage | undefined {
  const usage = asObject(value);
  const inputTokens = asNumber(usage?.['prompt_tokens']);
  const completionTokens = asNumber(usage?.['completion_tokens']);
  if (inputTokens === undefined || completionTokens === undefined) return undefined;
  const cachedInputTokens =
    asNumber(asObject(usage?.['prompt_tokens_details'])?.['cached_tokens']) ??
    asNumber(usage?.['prompt_cache_hit_tokens']);
  const reasoningTokens = asNumber(asObject(usage?.['completion_tokens_details'])?.['reasoning_tokens']) ?? 0;
  const isReasoningApart = usage?.['total_tokens'] === inputTokens + completionTokens + reasoningTokens;
  return {
    inputTokens,
    outputTokens: completionTokens + (isReasoningApart ? reasoningTokens : 0),
    ...(cachedInputTokens && { cachedInputTokens }),
    ...(reasoningTokens && { reasoningTokens }),
  };
}
