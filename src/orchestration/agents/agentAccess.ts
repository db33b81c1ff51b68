import { withoutUndefined } from '#common/withoutUndefined.ts';
import * as l10n from '@vscode/l10n';
import { toErrorMessage } from '#common/errors.ts';
import { type BaseLlm, type LlmConfig, LlmError, type LlmFactory } from '#llm/core.ts';
import type { AgentRegistry } from './agentRegistry.ts';
import { findBuiltInProvider } from './builtInAgents.ts';
import { effectiveBaseUrl, isBuiltInType, keyOrigin } from './endpoints.ts';
import { RunError } from '#orchestration/runError.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/** Source of keys. The editor implements it on VS Code's SecretStorage. */
export interface Credentials {
  /** The key of a provider, if one is stored for this origin (`keyOrigin`). Asked for each run, never kept. */
  getKey(providerId: string, origin: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** The time limits of one request, in milliseconds, as `LlmConfig` means them. */
export type RequestLimits = Pick<LlmConfig, 'connectTimeoutMs' | 'timeoutMs' | 'totalTimeoutMs'>;

/** Builder of LLMs. */
export type LlmSource = Pick<LlmFactory, 'create' | 'has'>;

/** The agent of this id, fit to run. Throws a {@link RunError} that says why it is not. */
export function findRunnableAgent(registry: AgentRegistry, factory: LlmSource, id: string | undefined): AgentConfig {
  const agent = id === undefined ? undefined : registry.get(id);
  if (!agent) {
    const cause = id ? l10n.t('There is no agent "{0}".', id) : l10n.t('No agent was named.');
    const known = registry.list().map((other) => other.id);
    const names = known.length === 0 ? l10n.t('none') : known.join(', ');
    throw new RunError('unknownAgent', l10n.t('{0} Known agents: {1}.', cause, names));
  }
  if (agent.enabled === false) throw new RunError('agentDisabled', l10n.t('The agent "{0}" is disabled.', agent.id));
  if (agent.problem !== undefined) {
    const message = l10n.t('The agent "{0}" cannot run: {1}', agent.id, agent.problem.message);
    throw new RunError('agentDisabled', message);
  }
  if (!factory.has(agent.type)) {
    const message = l10n.t('No LLM implementation found for agent type "{0}".', agent.type);
    throw new RunError('invalidRequest', message);
  }
  return agent;
}

/** The key that an agent's requests carry, if they carry one. Throws a {@link RunError} where one is missing. */
export async function readKey(
  agent: AgentConfig,
  credentials: Credentials,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const origin = keyOrigin(agent);
  if (origin === undefined) return undefined;
  const builtIn = findBuiltInProvider(agent.provider);
  // A key under a built-in provider's id was entered for Google, Anthropic or OpenAI. A type that another extension
  // registered runs that extension's code and must not be handed it, even where a setting puts the type under that id.
  const isForeign = builtIn !== undefined && !isBuiltInType(agent.type);
  // Whether a registered type needs a key is known to its extension only, unless the provider's entry says so.
  const defaultAuth = builtIn?.type === agent.type ? builtIn.auth : isBuiltInType(agent.type) ? 'apiKey' : 'none';
  const isNeeded = (agent.auth ?? defaultAuth) === 'apiKey';
  const key = isForeign ? undefined : await getKey(agent, origin, credentials, signal, isNeeded);
  if (!key && isNeeded) {
    throw new RunError(
      'missingKey',
      l10n.t('No API key is stored for provider "{0}", which the agent "{1}" uses.', agent.provider, agent.id),
    );
  }
  return key || undefined;
}

/** The LLM behind an agent. */
export async function createLlm(
  agent: AgentConfig,
  apiKey: string | undefined,
  factory: LlmSource,
  limits: RequestLimits | undefined,
): Promise<BaseLlm> {
  const { model, headers, maxTokens, temperature, params } = agent;
  const baseUrl = effectiveBaseUrl(agent);
  const config = { model, apiKey, baseUrl, headers, maxTokens, temperature, params, ...limits };
  return await factory.create(agent.type, withoutUndefined(config));
}

async function getKey(
  agent: AgentConfig,
  origin: string,
  credentials: Credentials,
  signal: AbortSignal | undefined,
  isNeeded: boolean,
): Promise<string | undefined> {
  try {
    return await credentials.getKey(agent.provider, origin, signal);
  } catch (error) {
    // A broken keyring does not stop a server that needs no key. A key that must not go there does: it was entered for more.
    if (!isNeeded && !(error instanceof LlmError)) return undefined;
    // Whoever keeps the keys says in an LlmError why a stored one may not be used: that is the whole message.
    const words = toErrorMessage(error);
    const message =
      error instanceof LlmError ? words : l10n.t('The API key of "{0}" could not be read: {1}', agent.provider, words);
    throw new RunError('missingKey', message, { cause: error });
  }
}
