import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import { redact } from '#common/redact.ts';
import { LlmError, type LlmFactory } from '#llm/core.ts';
import {
  builtInAgents,
  effectiveBaseUrl,
  isBuiltInType,
  keyOrigin,
  originOf,
  type ProviderConfig,
} from '#orchestration/index.ts';
import { describeError } from '#common/missingPart.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import { type ConnectionGuard, describeWeakness } from '#editor/settings/connectionGuard.ts';
import { type KeyText, readKeyText } from './keyText.ts';
import { describeNetworkOfWorkspace } from '#editor/settings/networkGuard.ts';
import { askForText, showError, showInformation, showWarning } from '#editor/ui/notifications.ts';
import type { Choice } from '#editor/ui/editorUi.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { toPlainMessage } from '#editor/ui/plainMessage.ts';
import type { Keeping, SecretKeys } from './secretKeys.ts';

/** Time limit of the check of a key, in milliseconds. */
const checkTimeoutMs = 20_000;

/** Outcome of setting a key. `rejected`: the provider refused it, and the earlier key is stored again. */
export interface KeyOutcome {
  provider: string;
  outcome: 'accepted' | 'rejected' | 'unchecked';
  message: string;
}

type KeySource = 'typed' | 'stored' | 'variable';

/** Dependencies of {@link KeyCommands}. */
interface KeyCommandsOptions {
  editor: ActiveEditor;
  keys: SecretKeys;
  factory: LlmFactory;
  logger: Logger;
  connection: ConnectionGuard;
}

/** The commands that store, check and remove keys. */
export class KeyCommands {
  readonly #editor: ActiveEditor;
  readonly #keys: SecretKeys;
  readonly #factory: LlmFactory;
  readonly #logger: Logger;
  readonly #connection: ConnectionGuard;

  constructor(options: KeyCommandsOptions) {
    this.#editor = options.editor;
    this.#keys = options.keys;
    this.#factory = options.factory;
    this.#logger = options.logger;
    this.#connection = options.connection;
  }

