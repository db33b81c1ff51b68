import type { Disposable } from '#common/disposable.ts';
import type { ComposerView, HostMessage, PanelSnapshot, PlanView, RunHead, RunSnapshot } from '#protocol/messages.ts';
import { findAnswer, findSurplusRuns, isFinished } from '#protocol/runs.ts';
import { createFrameSchedule } from './frameSchedule.ts';
import { HeldRun, type HostFacts } from './heldRun.ts';

export interface PanelRunsOptions {
  /** Hands a message to the page. Called only while there is a page that listens. */
  post(message: HostMessage): void;
  /** The plans that have a tab. */
  plans?(): PlanView[];
  /** The page's words in the user's language. */
  strings?: () => Record<string, string> | undefined;
  /** Whether runs are kept, with what they have said so far, in a history that outlives the window. */
  keepsRuns?(): boolean;
  now?(): number;
  /** Calls `flush` once, when a frame has passed since it last did, unless disposed before. */
  schedule?(flush: () => void): Disposable;
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
    for (const run of this.#runs.values()) run.markTold();
    const strings = this.#options.strings?.();
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
    if (held) held.update(head);
    else {
      this.#runs.set(head.runId, new HeldRun(head));
      for (const runId of findSurplusRuns([...this.#runs.values()].map((run) => run.snapshot)))
        this.#runs.delete(runId);
    }
    this.#scheduleFlush();
  }

  /** Adds what a run has said since the last call. Ignored for a run that is not known. */
  append(runId: string, delta: { text?: string; thinking?: string }): void {
    const held = this.#runs.get(runId);
    if (!held) return;
    held.append(delta, () => this.#now());
    this.#scheduleFlush();
  }

  /** What a run has said so far is not its answer: it is taken back. */
  voidText(runId: string): void {
    if (this.#runs.get(runId)?.voidText()) this.#scheduleFlush();
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

  #inThread(threadId: string): Readonly<RunSnapshot>[] {
    return [...this.#runs.values()].map((run) => run.snapshot).filter((run) => run.threadId === threadId);
  }

  get #facts(): HostFacts {
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

  /** Posts what is new. */
  #flush(): void {
    this.#cancelFlush();
    if (!this.#isLive) return;
    for (const run of this.#runs.values()) {
      for (const message of run.takeNews(this.#facts)) this.#options.post(message);
    }
  }
}
