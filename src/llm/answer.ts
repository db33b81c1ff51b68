import { limitText } from '../common/limitText.ts';
import { checkUsage, longestHeldName, toName } from './checkedEvent.ts';
import { asText, type JsonObject } from './json.ts';
import { TextBuffer } from './textBuffer.ts';
import type { ThoughtTags } from './thoughtTags.ts';
import type { FinishReason, LlmEvent, Usage } from './types.ts';

/**
 * An answer as far as it was read. The wires' mappers write into it; whoever drives the stream takes the events out.
 * Adjacent deltas are merged until they are taken, so a chunk of a hundred frames costs one event.
 */
export class Answer {
  /** Whether anything was thought, for wires that repeat it at the end. */
  hasThought = false;
  usage: Usage | undefined;
  /** The places in the output whose text was said, for wires that say it again at their end. */
  readonly saidParts = new Set<number>();
  /** The wire's own counts of tokens, where it sends them in parts. */
  readonly counts: JsonObject = {};
  /** Why the model stopped, where the wire says so before its terminal event. */
  stopReason: FinishReason | undefined;
  /** Whether the model refused, on wires that say so apart from the stop reason. */
  isRefused = false;
  /** Whether the model called a tool, on wires that say so apart from the stop reason. */
  hasToolCalls = false;
  /** Tells thoughts from text, on wires where a server may leave them in one. */
  thoughtTags: ThoughtTags | undefined;
  /** What the server reported in place of the rest of the answer: an error body. */
  failure: unknown;
  /** Resumes an answer that the provider cut into several requests. */
  continuationToken: string | undefined;
  readonly #text = new TextBuffer();
  #finishReason: FinishReason | undefined;
  /** Whether something was said after what looked like the end: some servers send a finish reason in each frame. */
  #hasGoneOn = false;
  #isClosed = false;
  #earlierUsage: Usage | undefined;
  #events: LlmEvent[] = [];
  #model: string | undefined;

  /** Everything said so far. */
  get text(): string {
    return this.#text.toString();
  }

  /** Whether anything was said. */
  get hasText(): boolean {
    return !this.#text.isEmpty;
  }

  /** Set once the wire's own terminal event was seen: from then on the answer is whole. */
  get finishReason(): FinishReason | undefined {
    return this.#finishReason;
  }

  /**
   * Whether only usage can be missing. A plain stop before anything was said, as some gateways send it with the first
   * chunk, is no end to count on.
   */
  get seemsWhole(): boolean {
    if (this.#finishReason === undefined || this.#hasGoneOn) return false;
    return this.#finishReason !== 'stop' || this.hasText || this.hasThought;
  }

  /** Whether nothing more can follow, not even usage. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Takes what the server calls its model, if that is a name. */
  readModel(name: unknown): void {
    const text = asText(name);
    if (text !== undefined) this.#model = limitText(text, longestHeldName);
  }

  addText(text: string): void {
    if (text === '') return;
    this.#text.add(text);
    if (this.#finishReason) this.#hasGoneOn = true;
    this.#add('text', text);
  }

  addThinking(text: string): void {
    if (text === '') return;
    this.hasThought = true;
    if (this.#finishReason) this.#hasGoneOn = true;
    this.#add('thinking', text);
  }

  /** Marks the wire's terminal event. Usage may still follow until {@link close}. */
  finish(reason: FinishReason): void {
    this.#finishReason = reason;
  }

  /** Marks the wire's last frame. */
  close(): void {
    this.#isClosed = true;
  }

  /** Opens a finished answer again for the request that continues it. */
  reopen(): void {
    this.#earlierUsage = this.#totalUsage();
    this.usage = undefined;
    this.#finishReason = undefined;
    this.#isClosed = false;
  }

  /** The events since the last call, in order. */
  take(): LlmEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }

  /** The event that ends the stream. @param clean takes secrets out of a text. */
  toFinish(reason: FinishReason, clean: (text: string) => string): LlmEvent & { type: 'finish' } {
    const usage = checkUsage(this.#totalUsage());
    // Text of which nothing was counted: an estimate is nearer to the truth.
    const isCounted = usage && (usage.outputTokens > 0 || !this.hasText);
    const model = this.#model && toName(this.#model, clean);
    return { type: 'finish', reason, ...(isCounted && { usage }), ...(model && { model }) };
  }

  #add(type: 'text' | 'thinking', text: string): void {
    const last = this.#events.at(-1);
    if (last?.type === type) last.text += text;
    else this.#events.push({ type, text });
  }

  #totalUsage(): Usage | undefined {
    if (!this.#earlierUsage || !this.usage) return this.usage ?? this.#earlierUsage;
    return addUsage(this.#earlierUsage, this.usage);
  }
}

function addUsage(first: Usage, second: Usage): Usage {
  const cached = (first.cachedInputTokens ?? 0) + (second.cachedInputTokens ?? 0);
  const cacheWrite = (first.cacheWriteInputTokens ?? 0) + (second.cacheWriteInputTokens ?? 0);
  const reasoning = (first.reasoningTokens ?? 0) + (second.reasoningTokens ?? 0);
  return {
    inputTokens: first.inputTokens + second.inputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
    ...(cached > 0 && { cachedInputTokens: cached }),
    ...(cacheWrite > 0 && { cacheWriteInputTokens: cacheWrite }),
    ...(reasoning > 0 && { reasoningTokens: reasoning }),
  };
}
