import type { AgentTask, ExecutionResult } from '#orchestration/index.ts';
import { isRewrite, selectedCode, type SelectionSource } from '#editor/documents/selectionSource.ts';
import type { RunPresenter } from './runPresenter.ts';
import type { RunRequest } from './runRequests.ts';

/** A run of this session, or one of the history that was shown in it. */
export interface KnownRun {
  request: RunRequest;
  task: AgentTask;
  threadId: string;
  abort: AbortController;
  /** Present once the run is shown. */
  presenter?: RunPresenter;
  result?: ExecutionResult;
}

/** An active run, for a list. */
export interface RunningTask {
  runId: string;
  threadId: string;
  title: string;
  /** The agents' labels. */
  agent: string;
}

/** The selection that a run's answer is about. */
export interface RunSelection {
  /** The run that began with it. */
  runId: string;
  source: SelectionSource;
  isRewrite: boolean;
}

/** The most settled runs that can still be followed up or run again. */
const maxSettledRuns = 50;

/** The runs that can be stopped, followed up or run again: all active ones, and the last ones that have ended. */
export class KnownRuns {
  /** Oldest first. */
  readonly #runs = new Map<string, KnownRun>();

  add(runId: string, run: KnownRun): void {
    this.#runs.set(runId, run);
  }

  has(runId: string): boolean {
    return this.#runs.has(runId);
  }

  get(runId: string): KnownRun | undefined {
    return this.#runs.get(runId);
  }

  /** Finds the run, or the one that it is a part of. */
  findWhole(runId: string): KnownRun | undefined {
    return this.#runs.get(runId) ?? [...this.#runs.values()].find(({ presenter }) => presenter?.parts.has(runId));
  }

  /** Finds the run, unless its conversation is busy: a second click must not pay for a second answer. */
  findIdle(runId: string): KnownRun | undefined {
    const run = this.findWhole(runId);
    const isBusy = this.running.some(({ threadId }) => threadId === run?.threadId);
    return isBusy ? undefined : run;
  }

  /** The active runs, oldest first. */
  get running(): KnownRun[] {
    return [...this.#runs.values()].filter((run) => !run.result);
  }

  /** Describes the active runs for a list, oldest first. */
  describeRunning(): RunningTask[] {
    return [...this.#runs].flatMap(([runId, { result, presenter, threadId }]) =>
      result || !presenter ? [] : [{ runId, threadId, title: presenter.head.title, agent: presenter.head.agent }],
    );
  }

  /** The newest run with an answer. */
  get newestAnswered(): string | undefined {
    return [...this.#runs].findLast(([, { result }]) => result && result.output !== '')?.[0];
  }

  /** Finds the selection that a run's answer is about: its own or, in a conversation, the last one before it. */
  selectionOf(runId: string): RunSelection | undefined {
    const whole = this.findWhole(runId);
    const threadId = whole?.threadId;
    const turns = [...this.#runs].filter(([, run]) => run.threadId === threadId);
    const upToRun = turns.slice(0, turns.findIndex(([, run]) => run === whole) + 1);
    const context = upToRun.findLast(([, { request }]) => selectedCode(request) !== undefined)?.[1].request.context;
    // Run again, a task has the same context: the first run has followed it for longest.
    const first = upToRun.find(([, { request }]) => context && request.context === context);
    if (!first) return undefined;
    const [firstId, { request }] = first;
    return { runId: firstId, source: request, isRewrite: isRewrite(request.preset) };
  }

  /** Removes a run that was deleted, unless it is active. */
  forget(runId: string): void {
    if (this.#runs.get(runId)?.result) this.#runs.delete(runId);
  }

  /** Removes the oldest ended runs beyond the limit. */
  forgetOldest(): void {
    const settled = [...this.#runs].filter(([, run]) => run.result);
    for (const [runId] of settled.slice(0, Math.max(0, settled.length - maxSettledRuns))) this.#runs.delete(runId);
  }
}
