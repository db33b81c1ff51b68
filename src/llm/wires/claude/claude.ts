import type { BaseAnthropic } from '@anthropic-ai/sdk';
import type { Answer } from '#llm/http/answer.ts';
import { isNoReason, toEndFailure, toOtherEnd } from '#llm/http/endWords.ts';
import { holdsError, type ErrorRule } from '#llm/http/errors/errorBody.ts';
import { HttpLlm } from '#llm/http/httpLlm.ts';
import { asObject, asObjects, asText, type JsonObject, readCount } from '#llm/json.ts';
import { mergeParams } from '#llm/http/params.ts';
import { splitSystem } from '#llm/http/messages.ts';
import { addClaudeTemperature } from '#llm/wires/temperature.ts';
import { joinTiers } from '#llm/tier.ts';
import { limitThinking, limitTokens } from '#llm/http/errors/tokenLimit.ts';
import type { FinishReason, GenerateOptions, LlmConfig, Message } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';

/** The wire demands a limit. Every current model allows this one, and a stream is not held to the SDK's 21,333. */
const defaultMaxTokens = 16_384;

/** Anthropic's errors: https://platform.claude.com/docs/en/api/errors, and what only their messages tell. */
export const claudeErrorRules: readonly ErrorRule[] = [
  {
    message: /(prompt|input) is too long|exceeds? (the )?(maximum )?context|context (window|limit|length)/i,
    kind: 'contextLength',
  },
  {
    message:
      /reached your specified (workspace )?API usage limits|usage is required for long context|exceeded your current quota/i,
    kind: 'rateLimit',
    retryable: false,
  },
  { message: /organization has been disabled/i, kind: 'permission' },
  { message: /blocked by content filtering/i, kind: 'contentFilter' },
  { name: 'authentication_error', kind: 'authentication' },
  { name: 'permission_error', kind: 'permission' },
  { name: 'not_found_error', kind: 'notFound' },
  { name: 'request_too_large', kind: 'contextLength' },
  { name: 'rate_limit_error', kind: 'rateLimit' },
  { name: 'overloaded_error', kind: 'overloaded' },
  { name: 'timeout_error', kind: 'timeout' },
  { status: 'none', name: 'invalid_request_error', kind: 'invalidRequest' },
];

const wire: Wire = {
  provider: 'anthropic-claude',
  officialBaseUrl: 'https://api.anthropic.com',
  requestPath: /\/v1(\/(messages(\/(count_tokens|batches))?|models|complete))?$/i,
  errorRules: claudeErrorRules,
  maxFrameLength: 32 * 1024 * 1024,
};

const messagesPath = '/v1/messages';

/** Claude, over Anthropic's Messages API and its official SDK, which loads with the first request. */
export class Claude extends HttpLlm {
  #client: BaseAnthropic | undefined;

  constructor(config: LlmConfig) {
    super(config, wire);
  }

  protected override toRequest(messages: Message[], options: GenerateOptions): JsonObject {
    return toClaudeRequest(this.config, messages, options);
  }

  protected override requestUrl(): string {
    return `${this.endpoint.baseUrl}${messagesPath}`;
  }

  protected override async send(request: JsonObject, signal: AbortSignal): Promise<Response> {
    const client = await this.#openClient();
    // Not `messages.create`: it takes fields that it does not count as body out of the user's parameters.
    return client.post(messagesPath, { body: request, stream: true, signal }).asResponse();
  }

  protected override async sendModelList(signal: AbortSignal): Promise<Response> {
    const client = await this.#openClient();
    return client.get('/v1/models', { query: { limit: 1000 }, signal }).asResponse();
  }

  protected override readFrame(frame: JsonObject, answer: Answer): void {
    fromClaudeEvent(frame, answer);
  }

  async #openClient(): Promise<BaseAnthropic> {
    const { endpoint } = this;
    this.#client ??= (await import('./claudeClient.ts')).createClaudeClient(endpoint);
    return this.#client;
  }
}

/** The body of a Messages request. */
export function toClaudeRequest(config: LlmConfig, messages: Message[], options: GenerateOptions = {}): JsonObject {
  const { system, turns } = splitSystem(messages);
  const temperature = options.temperature ?? config.temperature;
  const body: JsonObject = {
    model: config.model,
    max_tokens: options.maxTokens ?? config.maxTokens ?? defaultMaxTokens,
    ...(system && { system }),
    messages: turns.map(({ role, content }) => ({ role, content })),
    stream: true,
  };
  const request = limitTokens(mergeParams(body, config.params, options.params), ['max_tokens'], options.maxTokens);
  const fitting = options.maxTokens === undefined ? request : limitThinking(request, ['max_tokens']);
  return addClaudeTemperature(fitting, config.headers, temperature);
}

