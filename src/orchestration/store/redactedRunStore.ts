import { plainCopy } from '#common/plainCopy.ts';
import type { Redactor } from '#common/redact.ts';
import type { RunCost, RunDelta, RunStart, RunStore, PlanFacts, TaskStateChange } from './runStore.ts';
import type { AgentTask, ExecutionResult } from '#orchestration/types.ts';

/**
 * Takes known keys, and what is shaped like one, out of all that enters a store: descriptions, titles, code, files,
 * earlier turns, plans, errors. Only the answers pass as they are: live keys were taken out of them while they streamed,
 * and code that a user asked for may hold something shaped like a key. What is stored can thus be less than what was
 * sent, and a task that is run again from the history is sent as it is stored.
 */
export class RedactedRunStore implements RunStore {
  readonly #store: RunStore;
  readonly #redactor: Pick<Redactor, 'redact'>;

  constructor(store: RunStore, redactor: Pick<Redactor, 'redact'>) {
    this.#store = store;
    this.#redactor = redactor;
  }

  begin(start: RunStart): void | Promise<void> {
    return this.#store.begin(this.#clean(start));
  }

  append(runId: string, delta: RunDelta): void | Promise<void> {
    return this.#store.append(runId, delta);
  }

  noteCost(runId: string, cost: RunCost): void | Promise<void> {
    return this.#store.noteCost?.(runId, cost);
  }

  settle(result: ExecutionResult): void | Promise<void> {
    return this.#store.settle(this.#cleanResult(result));
  }

  choose(runId: string, partRunId: string): void | Promise<void> {
    return this.#store.choose(runId, partRunId);
  }

  savePlan(planId: string, facts: PlanFacts): void | Promise<void> {
    return this.#store.savePlan(planId, this.#clean(facts));
  }

  saveTasks(planId: string, tasks: readonly AgentTask[]): void | Promise<void> {
    return this.#store.saveTasks(
      planId,
      tasks.map((task) => this.#clean(task)),
    );
  }

  removeTask(planId: string, taskId: string): void | Promise<void> {
    return this.#store.removeTask(planId, this.#clean(taskId));
  }

  saveTaskState(change: TaskStateChange): void | Promise<void> {
    return this.#store.saveTaskState(this.#clean(change));
  }

  #cleanResult(result: ExecutionResult): ExecutionResult {
    const { output, metadata, ...rest } = result;
    const { thinking, parts, ...facts } = metadata;
    return {
      ...this.#clean(rest),
      output,
      metadata: {
        ...this.#clean(facts),
        ...(thinking !== undefined && { thinking }),
        ...(parts && { parts: parts.map((part) => this.#cleanResult(part)) }),
      },
    };
  }

  /** A copy whose strings are clean. The same string always becomes the same, so that ids still name each other. */
  #clean<Value>(value: Value): Value {
    return plainCopy(value, { mapText: (text) => this.#redactor.redact(text) });
  }
}
