import * as l10n from '@vscode/l10n';
import { AnswerReader } from '#llm/http/answerReader.ts';
import { toEndFailure, toOtherEnd } from '#llm/http/endWords.ts';
import { holdsError, OwnWords } from '#llm/http/errors/errorBody.ts';
import { asCount, asObject, asObjects, asText, type JsonObject, readCount } from '#llm/json.ts';
import { joinTiers, type Tier } from '#llm/tier.ts';
import type { FinishReason, Usage } from '#llm/types.ts';

const repeatingEvent =
  /^data: ?\{"type": ?"response\.(output_text\.done|content_part\.done|output_item\.done|completed|incomplete)"/;

/** A number of parts that no item reaches. */
const partsAnItem = 4096;

/** The number of places that are remembered: a server may give each of its deltas a place of its own. */
const mostSaidParts = 10_000;

/**
 * Reads the events of a Responses stream, or a whole response. The wire says a text five times; it is read where it comes
 * first. See `docs/wire.md`, "Frames".
 */
export class GptReader extends AnswerReader {
  #isRefused = false;
  /** The places in the output whose text was said, as numbers of {@link toPartKey}. */
  readonly #saidParts = new Set<number>();
  /** The item whose text, and the part whose thoughts were read last. */
  #lastItem: number | undefined;
  #lastThought: number | undefined;

  override isRepeat(lineStart: string): boolean {
    if (!this.answer.hasText || !repeatingEvent.test(lineStart)) return false;
    const index = /"output_index": ?(\d+)/.exec(lineStart)?.[1];
    return index === undefined || [...this.#saidParts].some((key) => Math.floor(key / partsAnItem) === Number(index));
  }

  override readFrame(event: JsonObject): void {
    const { answer } = this;
    const type = event['type'];
    if (type === 'error' || holdsError(event['error'])) {
      answer.failure = event;
      return;
    }
    switch (type) {
      case 'response.output_text.delta':
        this.#sayPart(toPartKey(event['output_index'], event['content_index']), asText(event['delta']) ?? '');
        return;
      case 'response.refusal.delta':
        if (!this.#isRefused) answer.breakText();
        this.#isRefused = true;
        this.#sayPart(toPartKey(event['output_index'], event['content_index']), asText(event['delta']) ?? '');
        return;
      case 'response.output_text.done':
      case 'response.refusal.done':
        this.#readWholePart(event, toPartKey(event['output_index'], event['content_index']));
        return;
      case 'response.content_part.done':
        this.#readWholePart(asObject(event['part']), toPartKey(event['output_index'], event['content_index']));
        return;
      case 'response.output_item.done':
        this.#readWholeItem(asObject(event['item']), event['output_index']);
        return;
      case 'response.reasoning_summary_text.delta':
        this.#thinkPart(toPartKey(event['output_index'], event['summary_index']), asText(event['delta']) ?? '');
        return;
      case 'response.reasoning_text.delta':
        this.#thinkPart(toPartKey(event['output_index'], event['content_index']), asText(event['delta']) ?? '');
        return;
      case 'response.created':
      case 'response.in_progress':
        answer.readModel(asObject(event['response'])?.['model']);
        return;
      case 'response.output_item.added': {
        const item = asObject(event['item']);
        this.#readToolCall(item);
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
        this.#readResponse(response, status && endStatuses.has(status) ? status : type.slice('response.'.length));
        return;
      }
    }
    const status = asText(event['status']);
    if (event['object'] === 'response' && status) this.#readResponse(event, status);
  }

  /** Adds to the text. Each message is a part of its own, as commentary and final answer are. */
  #sayPart(key: number, text: string): void {
    const item = Math.floor(key / partsAnItem);
    if (this.#lastItem !== item) this.answer.breakText();
    this.#lastItem = item;
    if (this.#saidParts.size < mostSaidParts) this.#saidParts.add(key);
    this.answer.addText(text);
  }

  /** Adds to the thoughts. Each part of a summary has a headline of its own. */
  #thinkPart(key: number, text: string): void {
    if (this.#lastThought !== key) this.answer.breakThinking();
    this.#lastThought = key;
    this.answer.addThinking(text);
  }

  /** Reads a part at its end, which is all of it where a server sends no deltas. */
  #readWholePart(part: JsonObject | undefined, key: number): void {
    const refusal = asText(part?.['refusal']);
    if (refusal) this.#isRefused = true;
    const text = refusal ?? (part?.['type'] === 'reasoning_text' ? undefined : asText(part?.['text']));
    if (!text || this.#saidParts.has(key)) return;
    this.#saidParts.add(key);
    // Said after all where deltas and ends do not agree on the place.
    if (!this.answer.text.endsWith(text)) this.#sayPart(key, text);
  }

  #readWholeItem(item: JsonObject | undefined, outputIndex: unknown): void {
    this.#readToolCall(item);
    if (item?.['type'] === 'message') {
      for (const [index, part] of asObjects(item['content']).entries())
        this.#readWholePart(part, toPartKey(outputIndex, index));
    } else if (item?.['type'] === 'reasoning' && !this.answer.hasThought) {
      this.#readReasoning(item);
    }
  }

  /** Reads a response at its end. Its output is read only where no delta said it before. */
  #readResponse(response: JsonObject, status: string): void {
    const { answer } = this;
    answer.readModel(response['model']);
    answer.usage = toUsage(response['usage']) ?? answer.usage;
    answer.tier = joinTiers(response['service_tier'], readLongCache(response['usage']));
    if (status === 'failed' || status === 'cancelled') {
      answer.failure = holdsError(response['error'])
        ? response
        : { message: new OwnWords(l10n.t('The provider ended the response as {0}.', status)) };
      return;
    }
    if (status !== 'completed' && status !== 'incomplete') return;
    const output = asObjects(response['output']);
    this.#readOutput(output);
    const word = asText(asObject(response['incomplete_details'])?.['reason']);
    const failure = word === undefined ? undefined : toEndFailure(word);
    if (failure) {
      answer.failure = failure;
      return;
    }
    // Some servers call a response completed of which a part says that it is not.
    const isCut =
      word !== undefined || output.some((item) => item['type'] === 'message' && item['status'] === 'incomplete');
    const reason = this.#toFinishReason(word, isCut || status === 'incomplete');
    answer.finish(reason, reason === 'other' ? toOtherEnd(word) : undefined);
    answer.close();
  }

  #readOutput(items: JsonObject[]): void {
    const { answer } = this;
    const { hasText, hasThought } = answer;
    for (const item of items) {
      this.#readToolCall(item);
      if (item['type'] === 'reasoning' && !hasThought) this.#readReasoning(item);
      if (item['type'] !== 'message') continue;
      answer.breakText();
      for (const part of asObjects(item['content'])) {
        const refusal = asText(part['refusal']);
        if (refusal) this.#isRefused = true;
        if (!hasText) answer.addText(refusal ?? asText(part['text']) ?? '');
      }
    }
  }

  #readReasoning(item: JsonObject): void {
    for (const part of [...asObjects(item['summary']), ...asObjects(item['content'])]) {
      this.answer.breakThinking();
      this.answer.addThinking(asText(part['text']) ?? '');
    }
  }

  #readToolCall(item: JsonObject | undefined): void {
    const type = asText(item?.['type']);
    if (!type) return;
    if (callerToolCalls.has(type)) this.answer.addToolCall();
    else if (paidToolCalls.has(type)) this.answer.hasUnknownFees = true;
  }

  #toFinishReason(word: string | undefined, isIncomplete: boolean): FinishReason {
    if (this.#isRefused) return 'contentFilter';
    if (!isIncomplete) return 'stop';
    if (word === 'max_output_tokens' || word === 'max_tokens') return 'length';
    return word === 'content_filter' ? 'contentFilter' : 'other';
  }
}

/** Returns a place in the output as one number: strings would cost too much for each delta. */
function toPartKey(outputIndex: unknown, contentIndex: unknown): number {
  return (asCount(outputIndex) ?? 0) * partsAnItem + (asCount(contentIndex) ?? 0);
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

/** Reads a tier for what is cached for twelve hours, which has a price that nobody here knows. */
function readLongCache(usage: unknown): Tier | undefined {
  const details = asObject(asObject(asObject(usage)?.['input_tokens_details'])?.['cache_write_tokens_details']);
  return readCount(details, 'ttl_12h_tokens') ? 'other' : undefined;
}

/** Reads usage: `input_tokens` includes what was cached, `output_tokens` what was reasoned. */
function toUsage(value: unknown): Usage | undefined {
  const usage = asObject(value);
  const inputTokens = readCount(usage, 'input_tokens');
  const outputTokens = readCount(usage, 'output_tokens');
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const inputDetails = asObject(usage?.['input_tokens_details']);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: readCount(inputDetails, 'cached_tokens'),
    cacheWriteInputTokens: readCount(inputDetails, 'cache_write_tokens'),
    reasoningTokens: readCount(asObject(usage?.['output_tokens_details']), 'reasoning_tokens'),
  };
}
