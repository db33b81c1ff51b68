import type { ExecutionResult, RunChange, RunStore } from '#orchestration/index.ts';

/** Holds results and all changes in memory. */
export class FakeRunStore implements RunStore {
  /** Every change, in its order. */
  readonly changes: RunChange[] = [];
  readonly #runs = new Map<string, ExecutionResult>();
  readonly #onChange: (change: RunChange) => void | Promise<void>;

  /** @param onChange may throw or reject, as a store does that cannot be written. */
  constructor(onChange: (change: RunChange) => void | Promise<void> = () => undefined) {
    this.#onChange = onChange;
  }

  record(change: RunChange): void | Promise<void> {
    this.changes.push(change);
    if (change.type === 'runBegun') this.#runs.set(change.start.result.runId, { ...change.start.result });
    if (change.type === 'runOutput') this.#append(change.runId, change.text);
    if (change.type === 'runSettled') this.#settle(change.result);
    return this.#onChange(change);
  }

  /** The changes of one type. */
  only<Type extends RunChange['type']>(type: Type): Extract<RunChange, { type: Type }>[] {
    return this.changes.filter((change): change is Extract<RunChange, { type: Type }> => change.type === type);
  }

  get(runId: string): ExecutionResult | undefined {
    return structuredClone(this.#runs.get(runId));
  }

  /** The newest first. */
  list(): ExecutionResult[] {
    return structuredClone([...this.#runs.values()].reverse());
  }

  #append(runId: string, text = ''): void {
    const run = this.#runs.get(runId);
    if (run) run.output += text;
  }

  #settle(result: ExecutionResult): void {
    if (this.#runs.has(result.runId)) this.#runs.set(result.runId, { ...result });
  }
}
