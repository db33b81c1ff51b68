/** Largest share of time that an action may take. */
const maxShare = 0.02;

/**
 * Calls `action` at most once in `intervalMs`: at the end of the interval that began with the first request. An action
 * that takes long is called less often.
 */
export class Throttle {
  readonly #action: () => void;
  readonly #intervalMs: number;
  #tookMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(action: () => void, intervalMs: number) {
    this.#action = action;
    this.#intervalMs = intervalMs;
  }

  request(): void {
    this.#timer ??= setTimeout(() => this.now(), Math.max(this.#intervalMs, this.#tookMs / maxShare));
  }

  /** Calls the action at once, and not again for what was requested before. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const start = performance.now();
    this.#action();
    this.#tookMs = performance.now() - start;
  }
}
