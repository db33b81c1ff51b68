import { withoutTrailingHalf } from '#common/text/halves.ts';
import type { HostMessage, RunHead, RunSnapshot, RunTask } from '#protocol/messages.ts';
import { isFinished } from '#protocol/runs.ts';

/** What every message about a run says of the host. */
export interface HostFacts {
  now: number;
  keepsRuns?: true;
}

/** One run of the panel with all it has said, and what its page has not been told of it yet. */
export class HeldRun {
  #snapshot: RunSnapshot;
  #text = '';
  #thinking = '';
  #isHeadStale = true;
  /** What the page was told that the run is about; `undefined` while it does not know the run. */
  #toldTask: RunTask | undefined;
  /** Whether what the page has been told is void. */
  #isVoid = false;

  constructor(head: RunHead) {
    this.#snapshot = { ...head, text: '', thinking: '' };
  }

  get snapshot(): Readonly<RunSnapshot> {
    return this.#snapshot;
  }

  /** Replaces what is known of the run. Its text stays. */
  update(head: RunHead): void {
    const { text, thinking, thinkingSince, thinkingSeconds } = this.#snapshot;
    this.#snapshot = {
      ...head,
      text,
      thinking,
      ...(thinkingSince !== undefined && { thinkingSince }),
      ...(thinkingSeconds !== undefined && { thinkingSeconds }),
    };
    this.#isHeadStale = true;
  }

  /** Adds what the run has said. `now` is for the time that thinking takes. */
  append({ text = '', thinking = '' }: { text?: string; thinking?: string }, now: () => number): void {
    this.#noteThinking(text, thinking, now);
    this.#snapshot.text += text;
    this.#snapshot.thinking += thinking;
    this.#text += text;
    this.#thinking += thinking;
  }

  /** What the run has said so far is not its answer: it is taken back. Says whether there was anything. */
  voidText(): boolean {
    const { thinkingSince: _since, thinkingSeconds: _seconds, ...snapshot } = this.#snapshot;
    if (snapshot.text === '' && snapshot.thinking === '') return false;
    this.#isVoid = this.#isVoid || snapshot.text !== this.#text || snapshot.thinking !== this.#thinking;
    this.#snapshot = { ...snapshot, text: '', thinking: '' };
    this.#isHeadStale = true;
    this.#text = '';
    this.#thinking = '';
    return true;
  }

  /** The page has been told everything. */
  markTold(): void {
    this.#text = '';
    this.#thinking = '';
    this.#isHeadStale = false;
    this.#toldTask = toTask(this.#snapshot);
    this.#isVoid = false;
  }

  /** What is new for the page. A run is named before its text and, once named, its text comes before the news of its end. */
  takeNews(facts: HostFacts): HostMessage[] {
    const hasEnded = isFinished(this.#snapshot.status);
    const news: HostMessage[] = [];
    if (hasEnded && !this.#toldTask) news.push(this.#takeWhole(facts));
    if (!hasEnded) news.push(...this.#takeHead(facts));
    if (this.#isVoid) news.push({ type: 'void', runId: this.#snapshot.runId });
    this.#isVoid = false;
    return [...news, ...this.#takeDelta(hasEnded), ...this.#takeHead(facts)];
  }

  /** Takes the time that thinking takes: to the first text that follows it. */
  #noteThinking(text: string, thinking: string, now: () => number): void {
    const snapshot = this.#snapshot;
    if (thinking !== '' && snapshot.thinkingSince === undefined) {
      snapshot.thinkingSince = now();
      this.#isHeadStale = true;
    }
    if (text === '' || snapshot.thinkingSince === undefined || snapshot.thinkingSeconds !== undefined) return;
    snapshot.thinkingSeconds = Math.max(0, now() - snapshot.thinkingSince) / 1000;
    this.#isHeadStale = true;
  }

  /** A run that ended before the page knew it. After its end the page takes no more text. */
  #takeWhole(facts: HostFacts): HostMessage {
    const { text, thinking, ...head } = this.#snapshot;
    this.markTold();
    const words = { ...(text === '' ? {} : { text }), ...(thinking === '' ? {} : { thinking }) };
    return { type: 'run', run: head, ...words, ...facts };
  }

  #takeHead(facts: HostFacts): HostMessage[] {
    if (!this.#isHeadStale) return [];
    const { text: _text, thinking: _thinking, title, description, context, ...head } = this.#snapshot;
    const told = this.#toldTask;
    this.#isHeadStale = false;
    this.#toldTask = { title, description, context };
    const task = {
      ...(told?.title !== title && { title }),
      ...(told?.description !== description && { description }),
      ...(!(told && isSame(told.context, context)) && { context }),
    };
    return [{ type: 'run', run: { ...head, ...task }, ...facts }];
  }

  #takeDelta(hasEnded: boolean): HostMessage[] {
    const text = takeWhole(this.#text, hasEnded);
    const thinking = takeWhole(this.#thinking, hasEnded);
    if (text === '' && thinking === '') return [];
    this.#text = this.#text.slice(text.length);
    this.#thinking = this.#thinking.slice(thinking.length);
    const words = { ...(text === '' ? {} : { text }), ...(thinking === '' ? {} : { thinking }) };
    return [{ type: 'delta', runId: this.#snapshot.runId, ...words }];
  }
}

function toTask({ title, description, context }: RunTask): RunTask {
  return { title, description, context };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}

/** Text as it survives the bridge; all of it once nothing follows. */
function takeWhole(text: string, hasEnded: boolean): string {
  return hasEnded ? text : withoutTrailingHalf(text);
}
