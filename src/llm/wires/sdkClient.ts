import type { Endpoint } from '#llm/http/endpoint.ts';

/** Both SDKs insist on a key; where there is none, the header they would put it in is taken out again. */
export const placeholderKey = 'no-key';

/** Set explicitly, so that no environment variable decides: our own limits and retry policy apply. */
export const sdkLimits = { maxRetries: 0, timeout: 2 ** 31 - 1, logLevel: 'off' } as const;

/**
 * The headers that an SDK adds to its own. `null` takes one out: the SDK's limit, which says nothing about ours, and its
 * key, where there is none or where a configured header carries it.
 */
export function toSdkHeaders(endpoint: Endpoint): Record<string, string | null> {
  const headers: Record<string, string | null> = { 'X-Stainless-Timeout': null };
  if (endpoint.apiKey === undefined || endpoint.hasKeyInHeaders) headers['Authorization'] = null;
  return { ...headers, ...endpoint.headers };
}

/**
 * Undoes `ANTHROPIC_CUSTOM_HEADERS` and `OPENAI_CUSTOM_HEADERS`, which the constructors merge into the default headers and
 * no option turns off. Both SDKs read this field whenever they build a request.
 */
export function resetDefaultHeaders(client: object, headers: Record<string, string | null>): void {
  const options: unknown = Reflect.get(client, '_options');
  if (typeof options !== 'object' || options === null) throw new Error('The SDK keeps its options elsewhere.');
  Reflect.set(options, 'defaultHeaders', headers);
}
