import type { RunDelta, RunStart, RunStore } from './runStore.ts';
import type { ExecutionResult } from './types.ts';

/** Keeps the latest runs in memory, for a session without a database. */
export class MemoryRunStore implements RunStore {
  readonly #maxRuns: number;
  readonly #runs = new Map<string, ExecutionResult>();

  /** @param maxRuns the oldest settled run is dropped beyond this many; one in progress never is. */
  constructor(maxRuns = 200) {
    this.#maxRuns = Math.max(1, maxRuns);
  }

  begin({ result }: RunStart): void {
    this.#runs.set(result.runId, { ...result });
    if (this.#runs.size <= this.#maxRuns) return;
    for (const [runId, run] of this.#runs) {
      if (run.status === 'in_progress' || runId === result.runId) continue;
      this.#runs.delete(runId);
      return;
    }
  }

  append(runId: string, { text = '' }: RunDelta): void {
    const run = this.#runs.get(runId);
    if (run) run.output += text;
  }

  settle(result: ExecutionResult): void {
    if (this.#runs.has(result.runId)) this.#runs.set(result.runId, { ...result });
  }

  /** Keeps nothing: in a session without a database, the orchestrator itself knows its tasks and their states. */
  savePlan(): void {}

  saveTasks(): void {}

  removeTask(): void {}

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
