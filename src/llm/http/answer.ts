import { limitText } from '#common/text/limitText.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { hasVisibleText } from '#common/text/visibleText.ts';
import { checkEnd, checkUsage, longestHeldName, toName } from '#llm/checkedEvent.ts';
import { asText } from '#llm/json.ts';
import { PartBreak } from './partBreak.ts';
import { TextBuffer } from '#llm/textBuffer.ts';
import type { Tier } from '#llm/tier.ts';
import type { AnswerEnd, FinishReason, LlmEvent, Usage } from '#llm/types.ts';

/**
 * An answer as far as it was read. The reader of a wire writes into it; the stream takes the events out. Adjacent deltas
 * are merged until they are taken, so a chunk of a hundred frames costs one event.
 */
export class Answer {
  usage: Usage | undefined;
  /** The tier that the answer was served in, where that is not the standard one. */
  tier: Tier | undefined;
  /** True once the provider did something for the answer that costs extra. */
  hasUnknownFees = false;
  /** The error body that the server reported in place of the rest of the answer. */
  failure: unknown;
  readonly #text = new TextBuffer();
  #hasVisibleText = false;
  #hasThought = false;
  #hasToolCalls = false;
  #finishReason: FinishReason | undefined;
  #end: AnswerEnd | undefined;
  /** True while nothing was said after the latest finish reason. */
  #isEnded = false;
  /** True once text came behind an end: some servers send a finish reason in each frame. */
  #wasReopened = false;
  #isSettled = false;
  #isClosed = false;
  #progress = 0;
  /** True from the second request on. */
  #isContinued = false;
  /** True until the first text behind a cut. */
  #isResumed = false;
  readonly #breaks = { text: new PartBreak(), thinking: new PartBreak() };
  #earlierUsage: Usage | undefined;
  #events: LlmEvent[] = [];
  #model: string | undefined;

  /** Everything said so far. */
  get text(): string {
    return this.#text.toString();
  }

  /** True once anything was said. */
  get hasText(): boolean {
    return !this.#text.isEmpty;
  }

  /** True once anything was said that a person can see. */
  get hasVisibleText(): boolean {
    return this.#hasVisibleText;
  }

  /** True once anything was thought. */
  get hasThought(): boolean {
    return this.#hasThought;
  }

  /** True once the model called a tool, until it goes on behind its stop: then the tool was run on the other side. */
  get hasToolCalls(): boolean {
    return this.#hasToolCalls;
  }

  /** The latest reason why the model stopped; `undefined` before the first one. */
  get finishReason(): FinishReason | undefined {
    return this.#finishReason;
  }

  /** True where the answer is whole if its body ends here: the model has stopped, and nothing was said since. */
  get isWhole(): boolean {
    return this.#finishReason !== undefined && (this.#isEnded || this.#isSettled || this.#isClosed);
  }

