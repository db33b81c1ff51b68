import { claudeErrorRules } from '#llm/wires/claude/claude.ts';
import { geminiErrorRules } from '#llm/wires/gemini/gemini.ts';
import { openAiErrorRules } from '#llm/wires/openai/openAiWire.ts';
import { testErrorRows } from '#test/llm/http/errors/errorRows.ts';

const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

// As their documentation, or their source, has them in November 2026.
describe('the errors of servers at home', () => {
  testErrorRows(openAiErrorRules, [
    [404, error('model "qwen4" not found, try pulling it first', { type: 'api_error', code: null }), 'notFound'],
    [
      500,
      error('model requires more system memory (9.0 GiB) than is available (5.5 GiB)', { type: 'api_error' }),
      'server',
    ],
    [
      400,
      { error: 'No models loaded. Please load a model in the developer page or use the `lms load` command.' },
      'notFound',
    ],
    [
      400,
      { error: 'The number of tokens to keep from the initial prompt is greater than the context length.' },
      'contextLength',
    ],
    [404, error('Model "x" not found', { type: 'invalid_request_error', code: 'model_not_found' }), 'notFound'],
    [
      400,
      error('request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it', {
        code: 400,
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      }),
      'contextLength',
    ],
    [401, error('Invalid API Key', { code: 401, type: 'authentication_error' }), 'authentication'],
    [503, error('Loading model', { code: 503, type: 'unavailable_error' }), 'overloaded'],
    [
      400,
      {
        object: 'error',
        message: "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens",
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
      'contextLength',
    ],
    [
      400,
      error('The decoder prompt (length 9000) is longer than the maximum model length of 4096.', {
        type: 'BadRequestError',
        code: 400,
      }),
      'contextLength',
    ],
    [404, error('The model `x` does not exist.', { type: 'NotFoundError', param: 'model', code: 404 }), 'notFound'],
    [401, { error: 'Unauthorized' }, 'authentication'],
    [
      400,
      {
        object: 'error',
        message: "The input (9000 tokens) is longer than the model's context length (4096 tokens).",
        type: 'BadRequest',
        code: 400,
      },
      'contextLength',
    ],
    [
      422,
      { error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096', error_type: 'validation' },
      'contextLength',
    ],
    [
      400,
      error(
        "You passed 9001 input tokens and requested 100 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 3996 tokens.",
        { type: 'BadRequestError', param: 'input_tokens', code: 400 },
      ),
      'contextLength',
    ],
    [400, { error: 'Cannot truncate prompt with n_keep (5000) >= n_ctx (4096)' }, 'contextLength'],
    [400, { error: 'The model has crashed without additional information. (Exit code: 1)' }, 'server'],
    [undefined, { error: 'Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway' }, 'notFound'],
    [
      422,
      {
        error: 'Input validation error: `inputs` must have less than 4096 tokens. Given: 5000',
        error_type: 'validation',
      },
      'contextLength',
    ],
    [429, { error: 'Model is overloaded', error_type: 'overloaded' }, 'overloaded'],
    [424, { error: 'Request failed during generation: CUDA out of memory.', error_type: 'generation' }, 'server'],
  ]);
});

describe("the errors of Google's own server of Chat Completions, and of gateways that only have words", () => {
  const current = 'You exceeded your current quota, please check your plan and billing details.';
  const quota = (quotaId: string) => ({
    status: 'RESOURCE_EXHAUSTED',
    details: [{ violations: [{ quotaId }] }, { retryDelay: '38s' }],
  });
  testErrorRows(openAiErrorRules, [
    [429, [error(current, { code: 429, ...quota('GenerateRequestsPerMinutePerProjectPerModel') })], 'rateLimit'],
    [429, [error(current, { code: 429, ...quota('GenerateRequestsPerDayPerProjectPerModel') })], 'rateLimit', false],
    [400, [error('API key not valid. Please pass a valid API key.', { status: 'INVALID_ARGUMENT' })], 'authentication'],
    [
      400,
      [error('The input token count exceeds the maximum number of tokens allowed 1048576.', { code: 400 })],
      'contextLength',
    ],
    [undefined, error('quota exceeded'), 'rateLimit', false],
    [undefined, error('Rate limit exceeded, try again later'), 'rateLimit'],
    [undefined, error('Too Many Requests'), 'rateLimit'],
    [undefined, error('No.', { code: 'unsupported_value' }), 'invalidRequest'],
    [undefined, error('No.', { code: 'invalid_image_url' }), 'invalidRequest'],
  ]);
});

describe("GitHub's, DashScope's, Cohere's, LiteLLM's and Cloudflare's errors", () => {
  testErrorRows(openAiErrorRules, [
    [
      400,
      error('prompt token count of 130000 exceeds the limit of 128000', { code: 'model_max_prompt_tokens_exceeded' }),
      'contextLength',
    ],
    [400, error('Unknown model: x', { code: 'unknown_model' }), 'notFound'],
    [400, error('The requested model is not supported.', { code: 'model_not_supported' }), 'notFound'],
    [
      400,
      error('<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]', {
        code: 'invalid_parameter_error',
      }),
      'contextLength',
    ],
    [400, error('Input data may contain bad words.', { code: 'data_inspection_failed' }), 'contentFilter'],
    [400, error('Access denied, please pay.', { code: 'Arrearage' }), 'rateLimit', false],
    [
      400,
      { message: 'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000' },
      'contextLength',
    ],
    [429, { message: 'Too many tokens, please wait before trying again.' }, 'rateLimit'],
    [429, error('Quota exceeded for quota metric "requests" and limit "per minute"'), 'rateLimit'],
    [
      403,
      error(
        'Input token count + max_tokens parameter must be less than the context length of the model being queried.',
      ),
      'contextLength',
    ],
    [
      undefined,
      error('Stream error occurred', {
        code: 'error',
        value: { error_message: '{"error":{"message":"This model\'s maximum context length is 40960 tokens."}}' },
      }),
      'contextLength',
    ],
    [400, error('Budget has been exceeded!', { type: 'budget_exceeded', code: '400' }), 'rateLimit', false],
    [400, error('litellm.ContextWindowExceededError: too big', { code: '400' }), 'contextLength'],
    [400, error('/chat/completions: Invalid model name passed in model=x.', { code: '400' }), 'notFound'],
    [522, '<title>522: Connection timed out</title>', 'timeout'],
    [524, '<title>524: A timeout occurred</title>', 'timeout'],
  ]);
});

describe("errors that only Anthropic's and Google's messages explain", () => {
  const anthropic = (type: string, message: string) => ({ type: 'error', error: { type, message } });
  testErrorRows(claudeErrorRules, [
    [
      400,
      anthropic('invalid_request_error', 'You have reached your specified workspace API usage limits.'),
      'rateLimit',
      false,
    ],
    [
      429,
      { error: { type: 'rate_limit_error', message: 'No.', details: { error_code: 'enforced_spend_limit_reached' } } },
      'rateLimit',
      false,
    ],
    [400, anthropic('invalid_request_error', 'This organization has been disabled.'), 'permission'],
    [400, { message: 'Input is too long for requested model.' }, 'contextLength'],
    [
      400,
      anthropic(
        'invalid_request_error',
        'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
      ),
      'rateLimit',
      false,
    ],
    [400, anthropic('invalid_request_error', 'Output blocked by content filtering policy'), 'contentFilter'],
    [429, anthropic('rate_limit_error', 'Extra usage is required for long context requests.'), 'rateLimit', false],
    [
      400,
      anthropic('invalid_request_error', '`temperature` is not supported in this version of the API'),
      'invalidRequest',
    ],
  ]);
  testErrorRows(geminiErrorRules, [
    [
      400,
      error('Gemini API free tier is not available in your country. Please enable billing on your project.', {
        status: 'FAILED_PRECONDITION',
      }),
      'permission',
    ],
    [
      429,
      error('Your project has exceeded its monthly spending cap.', { status: 'RESOURCE_EXHAUSTED' }),
      'rateLimit',
      false,
    ],
    [429, error('Your prepayment credits are depleted.', { status: 'RESOURCE_EXHAUSTED' }), 'rateLimit', false],
    [402, error('The balance of prepay credits is depleted.', { status: 'RESOURCE_EXHAUSTED' }), 'rateLimit', false],
    [402, error('Payment required.', { status: 'RESOURCE_EXHAUSTED' }), 'rateLimit', false],
    [409, error('The operation was aborted.', { status: 'ABORTED' }), 'server'],
    [
      400,
      error('Request payload size exceeds the limit: 20971520 bytes.', { status: 'INVALID_ARGUMENT' }),
      'contextLength',
    ],
    [
      400,
      error(
        'Unable to submit request because the input token count is 1200000 but model only supports up to 1048576.',
        { status: 'INVALID_ARGUMENT' },
      ),
      'contextLength',
    ],
    [
      400,
      error('Thinking level MINIMAL is not supported for this model.', { status: 'INVALID_ARGUMENT' }),
      'invalidRequest',
    ],
    [
      429,
      error('You exceeded your current quota. * Quota exceeded for metric: free_tier_requests, limit: 0', {
        status: 'RESOURCE_EXHAUSTED',
      }),
      'rateLimit',
      false,
    ],
    [
      403,
      error('Requests to this API are blocked.', {
        status: 'PERMISSION_DENIED',
        details: [{ reason: 'API_KEY_SERVICE_BLOCKED' }],
      }),
      'permission',
    ],
  ]);
});
