import * as v from 'valibot';
import type * as vscode from 'vscode';
import { LlmError } from '../llm/core.ts';

const storedKeySchema = v.object({ key: v.string(), origin: v.string() });

/** A key with the origin it was entered for. */
export type StoredKey = v.InferOutput<typeof storedKeySchema>;

/**
 * Providers' keys in VS Code's secret storage. A key goes only to the origin it was entered for: a provider that is
 * pointed elsewhere later has to be given its key again.
 */
export class SecretKeys {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** The provider's key, `undefined` when there is none. Throws when it was entered for another origin. */
  async getKey(providerId: string, origin: string): Promise<string | undefined> {
    const stored = await this.read(providerId);
    if (!stored) return undefined;
    if (stored.origin === origin) return stored.key;
    throw new LlmError({
      kind: 'authentication',
      provider: providerId,
      message: `The key was entered for ${stored.origin}, but requests now go to ${origin}. Set the key again to allow that.`,
      retryable: false,
    });
  }

  /** What is stored for the provider. An entry that cannot be read counts as none. */
  async read(providerId: string): Promise<StoredKey | undefined> {
    const text = await this.#secrets.get(toSecretId(providerId));
    if (text === undefined) return undefined;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), storedKeySchema), text);
    return parsed.success ? parsed.output : undefined;
  }

  /** Stores the key for requests to `origin`, in place of an earlier one. */
  async store(providerId: string, stored: StoredKey): Promise<void> {
    await this.#secrets.store(toSecretId(providerId), JSON.stringify(stored));
  }

  /** Removes the provider's key, and says whether there was one. */
  async remove(providerId: string): Promise<boolean> {
    const existed = (await this.#secrets.get(toSecretId(providerId))) !== undefined;
    await this.#secrets.delete(toSecretId(providerId));
    return existed;
  }
}

function toSecretId(providerId: string): string {
  return `switchyard.apiKey.${providerId}`;
}
