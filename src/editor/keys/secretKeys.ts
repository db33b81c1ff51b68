import { createHash, randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { toErrorMessage } from '#common/errors.ts';
import type { Redactor } from '#common/redact.ts';
import { LlmError } from '#llm/core.ts';
import { readKeyText } from './keyText.ts';

/** Failure to read or store a key. */
class SecretStorageError extends Error {
  override readonly name = 'SecretStorageError';
}

const storedKeySchema = v.object({ key: v.string(), origin: v.string() });

/** A key with the origin it was entered for. */
export type StoredKey = v.InferOutput<typeof storedKeySchema>;

/** Consent of the user to the key that a variable holds, of which only a mark is stored, for one origin. */
const agreementSchema = v.object({ origin: v.string(), salt: v.string(), mark: v.string() });

/** Lifetime of a key: over restarts, or until the window closes because the secret storage did not store it. */
export type Keeping = { kept: 'stored' } | { kept: 'session'; reason: string };

/** Time limit of the secret storage, in milliseconds. A keyring behind it may wait for a password. */
const storageTimeoutMs = 10_000;

/** Time limit after a call without an answer, in milliseconds: otherwise each run would wait anew. */
const silentTimeoutMs = 500;
/** Time limit for the redactor to learn the keys, in milliseconds: the display and the history wait for it. */
const learnTimeoutMs = 2_000;

const secretPrefix = 'switchyard.apiKey.';

/** Environment variables of keys, by provider. */
const environmentVariables: ReadonlyMap<string, string> = new Map([
  ['claude', 'ANTHROPIC_API_KEY'],
  ['gpt', 'OPENAI_API_KEY'],
  ['gemini', 'GEMINI_API_KEY'],
]);

/** Dependencies of {@link SecretKeys}. */
export interface SecretKeysOptions {
  secrets: Pick<vscode.SecretStorage, 'keys' | 'get' | 'store' | 'delete'> & {
    onDidChange(listener: () => void): unknown;
  };
  /** Stores the consents to keys of the environment, by provider. */
  state: { get(id: string): unknown; update(id: string, value: unknown): Thenable<void> };
  /** Receives every key that is read or stored. */
  redactor: Redactor;
  environment?: Readonly<Record<string, string | undefined>>;
  timeoutMs?: number;
}

/**
 * Providers' keys in VS Code's secret storage. A key is sent only to the origin that it was entered for: a provider with
 * another address needs its key anew. Nothing is cached, so that a change in another window holds at once; only a key that
 * the storage did not store is held here, until the window closes.
 */
export class SecretKeys {
  readonly #options: SecretKeysOptions;
  /** Keys that the storage did not store, each with the entry that stood there instead. */
  readonly #session = new Map<string, { stored: StoredKey; instead: string | undefined }>();
  /** True after a call that the storage did not answer. */
  #isSilent = false;

  #learning: Promise<void> | undefined;

  constructor(options: SecretKeysOptions) {
    this.#options = options;
    // Perhaps in another window. The storage ends with the extension, and so does this.
    options.secrets.onDidChange(() => {
      if (this.#learning) this.#learning = this.#learn();
    });
  }

  /**
   * Gives the redactor every key that is stored, before a run reads its own: a task's text may hold one. Never rejects, and
   * gives up on a slow storage.
   */
  learn(): Promise<void> {
    this.#learning ??= this.#learn();
    return this.#learning;
  }

  /** Reads the provider's key; `undefined` when there is none. Throws when it may not be used, or cannot be read. */
  async getKey(providerId: string, origin: string): Promise<string | undefined> {
    const variable = this.#readEnvironment(providerId);
    const stored =
      (await this.read(providerId).catch((error: unknown) => {
        // Where there is no keyring, a variable is what people use instead.
        if (variable) return undefined;
        throw error;
      })) ?? variable;
    if (!stored) return undefined;
    if (stored.origin === origin) return stored.key;
    throw new LlmError({
      kind: 'authentication',
      provider: providerId,
      message: l10n.t(
        'The key was entered for {0}, but requests now go to {1}. Set the key again to allow that.',
        stored.origin,
        origin,
      ),
      retryable: false,
    });
  }

  /** Reads the stored key of the provider. An entry that cannot be read as a key counts as none. */
  async read(providerId: string): Promise<StoredKey | undefined> {
    const text = await this.#ask('get', (secrets) => secrets.get(toSecretId(providerId))).catch((error: unknown) => {
      if (this.#session.has(providerId)) return undefined;
      throw error;
    });
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), storedKeySchema), text);
    const session = this.#session.get(providerId);
    // What another window stored since is newer; what the storage would not replace is not.
    const stored = parsed.success && session?.instead !== text ? parsed.output : session?.stored;
    this.#options.redactor.add(stored?.key);
    return stored;
  }

  /**
   * Stores the key for requests to `origin`, in place of an earlier one: in the secret storage or, where that throws, does
   * not answer or forgets, until the window closes.
   */
  async store(providerId: string, stored: StoredKey): Promise<Keeping> {
    this.#options.redactor.add(stored.key);
    this.#session.delete(providerId);
    const text = JSON.stringify(stored);
    const instead = await this.#ask('get', (secrets) => secrets.get(toSecretId(providerId))).catch(() => undefined);
    try {
      await this.#ask('store', (secrets) => secrets.store(toSecretId(providerId), text));
      const kept = await this.#ask('get', (secrets) => secrets.get(toSecretId(providerId)));
      if (kept === text) return { kept: 'stored' };
      throw new SecretStorageError(l10n.t('VS Code’s secret storage forgot the key at once'));
    } catch (error) {
      this.#session.set(providerId, { stored, instead });
      return { kept: 'session', reason: toErrorMessage(error) };
    }
  }

  /** Tells whether there is a key to {@link remove}, as far as the storage answers. */
  async has(providerId: string): Promise<boolean> {
    const stored = await this.read(providerId).catch(() => undefined);
    return (stored ?? this.#readEnvironment(providerId)) !== undefined;
  }

  /** Removes the provider's key, or the consent to the environment's. Returns whether there was one. */
  async remove(providerId: string): Promise<boolean> {
    const hadAgreement = this.#readEnvironment(providerId) !== undefined;
    await this.agreeToVariable(providerId, undefined);
    const hadKey = await this.forget(providerId).catch((error: unknown) => {
      // Where no key can be stored, the agreement is what there was.
      if (hadAgreement) return true;
      throw error;
    });
    return hadKey || hadAgreement;
  }

  /** Removes a key that was entered. Returns whether there was one. A consent to the environment's stays. */
  async forget(providerId: string): Promise<boolean> {
    const session = this.#session.get(providerId);
    this.#session.delete(providerId);
    try {
      const wasStored = (await this.#ask('get', (secrets) => secrets.get(toSecretId(providerId)))) !== undefined;
      await this.#ask('delete', (secrets) => secrets.delete(toSecretId(providerId)));
      return session !== undefined || wasStored;
    } catch (error) {
      // A storage that took no key has none to remove; one that holds an earlier key would go on handing it out.
      if (session && session.instead === undefined) return true;
      throw error;
    }
  }

  /** Finds the variable that holds a key for the provider, whether the user agreed to its use or not. */
  findVariable(providerId: string): string | undefined {
    const name = environmentVariables.get(providerId);
    return name !== undefined && this.#valueOf(name) !== undefined ? name : undefined;
  }

  /**
   * Stores the user's consent to send the current key of the environment to `origin`, or removes it. VS Code stores this
   * for every place it connects to: another key in the same variable, such as a repository's container sets, would send
   * requests under somebody else's account, so it needs a consent of its own.
   */
  async agreeToVariable(providerId: string, origin: string | undefined): Promise<void> {
    const key = this.#valueOf(environmentVariables.get(providerId) ?? '');
    const salt = randomBytes(16).toString('hex');
    const agreement = origin !== undefined && key !== undefined ? { origin, salt, mark: toMark(key, salt) } : undefined;
    await this.#options.state.update(toConsentId(providerId), agreement);
  }

  async #learn(): Promise<void> {
    for (const providerId of environmentVariables.keys()) this.#readEnvironment(providerId);
    const readAll = async (): Promise<void> => {
      const ids = await this.#ask('keys', (secrets) => secrets.keys());
      const providerIds = ids.flatMap((id) => (id.startsWith(secretPrefix) ? [id.slice(secretPrefix.length)] : []));
      await Promise.all(providerIds.map((providerId) => this.read(providerId)));
    };
    const { timeoutMs = learnTimeoutMs } = this.#options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    // A run that cannot read its key says so itself; a keyring that is unlocked later is asked again by the next one.
    const forget = (): void => {
      this.#learning = undefined;
    };
    await Promise.race([readAll().catch(forget), timeout]);
    clearTimeout(timer);
  }

  #readEnvironment(providerId: string): StoredKey | undefined {
    const agreement = v.safeParse(agreementSchema, this.#options.state.get(toConsentId(providerId)));
    const key = this.#valueOf(environmentVariables.get(providerId) ?? '');
    if (!agreement.success || key === undefined) return undefined;
    const { origin, salt, mark } = agreement.output;
    if (toMark(key, salt) !== mark) return undefined;
    this.#options.redactor.add(key);
    return { key, origin };
  }

  #valueOf(variable: string): string | undefined {
    const value = (this.#options.environment ?? process.env)[variable];
    const read = value === undefined ? undefined : readKeyText(value);
    return read && 'key' in read ? read.key : undefined;
  }

  /** Calls the secret storage, and gives up when it does not answer. */
  async #ask<T>(
    what: 'keys' | 'get' | 'store' | 'delete',
    action: (secrets: SecretKeysOptions['secrets']) => Thenable<T>,
  ): Promise<T> {
    const { secrets, timeoutMs: patientMs = storageTimeoutMs } = this.#options;
    const timeoutMs = this.#isSilent ? Math.min(patientMs, silentTimeoutMs) : patientMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#isSilent = true;
        reject(
          new SecretStorageError(l10n.t('it did not answer within {0} s ({1})', formatNumber(timeoutMs / 1000), what)),
        );
      }, timeoutMs);
    });
    const ask = async (): Promise<T> => action(secrets);
    const answer = ask().finally(() => {
      this.#isSilent = false;
    });
    try {
      return await Promise.race([answer, timeout]);
    } catch (error) {
      const reason = toErrorMessage(error);
      throw new SecretStorageError(l10n.t('VS Code’s secret storage failed ({0})', reason), { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

function toSecretId(providerId: string): string {
  return `${secretPrefix}${providerId}`;
}

function toConsentId(providerId: string): string {
  return `switchyard.environmentKey.${providerId}`;
}

/** Hashes a key: it can be compared with another one and not be read. */
function toMark(key: string, salt: string): string {
  return createHash('sha256').update(`${salt} ${key}`).digest('hex').slice(0, 32);
}
