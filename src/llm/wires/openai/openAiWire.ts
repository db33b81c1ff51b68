import type { ErrorRule } from '#llm/http/errors/errorBody.ts';

/** OpenAI's own service, as its SDK means a base URL. */
export const openAiBaseUrl = 'https://api.openai.com/v1';

/** The requests that are made below a base URL, on both of OpenAI's wires. */
export const openAiRequestPath = /\/((chat\/)?completions|responses|models)$/i;

/**
 * OpenAI's errors (https://developers.openai.com/api/docs/guides/error-codes), the codes of `response.failed`, and what
 * Azure, OpenRouter, vLLM, llama.cpp, Ollama and LM Studio say in the same shape.
 */
export const openAiErrorRules: readonly ErrorRule[] = [
  {
    name: /^(context_length_exceeded|string_above_max_length|string_too_long|exceed_context_size_error|model_max_prompt_tokens_exceeded)$/,
    kind: 'contextLength',
  },
  {
    message:
      /maximum (context|prompt) length|context (length|size|window)[^.]*(exceed|too)|(exceeds?|greater than|longer than)[^.]*(context (length|size|window)|maximum model length)|context (the )?overflows|(prompt|input) is too long|prompt exceeds max length|exceeded model token limit|max_new_tokens[^.]* must be <=|reduce the length of the messages/i,
    kind: 'contextLength',
  },
  // vLLM, LM Studio, TGI, Cohere, DashScope, LiteLLM, Poolside and Together.
  {
    message:
      /context length is only|\bn_ctx\b|tokens exceed the configured limit|`inputs` must have less than|too many tokens: total|range of input length|ContextWindowExceeded|maximum allowed input length|input token count[^.]*maximum number of tokens|less than the context length/i,
    kind: 'contextLength',
  },
  // Google's own server of Chat Completions calls every quota a current one: what it says of a day is what no wait cures.
  { name: /PerDay/, kind: 'rateLimit', retryable: false },
  { name: 'RESOURCE_EXHAUSTED', kind: 'rateLimit' },
  {
    message: /exceeded your current quota|^quota exceeded\W*$|free-models-per-day/i,
    kind: 'rateLimit',
    retryable: false,
  },
  // More tokens in one request than the limit allows in a minute: waiting does not help. Groq says so with a 413.
  { status: 413, message: /^request too large/i, kind: 'contextLength' },
  { message: /^request too large/i, kind: 'rateLimit', retryable: false },
  {
    name: /^(content_filter|(image_)?content_policy_violation|moderation_blocked|cyber_policy_violation|bio_policy|misalignment_policy_violation|ResponsibleAIPolicyViolation|data_inspection_failed|refusal)$/,
    kind: 'contentFilter',
  },
  // OpenRouter's and xAI's moderation.
  { status: 403, message: /input (was )?flagged|violates usage guidelines/i, kind: 'contentFilter' },
  { name: 'invalid_prompt', message: /flagged|policy|safety/i, kind: 'contentFilter' },
  { name: /^(invalid_api_key|authentication_error|invalid_authentication)$/, kind: 'authentication' },
  // xAI and Google say it with a 400.
  { message: /incorrect api key|api key (not valid|not found|expired)/i, kind: 'authentication' },
  { message: /organization must be verified/i, kind: 'permission' },
  {
    name: /^(missing_scope|ip_not_authorized|PermissionDenied|model_terms_required|organization_restricted)$/,
    kind: 'permission',
  },
  {
    name: /^(model_not_found|not_found_error|model_decommissioned|invalid_model|unknown_model|model_not_supported|DeploymentNotFound)$/,
    kind: 'notFound',
  },
  {
    status: 400,
    message: /model .*(not found|does not exist|not exist)|no models? loaded|not a valid model|invalid model name/i,
    kind: 'notFound',
  },
  // LM Studio says so with a 200.
  { message: /unexpected endpoint or method/i, kind: 'notFound' },
  { message: /the model has crashed/i, kind: 'server' },
  { name: /^(permission_error|permission_denied|unsupported_country_region_territory)$/, kind: 'permission' },
  {
    name: /^(rate_limit_exceeded|rate_limit_error|rate_limit_reached|too_many_requests|tokens|requests)$/,
    kind: 'rateLimit',
  },
  {
    name: /^(overloaded_error|overloaded|engine_overloaded(_error)?|server_overloaded|server_is_overloaded|provider_overloaded|slow_down|(service_)?unavailable_error|flex_unavailable|over_capacity)$/,
    kind: 'overloaded',
  },
  // Gateways report it in the stream with words alone, and Groq with this one.
  { status: 'none', message: /overloaded|over_capacity/i, kind: 'overloaded' },
  { status: 'none', message: /rate.?limit|too many requests/i, kind: 'rateLimit' },
  { name: /^(vector_store_timeout|timeout|timeout_error|request_timeout)$/, kind: 'timeout' },
  { name: /^(server_error|internal_server_error|internal_error|api_error)$/, status: 'none', kind: 'server' },
  { name: /^((invalid|unsupported)_\w+|BadRequestError)$/, status: 'none', kind: 'invalidRequest' },
];
