import type { Disposable } from '../common/disposable.ts';
import type { ComposerView, HostMessage, PanelSnapshot, PlanView, RunHead, RunSnapshot } from '../protocol/messages.ts';
import { findAnswer, findSurplusRuns, isFinished } from '../protocol/runs.ts';
import { createFrameSchedule } from './frameSchedule.ts';

export interface PanelRunsOptions {
  /** Hands a message to the page. Called only while there is a page that listens. */
  post(message: HostMessage): void;
  /** The plans that have a tab. */
  plans?(): PlanView[];
  /** The page's words in the user's language. */
  strings?: Record<string, string>;
  /** Whether runs are kept, with what they have said so far, in a history that outlives the window. */
  keepsRuns?(): boolean;
  now?(): number;
  /** Calls `flush` once, when a frame has passed since it last did, unless disposed before. */
  schedule?(flush: () => void): Disposable;
}

interface HeldRun {
  snapshot: RunSnapshot;
  /** What the page has not been told yet. */
  text: string;
  thinking: string;
  isHeadStale: boolean;
  /** Whether the page knows that the run exists. */
  isNamed: boolean;
  /** Whether what the page has been told is void. */
  isVoid: boolean;
}

/**
 * What the panel shows, and what its page has been told of it. While no page listens nothing is posted; a page that
 * arrives gets one snapshot and from then on only what is new, gathered per frame.
 */
export class PanelRuns implements Disposable {
  readonly #options: PanelRunsOptions;
  readonly #scheduleNext = createFrameSchedule();
  /** Oldest first. */
  readonly #runs = new Map<string, HeldRun>();
  #composer: ComposerView | undefined;
  #selectedThreadId: string | undefined;
  #isLive = false;
  #scheduled: Disposable | undefined;

  constructor(options: PanelRunsOptions) {
    this.#options = options;
  }

