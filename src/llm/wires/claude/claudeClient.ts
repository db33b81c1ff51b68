import { BaseAnthropic } from '@anthropic-ai/sdk';
import type { PinnedEndpoint } from '#llm/http/endpoint.ts';
import { placeholderKey, resetDefaultHeaders, sdkLimits, toSdkHeaders } from '#llm/wires/sdkClient.ts';

/**
 * Builds the SDK's client so that nothing but `endpoint` decides where a request goes and what it carries. The base class
 * is all that is used of the SDK, and a quarter of its bundle: `docs/wire.md`, "Why responses are read raw".
 */
export function createClaudeClient(endpoint: PinnedEndpoint): BaseAnthropic {
  // A key given here keeps the SDK from looking for one in the environment and in profiles on disk.
  const client = new BaseAnthropic({
    ...sdkLimits,
    apiKey: endpoint.apiKey ?? placeholderKey,
    webhookKey: null,
    baseURL: endpoint.baseUrl,
    fetch: endpoint.fetch,
    openTelemetry: false,
  });
  resetDefaultHeaders(client, toSdkHeaders(endpoint));
  return client;
}
