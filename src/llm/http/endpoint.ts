import * as l10n from '@vscode/l10n';
import { LlmError } from '#llm/llmError.ts';
import { createPinnedFetch, type Fetch } from './pinnedFetch.ts';
import { keyReference } from './secrets.ts';
import type { LlmConfig } from '#llm/types.ts';

/** The address of a provider's requests, and what identifies them. */
export interface PinnedEndpoint {
  /** Without a slash at the end. */
  baseUrl: string;
  origin: string;
  /** True for the provider's own service, false for a server that speaks its wire. */
  isOfficial: boolean;
  apiKey: string | undefined;
  /** The configured headers, with the key in place of `${apiKey}`. */
  headers: Record<string, string>;
  /** True where the configured headers carry the key, in place of the wire's own header. */
  hasKeyInHeaders: boolean;
  fetch: Fetch;
}

/** The part of a wire that an endpoint is read with. */
export interface EndpointWire {
  /** The `AgentType`, for errors. */
  provider: string;
  officialBaseUrl: string;
  /** The end that a base URL may have by mistake: the path of a request, or a part of it. */
  requestPath: RegExp;
}

/** Reads an endpoint from a configuration. Throws an {@link LlmError} that says what is wrong with it. */
export function readEndpoint(config: LlmConfig, wire: EndpointWire): PinnedEndpoint {
  const { provider, officialBaseUrl } = wire;
  const refuse = (message: string): LlmError => new LlmError({ kind: 'invalidRequest', provider, message });
  const baseUrl = tidyBaseUrl(config.baseUrl ?? officialBaseUrl, wire);
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw refuse(l10n.t('The base URL is not a valid http or https address.'));
  if (url.username || url.password) throw refuse(l10n.t('The base URL must not hold a user name or a password.'));
  if (/[?#]/.test(baseUrl)) throw refuse(l10n.t('The base URL must not hold a query or a fragment.'));
  const apiKey = config.apiKey?.trim() || undefined;
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey)) {
    const message = l10n.t('The API key holds characters that no key has. Was it pasted whole?');
    throw new LlmError({ kind: 'authentication', provider, message });
  }
  const headers: Record<string, string> = {};
  let hasKeyInHeaders = false;
  for (const [name, template] of Object.entries(config.headers ?? {})) {
    const isKeyHeader = template.includes(keyReference);
    if (isKeyHeader && !apiKey) continue;
    const value = template.replaceAll(keyReference, () => apiKey ?? '');
    if (!isHeader(name, value))
      throw refuse(l10n.t('The header "{0}" of this provider cannot be sent as it is.', name));
    headers[name] = value;
    hasKeyInHeaders ||= isKeyHeader;
  }
  const isOfficial = url.origin === new URL(officialBaseUrl).origin;
  return {
    baseUrl,
    origin: url.origin,
    isOfficial,
    apiKey,
    headers,
    hasKeyInHeaders,
    fetch: createPinnedFetch(url.origin),
  };
}

/** Returns the base URL without the path of a request that was copied with it, and with the provider's own path. */
function tidyBaseUrl(given: string, { officialBaseUrl, requestPath }: EndpointWire): string {
  const withoutSlashes = (text: string): string => text.replace(/\/+$/, '');
  const baseUrl = withoutSlashes(withoutSlashes(given.trim()).replace(requestPath, ''));
  if (!URL.canParse(baseUrl) || /[?#@]/.test(baseUrl)) return baseUrl;
  const { origin, pathname } = new URL(baseUrl);
  return origin === new URL(officialBaseUrl).origin && pathname === '/' ? officialBaseUrl : baseUrl;
}

function isHeader(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name);
  } catch {
    return false;
  }
}