  /** A page has loaded and listens: it gets everything there is. `deletedRunIds`: runs it has kept and must forget. */
  pageReady(deletedRunIds: readonly string[] = []): void {
    this.#isLive = true;
    this.#cancelFlush();
    for (const run of this.#runs.values()) markTold(run);
    const { strings } = this.#options;
    const plans = this.#options.plans?.() ?? [];
    const snapshot: PanelSnapshot = {
      type: 'snapshot',
      runs: [...this.#runs.values()].map((run) => ({ ...run.snapshot })),
      ...this.#facts,
      ...(plans.length === 0 ? {} : { plans }),
      ...(deletedRunIds.length === 0 ? {} : { deletedRunIds: [...deletedRunIds] }),
      ...(this.#selectedThreadId === undefined ? {} : { selectedThreadId: this.#selectedThreadId }),
      ...(this.#composer ? { composer: this.#composer } : {}),
      ...(strings ? { strings } : {}),
    };
    this.#options.post(snapshot);
  }

  /** The page was hidden or closed: nothing is posted until the next one is ready. */
  pageGone(): void {
    this.#isLive = false;
    this.#cancelFlush();
  }

  /** Adds a run, or replaces what is known of it. Its text stays. */
  update(head: RunHead): void {
    const held = this.#runs.get(head.runId);
    if (held) {
      const { text, thinking, thinkingSince, thinkingSeconds } = held.snapshot;
      held.snapshot = {
        ...head,
        text,
        thinking,
        ...(thinkingSince !== undefined && { thinkingSince }),
        ...(thinkingSeconds !== undefined && { thinkingSeconds }),
      };
      held.isHeadStale = true;
    } else {
      this.#runs.set(head.runId, {
        snapshot: { ...head, text: '', thinking: '' },
        text: '',
        thinking: '',
        isHeadStale: true,
        isNamed: false,
        isVoid: false,
      });
      for (const runId of findSurplusRuns([...this.#runs.values()].map((run) => run.snapshot)))
        this.#runs.delete(runId);
    }
    this.#scheduleFlush();
  }

  /** Adds what a run has said since the last call. Ignored for a run that is not known. */
  append(runId: string, delta: { text?: string; thinking?: string }): void {
    const held = this.#runs.get(runId);
    if (!held) return;
    this.#noteThinking(held, delta);
    held.snapshot.text += delta.text ?? '';
    held.snapshot.thinking += delta.thinking ?? '';
    held.text += delta.text ?? '';
    held.thinking += delta.thinking ?? '';
    this.#scheduleFlush();
  }

  /** Takes the time that thinking takes: to the first text that follows it. */
  #noteThinking(held: HeldRun, { text = '', thinking = '' }: { text?: string; thinking?: string }): void {
    const { snapshot } = held;
    if (thinking !== '' && snapshot.thinkingSince === undefined) {
      snapshot.thinkingSince = this.#now();
      held.isHeadStale = true;
    }
    if (text === '' || snapshot.thinkingSince === undefined || snapshot.thinkingSeconds !== undefined) return;
    snapshot.thinkingSeconds = Math.max(0, this.#now() - snapshot.thinkingSince) / 1000;
    held.isHeadStale = true;
  }

  /** What a run has said so far is not its answer: it is taken back. */
  voidText(runId: string): void {
    const held = this.#runs.get(runId);
    if (!held || (held.snapshot.text === '' && held.snapshot.thinking === '')) return;
    held.isVoid = held.isVoid || held.snapshot.text !== held.text || held.snapshot.thinking !== held.thinking;
    const { thinkingSince: _since, thinkingSeconds: _seconds, ...snapshot } = held.snapshot;
    held.snapshot = { ...snapshot, text: '', thinking: '' };
    held.isHeadStale = true;
    held.text = '';
    held.thinking = '';
    this.#scheduleFlush();
  }

  /** Brings a conversation to the front. */
  select(threadId: string): void {
    this.#selectedThreadId = threadId;
    if (!this.#isLive) return;
    this.#flush();
    this.#options.post({ type: 'select', threadId });
  }

  /** The page says which conversation the user brought to the front. */
  noteSelected(threadId: string): void {
    this.#selectedThreadId = threadId;
  }

  /** Opens, refreshes or closes the form. */
  compose(composer: ComposerView | undefined): void {
    const hasNone = !composer && !this.#composer;
    this.#composer = composer;
    if (this.#isLive && !hasNone) this.#options.post({ type: 'compose', ...(composer ? { composer } : {}) });
  }

  /** The form as the page was last told to show it. */
  get composer(): ComposerView | undefined {
    return this.#composer;
  }

  /** Forgets a conversation, unless one of its runs goes on. The page has closed it already. */
  closeThread(threadId: string): void {
    const runs = this.#inThread(threadId);
    if (!runs.every((run) => isFinished(run.status))) return;
    for (const run of runs) this.#runs.delete(run.runId);
    if (this.#selectedThreadId === threadId) this.#selectedThreadId = undefined;
  }

  /** Posts what is no run's own, if there is a page that listens. */
  post(message: HostMessage): void {
    if (this.#isLive) this.#options.post(message);
  }

  /** Forgets runs that were deleted, and plans' tabs. */
  forget(runIds: readonly string[], tabIds: readonly string[] = []): void {
    const all = runIds.flatMap((runId) => [runId, ...this.partsOf(runId).map((part) => part.runId)]);
    for (const runId of all) this.#runs.delete(runId);
    this.post({ type: 'forget', runIds: all, tabIds: [...tabIds] });
  }

  /** The ids of all runs. */
  get runIds(): string[] {
    return [...this.#runs.keys()];
  }

  /** A run with all it has said, or `undefined` for one that is not known. */
  get(runId: string): Readonly<RunSnapshot> | undefined {
    return this.#runs.get(runId)?.snapshot;
  }

  /** The parts of a run of several agents, in the order in which they began. */
  partsOf(runId: string): Readonly<RunSnapshot>[] {
    return [...this.#runs.values()].map((run) => run.snapshot).filter((run) => run.parentRunId === runId);
  }

  /** The run whose text is the answer of a run: itself, or a part of it. */
  findAnswer(runId: string): Readonly<RunSnapshot> | undefined {
    const run = this.get(runId);
    const parts = this.partsOf(runId).map((head) => ({ head }));
    return run && findAnswer<{ head: Readonly<RunSnapshot> }>({ head: run }, parts).head;
  }

  /** Whether a follow-up may be sent to this run: it is the last of its conversation, and none of them goes on. */
  canFollowUp(runId: string): boolean {
    const run = this.get(runId);
    if (!run) return false;
    const runs = this.#inThread(run.threadId).filter(({ parentRunId }) => parentRunId === undefined);
    return runs.at(-1)?.runId === runId && runs.every((other) => isFinished(other.status));
  }

  dispose(): void {
    this.pageGone();
    this.#runs.clear();
  }

  #inThread(threadId: string): RunSnapshot[] {
    return [...this.#runs.values()].map((run) => run.snapshot).filter((run) => run.threadId === threadId);
  }

  get #facts(): { now: number; keepsRuns?: true } {
    return { now: this.#now(), ...(this.#options.keepsRuns?.() && { keepsRuns: true }) };
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #scheduleFlush(): void {
    if (!this.#isLive || this.#scheduled) return;
    const flush = (): void => {
      this.#scheduled = undefined;
      this.#flush();
    };
    this.#scheduled = this.#options.schedule?.(flush) ?? this.#scheduleNext(flush);
  }

  #cancelFlush(): void {
    this.#scheduled?.dispose();
    this.#scheduled = undefined;
  }

  /** Posts what is new. A run is named before its text and, once named, its text comes before the news of its end. */
  #flush(): void {
    this.#cancelFlush();
    if (!this.#isLive) return;
    for (const run of this.#runs.values()) {
      const hasEnded = isFinished(run.snapshot.status);
      if (hasEnded && !run.isNamed) this.#postWhole(run);
      if (!hasEnded) this.#postHead(run);
      if (run.isVoid) this.#options.post({ type: 'void', runId: run.snapshot.runId });
      run.isVoid = false;
      this.#postDelta(run, hasEnded);
      this.#postHead(run);
    }
  }

  /** A run that ended before the page knew it. After its end the page takes no more text. */
  #postWhole(run: HeldRun): void {
    const { text, thinking, ...head } = run.snapshot;
    markTold(run);
    const words = { ...(text === '' ? {} : { text }), ...(thinking === '' ? {} : { thinking }) };
    this.#options.post({ type: 'run', run: head, ...words, ...this.#facts });
  }

  #postHead(run: HeldRun): void {
    if (!run.isHeadStale) return;
    run.isHeadStale = false;
    run.isNamed = true;
    const { text: _text, thinking: _thinking, ...head } = run.snapshot;
    this.#options.post({ type: 'run', run: head, ...this.#facts });
  }

  #postDelta(run: HeldRun, hasEnded: boolean): void {
    const text = takeWhole(run.text, hasEnded);
    const thinking = takeWhole(run.thinking, hasEnded);
    if (text === '' && thinking === '') return;
    run.text = run.text.slice(text.length);
    run.thinking = run.thinking.slice(thinking.length);
    this.#options.post({
      type: 'delta',
      runId: run.snapshot.runId,
      ...(text === '' ? {} : { text }),
      ...(thinking === '' ? {} : { thinking }),
    });
  }
}

function markTold(run: HeldRun): void {
  run.text = '';
  run.thinking = '';
  run.isHeadStale = false;
  run.isNamed = true;
  run.isVoid = false;
}

/** `text` without a last half of a surrogate pair, which would not survive the bridge; all of it once nothing follows. */
function takeWhole(text: string, hasEnded: boolean): string {
  const last = text.charCodeAt(text.length - 1);
  return !hasEnded && last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
