import type { ErrorRule } from './errorRules.ts';

/** OpenAI's own service, as its SDK means a base URL. */
export const openAiBaseUrl = 'https://api.openai.com/v1';

/**
 * OpenAI's errors (https://developers.openai.com/api/docs/guides/error-codes), the codes of `response.failed`, and what
 * Azure, OpenRouter, vLLM, llama.cpp, Ollama and LM Studio say in the same shape.
 */
export const openAiErrorRules: readonly ErrorRule[] = [
  { name: /^(context_length_exceeded|string_above_max_length|exceed_context_size_error)$/, kind: 'contextLength' },
  {
    message:
      /maximum context length|context (length|size|window)[^.]*(exceed|too)|exceeds?[^.]*context (length|size|window)|context (the )?overflows|prompt is too long/i,
    kind: 'contextLength',
  },
  { name: /^(insufficient_quota|billing_hard_limit_reached|billing_not_active)$/, kind: 'rateLimit', retryable: false },
  { message: /insufficient (balance|credits?|quota|funds)/i, kind: 'rateLimit', retryable: false },
  // More tokens in one request than the limit allows in a minute: waiting does not help.
  { status: 429, message: /^request too large/i, kind: 'rateLimit', retryable: false },
  {
    name: /^(content_filter|content_policy_violation|moderation_blocked|cyber_policy_violation|bio_policy)$/,
    kind: 'contentFilter',
  },
  { name: 'invalid_prompt', message: /flagged|policy|safety/i, kind: 'contentFilter' },
  { name: /^(invalid_api_key|authentication_error|invalid_authentication)$/, kind: 'authentication' },
  { name: /^(model_not_found|not_found_error|DeploymentNotFound)$/, kind: 'notFound' },
  { status: 400, message: /model .*(not found|does not exist|not exist)|no models? loaded/i, kind: 'notFound' },
  { name: /^(permission_error|permission_denied|unsupported_country_region_territory)$/, kind: 'permission' },
  {
    name: /^(rate_limit_exceeded|rate_limit_error|rate_limit_reached|too_many_requests|tokens|requests)$/,
    kind: 'rateLimit',
  },
  {
    name: /^(overloaded_error|engine_overloaded|server_overloaded|server_is_overloaded|slow_down|unavailable_error)$/,
    kind: 'overloaded',
  },
  { name: /^(vector_store_timeout|timeout|timeout_error|request_timeout)$/, kind: 'timeout' },
  { name: /^(server_error|internal_server_error|internal_error|api_error)$/, status: 'none', kind: 'server' },
  { name: /^(invalid_request_error|invalid_prompt|BadRequestError)$/, status: 'none', kind: 'invalidRequest' },
];
