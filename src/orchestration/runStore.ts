import type { ExecutionResult, TaskStatus } from './types.ts';

/** A task's state, as the orchestrator reports each change of it. */
interface TaskStateChange {
  taskId: string;
  status: TaskStatus;
}

/**
 * Where runs go as they happen. Each call is one change, made whole or not at all. What a store throws is logged and
 * never breaks a run. Batching of text is the store's own business.
 */
export interface RunStore {
  /** A run that began, or settled; the later call for a `runId` replaces the earlier one. */
  save(result: ExecutionResult): void | Promise<void>;
  /** More text of a run that was saved as `in_progress`. */
  appendOutput(runId: string, text: string): void | Promise<void>;
  saveTaskState(change: TaskStateChange): void | Promise<void>;
}

/** Keeps the latest runs in memory, for a session without a database. */
export class MemoryRunStore implements RunStore {
  readonly #maxRuns: number;
  readonly #runs = new Map<string, ExecutionResult>();

  /** @param maxRuns the oldest settled run is dropped beyond this many; one in progress never is. */
  constructor(maxRuns = 200) {
    this.#maxRuns = Math.max(1, maxRuns);
  }

  save(result: ExecutionResult): void {
    this.#runs.set(result.runId, { ...result });
    if (this.#runs.size <= this.#maxRuns) return;
    for (const [runId, run] of this.#runs) {
      if (run.status === 'in_progress' || runId === result.runId) continue;
      this.#runs.delete(runId);
      return;
    }
  }

  appendOutput(runId: string, text: string): void {
    const run = this.#runs.get(runId);
    if (run) run.output += text;
  }

  /** Keeps nothing: in a session without a database, the orchestrator itself knows its tasks' states. */
  saveTaskState(): void {}

  /** A run by its id. */
  get(runId: string): ExecutionResult | undefined {
    const run = this.#runs.get(runId);
    return run && structuredClone(run);
  }

  /** The runs kept, newest first. */
  list(): ExecutionResult[] {
    return structuredClone([...this.#runs.values()].reverse());
  }
}