  /** `switchyard.setApiKey`: with a key, nothing modal is shown. Resolves after the check. */
  async setApiKey(options: {
    provider?: string | undefined;
    key?: string | undefined;
  }): Promise<KeyOutcome | undefined> {
    const provider = await this.#chooseProvider(options.provider, l10n.t('Set API Key'));
    if (!provider) return undefined;
    const origin = keyOrigin(provider);
    if (origin === undefined) return tellError(l10n.t('{0} needs no key.', provider.label));
    const given = options.key ?? (await this.#askForKey(provider, origin));
    if (given === undefined) return undefined;
    if (typeof given === 'object') return this.#agreeToVariable(provider, origin, given.variable);
    const read = readKeyOf(provider, given);
    if ('problem' in read) return tellError(read.problem);
    return this.#storeAndCheck(provider, read.key, origin, options.key === undefined);
  }

  /** `switchyard.removeApiKey`. Resolves to whether there was a key. */
  async removeApiKey({ provider: id }: { provider?: string | undefined }): Promise<boolean | undefined> {
    // A key outlives its provider's settings, or they may be what is wrong: where there is a key, its id is enough.
    const hasKey = id !== undefined && (await this.#keys.has(id));
    const provider = hasKey
      ? { id, label: labelOfProvider(id) }
      : await this.#chooseProvider(id, l10n.t('Remove API Key'));
    if (!provider) return undefined;
    const existed = await this.#keys.remove(provider.id);
    void showInformation(
      existed
        ? l10n.t('The key of {0} was removed.', provider.label)
        : l10n.t('No key of {0} was stored.', provider.label),
    );
    return existed;
  }

  async #storeAndCheck(provider: ProviderConfig, key: string, origin: string, isAsked: boolean): Promise<KeyOutcome> {
    // What was there before matters only if the key is refused; storage that cannot be read has nothing to restore.
    const earlier = await this.#keys.read(provider.id).catch(() => undefined);
    const keeping = await this.#keys.store(provider.id, { key, origin });
    const check = (signal: AbortSignal) => this.#check(provider, key, isAsked, signal);
    const error = isAsked
      ? await withProgress(l10n.t('Checking the key of {0}…', provider.label), check)
      : await check(AbortSignal.timeout(checkTimeoutMs));
    const outcome = !error ? 'accepted' : isRefusal(error) ? 'rejected' : 'unchecked';
    if (outcome === 'rejected')
      await (earlier ? this.#keys.store(provider.id, earlier) : this.#keys.forget(provider.id));
    const detail = error && redact(describeError(error), [key]);
    const message = describeOutcome({ outcome, provider, keeping, hadEarlier: earlier !== undefined, detail });
    this.#logger.info('key checked', { provider: provider.id, outcome, kind: error?.kind, status: error?.status });
    if (outcome === 'accepted' && keeping.kept === 'stored') void showInformation(message);
    else if (outcome === 'rejected') void showError(message);
    else void showWarning(message);
    return { provider: provider.id, outcome, message };
  }

  async #chooseProvider(id: string | undefined, title: string): Promise<ProviderConfig | undefined> {
    const { providers, registry, agentId } = readConfiguration(this.#editor.resource);
    const withKeys = providers.filter(
      (provider) => keyOrigin(provider) !== undefined && provider.problem === undefined,
    );
    if (id !== undefined) {
      const provider = providers.find((candidate) => candidate.id === id);
      if (provider && provider.problem === undefined) return provider;
      const known = withKeys.map((candidate) => candidate.id).join(', ');
      return tellError(
        provider?.problem ? provider.problem.message : l10n.t('There is no provider "{0}". There are: {1}.', id, known),
      );
    }
    const inForce = registry.get(agentId)?.provider;
    const items = withKeys
      .map((provider) => ({
        value: provider,
        label: provider.label,
        description: provider.auth === 'none' ? l10n.t('{0} · needs no key', provider.id) : provider.id,
        detail: keyOrigin(provider) ?? '',
      }))
      .sort((a, b) => Number(b.value.id === inForce) - Number(a.value.id === inForce));
    // A panel that is just being restored may take the focus for a moment.
    const options = { title, placeholder: l10n.t('Choose the provider'), staysOpen: true, matchesAll: true };
    return windowUi.pick(items, options);
  }

  /** Asks for a key, typed or taken from where there is one already; or for the variable that is to be used from now on. */
  async #askForKey(provider: ProviderConfig, origin: string): Promise<string | { variable: string } | undefined> {
    // Another extension's code is handed what is typed for it, never a key that was there before.
    if (!isBuiltInType(provider.type)) return askForKey(provider, origin);
    const stored = await this.#keys.read(provider.id).catch(() => undefined);
    const elsewhere = stored && stored.origin !== origin ? stored : undefined;
    const variable = this.#keys.findVariable(provider.id);
    if (!elsewhere && variable === undefined) return askForKey(provider, origin);
    const choices: Choice<KeySource>[] = [{ label: l10n.t('Enter a Key…'), value: 'typed' }];
    if (elsewhere) {
      const detail = l10n.t('It was entered for {0} and would be sent to {1}.', elsewhere.origin, origin);
      choices.push({ label: l10n.t('Use the Stored Key Here Too'), detail, value: 'stored' });
    }
    if (variable !== undefined) {
      const detail = l10n.t('Read when a request needs it and sent to {0}.', origin);
      choices.push({ label: l10n.t('Use {0} of the Environment', variable), detail, value: 'variable' });
    }
    const source = await windowUi.pick(choices, {
      title: l10n.t('API Key of {0}', provider.label),
      placeholder: l10n.t('Which key may be sent to {0}?', origin),
      staysOpen: true,
    });
    if (source === 'typed') return askForKey(provider, origin);
    if (source === 'stored') return elsewhere?.key;
    return source && variable !== undefined ? { variable } : undefined;
  }

  async #agreeToVariable(provider: ProviderConfig, origin: string, variable: string): Promise<KeyOutcome> {
    await this.#keys.agreeToVariable(provider.id, origin);
    const message = l10n.t('{0} is used for {1} from now on, where no key is stored.', variable, provider.label);
    void showInformation(message);
    return { provider: provider.id, outcome: 'unchecked', message };
  }

