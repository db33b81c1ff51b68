import { AnswerReader } from '#llm/http/answerReader.ts';
import { isNoReason, toEndFailure, toOtherEnd } from '#llm/http/endWords.ts';
import { holdsError } from '#llm/http/errors/errorBody.ts';
import { asObject, asObjects, asText, type JsonObject, readCount } from '#llm/json.ts';
import { joinTiers } from '#llm/tier.ts';
import type { AnswerEnd, FinishReason } from '#llm/types.ts';

/** Reads the events of a Messages stream, or a whole message. */
export class ClaudeReader extends AnswerReader {
  /** The reason for the end, which the wire gives before its terminal event. */
  #stopReason: FinishReason | undefined;
  #stopEnd: AnswerEnd | undefined;
  /** The kind of the block that was read last. */
  #lastKind: string | undefined;
  /** The wire's own counts of tokens, which it sends in parts. */
  readonly #counts: JsonObject = {};

  override readFrame(event: JsonObject): void {
    const { answer } = this;
    if (holdsError(event['error'])) {
      answer.failure = event;
      return;
    }
    switch (event['type']) {
      case 'message_start': {
        const message = asObject(event['message']);
        answer.readModel(message?.['model']);
        this.#readUsage(message?.['usage']);
        // As a rule both are empty here; an answer made of server tools' results can begin whole.
        if (!answer.hasText) for (const block of asObjects(message?.['content'])) this.#readBlock(block);
        this.#readStopReason(message);
        return;
      }
      case 'content_block_start':
        this.#readBlock(asObject(event['content_block']));
        return;
      case 'content_block_delta': {
        const delta = asObject(event['delta']);
        if (delta?.['type'] === 'text_delta') answer.addText(asText(delta['text']) ?? '');
        else if (delta?.['type'] === 'thinking_delta') answer.addThinking(asText(delta['thinking']) ?? '');
        return;
      }
      case 'message_delta':
        this.#readStopReason(asObject(event['delta']));
        this.#readUsage(event['usage']);
        return;
      case 'message_stop':
        answer.finish(this.#stopReason ?? 'other', this.#stopEnd);
        answer.close();
        return;
      case 'message':
        answer.readModel(event['model']);
        this.#readUsage(event['usage']);
        for (const block of asObjects(event['content'])) this.#readBlock(block);
        this.#readStopReason(event);
        if (this.#stopReason) answer.finish(this.#stopReason, this.#stopEnd);
        answer.settle();
        return;
    }
  }

  #readStopReason(holder: JsonObject | undefined): void {
    const reason = asText(holder?.['stop_reason']);
    if (!reason || isNoReason(reason)) return;
    this.answer.failure = toEndFailure(reason) ?? this.answer.failure;
    this.#stopReason = toFinishReason(reason);
    this.#stopEnd = this.#stopReason === 'other' ? toOtherEnd(reason) : undefined;
  }

  /** Reads a block. Text blocks side by side are one text, which citations split; any other block makes parts of it. */
  #readBlock(block: JsonObject | undefined): void {
    const { answer } = this;
    const kind = asText(block?.['type']);
    if (kind === 'text') {
      if (this.#lastKind !== 'text') answer.breakText();
      answer.addText(asText(block?.['text']) ?? '');
    } else if (kind === 'thinking') {
      answer.breakThinking();
      answer.addThinking(asText(block?.['thinking']) ?? '');
    } else if (kind === 'server_tool_use' && asText(block?.['name'])?.endsWith('code_execution')) {
      answer.hasUnknownFees = true;
    }
    this.#lastKind = kind ?? this.#lastKind;
  }

  /**
   * Reads usage, which comes in parts: `message_start` counts the input, `message_delta` counts the output so far and may
   * repeat, correct or omit each count. `input_tokens` leaves out what came from or went into the cache; `output_tokens`
   * includes thinking. Neither holds what a compaction before the answer read and wrote.
   */
  #readUsage(value: unknown): void {
    const { answer } = this;
    const counts = this.#counts;
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
    const holders = [counts, ...iterations.filter(({ type }) => type === 'compaction')];
    const sum = (read: (holder: JsonObject) => number | undefined): number =>
      holders.reduce((total, holder) => total + (read(holder) ?? 0), 0);
    const cachedInputTokens = sum((holder) => readCount(holder, 'cache_read_input_tokens'));
    const cacheWriteInputTokens = sum((holder) => readCount(holder, 'cache_creation_input_tokens'));
    const webSearches = readCount(asObject(counts['server_tool_use']), 'web_search_requests');
    if (Number.isNaN(webSearches)) answer.hasUnknownFees = true;
    answer.usage = {
      inputTokens: sum((holder) => readCount(holder, 'input_tokens')) + cachedInputTokens + cacheWriteInputTokens,
      outputTokens: sum((holder) => readCount(holder, 'output_tokens')),
      cachedInputTokens,
      cacheWriteInputTokens,
      longCacheWriteInputTokens: sum((holder) =>
        readCount(asObject(holder['cache_creation']), 'ephemeral_1h_input_tokens'),
      ),
      webSearches,
      reasoningTokens: readCount(asObject(counts['output_tokens_details']), 'thinking_tokens'),
    };
  }
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

/** The fields of a usage that are remembered: a server may add others, under a new name in each frame. */
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
