import { openAiErrorRules } from '#llm/wires/openai/openAiWire.ts';
import { testErrorRows } from '#test/llm/http/errors/errorRows.ts';

const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

// As their documentation, or their source, has them in November 2026.
describe("Azure's errors", () => {
  testErrorRows(openAiErrorRules, [
    [
      400,
      error("The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", {
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} },
      }),
      'contentFilter',
    ],
    [
      401,
      error('Access denied due to invalid subscription key or wrong API endpoint.', { code: '401' }),
      'authentication',
    ],
    [
      401,
      { statusCode: 401, message: 'Unauthorized. Access token is missing, invalid, or expired.' },
      'authentication',
    ],
    [404, error('The API deployment for this resource does not exist.', { code: 'DeploymentNotFound' }), 'notFound'],
    [404, error('Resource not found', { code: '404' }), 'notFound'],
    [429, error('Requests have exceeded call rate limit. Please retry after 6 seconds.', { code: '429' }), 'rateLimit'],
    [
      401,
      error('The principal lacks the required data action to perform `POST` operation.', { code: 'PermissionDenied' }),
      'permission',
    ],
  ]);
});

describe("OpenRouter's errors", () => {
  testErrorRows(openAiErrorRules, [
    [400, error("This endpoint's maximum context length is 131072 tokens.", { code: 400 }), 'contextLength'],
    [401, error('No auth credentials found', { code: 401 }), 'authentication'],
    [402, error('Insufficient credits. Add more using the dashboard', { code: 402 }), 'rateLimit', false],
    [
      403,
      error('openai/gpt-6 requires moderation. Your input was flagged for "violence". No credits were charged.', {
        code: 403,
        metadata: { reasons: ['violence'], flagged_input: '…' },
      }),
      'contentFilter',
    ],
    [404, error('No endpoints found for some/model.', { code: 404 }), 'notFound'],
    [408, error('Request timed out', { code: 408 }), 'timeout'],
    [429, error('Provider returned error', { code: 429, metadata: { raw: 'Upstream is rate-limited' } }), 'rateLimit'],
    [502, error('Your chosen model is down', { code: 502 }), 'server'],
    [503, error('No available model provider meets your routing requirements', { code: 503 }), 'overloaded'],
    [400, error('some/model is not a valid model ID', { code: 400 }), 'notFound'],
    [403, error('Input flagged', { code: 403, metadata: { reasons: ['violence'] } }), 'contentFilter'],
    [403, error('Key limit exceeded (total limit).', { code: 403 }), 'rateLimit', false],
    [429, error('Rate limit exceeded: free-models-per-day. Add 10 credits', { code: 429 }), 'rateLimit', false],
    [
      402,
      error('Too many requests in flight', { code: 402, metadata: { limit_source: 'openrouter_in_flight_budget' } }),
      'rateLimit',
    ],
    [
      403,
      error('No more', { code: 403, metadata: { limit_source: 'openrouter_workspace_budget' } }),
      'rateLimit',
      false,
    ],
    [403, error('I cannot help', { code: 403, metadata: { error_type: 'refusal' } }), 'contentFilter'],
    [undefined, error('Busy', { code: 'provider_overloaded' }), 'overloaded'],
    [
      400,
      error('Input length 131393 exceeds the maximum allowed input length of 131040 tokens.', { code: 400 }),
      'contextLength',
    ],
  ]);
});

describe("Groq's errors", () => {
  testErrorRows(openAiErrorRules, [
    [401, error('Invalid API Key', { type: 'invalid_request_error', code: 'invalid_api_key' }), 'authentication'],
    [
      400,
      error('Please reduce the length of the messages or completion.', { code: 'context_length_exceeded' }),
      'contextLength',
    ],
    [
      400,
      error('The model `x` has been decommissioned and is no longer supported.', { code: 'model_decommissioned' }),
      'notFound',
    ],
    [
      413,
      error('Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000', {
        type: 'tokens',
        code: 'rate_limit_exceeded',
      }),
      'contextLength',
    ],
    [
      429,
      error('Rate limit reached for model `x`. Please try again in 7.66s.', {
        type: 'tokens',
        code: 'rate_limit_exceeded',
      }),
      'rateLimit',
    ],
    [498, error('Flex tier capacity exceeded'), 'overloaded'],
    [400, error('The model `x` requires terms acceptance.', { code: 'model_terms_required' }), 'permission'],
    [400, error('Organization has been restricted.', { code: 'organization_restricted' }), 'permission'],
  ]);
});

describe("DeepSeek's, Moonshot's and Zhipu's errors", () => {
  testErrorRows(openAiErrorRules, [
    [
      401,
      error('Authentication Fails, Your api key: ****abcd is invalid', {
        type: 'authentication_error',
        code: 'invalid_request_error',
      }),
      'authentication',
    ],
    [402, error('Insufficient Balance', { type: 'unknown_error', code: 'invalid_request_error' }), 'rateLimit', false],
    [422, error('Invalid parameters', { type: 'invalid_request_error' }), 'invalidRequest'],
    [503, error('Server overloaded'), 'overloaded'],
    [
      400,
      error('Invalid request: Your request exceeded model token limit: 262144', { type: 'invalid_request_error' }),
      'contextLength',
    ],
    [
      429,
      error('Your account does not have any credits left', { type: 'exceeded_current_quota_error' }),
      'rateLimit',
      false,
    ],
    [400, error('Prompt exceeds max length', { code: '1261' }), 'contextLength'],
    [429, error('Please try again later', { type: 'engine_overloaded_error' }), 'overloaded'],
  ]);
});

describe("xAI's errors", () => {
  testErrorRows(openAiErrorRules, [
    [
      400,
      {
        code: 'Client specified an invalid argument',
        error: 'Incorrect API key provided: xa***. You can obtain one at the console.',
      },
      'authentication',
    ],
    [
      400,
      {
        code: 'Client specified an invalid argument',
        error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      },
      'contextLength',
    ],
    [
      403,
      { code: 'The caller does not have permission', error: "Your newly created team doesn't have any credits yet." },
      'rateLimit',
      false,
    ],
    [
      403,
      {
        code: 'The caller does not have permission',
        error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO',
      },
      'contentFilter',
    ],
    [
      404,
      {
        code: 'Some requested entity was not found',
        error: 'The model grok-0 does not exist or your team does not have access to it.',
      },
      'notFound',
    ],
    [429, { code: 'Some resource has been exhausted', error: 'Too many requests for team' }, 'rateLimit'],
    [
      429,
      {
        code: 'Some resource has been exhausted',
        error: 'Your team has either used all available credits or reached its monthly spending limit.',
      },
      'rateLimit',
      false,
    ],
  ]);
});

describe("Mistral's errors", () => {
  testErrorRows(openAiErrorRules, [
    [401, { detail: 'Unauthorized' }, 'authentication'],
    [
      400,
      { object: 'error', message: 'Invalid model: mistral-0', type: 'invalid_model', param: null, code: '1500' },
      'notFound',
    ],
    [
      400,
      {
        object: 'error',
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_error',
        code: '3051',
      },
      'contextLength',
    ],
    [
      422,
      {
        object: 'error',
        message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'x'], msg: 'Extra inputs are not permitted' }] },
        type: 'invalid_request_error',
        code: null,
      },
      'invalidRequest',
    ],
    [
      429,
      {
        object: 'error',
        message: 'Service tier capacity exceeded for this model.',
        type: 'service_tier_capacity_exceeded',
        code: '3505',
      },
      'rateLimit',
    ],
    [429, { message: 'Requests rate limit exceeded' }, 'rateLimit'],
  ]);
});
