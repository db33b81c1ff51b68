import { phrase } from '#common/phrase.ts';
import type { Answer } from '#llm/http/answer.ts';
import { toEndFailure, toOtherEnd } from '#llm/http/endWords.ts';
import { holdsError, OwnWords } from '#llm/http/errors/errorBody.ts';
import { OpenAiLlm } from './openAiLlm.ts';
import { asCount, asObject, asObjects, asText, type JsonObject, readCount } from '#llm/json.ts';
import type { LlmError } from '#llm/llmError.ts';
import { splitSystem } from '#llm/http/messages.ts';
import { openAiBaseUrl, openAiErrorRules, openAiRequestPath } from './openAiWire.ts';
import { mergeParams } from '#llm/http/params.ts';
import { addOpenAiTemperature } from '#llm/wires/temperature.ts';
import { joinTiers, type Tier } from '#llm/tier.ts';
import { amendTokenLimit, hasOwnLimit, limitTokens } from '#llm/http/errors/tokenLimit.ts';
import type { FinishReason, GenerateOptions, LlmConfig, Message, Usage } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';

const wire: Wire = {
  provider: 'openai-gpt',
  officialBaseUrl: openAiBaseUrl,
  requestPath: openAiRequestPath,
  errorRules: openAiErrorRules,
  maxFrameLength: 128 * 1024 * 1024,
};

