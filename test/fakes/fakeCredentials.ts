import type { Credentials } from '#orchestration/index.ts';

/** Keys by `provider@origin`; remembers what it was asked for. */
export class FakeCredentials implements Credentials {
  readonly asked: string[] = [];
  readonly #keys: Readonly<Record<string, string>>;

  constructor(keys: Readonly<Record<string, string>> = {}) {
    this.#keys = keys;
  }

  async getKey(providerId: string, origin: string): Promise<string | undefined> {
    const name = `${providerId}@${origin}`;
    this.asked.push(name);
    return this.#keys[name];
  }
}
