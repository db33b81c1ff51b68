import type { PinnedEndpoint } from '#llm/http/endpoint.ts';

/** The key of a provider without one, on which both SDKs insist. {@link toSdkHeaders} takes its header out again. */
export const placeholderKey = 'no-key';

/** Options that no environment variable may decide: our own limits and retry policy apply. */
export const sdkLimits = { maxRetries: 0, timeout: 2 ** 31 - 1, logLevel: 'off' } as const;

/**
 * Returns the headers that an SDK adds to its own. `null` takes one out: the SDK's limit, which does not hold here, and its
 * key, where there is none or where a configured header carries it.
 */
export function toSdkHeaders(endpoint: PinnedEndpoint): Record<string, string | null> {
  const headers: Record<string, string | null> = { 'X-Stainless-Timeout': null };
  if (endpoint.apiKey === undefined || endpoint.hasKeyInHeaders) headers['Authorization'] = null;
  return { ...headers, ...endpoint.headers };
}

/**
 * Undoes `ANTHROPIC_CUSTOM_HEADERS` and `OPENAI_CUSTOM_HEADERS`. Both SDKs read this field whenever they build a request.
 * See `docs/wire.md`, "What the clients must not take from the environment".
 */
export function resetDefaultHeaders(client: object, headers: Record<string, string | null>): void {
  const options: unknown = Reflect.get(client, '_options');
  if (typeof options !== 'object' || options === null) throw new Error('The SDK keeps its options elsewhere.');
  Reflect.set(options, 'defaultHeaders', headers);
}