const repeatingEvent =
  /^data: ?\{"type": ?"response\.(output_text\.done|content_part\.done|output_item\.done|completed|incomplete)"/;

/** GPT, over OpenAI's Responses API and its official SDK. */
export class Gpt extends OpenAiLlm {
  constructor(config: LlmConfig) {
    super(config, wire, '/responses');
  }

  protected override toRequest(messages: Message[], options: GenerateOptions): JsonObject {
    return toGptRequest(this.config, messages, options);
  }

  /** The wire says a text five times: in deltas, at the end of the part, its block, its item, and of the response. */
  protected override isRepeat(lineStart: string, answer: Answer): boolean {
    if (!answer.hasText || !repeatingEvent.test(lineStart)) return false;
    const index = /"output_index": ?(\d+)/.exec(lineStart)?.[1];
    return index === undefined || hasSaidItem(answer, Number(index));
  }

  protected override readFrame(frame: JsonObject, answer: Answer): void {
    fromGptEvent(frame, answer);
  }

  protected override amendRequest(request: JsonObject, error: LlmError): JsonObject | undefined {
    return hasOwnLimit(this.config, limitNames) ? undefined : amendTokenLimit(request, error, limitNames);
  }
}

/** The field that limits the answer. */
const limitNames = ['max_output_tokens'] as const;

/** The body of a Responses request. Nothing is stored at OpenAI unless the user's parameters ask for it. */
export function toGptRequest(config: LlmConfig, messages: Message[], options: GenerateOptions = {}): JsonObject {
  const { system, turns } = splitSystem(messages);
  const temperature = options.temperature ?? config.temperature;
  const maxTokens = options.maxTokens ?? config.maxTokens;
  const body: JsonObject = {
    model: config.model,
    ...(system && { instructions: system }),
    input: turns.map(({ role, content }) => ({ role, content })),
    ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
    store: false,
    stream: true,
  };
  const request = limitTokens(mergeParams(body, config.params, options.params), limitNames, options.maxTokens);
  return addOpenAiTemperature(request, config.model, temperature);
}

/** Reads one event of a Responses stream, or a whole response, into `answer`. Unknown events mean nothing to us. */
export function fromGptEvent(event: JsonObject, answer: Answer): void {
  const type = event['type'];
  if (type === 'error' || holdsError(event['error'])) {
    answer.failure = event;
    return;
  }
  switch (type) {
    case 'response.output_text.delta':
      sayPart(toPartKey(event['output_index'], event['content_index']), asText(event['delta']) ?? '', answer);
      return;
    case 'response.refusal.delta':
      if (!answer.isRefused) answer.breakText();
      answer.isRefused = true;
      sayPart(toPartKey(event['output_index'], event['content_index']), asText(event['delta']) ?? '', answer);
      return;
    case 'response.output_text.done':
    case 'response.refusal.done':
      readWholePart(event, toPartKey(event['output_index'], event['content_index']), answer);
      return;
    case 'response.content_part.done':
      readWholePart(asObject(event['part']), toPartKey(event['output_index'], event['content_index']), answer);
      return;
    case 'response.output_item.done':
      readWholeItem(asObject(event['item']), event['output_index'], answer);
      return;
    case 'response.reasoning_summary_text.delta':
      thinkPart(toPartKey(event['output_index'], event['summary_index']), asText(event['delta']) ?? '', answer);
      return;
    case 'response.reasoning_text.delta':
      thinkPart(toPartKey(event['output_index'], event['content_index']), asText(event['delta']) ?? '', answer);
      return;
    case 'response.created':
    case 'response.in_progress':
      answer.readModel(asObject(event['response'])?.['model']);
      return;
    case 'response.output_item.added': {
      const item = asObject(event['item']);
      readToolCall(item, answer);
      // Not every server says where in the output a delta belongs.
      if (item?.['type'] === 'message') answer.breakText();
      return;
    }
    case 'response.reasoning_summary_part.added':
      answer.breakThinking();
      return;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
    case 'response.cancelled': {
      const response = asObject(event['response']) ?? {};
      // Some servers end every stream with `response.completed` and say only inside that it is not.
      const status = asText(response['status']);
      readResponse(response, status && endStatuses.has(status) ? status : type.slice('response.'.length), answer);
      return;
    }
  }
  const status = asText(event['status']);
  if (event['object'] === 'response' && status) readResponse(event, status, answer);
}

/** More parts than any item has. */
const partsAnItem = 4096;

/** Where a part stands in the output, as one number: strings would cost too much for each delta. */
function toPartKey(outputIndex: unknown, contentIndex: unknown): number {
  return (asCount(outputIndex) ?? 0) * partsAnItem + (asCount(contentIndex) ?? 0);
}

/** How many places are remembered: a server may give each of its deltas a place of its own. */
const mostSaidParts = 10_000;

/** Adds to the text. Each message is a part of its own, as commentary and final answer are. */
function sayPart(key: number, text: string, answer: Answer): void {
  const { lastPart, saidParts } = answer;
  const item = Math.floor(key / partsAnItem);
  if (lastPart.text !== item) answer.breakText();
  lastPart.text = item;
  if (saidParts.size < mostSaidParts) saidParts.add(key);
  answer.addText(text);
}

/** Adds to the thoughts. Each part of a summary has a headline of its own. */
function thinkPart(key: number, text: string, answer: Answer): void {
  const { lastPart } = answer;
  if (lastPart.thinking !== key) answer.breakThinking();
  lastPart.thinking = key;
  answer.addThinking(text);
}

function hasSaidItem(answer: Answer, outputIndex: number): boolean {
  return [...answer.saidParts].some((key) => Math.floor(key / partsAnItem) === outputIndex);
}

/** A part at its end, which is all of it where a server sends no deltas. */
function readWholePart(part: JsonObject | undefined, key: number, answer: Answer): void {
  const refusal = asText(part?.['refusal']);
  if (refusal) answer.isRefused = true;
  const text = refusal ?? (part?.['type'] === 'reasoning_text' ? undefined : asText(part?.['text']));
  if (!text || answer.saidParts.has(key)) return;
  answer.saidParts.add(key);
  // Said after all where deltas and ends do not agree on the place.
  if (!answer.text.endsWith(text)) sayPart(key, text, answer);
}

function readWholeItem(item: JsonObject | undefined, outputIndex: unknown, answer: Answer): void {
  readToolCall(item, answer);
  const content = asObjects(item?.['content']);
  if (item?.['type'] === 'message') {
    for (const [index, part] of content.entries()) readWholePart(part, toPartKey(outputIndex, index), answer);
  } else if (item?.['type'] === 'reasoning' && !answer.hasThought) {
    readReasoning(item, answer);
  }
}

const endStatuses: ReadonlySet<string> = new Set(['completed', 'incomplete', 'failed', 'cancelled']);

/** Calls that wait for the caller. What the provider runs itself (web search, code interpreter) does not count. */
const callerToolCalls: ReadonlySet<string> = new Set([
  'function_call',
  'custom_tool_call',
  'computer_call',
  'local_shell_call',
  'shell_call',
  'apply_patch_call',
  'mcp_approval_request',
]);

/** Calls that the provider runs itself, and charges for besides the tokens. */
const paidToolCalls: ReadonlySet<string> = new Set([
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
]);

/** A response at its end. Its output is read only where no delta said it before. */
function readResponse(response: JsonObject, status: string, answer: Answer): void {
  answer.readModel(response['model']);
  answer.usage = toUsage(response['usage']) ?? answer.usage;
  answer.tier = joinTiers(response['service_tier'], readLongCache(response['usage']));
  if (status === 'failed' || status === 'cancelled') {
    answer.failure = holdsError(response['error'])
      ? response
      : { message: new OwnWords(phrase('The provider ended the response as {0}.', status)) };
    return;
  }
  if (status !== 'completed' && status !== 'incomplete') return;
  const output = asObjects(response['output']);
  readOutput(output, answer);
  const word = asText(asObject(response['incomplete_details'])?.['reason']);
  const failure = word === undefined ? undefined : toEndFailure(word);
  if (failure) {
    answer.failure = failure;
    return;
  }
  // Some servers call a response completed of which a part says that it is not.
  const isCut =
    word !== undefined || output.some((item) => item['type'] === 'message' && item['status'] === 'incomplete');
  const reason = toFinishReason(response, isCut ? 'incomplete' : status, answer);
  answer.finish(reason, reason === 'other' ? toOtherEnd(word) : undefined);
  answer.close();
}

function readOutput(items: JsonObject[], answer: Answer): void {
  const { hasText, hasThought } = answer;
  for (const item of items) {
    readToolCall(item, answer);
    if (item['type'] === 'reasoning' && !hasThought) readReasoning(item, answer);
    if (item['type'] === 'message') answer.breakText();
    for (const part of item['type'] === 'message' ? asObjects(item['content']) : []) {
      const refusal = asText(part['refusal']);
      if (refusal) answer.isRefused = true;
      if (!hasText) answer.addText(refusal ?? asText(part['text']) ?? '');
    }
  }
}

function readReasoning(item: JsonObject, answer: Answer): void {
  for (const part of [...asObjects(item['summary']), ...asObjects(item['content'])]) {
    answer.breakThinking();
    answer.addThinking(asText(part['text']) ?? '');
  }
}

function readToolCall(item: JsonObject | undefined, answer: Answer): void {
  const type = asText(item?.['type']);
  if (!type) return;
  if (callerToolCalls.has(type)) answer.hasToolCalls = true;
  else if (paidToolCalls.has(type)) answer.hasUnknownFees = true;
}

function toFinishReason(response: JsonObject, status: string, answer: Answer): FinishReason {
  if (answer.isRefused) return 'contentFilter';
  if (status === 'completed') return answer.hasToolCalls ? 'toolCalls' : 'stop';
  switch (asObject(response['incomplete_details'])?.['reason']) {
    case 'max_output_tokens':
    case 'max_tokens':
      return 'length';
    case 'content_filter':
      return 'contentFilter';
    default:
      return 'other';
  }
}

/** What is cached for twelve hours has a price that nobody here knows. */
function readLongCache(usage: unknown): Tier | undefined {
  const details = asObject(asObject(asObject(usage)?.['input_tokens_details'])?.['cache_write_tokens_details']);
  return readCount(details, 'ttl_12h_tokens') ? 'other' : undefined;
}

/** `input_tokens` includes what was cached, `output_tokens` what was reasoned. */
function toUsage(value: unknown): Usage | undefined {
  const usage = asObject(value);
  const inputTokens = readCount(usage, 'input_tokens');
  const outputTokens = readCount(usage, 'output_tokens');
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const inputDetails = asObject(usage?.['input_tokens_details']);
  const cachedInputTokens = readCount(inputDetails, 'cached_tokens');
  const cacheWriteInputTokens = readCount(inputDetails, 'cache_write_tokens');
  const reasoningTokens = readCount(asObject(usage?.['output_tokens_details']), 'reasoning_tokens');
  return {
    inputTokens,
    outputTokens,
    ...(cachedInputTokens && { cachedInputTokens }),
    ...(cacheWriteInputTokens && { cacheWriteInputTokens }),
    ...(reasoningTokens && { reasoningTokens }),
  };
}
