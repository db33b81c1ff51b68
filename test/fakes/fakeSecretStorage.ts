/** A secret storage as bad as a platform can make it. */
export class FakeSecretStorage {
  readonly entries = new Map<string, string>();
  /**
   * `throws`: no keyring, `throwsAtOnce` without a promise; `hangs`: one that waits for a password nobody types; `forgets`:
   * one that keeps nothing; `readOnly`: no key can be stored or removed.
   */
  fault: 'none' | 'throws' | 'throwsAtOnce' | 'hangs' | 'forgets' | 'readOnly' = 'none';

  readonly #listeners: (() => void)[] = [];

  onDidChange = (listener: () => void) => {
    this.#listeners.push(listener);
    return { dispose: () => {} };
  };

  keys(): Promise<string[]> {
    return this.#answer(() => [...this.entries.keys()]);
  }

  get(id: string): Promise<string | undefined> {
    if (this.fault === 'readOnly') return Promise.resolve(this.entries.get(id));
    return this.#answer(() => this.entries.get(id));
  }

  store(id: string, value: string): Promise<void> {
    return this.#answer(() => {
      if (this.fault !== 'forgets') this.entries.set(id, value);
      for (const listener of this.#listeners) listener();
    });
  }

  delete(id: string): Promise<void> {
    return this.#answer(() => void this.entries.delete(id));
  }

  #answer<T>(action: () => T): Promise<T> {
    if (this.fault === 'throwsAtOnce') throw new Error('no keyring was found');
    if (this.fault === 'throws' || this.fault === 'readOnly') return Promise.reject(new Error('no keyring was found'));
    if (this.fault === 'hangs') return new Promise(() => {});
    return Promise.resolve(action());
  }
}

/** A memento that forgets with the test. */
export class FakeMemento {
  readonly values = new Map<string, unknown>();

  get(id: string): unknown {
    return this.values.get(id);
  }

  async update(id: string, value: unknown): Promise<void> {
    if (value === undefined) this.values.delete(id);
    else this.values.set(id, value);
  }
}
