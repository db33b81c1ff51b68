import type { PanelSnapshot, RunHead, RunNews, RunSnapshot } from '#protocol/messages.ts';
import { canChooseAnswer, findSurplusRuns, isFinished } from '#protocol/runs.ts';

/** A run as the page knows it. */
export interface PanelRun {
  head: RunHead;
  text: string;
  thinking: string;
  /** The saved beginning of a text that was too long to be saved whole. */
  beginning?: { limit: number; text: string };
  /** The parts of a run of several agents, in the order in which they began. */
  parts: PanelRun[];
  /** True when the host knows it too. A run from before a reload can be read, no more. */
  isKnown: boolean;
}

/** Runs that follow each other up. */
export interface Thread {
  threadId: string;
  /** Runs, oldest first, never empty. */
  runs: [PanelRun, ...PanelRun[]];
}

/** The runs the page shows, oldest first. */
export class PanelModel {
  readonly #runs = new Map<string, PanelRun>();

  /** Starts from what the host knows and, in front of it, runs of an earlier page that the host does not know. */
  load(snapshot: PanelSnapshot, saved: readonly RunSnapshot[]): void {
    const known = new Set([...snapshot.runs.map((run) => run.runId), ...(snapshot.deletedRunIds ?? [])]);
    this.#runs.clear();
    for (const run of saved) {
      // The host alone decides which parts the runs have that it knows or has deleted.
      if (!known.has(run.runId) && !known.has(run.parentRunId ?? ''))
        this.#add({ ...run, status: isFinished(run.status) ? run.status : 'interrupted' }, false);
    }
    for (const run of snapshot.runs) this.#add(run, true);
  }

  /**
   * Adds a run, with its output so far, or replaces its head, and returns what it was before. What the run is about
   * stays where the news do not say it; news of a run that was closed here meanwhile come to nothing.
   */
  update(news: RunNews, text = '', thinking = ''): { run: PanelRun; previous: RunHead | undefined } | undefined {
    const existing = this.#runs.get(news.runId);
    const previous = existing?.head;
    const { title, description, context } = { ...previous, ...news };
    if (title === undefined || description === undefined || context === undefined) return undefined;
    const head: RunHead = { ...news, title, description, context };
    const run: PanelRun = existing ?? { head, text, thinking, parts: [], isKnown: true };
    run.head = head;
    run.isKnown = true;
    if (!existing) this.#insert(run);
    return { run, previous };
  }

  append(runId: string, text = '', thinking = ''): PanelRun | undefined {
    const run = this.#runs.get(runId);
    if (run) {
      run.text += text;
      run.thinking += thinking;
    }
    return run;
  }

  /** Removes what a run has said. */
  clear(runId: string): PanelRun | undefined {
    const run = this.#runs.get(runId);
    if (run) {
      run.text = '';
      delete run.beginning;
      run.thinking = '';
    }
    return run;
  }

  get(runId: string): PanelRun | undefined {
    return this.#runs.get(runId);
  }

  /** Removes the oldest finished runs beyond the limit, and returns them. */
  dropSurplus(): PanelRun[] {
    return this.forget(findSurplusRuns([...this.#runs.values()].map((run) => run.head)));
  }

  /** Removes runs with their parts, and returns those there were. */
  forget(runIds: readonly string[]): PanelRun[] {
    const partsOf = (runId: string) => this.#runs.get(runId)?.parts.map((part) => part.head.runId) ?? [];
    const all = new Set(runIds.flatMap((runId) => [runId, ...partsOf(runId)]));
    return [...all].flatMap((runId) => {
      const run = this.#runs.get(runId);
      this.#runs.delete(runId);
      return run ? [run] : [];
    });
  }

  closeThread(threadId: string): void {
    for (const run of this.#runs.values()) if (run.head.threadId === threadId) this.#runs.delete(run.head.runId);
  }

  /** All runs, oldest first, parts included. */
  get runs(): PanelRun[] {
    return [...this.#runs.values()];
  }

  /** The conversations in the order in which they began. */
  get threads(): Thread[] {
    const threads = new Map<string, Thread>();
    for (const run of this.#runs.values()) {
      if (this.#wholeOf(run)) continue;
      const { threadId } = run.head;
      const thread = threads.get(threadId);
      if (thread) thread.runs.push(run);
      else threads.set(threadId, { threadId, runs: [run] });
    }
    return [...threads.values()];
  }

  #add({ text, thinking, ...head }: RunSnapshot, isKnown: boolean): void {
    this.#insert({ head, text, thinking, parts: [], isKnown });
  }

  #insert(run: PanelRun): void {
    this.#runs.set(run.head.runId, run);
    this.#wholeOf(run)?.parts.push(run);
  }

  /** The run that this one is a part of. A part whose run is gone stands for itself. */
  #wholeOf({ head: { parentRunId } }: PanelRun): PanelRun | undefined {
    return parentRunId === undefined ? undefined : this.#runs.get(parentRunId);
  }
}

/** The last run of a conversation. */
export function lastRun(thread: Thread): PanelRun {
  return thread.runs.at(-1) ?? thread.runs[0];
}

/** Returns whether a part's answer is that of its run, where there are others that it was chosen from. */
export function isChosenPart({ head }: PanelRun, whole: PanelRun | undefined): boolean {
  const isCandidate = whole !== undefined && canChooseAnswer(whole.head) && head.role === 'candidate';
  return isCandidate && whole.head.chosenRunId === head.runId;
}
