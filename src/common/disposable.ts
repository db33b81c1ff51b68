/** Anything that lives until it is disposed. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Makes a disposable that runs `action` once, however often it is disposed. */
export function toDisposable(action: () => void): Disposable {
  let isDisposed = false;
  return {
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      action();
    },
  };
}

/** Owns disposables and disposes them in reverse order. One added after disposal is disposed at once. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #isDisposed = false;

  /** Takes ownership of `item` and hands it back. */
  add<T extends Disposable>(item: T): T {
    if (this.#isDisposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#isDisposed = true;
    while (this.#items.length > 0) this.#items.pop()?.dispose();
  }
}