  /** True where nothing that breaks from here on takes anything away from the answer: `docs/wire.md`, "The end of an answer". */
  get seemsWhole(): boolean {
    return this.canBeEnded && (this.#isSettled || (this.#isEnded && !this.#wasReopened));
  }

  /** True where the answer counts as whole if the server falls silent. */
  get canBeEnded(): boolean {
    return this.isWhole && (this.#hasVisibleText || this.#finishReason !== 'stop');
  }

  /** The next thing to wait for, which decides for how long. */
  get awaits(): 'text' | 'end' | 'close' {
    if (this.#isSettled && this.canBeEnded) return 'close';
    // A gateway may run the tool itself and go on with what came of it.
    return this.seemsWhole && this.#finishReason !== 'toolCalls' ? 'end' : 'text';
  }

  /** Counts the pieces of text and thoughts. */
  get progress(): number {
    return this.#progress;
  }

  /** True once nothing more can follow, not even usage. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Records what the server calls its model, if that is a name. */
  readModel(name: unknown): void {
    const text = asText(name);
    if (text !== undefined) this.#model = limitText(text, longestHeldName);
  }

  /** Adds to the text. */
  addText(piece: string): void {
    if (piece === '') return;
    const text = this.#breaks.text.apply(piece);
    this.#breaks.thinking.begin();
    this.#isResumed = false;
    this.#text.add(text);
    if (!this.#hasVisibleText) this.#hasVisibleText = hasVisibleText(text);
    this.#add('text', text);
  }

  /** Adds to the thoughts. */
  addThinking(piece: string): void {
    if (piece === '') return;
    this.#hasThought = true;
    // What was said is over, unless the provider had cut it in the middle.
    if (!this.#isResumed) this.#breaks.text.begin();
    this.#add('thinking', this.#breaks.thinking.apply(piece));
  }

  /** Records that the model called a tool: a stop from here on is one for the call. */
  addToolCall(): void {
    this.#hasToolCalls = true;
  }

  /** Begins a part of the text: a blank line separates it from what was said. Twice in a row is once. */
  breakText(): void {
    this.#breaks.text.begin();
  }

  /** Begins a part of the thoughts, as {@link breakText} does for the text. */
  breakThinking(): void {
    this.#breaks.thinking.begin();
  }

  /** Marks the end that the model gave. Usage may still follow until {@link close}, and so may text. */
  finish(reason: FinishReason, end?: AnswerEnd): void {
    this.#finishReason = reason === 'stop' && this.#hasToolCalls ? 'toolCalls' : reason;
    this.#end = end;
    this.#isEnded = true;
  }

  /** Marks what a server sends behind a finished answer only, such as its usage. It means nothing before the end. */
  settle(): void {
    if (this.#finishReason !== undefined) this.#isSettled = true;
  }

  /** Records that it is not the server that closed the answer. */
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
  drain(): LlmEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#events = [];
    return events;
  }

  /** The event that ends the stream. @param clean takes secrets out of a text. */
  toFinish(clean: (text: string) => string): LlmEvent & { type: 'finish' } {
    const reason = this.#finishReason ?? 'other';
    const { tier, hasUnknownFees } = this;
    const total = this.#totalUsage();
    const usage = checkUsage(total && { ...total, tier, hasUnknownFees });
    // Text of which nothing was counted: an estimate is nearer to the truth.
    const isCounted = usage && (usage.outputTokens > 0 || !this.hasText);
    const model = this.#model === undefined ? undefined : toName(this.#model, clean) || undefined;
    const end = checkEnd(this.#end, clean);
    return { type: 'finish', reason, ...withoutUndefined({ usage: isCounted ? usage : undefined, model, end }) };
  }

  #add(type: 'text' | 'thinking', text: string): void {
    this.#progress += 1;
    if (this.#finishReason) this.#reopenFor(text);
    const last = this.#events.at(-1);
    if (last?.type === type) last.text += text;
    else this.#events.push({ type, text });
  }

  /** Opens the answer again for visible text behind its end. */
  #reopenFor(text: string): void {
    if (!hasVisibleText(text)) return;
    this.#wasReopened = true;
    this.#hasToolCalls = false;
    this.#isEnded = false;
    this.#isSettled = false;
  }

  #totalUsage(): Usage | undefined {
    if (!this.#isContinued) return this.usage;
    // Where one request counted nothing, the sum is unknown.
    return this.#earlierUsage && this.usage && addUsage(this.#earlierUsage, this.usage);
  }
}

function addUsage(first: Usage, second: Usage): Usage {
  const sum = (name: 'cachedInputTokens' | 'cacheWriteInputTokens' | 'reasoningTokens'): number =>
    (first[name] ?? 0) + (second[name] ?? 0);
  return {
    inputTokens: first.inputTokens + second.inputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
    cachedInputTokens: sum('cachedInputTokens'),
    cacheWriteInputTokens: sum('cacheWriteInputTokens'),
    reasoningTokens: sum('reasoningTokens'),
  };
}
