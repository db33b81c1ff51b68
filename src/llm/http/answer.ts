import { limitText } from '#common/text/limitText.ts';
import { hasVisibleText } from '#common/text/visibleText.ts';
import { checkEnd, checkUsage, longestHeldName, toName } from '#llm/checkedEvent.ts';
import { asText, type JsonObject } from '#llm/json.ts';
import { PartBreak } from './partBreak.ts';
import { TextBuffer } from '#llm/textBuffer.ts';
import type { Tier } from '#llm/tier.ts';
import type { ThoughtTags } from './thoughtTags.ts';
import type { AnswerEnd, FinishReason, LlmEvent, Usage } from '#llm/types.ts';

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
  /** The tier that the answer was served in, where that is not the standard one. */
  tier: Tier | undefined;
  /** Whether the provider did something for it that costs extra. */
  hasUnknownFees = false;
  /** Why the model stopped, where the wire says so before its terminal event. */
  stopReason: FinishReason | undefined;
  stopEnd: AnswerEnd | undefined;
  /** Whether the model refused, on wires that say so apart from the stop reason. */
  isRefused = false;
  /** Whether the model called a tool, on wires that say so apart from the stop reason. */
  hasToolCalls = false;
  /** Tells thoughts from text, on wires where a server may leave them in one. */
  thoughtTags: ThoughtTags | undefined;
  /** What was read last of the parts that an answer has: its kind, or its place in the output, for each kind. */
  readonly lastPart: { kind?: string; text?: number; thinking?: number } = {};
  /** What the server reported in place of the rest of the answer: an error body. */
  failure: unknown;
  /** Resumes an answer that the provider cut into several requests. */
  continuationToken: string | undefined;
  readonly #text = new TextBuffer();
  #hasVisibleText = false;
  #finishReason: FinishReason | undefined;
  #end: AnswerEnd | undefined;
  /** Whether nothing was said after the latest finish reason. */
  #isEnded = false;
  /** Whether something was said after what looked like the end: some servers send a finish reason in each frame. */
  #hasGoneOn = false;
  #isSettled = false;
  #isClosed = false;
  #progress = 0;
  /** Whether there was a request before. */
  #isContinued = false;
  /** Whether nothing was said yet since the last cut. */
  #isResumed = false;
  readonly #breaks = { text: new PartBreak(), thinking: new PartBreak() };
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

  /** Whether anything was said that a person can see. */
  get hasVisibleText(): boolean {
    return this.#hasVisibleText;
  }

  /** Why the model stopped, by the latest finish reason; undefined before the first one. */
  get finishReason(): FinishReason | undefined {
    return this.#finishReason;
  }

  /** Whether the answer is whole if its body ends here: the model has stopped, and nothing was said since. */
  get isWhole(): boolean {
    return this.#finishReason !== undefined && (this.#isEnded || this.#isSettled || this.#isClosed);
  }

  /**
   * Whether nothing that breaks from here on takes anything away from the answer. A stop before any text, as some gateways
   * send it with the first chunk or after thoughts, is no end to count on, nor is one of a server that once went on.
   */
  get seemsWhole(): boolean {
    return this.canBeEnded && (this.#isSettled || (this.#isEnded && !this.#hasGoneOn));
  }

  /** Whether the answer may be taken for whole when the server falls silent. */
  get canBeEnded(): boolean {
    return this.isWhole && (this.#hasVisibleText || this.#finishReason !== 'stop');
  }

  /** What is still to be waited for, which says for how long. */
  get awaits(): 'text' | 'end' | 'close' {
    if (this.#isSettled && this.canBeEnded) return 'close';
    // A gateway may run the tool itself and go on with what came of it.
    return this.seemsWhole && this.#finishReason !== 'toolCalls' ? 'end' : 'text';
  }

  /** Grows with each piece that is said. */
  get progress(): number {
    return this.#progress;
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

  addText(piece: string): void {
    if (piece === '') return;
    const text = this.#breaks.text.apply(piece);
    this.#breaks.thinking.begin();
    this.#isResumed = false;
    this.#text.add(text);
    if (!this.#hasVisibleText) this.#hasVisibleText = hasVisibleText(text);
    this.#add('text', text);
  }

  addThinking(piece: string): void {
    if (piece === '') return;
    this.hasThought = true;
    // What was said is over, unless the provider had cut it in the middle.
    if (!this.#isResumed) this.#breaks.text.begin();
    this.#add('thinking', this.#breaks.thinking.apply(piece));
  }

  /** Begins a part of its own: a blank line parts what comes from what was said. Twice in a row is once. */
  breakText(): void {
    this.#breaks.text.begin();
  }

  /** The same for thoughts. */
  breakThinking(): void {
    this.#breaks.thinking.begin();
  }

  /** Marks the end that the model gave. Usage may still follow until {@link close}, and so may text. */
  finish(reason: FinishReason, end?: AnswerEnd): void {
    this.#finishReason = reason;
    this.#end = end;
    this.#isEnded = true;
  }

  /** Marks what a server sends behind a finished answer only, such as its usage. It means nothing before the end. */
  settle(): void {
    if (this.#finishReason !== undefined) this.#isSettled = true;
  }

  /** Notes that it is not the server that closed the answer. */
  assumeEnd(cause: NonNullable<AnswerEnd['assumed']>): void {
    this.#end = { ...this.#end, assumed: cause };
  }

  /** Marks the wire's last frame. */
  close(): void {
    this.#isClosed = true;
  }

  /** Opens a finished answer again for the request that continues it. */
  reopen(): void {
    this.#earlierUsage = this.#totalUsage();
    this.#isContinued = true;
    this.#isResumed = true;
    this.usage = undefined;
    this.#finishReason = undefined;
    this.#end = undefined;
    this.#isEnded = false;
    this.#isSettled = false;
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
    const { tier, hasUnknownFees } = this;
    const total = this.#totalUsage();
    const usage = checkUsage(total && { ...total, tier, hasUnknownFees });
    // Text of which nothing was counted: an estimate is nearer to the truth.
    const isCounted = usage && (usage.outputTokens > 0 || !this.hasText);
    const model = this.#model && toName(this.#model, clean);
    const end = checkEnd(this.#end, clean);
    return { type: 'finish', reason, ...(isCounted && { usage }), ...(model && { model }), ...(end && { end }) };
  }

  #add(type: 'text' | 'thinking', text: string): void {
    this.#progress += 1;
    if (this.#finishReason) this.#goOn(text);
    const last = this.#events.at(-1);
    if (last?.type === type) last.text += text;
    else this.#events.push({ type, text });
  }

  /** White space behind an answer does not open it again. */
  #goOn(text: string): void {
    if (!hasVisibleText(text)) return;
    this.#hasGoneOn = true;
    // What it called was run on the other side.
    this.hasToolCalls = false;
    this.#isEnded = false;
    this.#isSettled = false;
  }

  #totalUsage(): Usage | undefined {
    if (!this.#isContinued) return this.usage;
    // Of one request nobody knows: a part of the sum is none.
    return this.#earlierUsage && this.usage && addUsage(this.#earlierUsage, this.usage);
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
