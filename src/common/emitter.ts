import { type Disposable, toDisposable } from './disposable.ts';

/** Passes each event to its listeners in the order in which they subscribed. An error of one of them stays uncaught, later. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ listener: (event: T) => unknown }>();

  /** Subscribes a listener until the result is disposed. */
  readonly event = (listener: (event: T) => unknown): Disposable => {
    const entry = { listener };
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  fire(event: T): void {
    for (const { listener } of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Removes all listeners. */
  dispose(): void {
    this.#listeners.clear();
  }
}