/** Reads one event of a Messages stream, or a whole message, into `answer`. Unknown events mean nothing to us. */
export function fromClaudeEvent(event: JsonObject, answer: Answer): void {
  if (holdsError(event['error'])) {
    answer.failure = event;
    return;
  }
  switch (event['type']) {
    case 'message_start': {
      const message = asObject(event['message']);
      answer.readModel(message?.['model']);
      readUsage(message?.['usage'], answer);
      // As a rule both are empty here; an answer made of server tools' results can begin whole.
      if (!answer.hasText) for (const block of asObjects(message?.['content'])) readBlock(block, answer);
      readStopReason(message, answer);
      return;
    }
    case 'content_block_start':
      readBlock(asObject(event['content_block']), answer);
      return;
    case 'content_block_delta': {
      const delta = asObject(event['delta']);
      if (delta?.['type'] === 'text_delta') answer.addText(asText(delta['text']) ?? '');
      else if (delta?.['type'] === 'thinking_delta') answer.addThinking(asText(delta['thinking']) ?? '');
      return;
    }
    case 'message_delta': {
      readStopReason(asObject(event['delta']), answer);
      readUsage(event['usage'], answer);
      return;
    }
    case 'message_stop':
      answer.finish(answer.stopReason ?? 'other', answer.stopEnd);
      answer.close();
      return;
    case 'message': {
      answer.readModel(event['model']);
      readUsage(event['usage'], answer);
      for (const block of asObjects(event['content'])) readBlock(block, answer);
      readStopReason(event, answer);
      if (answer.stopReason) answer.finish(answer.stopReason, answer.stopEnd);
      answer.settle();
      return;
    }
  }
}

function readStopReason(holder: JsonObject | undefined, answer: Answer): void {
  const reason = asText(holder?.['stop_reason']);
  if (!reason || isNoReason(reason)) return;
  answer.failure = toEndFailure(reason) ?? answer.failure;
  answer.stopReason = toFinishReason(reason);
  answer.stopEnd = answer.stopReason === 'other' ? toOtherEnd(reason) : undefined;
}

/** Text in blocks side by side is one, which citations split. What stands between makes parts of it. */
function readBlock(block: JsonObject | undefined, answer: Answer): void {
  const kind = asText(block?.['type']);
  const { lastPart } = answer;
  if (kind === 'text') {
    if (lastPart.kind !== 'text') answer.breakText();
    answer.addText(asText(block?.['text']) ?? '');
  } else if (kind === 'thinking') {
    answer.breakThinking();
    answer.addThinking(asText(block?.['thinking']) ?? '');
  } else if (kind === 'server_tool_use' && asText(block?.['name'])?.endsWith('code_execution')) {
    answer.hasUnknownFees = true;
  }
  if (kind !== undefined) lastPart.kind = kind;
}

function toFinishReason(reason: string): FinishReason {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'refusal':
      return 'contentFilter';
    case 'tool_use':
      return 'toolCalls';
    default:
      return 'other';
  }
}

/** What is kept of a usage: a server may call its counts as it likes, and send new ones in each frame. */
const countNames = [
  'input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'output_tokens_details',
  'iterations',
  'cache_creation',
  'server_tool_use',
  'service_tier',
  'speed',
  'inference_geo',
];

/**
 * Usage comes in parts: `message_start` counts the input, `message_delta` counts the output so far and may repeat, correct
 * or omit each count. `input_tokens` leaves out what came from or went into the cache; `output_tokens` includes thinking.
 * Neither holds what a compaction before the answer read and wrote.
 */
function readUsage(value: unknown, answer: Answer): void {
  const { counts } = answer;
  const usage = asObject(value) ?? {};
  for (const name of countNames) {
    const count = usage[name];
    // Null, or an input of 0 after a number, is how servers omit a count.
    if (count || (count === 0 && (name === 'output_tokens' || counts[name] === undefined))) counts[name] = count;
  }
  if (counts['input_tokens'] === undefined || counts['output_tokens'] === undefined) return;
  answer.tier = joinTiers(counts['service_tier'], counts['speed'], counts['inference_geo']);
  const iterations = asObjects(counts['iterations']);
  // Another model was asked, at a price of its own.
  if (iterations.some(({ type }) => type === 'advisor_message' || type === 'fallback_message'))
    answer.hasUnknownFees = true;
  const compactions = iterations.filter(({ type }) => type === 'compaction');
  const sum = (name: string): number =>
    [counts, ...compactions].reduce((total, holder) => total + (readCount(holder, name) ?? 0), 0);
  const cachedInputTokens = sum('cache_read_input_tokens');
  const cacheWriteInputTokens = sum('cache_creation_input_tokens');
  const longCacheWriteInputTokens = [counts, ...compactions].reduce(
    (total, holder) => total + (readCount(asObject(holder['cache_creation']), 'ephemeral_1h_input_tokens') ?? 0),
    0,
  );
  const webSearches = readCount(asObject(counts['server_tool_use']), 'web_search_requests');
  if (Number.isNaN(webSearches)) answer.hasUnknownFees = true;
  const reasoningTokens = readCount(asObject(counts['output_tokens_details']), 'thinking_tokens');
  answer.usage = {
    inputTokens: sum('input_tokens') + cachedInputTokens + cacheWriteInputTokens,
    outputTokens: sum('output_tokens'),
    ...(cachedInputTokens && { cachedInputTokens }),
    ...(cacheWriteInputTokens && { cacheWriteInputTokens }),
    ...(longCacheWriteInputTokens && { longCacheWriteInputTokens }),
    ...(webSearches && { webSearches }),
    ...(reasoningTokens && { reasoningTokens }),
  };
}
