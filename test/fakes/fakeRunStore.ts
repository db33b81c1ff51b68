import type { ExecutionResult, RunDelta, RunStart, RunStore } from '#orchestration/index.ts';

/** Keeps results in a map, and nothing of plans. A test puts its own methods in the place of these. */
export class FakeRunStore implements RunStore {
  readonly #runs = new Map<string, ExecutionResult>();

  begin({ result }: RunStart): void {
    this.#runs.set(result.runId, { ...result });
  }

  append(runId: string, { text = '' }: RunDelta): void {
    const run = this.#runs.get(runId);
    if (run) run.output += text;
  }

  settle(result: ExecutionResult): void {
    if (this.#runs.has(result.runId)) this.#runs.set(result.runId, { ...result });
  }

  choose(): void {}

  savePlan(): void {}

  saveTasks(): void {}

  removeTask(): void {}

  saveTaskState(): void {}

  get(runId: string): ExecutionResult | undefined {
    return structuredClone(this.#runs.get(runId));
  }

  /** The newest first. */
  list(): ExecutionResult[] {
    return structuredClone([...this.#runs.values()].reverse());
  }
}
