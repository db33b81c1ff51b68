import type { AgentTask, ExecuteOptions, ExecutionResult, ExecutionStatus, TaskRunner } from '#orchestration/index.ts';

/** A run that goes on until the test ends it. */
export interface FakeRun {
  task: AgentTask;
  options: ExecuteOptions;
  end(status?: ExecutionStatus, over?: Partial<ExecutionResult>): void;
}

/** Runs tasks by hand: a test sees what has started and ends it when it likes. An abort ends a run as `cancelled`. */
export class FakeTaskRunner implements TaskRunner {
  /** Ids in the order in which they were started. */
  readonly started: string[] = [];
  readonly running = new Map<string, FakeRun>();
  mostAtOnce = 0;
  #endsAtOnce = false;

  /** Every run succeeds as soon as it has begun, except those of `failing`. */
  endAtOnce(): this {
    this.#endsAtOnce = true;
    return this;
  }

  readonly failing = new Set<string>();

  execute(task: AgentTask, options: ExecuteOptions = {}): Promise<ExecutionResult> {
    this.started.push(task.id);
    const { promise, resolve } = Promise.withResolvers<ExecutionResult>();
    const end = (status: ExecutionStatus = 'success', over: Partial<ExecutionResult> = {}): void => {
      // A signal may be aborted long after its run has ended, while the task runs again.
      if (this.running.get(task.id)?.end === end) this.running.delete(task.id);
      resolve({
        runId: options.runId ?? `run-${task.id}`,
        taskId: task.id,
        agent: options.agent ?? task.agent ?? '',
        status,
        output: `output of ${task.id}`,
        startedAt: '2026-11-01T00:00:00.000Z',
        metadata: {},
        ...over,
      });
    };
    if (options.signal?.aborted) {
      end('cancelled');
      return promise;
    }
    options.signal?.addEventListener('abort', () => end('cancelled'), { once: true });
    this.running.set(task.id, { task, options, end });
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running.size);
    if (this.#endsAtOnce) queueMicrotask(() => end(this.failing.has(task.id) ? 'failed' : 'success'));
    return promise;
  }

  /** Ends a run, with an output or more, and waits until everything that follows from it has happened. */
  async end(taskId: string, status?: ExecutionStatus, over: string | Partial<ExecutionResult> = {}): Promise<void> {
    const run = this.running.get(taskId);
    if (!run) throw new Error(`"${taskId}" does not run; running: ${[...this.running.keys()].join(', ')}`);
    run.end(status, typeof over === 'string' ? { output: over } : over);
    await settled();
  }
}

/** Lets every promise that can settle settle. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
