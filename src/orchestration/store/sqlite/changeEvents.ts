import { type Disposable, toDisposable } from '#common/disposable.ts';

/** Interval between looks for changes of other windows while somebody listens, in milliseconds. */
const pollIntervalMs = 1_000;

/** Notifies listeners of changes: once for several that follow each other at once. */
export class ChangeEvents implements Disposable {
  readonly #poll: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #notice: NodeJS.Immediate | undefined;

  /** @param poll looks for changes of other windows. Called from time to time, and only while there are listeners. */
  constructor(poll: () => void, onError: (error: unknown) => void) {
    this.#poll = poll;
    this.#onError = onError;
  }

  subscribe(listener: () => void): Disposable {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    this.#timer ??= setInterval(this.#poll, pollIntervalMs).unref();
    return toDisposable(() => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#stop();
    });
  }

  fire(): void {
    if (this.#listeners.size > 0) this.#notice ??= setImmediate(() => this.#notify());
  }

  dispose(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #notify(): void {
    this.#notice = undefined;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    clearImmediate(this.#notice);
    this.#notice = undefined;
  }
}
