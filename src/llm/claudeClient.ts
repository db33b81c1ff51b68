import { Anthropic } from '@anthropic-ai/sdk';
import type { Endpoint } from './endpoint.ts';
import { placeholderKey, resetDefaultHeaders, sdkLimits, toSdkHeaders } from './sdkClient.ts';

/** Builds the SDK's client so that nothing but `endpoint` decides where a request goes and what it carries. */
export function createClaudeClient(endpoint: Endpoint): Anthropic {
  // A key given here keeps the SDK from looking for one in the environment and in profiles on disk.
  const client = new Anthropic({
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
