import { withoutTrailingHalf } from '#common/text/halves.ts';
import type { HostMessage, RunHead, RunSnapshot, RunTask } from '#protocol/messages.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { isFinished } from '#protocol/runs.ts';

/** Facts about the host in every message about a run. */
export interface HostFacts {
  now: number;
  keepsRuns?: true;
}

/** One run of the panel with its whole text, and the part of it that its page does not have yet. */
export class HeldRun {
  #snapshot: RunSnapshot;
  #text = '';
  #thinking = '';
  #isHeadStale = true;
  /** The task of the run as the page has it; `undefined` while it does not know the run. */
  #sentTask: RunTask | undefined;
  /** True while the page shows text that is void. */
  #isVoid = false;

  constructor(head: RunHead) {
    this.#snapshot = { ...head, text: '', thinking: '' };
  }

  get snapshot(): Readonly<RunSnapshot> {
    return this.#snapshot;
  }

  /** Replaces the head of the run. Its text stays. */
  update(head: RunHead): void {
    const { text, thinking, thinkingSince, thinkingSeconds } = this.#snapshot;
    this.#snapshot = { ...head, text, thinking, ...withoutUndefined({ thinkingSince, thinkingSeconds }) };
    this.#isHeadStale = true;
  }

  /** Adds text of the run. `now` is for the time that thinking takes. */
  append({ text = '', thinking = '' }: { text?: string; thinking?: string }, now: () => number): void {
    this.#timeThinking(text, thinking, now);
    this.#snapshot.text += text;
    this.#snapshot.thinking += thinking;
    this.#text += text;
    this.#thinking += thinking;
  }

  /** Removes the text so far, which is not the answer. Returns whether there was any. */
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

  /** Records that the page has everything. */
  markSent(): void {
    this.#text = '';
    this.#thinking = '';
    this.#isHeadStale = false;
    this.#sentTask = toTask(this.#snapshot);
    this.#isVoid = false;
  }

  /** Removes and returns the messages that are due. A run's head comes before its text, and its text before its end. */
  drainMessages(facts: HostFacts): HostMessage[] {
    const hasEnded = isFinished(this.#snapshot.status);
    const news: HostMessage[] = [];
    if (hasEnded && !this.#sentTask) news.push(this.#drainWhole(facts));
    if (!hasEnded) news.push(...this.#drainHead(facts));
    if (this.#isVoid) news.push({ type: 'void', runId: this.#snapshot.runId });
    this.#isVoid = false;
    return [...news, ...this.#drainDelta(hasEnded), ...this.#drainHead(facts)];
  }

  /** Measures the time that thinking takes: to the first text that follows it. */
  #timeThinking(text: string, thinking: string, now: () => number): void {
    const snapshot = this.#snapshot;
    if (thinking !== '' && snapshot.thinkingSince === undefined) {
      snapshot.thinkingSince = now();
      this.#isHeadStale = true;
    }
    if (text === '' || snapshot.thinkingSince === undefined || snapshot.thinkingSeconds !== undefined) return;
    snapshot.thinkingSeconds = Math.max(0, now() - snapshot.thinkingSince) / 1000;
    this.#isHeadStale = true;
  }

  /** Makes the message for a run that ended before the page knew it. After its end the page takes no more text. */
  #drainWhole(facts: HostFacts): HostMessage {
    const { text, thinking, ...head } = this.#snapshot;
    this.markSent();
    return { type: 'run', run: head, ...toDelta(text, thinking), ...facts };
  }

  #drainHead(facts: HostFacts): HostMessage[] {
    if (!this.#isHeadStale) return [];
    const { text: _text, thinking: _thinking, title, description, context, ...head } = this.#snapshot;
    const sent = this.#sentTask;
    this.#isHeadStale = false;
    this.#sentTask = { title, description, context };
    const task = withoutUndefined({
      title: sent?.title === title ? undefined : title,
      description: sent?.description === description ? undefined : description,
      context: sent && isSame(sent.context, context) ? undefined : context,
    });
    return [{ type: 'run', run: { ...head, ...task }, ...facts }];
  }

  #drainDelta(hasEnded: boolean): HostMessage[] {
    const text = toWholeCharacters(this.#text, hasEnded);
    const thinking = toWholeCharacters(this.#thinking, hasEnded);
    if (text === '' && thinking === '') return [];
    this.#text = this.#text.slice(text.length);
    this.#thinking = this.#thinking.slice(thinking.length);
    return [{ type: 'delta', runId: this.#snapshot.runId, ...toDelta(text, thinking) }];
  }
}

/** Makes the words of a message, without those that are empty. */
function toDelta(text: string, thinking: string): { text?: string; thinking?: string } {
  return withoutUndefined({ text: text || undefined, thinking: thinking || undefined });
}

function toTask({ title, description, context }: RunTask): RunTask {
  return { title, description, context };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}

/** Text as it survives the bridge; all of it once nothing follows. */
function toWholeCharacters(text: string, hasEnded: boolean): string {
  return hasEnded ? text : withoutTrailingHalf(text);
}
