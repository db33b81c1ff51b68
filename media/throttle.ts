/** Calls `action` at most once in `intervalMs`: at the end of the interval that began with the first request. */
export class Throttle {
  readonly #action: () => void;
  readonly #intervalMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(action: () => void, intervalMs: number) {
    this.#action = action;
    this.#intervalMs = intervalMs;
  }

  request(): void {
    this.#timer ??= setTimeout(() => this.now(), this.#intervalMs);
  }

  /** Calls the action at once, and not again for what was requested before. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#action();
  }
}
