import * as l10n from '@vscode/l10n';
import type { AgentType } from '#llm/core.ts';
import { builtInProviders } from './builtInAgents.ts';

/** Base URL of each wire for a provider that sets none: that of the built-in provider which speaks it. */
const defaultBaseUrls: ReadonlyMap<AgentType, string> = new Map(
  builtInProviders.flatMap(({ type, baseUrl }) => (baseUrl === undefined ? [] : [[type, baseUrl] as const])),
);

/** The wires that come with Switchyard. Any other type was registered by another extension. */
const builtInTypes: ReadonlySet<AgentType> = new Set(builtInProviders.map(({ type }) => type));

/** True for a type whose LLM is Switchyard's own. */
export function isBuiltInType(type: AgentType): boolean {
  return builtInTypes.has(type);
}

/** The part of a provider or agent that decides where its requests go. */
export interface AgentEndpoint {
  type: AgentType;
  baseUrl?: string;
}

/** The URL that requests go to; `undefined` for VS Code's own models and wherever none is known. */
export function effectiveBaseUrl(endpoint: AgentEndpoint): string | undefined {
  return endpoint.baseUrl ?? defaultBaseUrls.get(endpoint.type);
}

/** The origin that requests go to; `undefined` wherever none is known. */
export function originOf(endpoint: AgentEndpoint): string | undefined {
  const baseUrl = effectiveBaseUrl(endpoint);
  return baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined;
}

/**
 * Origin that a key is bound to: stored with it, and refused for anything else. For Switchyard's own wires it is the origin of
 * the effective base URL; a registered type has its name in front (`acme:https://acme.example`), so that a key entered
 * for one wire never reaches the code of another extension. `undefined` where no key is ever sent.
 */
export function keyOrigin(endpoint: AgentEndpoint): string | undefined {
  if (endpoint.type === 'vscode-lm') return undefined;
  const origin = originOf(endpoint);
  return isBuiltInType(endpoint.type) ? origin : `${endpoint.type}:${origin ?? ''}`;
}

/** The names of this machine that VS Code never sends through a proxy. It does send others, such as `127.0.0.2`. */
const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** True for a base URL whose requests stay on the machine that the extension runs on, whatever proxy is set. */
export function isLoopback(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && loopbackHosts.has(new URL(baseUrl).hostname);
}

/**
 * Finds what was expected of a base URL that cannot be used; `undefined` for a good one. Never repeats the URL. `allowHttp`: the user
 * accepts that what goes there, a key included, can be read on the way.
 */
export function findBaseUrlProblem(baseUrl: string, allowHttp = false): string | undefined {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return l10n.t('expected a URL that begins with https://');
  if (url.username || url.password) return l10n.t('expected a URL without a user name or password; use Set API Key');
  if (url.search || url.hash) return l10n.t('expected a URL without "?" or "#"');
  if (url.protocol === 'http:' && !isLoopback(baseUrl) && !allowHttp) {
    return l10n.t(
      'expected https://; plain http:// is for this machine only (localhost, 127.0.0.1, [::1]), unless "allowHttp": true stands beside it',
    );
  }
  return undefined;
}
