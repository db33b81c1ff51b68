import { OpenAI } from 'openai';
import type { PinnedEndpoint } from '#llm/http/endpoint.ts';
import { placeholderKey, resetDefaultHeaders, sdkLimits, toSdkHeaders } from '#llm/wires/sdkClient.ts';

/** Builds the SDK's client so that nothing but `endpoint` decides where a request goes and what it carries. */
export function createOpenAiClient(endpoint: PinnedEndpoint): OpenAI {
  const client = new OpenAI({
    ...sdkLimits,
    apiKey: endpoint.apiKey ?? placeholderKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: endpoint.baseUrl,
    fetch: endpoint.fetch,
  });
  resetDefaultHeaders(client, toSdkHeaders(endpoint));
  return client;
}
