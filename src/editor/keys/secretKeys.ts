import { createHash, randomBytes } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import * as v from 'valibot';
import type * as vscode from 'vscode';
import { toErrorMessage } from '#common/errors.ts';
import type { Redactor } from '#common/redact.ts';
import { LlmError } from '#llm/core.ts';
import { readKeyText } from './keyText.ts';

/** Says why a key could not be read or kept. */
class SecretStorageError extends Error {
  override readonly name = 'SecretStorageError';
}

const storedKeySchema = v.object({ key: v.string(), origin: v.string() });

/** A key with the origin it was entered for. */
export type StoredKey = v.InferOutput<typeof storedKeySchema>;

/** That the user agreed to a variable: to the key that it held, of which only a mark is kept, and for this origin. */
const agreementSchema = v.object({ origin: v.string(), salt: v.string(), mark: v.string() });

/** How a key was kept: over restarts, or until the window closes because the secret storage would not have it. */
export type Keeping = { kept: 'stored' } | { kept: 'session'; reason: string };

/** How long the secret storage may take. Behind it may be a keyring that waits for a password. In milliseconds. */
const storageTimeoutMs = 10_000;

/** How long it may take after it did not answer: each run would else wait for it anew. In milliseconds. */
const silentTimeoutMs = 500;
/** How long what is shown and stored waits for the redactor to know the keys. In milliseconds. */
const learnTimeoutMs = 2_000;

const secretPrefix = 'switchyard.apiKey.';

/** Where keys can stand in the environment, by the provider they are for. */
const environmentVariables: ReadonlyMap<string, string> = new Map([
  ['claude', 'ANTHROPIC_API_KEY'],
  ['gpt', 'OPENAI_API_KEY'],
  ['gemini', 'GEMINI_API_KEY'],
]);

/** What {@link SecretKeys} works with. */
export interface SecretKeysOptions {
  secrets: Pick<vscode.SecretStorage, 'keys' | 'get' | 'store' | 'delete'> & {
    onDidChange(listener: () => void): unknown;
  };
  /** Remembers for which providers the user agreed to use the environment's key. */
  state: { get(id: string): unknown; update(id: string, value: unknown): Thenable<void> };
  /** Is told every key that is read or stored. */
  redactor: Redactor;
  environment?: Readonly<Record<string, string | undefined>>;
  timeoutMs?: number;
}

/**
 * Providers' keys in VS Code's secret storage. A key goes only to the origin it was entered for: a provider that is
 * pointed elsewhere later has to be given its key again. Nothing is kept between reads, so that what another window
 * changes holds at once; only a key that the storage would not take is kept here, until the window closes.
 */
export class SecretKeys {
  readonly #options: SecretKeysOptions;
  /** Keys that the storage would not take, each with what stood there instead. */
  readonly #session = new Map<string, { stored: StoredKey; instead: string | undefined }>();
  /** The storage did not answer the last time. */
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
   * Sees to it that the redactor knows every key that is stored, before a run reads its own: a task's text may hold one.
   * Never rejects, and gives up on a storage that is slow.
   */
  learn(): Promise<void> {
    this.#learning ??= this.#learn();
    return this.#learning;
  }

  /** The provider's key, `undefined` when there is none. Throws when it may not be used, or cannot be read. */
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

  /** What is stored for the provider. An entry that cannot be read as a key counts as none. */
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
   * Keeps the key for requests to `origin`, in place of an earlier one: in the secret storage or, where that throws, does
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

  /** Whether there is anything to {@link remove}, as far as the storage tells. */
  async has(providerId: string): Promise<boolean> {
    const stored = await this.read(providerId).catch(() => undefined);
    return (stored ?? this.#readEnvironment(providerId)) !== undefined;
  }

  /** Removes the provider's key, or the agreement to use the environment's, and says whether there was one. */
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

  /** Removes a key that was entered, and says whether there was one. An agreement to use the environment's stays. */
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

  /** The variable that holds a key for the provider, whether the user agreed to its use or not. */
  findVariable(providerId: string): string | undefined {
    const name = environmentVariables.get(providerId);
    return name !== undefined && this.#valueOf(name) !== undefined ? name : undefined;
  }

  /**
   * The user agrees that the key which stands in the environment now is sent to `origin`, or takes that back. VS Code
   * remembers this for every place it connects to: another key in the same variable, such as a repository's container
   * sets, would put what is sent under somebody else's account, so it needs a yes of its own.
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

  /** Asks the secret storage, and gives up when it does not answer. */
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

/** Tells a key from another one, and does not tell the key. */
function toMark(key: string, salt: string): string {
  return createHash('sha256').update(`${salt} ${key}`).digest('hex').slice(0, 32);
}
