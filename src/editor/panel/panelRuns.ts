import type { Disposable } from '#common/disposable.ts';
import type { ComposerState, HostMessage, PanelSnapshot, PlanView, RunHead, RunSnapshot } from '#protocol/messages.ts';
import { findAnswer, findSurplusRuns, isFinished } from '#protocol/runs.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { createFrameSchedule } from './frameSchedule.ts';
import { HeldRun, type HostFacts } from './heldRun.ts';

export interface PanelRunsOptions {
  /** Sends a message to the page. Called only while there is a page that listens. */
  post(message: HostMessage): void;
  /** The plans that have a tab. */
  plans?(): PlanView[];
  /** The page's words in the user's language. */
  strings?: () => Record<string, string> | undefined;
  /** Tells whether runs are stored, with their text so far, in a history that outlives the window. */
  keepsRuns?(): boolean;
  /** Tells whether VS Code can show Mermaid diagrams. */
  previewsDiagrams?(): boolean;
  now?(): number;
  /** Calls `flush` once, when a frame has passed since it last did, unless disposed before. */
  schedule?(flush: () => void): Disposable;
}

/**
 * The runs of the panel, and the part of them that its page has. While no page listens nothing is posted; a page that
 * arrives gets one snapshot and from then on only changes, gathered per frame.
 */
export class PanelRuns implements Disposable {
  readonly #options: PanelRunsOptions;
  readonly #scheduleNext = createFrameSchedule();
  /** Oldest first. */
  readonly #runs = new Map<string, HeldRun>();
  #composer: ComposerState | undefined;
  #selectedThreadId: string | undefined;
  #isLive = false;
  #scheduled: Disposable | undefined;

  constructor(options: PanelRunsOptions) {
    this.#options = options;
  }

  /** Sends everything to a page that has loaded. `deletedRunIds`: runs that it has and must remove. */
  pageReady(deletedRunIds: readonly string[] = []): void {
    this.#isLive = true;
    this.#cancelFlush();
    for (const run of this.#runs.values()) run.markSent();
    const strings = this.#options.strings?.();
    const plans = this.#options.plans?.() ?? [];
    const snapshot: PanelSnapshot = {
      type: 'snapshot',
      runs: [...this.#runs.values()].map((run) => ({ ...run.snapshot })),
      ...this.#facts,
      ...withoutUndefined({
        plans: plans.length === 0 ? undefined : plans,
        deletedRunIds: deletedRunIds.length === 0 ? undefined : [...deletedRunIds],
        selectedThreadId: this.#selectedThreadId,
        composer: this.#composer,
        strings,
        previewsDiagrams: this.#options.previewsDiagrams?.() ? true : undefined,
      }),
    };
    this.#options.post(snapshot);
  }

  /** Stops posting: the page was hidden or closed. */
  pageGone(): void {
    this.#isLive = false;
    this.#cancelFlush();
  }

  /** Adds a run, or replaces its head. Its text stays. */
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

  /** Adds text to a run. Ignored for a run that is not known. */
  append(runId: string, delta: { text?: string | undefined; thinking?: string | undefined }): void {
    const held = this.#runs.get(runId);
    if (!held) return;
    held.append(delta, () => this.#now());
    this.#scheduleFlush();
  }

  /** Removes the text of a run so far, which is not its answer. */
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

  /** Marks the conversation that the user brought to the front, which the page shows already. */
  markSelected(threadId: string): void {
    this.#selectedThreadId = threadId;
  }

  /** Opens, refreshes or closes the form. */
  compose(composer: ComposerState | undefined): void {
    const hasNone = !composer && !this.#composer;
    this.#composer = composer;
    if (this.#isLive && !hasNone) this.#options.post({ type: 'compose', ...withoutUndefined({ composer }) });
  }

  /** The form as the page was last told to show it. */
  get composer(): ComposerState | undefined {
    return this.#composer;
  }

  /** Removes a conversation, unless one of its runs is active. The page has closed it already. */
  closeThread(threadId: string): void {
    const runs = this.#inThread(threadId);
    if (!runs.every((run) => isFinished(run.status))) return;
    for (const run of runs) this.#runs.delete(run.runId);
    if (this.#selectedThreadId === threadId) this.#selectedThreadId = undefined;
  }

  /** Posts a message about something other than a run, if there is a page that listens. */
  post(message: HostMessage): void {
    if (this.#isLive) this.#options.post(message);
  }

  /** Removes runs that were deleted, and tabs of plans. */
  forget(runIds: readonly string[], tabIds: readonly string[] = []): void {
    const all = runIds.flatMap((runId) => [runId, ...this.partsOf(runId).map((part) => part.runId)]);
    for (const runId of all) this.#runs.delete(runId);
    this.post({ type: 'forget', runIds: all, tabIds: [...tabIds] });
  }

  /** The ids of all runs. */
  get runIds(): string[] {
    return [...this.#runs.keys()];
  }

  has(runId: string): boolean {
    return this.#runs.has(runId);
  }

  /** Finds a run with its whole text. */
  get(runId: string): Readonly<RunSnapshot> | undefined {
    return this.#runs.get(runId)?.snapshot;
  }

  /** Finds the parts of a run of several agents, in the order in which they began. */
  partsOf(runId: string): Readonly<RunSnapshot>[] {
    return [...this.#runs.values()].map((run) => run.snapshot).filter((run) => run.parentRunId === runId);
  }

  /** Finds the run whose text is the answer of a run: itself, or a part of it. */
  findAnswer(runId: string): Readonly<RunSnapshot> | undefined {
    const run = this.get(runId);
    const parts = this.partsOf(runId).map((head) => ({ head }));
    return run && findAnswer<{ head: Readonly<RunSnapshot> }>({ head: run }, parts).head;
  }

  /** Tells whether a follow-up may be sent to this run: it is the last of its conversation, and none of them is active. */
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
    return { now: this.#now(), ...(this.#options.keepsRuns?.() ? { keepsRuns: true } : undefined) };
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

  /** Posts all messages that are due. */
  #flush(): void {
    this.#cancelFlush();
    if (!this.#isLive) return;
    for (const run of this.#runs.values()) {
      for (const message of run.drainMessages(this.#facts)) this.#options.post(message);
    }
  }
}
