import { AnswerReader } from '#llm/http/answerReader.ts';
import { isNoReason, toEndFailure, toOtherEnd } from '#llm/http/endWords.ts';
import { holdsError } from '#llm/http/errors/errorBody.ts';
import { isRecord } from '#common/isRecord.ts';
import { asCount, asObject, asObjects, asText, type JsonObject, readCount } from '#llm/json.ts';
import { readTier } from '#llm/tier.ts';
import type { FinishReason, Usage } from '#llm/types.ts';
import { ThoughtTags } from './thoughtTags.ts';

/** Reads the chunks of a Chat Completions stream, or a whole completion. Only the first choice counts. */
export class ChatReader extends AnswerReader {
  #isRefused = false;
  /** Separates thoughts from text, since a server may leave them in one. */
  readonly #thoughtTags = new ThoughtTags();

  override readFrame(chunk: JsonObject): void {
    const { answer } = this;
    const groq = asObject(chunk['x_groq']);
    const { usage } = answer;
    this.#readUsage(chunk['usage'] ?? groq?.['usage']);
    // vLLM's older errors are the frame itself; Groq says in its own field why it stopped early.
    if (holdsError(chunk['error']) || chunk['object'] === 'error') return this.#fail(chunk);
    if (groq && holdsError(groq['error'])) return this.#fail(groq);
    answer.readModel(chunk['model']);
    if (hasSources(chunk['citations']) || hasSources(chunk['search_results'])) answer.hasUnknownFees = true;
    if (chunk['service_tier']) answer.tier = readTier(chunk['service_tier']);
    const choices = chunk['choices'];
    if (!Array.isArray(choices)) return;
    for (const value of choices) {
      const choice = asObject(value);
      if (choice && (choice['index'] ?? 0) === 0) this.#readChoice(choice);
    }
    // Usage comes last, with the reason or in a chunk of its own. Where each chunk has some, only that chunk is the last.
    const isCounted = answer.usage !== usage;
    if (isCounted && (choices.length === 0 || (!usage && answer.canBeEnded))) answer.settle();
  }

