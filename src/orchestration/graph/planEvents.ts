import { runGuarded } from '#orchestration/runs/guard.ts';
import type { PlanEvent } from '#orchestration/types.ts';

/**
 * Hands events on to listeners, in their order, from a microtask of its own: a listener that changes the plan finds it in
 * a state that holds. Without listeners nothing is kept.
 */
export class PlanEvents {
  readonly #listeners = new Set<(event: PlanEvent) => void>();
  readonly #onError: (error: unknown) => void;
  #waiting: PlanEvent[] = [];

  /** @param onError is told what a listener throws, or rejects with. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  subscribe(listener: (event: PlanEvent) => void): { dispose(): void } {
    // Of its own, so that a listener can be added twice.
    const own = (event: PlanEvent): void => listener(event);
    this.#listeners.add(own);
    return { dispose: () => void this.#listeners.delete(own) };
  }

  add(event: PlanEvent): void {
    if (!this.hasListeners) return;
    if (this.#waiting.push(event) === 1) queueMicrotask(() => this.#handOn());
  }

  #handOn(): void {
    const events = this.#waiting;
    this.#waiting = [];
    for (const event of events) {
      for (const listener of this.#listeners) void runGuarded(() => listener(event), this.#onError);
    }
  }
}
