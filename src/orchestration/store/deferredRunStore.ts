import type { Disposable } from '#common/disposable.ts';
import type { Redactor } from '#common/redact.ts';
import { RedactedRunStore } from './redactedRunStore.ts';
import type { PlanFacts, RunCost, RunDelta, RunHistory, RunStart, RunStore, TaskStateChange } from './runStore.ts';
import type { AgentTask, ExecutionResult } from '#orchestration/types.ts';

/** A store that is open. */
export type OpenRunStore = RunStore & RunHistory & Disposable;

/** How long after it failed the store is opened again, in milliseconds: the first time, doubled each time up to the longest. */
const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

/** Opens a store when it is first needed. Runs need not wait for it: what they say meanwhile is kept, in order. */
export class DeferredRunStore implements RunStore, Disposable {
  readonly #openStore: () => Promise<OpenRunStore>;
  #opening: Promise<OpenRunStore> | undefined;
  #store: OpenRunStore | undefined;
  readonly #redactor: Pick<Redactor, 'redact'> | undefined;
  /** What writes go to, once there is something. */
  #writer: RunStore | undefined;
  #waiting: ((store: RunStore) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #delayMs = firstDelayMs;
  #isDisposed = false;

  /**
   * @param openStore is called once. Where it rejects, so do the calls that waited for it; it is called again with the next
   *   one, and from time to time, and what was kept is written then.
   * @param redactor cleans all that is written, by what it knows when it is: once the store is open, and not before.
   */
  constructor(openStore: () => Promise<OpenRunStore>, redactor?: Pick<Redactor, 'redact'>) {
    this.#openStore = openStore;
    this.#redactor = redactor;
  }

  /** The store, opened now if it was not before. */
  open(): Promise<OpenRunStore> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      this.#openLater();
      throw error;
    });
    return this.#opening;
  }

  begin(start: RunStart): void | Promise<void> {
    return this.#write((store) => store.begin(start));
  }

  append(runId: string, delta: RunDelta): void | Promise<void> {
    return this.#write((store) => store.append(runId, delta));
  }

  noteCost(runId: string, cost: RunCost): void | Promise<void> {
    return this.#write((store) => store.noteCost?.(runId, cost));
  }

  settle(result: ExecutionResult): void | Promise<void> {
    return this.#write((store) => store.settle(result));
  }

  choose(runId: string, partRunId: string): void | Promise<void> {
    return this.#write((store) => store.choose(runId, partRunId));
  }

  savePlan(planId: string, facts: PlanFacts): void | Promise<void> {
    return this.#write((store) => store.savePlan(planId, facts));
  }

  saveTasks(planId: string, tasks: readonly AgentTask[]): void | Promise<void> {
    return this.#write((store) => store.saveTasks(planId, tasks));
  }

  removeTask(planId: string, taskId: string): void | Promise<void> {
    return this.#write((store) => store.removeTask(planId, taskId));
  }

  saveTaskState(change: TaskStateChange): void | Promise<void> {
    return this.#write((store) => store.saveTaskState(change));
  }

  /** What all runs have spent that began on the day of `now`, local time: those of a clock that was ahead do not count. */
  async sumSpentToday(now = new Date()): Promise<{ tokens: number; costUsd: number }> {
    const [since, end] = [new Date(now).setHours(0, 0, 0, 0), new Date(now).setHours(24, 0, 0, 0)];
    return (await this.open()).sumSpent(since, end);
  }

  /** Closes the store, or sees to it that it is closed once it has opened and has what was kept. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    if (this.#store) this.#store.dispose();
    else void this.#opening?.then((store) => store.dispose()).catch(() => undefined);
  }

  async #open(): Promise<OpenRunStore> {
    const store = await this.#openStore();
    // Before the store is there for all: nothing that comes later is written earlier.
    const writer = this.#redactor ? new RedactedRunStore(store, this.#redactor) : store;
    for (const write of this.#waiting.splice(0)) write(writer);
    this.#writer = writer;
    this.#store = store;
    return store;
  }

  #openLater(): void {
    if (this.#isDisposed || this.#waiting.length === 0) return;
    clearTimeout(this.#timer);
    // Whoever waited was told of the failure before.
    this.#timer = setTimeout(() => void this.open().catch(() => undefined), this.#delayMs).unref();
    this.#delayMs = Math.min(longestDelayMs, this.#delayMs * 2);
  }

  #write(change: (store: RunStore) => void | Promise<void>): void | Promise<void> {
    if (this.#isDisposed) return undefined;
    if (this.#writer) return change(this.#writer);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Inside of a promise, so that what `change` throws becomes a rejection of this one alone.
    this.#waiting.push((store) => void new Promise<void>((settle) => settle(change(store))).then(resolve, reject));
    this.open().catch(reject);
    return promise;
  }
}