  /** Explains why the key may not be sent on this connection. Asks, if it may, where the user has not agreed to it. */
  async #describeWeakness(provider: ProviderConfig, isAsked: boolean): Promise<string | undefined> {
    const destination = originOf(provider) ?? '';
    const weaknesses = isAsked
      ? await this.#connection.confirm(provider.id, destination)
      : await this.#connection.findWeaknesses(provider.id, destination);
    return weaknesses.length > 0 ? describeWeakness(destination, weaknesses) : undefined;
  }

  /** Sends one cheap request. Resolves to its error, if it fails. */
  async #check(
    provider: ProviderConfig,
    key: string,
    isAsked: boolean,
    signal: AbortSignal,
  ): Promise<LlmError | undefined> {
    const refusal = describeNetworkOfWorkspace() ?? (await this.#describeWeakness(provider, isAsked));
    if (refusal !== undefined)
      return new LlmError({ kind: 'network', provider: provider.type, message: refusal, retryable: false });
    try {
      const baseUrl = effectiveBaseUrl(provider);
      const llm = await this.#factory.create(provider.type, {
        model: modelOf(provider.id),
        apiKey: key,
        baseUrl,
        headers: provider.headers,
        connectTimeoutMs: checkTimeoutMs,
        timeoutMs: checkTimeoutMs,
        totalTimeoutMs: checkTimeoutMs,
      });
      await llm.verify(signal);
      return undefined;
    } catch (error) {
      if (error instanceof LlmError) return error;
      return new LlmError({ kind: 'protocol', provider: provider.type, message: toErrorMessage(error), cause: error });
    }
  }
}

/** Tells whether the provider itself refused the key. A check that could not be made says nothing about it. */
function isRefusal(error: LlmError): boolean {
  return error.kind === 'authentication' || error.status === 401 || error.status === 403;
}

interface KeyFacts {
  outcome: KeyOutcome['outcome'];
  provider: ProviderConfig;
  keeping: Keeping;
  hadEarlier: boolean;
  /** Error of the check, if it failed. */
  detail: string | undefined;
}

function describeOutcome({ outcome, provider: { label }, keeping, hadEarlier, detail = '' }: KeyFacts): string {
  if (outcome === 'rejected') {
    return hadEarlier
      ? l10n.t('{0} refused the key, so the earlier one is kept: {1}', label, detail)
      : l10n.t('{0} refused the key, so it is not kept: {1}', label, detail);
  }
  const isAccepted = outcome === 'accepted';
  if (keeping.kept === 'stored') {
    return isAccepted
      ? l10n.t('{0} accepted the key. It is stored.', label)
      : l10n.t('The key of {0} is stored, but could not be checked: {1}', label, detail);
  }
  const reason = keeping.reason;
  return isAccepted
    ? l10n.t('{0} accepted the key. It is kept only until this window closes, since {1}.', label, reason)
    : l10n.t(
        'The key of {0} is kept only until this window closes, since {1}. It could not be checked: {2}',
        label,
        reason,
        detail,
      );
}

/** Reads the key in a typed text. The issuer of the key counts where the request is Switchyard's own. */
function readKeyOf(provider: ProviderConfig, typed: string): KeyText {
  return readKeyText(typed, isBuiltInType(provider.type) ? keyOrigin(provider) : undefined);
}

async function askForKey(provider: ProviderConfig, origin: string): Promise<string | undefined> {
  return askForText({
    title: l10n.t('API Key of {0}', provider.label),
    prompt: l10n.t('Kept in VS Code’s secret storage and sent to {0} only.', origin),
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const read = readKeyOf(provider, typed);
      return typed === '' || 'key' in read ? undefined : read.problem;
    },
  });
}

function labelOfProvider(id: string): string {
  return readConfiguration().providers.find((provider) => provider.id === id)?.label ?? id;
}

/** Model for the check: some providers check a key against one. */
function modelOf(providerId: string): string {
  const { registry } = readConfiguration();
  const configured = registry.list().find((agent) => agent.provider === providerId);
  return configured?.model ?? builtInAgents.find((agent) => agent.provider === providerId)?.model ?? 'default';
}

function withProgress<T>(title: string, run: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: toPlainMessage(title), cancellable: true },
    async (_progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return run(abort.signal);
    },
  );
}

function tellError(message: string): undefined {
  void showError(message);
  return undefined;
}