  /** Records an error. Behind a whole answer it takes nothing away: OpenRouter reports a limit once more. */
  #fail(body: JsonObject): void {
    if (this.answer.seemsWhole) this.answer.close();
    else this.answer.failure = body;
  }

  #readChoice(choice: JsonObject): void {
    const { answer } = this;
    if (holdsError(choice['error'])) return this.#fail(choice);
    // Azure's filter ends a choice that has neither. Beside or after deltas a message is all that was said so far.
    const delta = asObject(choice['delta']) ?? (answer.hasText ? undefined : asObject(choice['message']));
    if (delta) this.#readDelta(delta);
    // Moonshot counts inside the choice.
    this.#readUsage(choice['usage']);
    const reason = asText(choice['finish_reason']);
    if (!reason || isNoReason(reason)) {
      // A stop that comes before the call is one for the call all the same.
      if (answer.finishReason === 'stop' && answer.hasToolCalls) answer.finish('toolCalls');
      return;
    }
    this.#thoughtTags.end(answer);
    const failure = toEndFailure(reason);
    if (failure) return this.#fail(failure);
    const known = this.#isRefused ? 'contentFilter' : toFinishReason(reason);
    answer.finish(known, known === 'other' ? toOtherEnd(reason) : undefined);
    // Where the gateway runs the tool itself, what follows is said anew.
    if (answer.finishReason === 'toolCalls') answer.breakText();
  }

  #readDelta(delta: JsonObject): void {
    const { answer } = this;
    // Some servers send the same thought under two of these names. The last one is GitHub's.
    answer.addThinking(
      asText(delta['reasoning_content']) ?? asText(delta['reasoning']) ?? asText(delta['reasoning_text']) ?? '',
    );
    this.#readContent(delta['content']);
    this.#readRefusal(asText(delta['refusal']));
    if (asObjects(delta['annotations']).length > 0) answer.hasUnknownFees = true;
    if (asObjects(delta['tool_calls']).length > 0 || isRecord(delta['function_call'])) {
      answer.addToolCall();
      answer.breakText();
    }
  }

  /** Adds a piece of a refusal, which stands apart from what was said before it. */
  #readRefusal(piece: string | undefined): void {
    if (!piece) return;
    if (!this.#isRefused) this.answer.breakText();
    this.#isRefused = true;
    this.answer.addText(piece);
  }

  /** Reads content: text, as a rule; Mistral sends a list of parts, thoughts among them. */
  #readContent(content: unknown): void {
    const { answer } = this;
    if (typeof content === 'string') {
      this.#thoughtTags.read(content, answer);
      return;
    }
    for (const part of asObjects(content)) {
      if (part['type'] === 'text' || part['type'] === 'output_text') answer.addText(asText(part['text']) ?? '');
      else if (part['type'] === 'refusal') this.#readRefusal(asText(part['refusal']));
      else if (part['type'] === 'thinking') {
        answer.addThinking(asText(part['thinking']) ?? '');
        for (const thought of asObjects(part['thinking'])) answer.addThinking(asText(thought['text']) ?? '');
      }
    }
  }

  /**
   * Reads usage. `prompt_tokens` includes what was cached. xAI and Google leave reasoning out of `completion_tokens`: only their total
   * holds it. Some gateways keep the names of the wire behind them.
   */
  #readUsage(value: unknown): void {
    const { answer } = this;
    const usage = asObject(value);
    const inputTokens = readCount(usage, 'prompt_tokens', 'input_tokens');
    if (!usage || inputTokens === undefined) return;
    if (hasFees(usage)) answer.hasUnknownFees = true;
    const total = readCount(usage, 'total_tokens') ?? 0;
    const completionTokens = readCount(usage, 'completion_tokens', 'output_tokens') ?? Math.max(total - inputTokens, 0);
    const apart = total - inputTokens - completionTokens;
    const said = asCount(asObject(usage['completion_tokens_details'])?.['reasoning_tokens']);
    const reasoningTokens = said ?? Math.max(apart, 0);
    const inputDetails = asObject(usage['prompt_tokens_details']);
    const cachedInputTokens =
      readCount(inputDetails, 'cached_tokens') ??
      readCount(usage, 'prompt_cache_hit_tokens', 'num_cached_tokens', 'cached_tokens', 'cache_read_input_tokens');
    const cacheWriteInputTokens =
      readCount(inputDetails, 'cache_write_tokens', 'cache_creation_tokens') ??
      readCount(usage, 'cache_creation_input_tokens');
    answer.usage = {
      inputTokens,
      // Some count less than they reasoned.
      outputTokens: Math.max(completionTokens + (apart === reasoningTokens ? reasoningTokens : 0), reasoningTokens),
      cachedInputTokens,
      cacheWriteInputTokens,
      reasoningTokens,
    } satisfies Usage;
  }
}

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
  ['recitation', 'contentFilter'],
  ['prohibited_content', 'contentFilter'],
  ['blocklist', 'contentFilter'],
  ['spii', 'contentFilter'],
  ['content_filtered', 'contentFilter'],
  ['guardrail_intervened', 'contentFilter'],
  ['tool_calls', 'toolCalls'],
  ['function_call', 'toolCalls'],
  ['tool_use', 'toolCalls'],
]);

function toFinishReason(reason: string): FinishReason {
  // Google's own server of this wire adds its reason: "content_filter: PROHIBITED_CONTENT".
  const [name = ''] = reason.toLowerCase().split(':');
  return finishReasons.get(name) ?? 'other';
}

/** Returns true where a search found anything: services that list its sources charge for it. */
function hasSources(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

/** Searches, pictures and sound, which cost extra, under the names of several services. */
function hasFees(usage: JsonObject): boolean {
  return [
    readCount(asObject(usage['server_tool_use']), 'web_search_requests'),
    readCount(usage, 'num_sources_used'),
    readCount(usage, 'num_search_queries'),
    readCount(asObject(usage['prompt_tokens_details']), 'audio_tokens'),
    readCount(asObject(usage['completion_tokens_details']), 'audio_tokens'),
    readCount(asObject(usage['completion_tokens_details']), 'image_tokens'),
  ].some((count) => count !== undefined && count !== 0);
}
