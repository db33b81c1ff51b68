import type { AgentTask, ExecutionResult } from '#orchestration/index.ts';
import { isRewrite, selectedCode, type SelectionSource } from '#editor/documents/selectionSource.ts';
import type { RunHeads } from './runHeads.ts';
import type { RunParts } from './runParts.ts';
import type { RunRequest } from './runRequests.ts';

/** A run of this session, or one of the history that was shown in it. */
export interface KnownRun {
  request: RunRequest;
  task: AgentTask;
  threadId: string;
  abort: AbortController;
  heads?: RunHeads;
  parts?: RunParts;
  result?: ExecutionResult;
}

/** A run that goes on. */
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

/** The runs that can be stopped, followed up or run again: all that go on, and the last ones that have ended. */
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

  /** The run, or the one that it is a part of. */
  findWhole(runId: string): KnownRun | undefined {
    return this.#runs.get(runId) ?? [...this.#runs.values()].find(({ parts }) => parts?.has(runId));
  }

  /** The run, unless its conversation is busy: a second click must not pay for a second answer. */
  findIdle(runId: string): KnownRun | undefined {
    const run = this.findWhole(runId);
    const isBusy = this.running.some(({ threadId }) => threadId === run?.threadId);
    return isBusy ? undefined : run;
  }

  /** The runs that go on, oldest first. */
  get running(): KnownRun[] {
    return [...this.#runs.values()].filter((run) => !run.result);
  }

  /** What a person is told of the runs that go on, oldest first. */
  describeRunning(): RunningTask[] {
    return [...this.#runs].flatMap(([runId, { result, heads, threadId }]) =>
      result || !heads ? [] : [{ runId, threadId, title: heads.head.title, agent: heads.head.agent }],
    );
  }

  /** The newest run that said something. */
  get newestAnswered(): string | undefined {
    return [...this.#runs].findLast(([, { result }]) => result && result.output !== '')?.[0];
  }

  /** The selection that a run's answer is about: its own or, in a conversation, the last one before it. */
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

  /** The document that was active when a run's task began: it tells which of several folders the answer is about. */
  resourceOf(runId: string): RunRequest['resource'] {
    return this.findWhole(runId)?.request.resource;
  }

  /** Forgets a run that was deleted, unless it goes on. */
  forget(runId: string): void {
    if (this.#runs.get(runId)?.result) this.#runs.delete(runId);
  }

  /** Keeps no more runs that have ended than are needed. */
  forgetOldest(): void {
    const settled = [...this.#runs].filter(([, run]) => run.result);
    for (const [runId] of settled.slice(0, Math.max(0, settled.length - maxSettledRuns))) this.#runs.delete(runId);
  }
}
