import { BaseAnthropic } from '@anthropic-ai/sdk';
import type { Endpoint } from '#llm/http/endpoint.ts';
import { placeholderKey, resetDefaultHeaders, sdkLimits, toSdkHeaders } from '#llm/wires/sdkClient.ts';

/**
 * Builds the SDK's client so that nothing but `endpoint` decides where a request goes and what it carries. The SDK's base
 * class has its authentication, headers and versions; what `Anthropic` adds, a class for each resource, is three quarters
 * of the bundle and not used here.
 */
export function createClaudeClient(endpoint: Endpoint): BaseAnthropic {
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
