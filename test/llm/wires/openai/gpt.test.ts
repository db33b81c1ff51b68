import assert from 'node:assert/strict';
import { toGptRequest } from '#llm/wires/openai/gpt.ts';
import { Answer } from '#llm/http/answer.ts';
import { GptReader } from '#llm/wires/openai/gptReader.ts';
import { Gpt } from '#llm/index.ts';
import type { JsonObject } from '#llm/json.ts';
import { openAiErrorRules } from '#llm/wires/openai/openAiWire.ts';
import { FakeProviderServer, shred } from '#test/fakes/fakeProviderServer.ts';
import { collect } from '#test/llm/collect.ts';
import { testErrorRows } from '#test/llm/http/errors/errorRows.ts';
import { readAnswer } from '#test/llm/readAnswer.ts';

const read = (...frames: JsonObject[]) => readAnswer(GptReader, frames);
const delta = (text: string): JsonObject => ({ type: 'response.output_text.delta', delta: text });
const end = (type: string, response: object = {}): JsonObject => ({
  type: `response.${type}`,
  response: { error: null, ...response },
});
const message = (...content: object[]) => ({ type: 'message', content });

describe('toGptRequest', () => {
  it('sends the system prompt as instructions and stores nothing', () => {
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Hi' },
      { role: 'assistant' as const, content: 'Hello' },
    ];
    assert.deepEqual(toGptRequest({ model: 'gpt-6.1-terra', maxTokens: 7 }, messages), {
      model: 'gpt-6.1-terra',
      instructions: 'Be brief.',
      input: messages.slice(1),
      max_output_tokens: 7,
      store: false,
      stream: true,
    });
  });

  it('merges parameters, such as reasoning effort', () => {
    const config = { model: 'm', params: { reasoning: { effort: 'low' }, input: 'mine' } };
    const request = toGptRequest(config, [], { params: { reasoning: { summary: 'auto' } } });
    assert.deepEqual([request.reasoning, request.input], [{ effort: 'low', summary: 'auto' }, []]);
  });
});

describe('GptReader', () => {
  it('joins text, keeps reasoning apart and finishes at response.completed', () => {
    const answer = read(
      { type: 'response.created', response: { model: 'gpt-6.1-terra-2026', error: null } },
      { type: 'response.reasoning_summary_text.delta', delta: 'Hm.' },
      delta('A'),
      { type: 'response.output_item.done', item: {} },
      delta('B'),
      end('completed', {
        model: 'gpt-6.1-terra-2026',
        output: [message({ type: 'output_text', text: 'AB' })],
        usage: {
          input_tokens: 10,
          output_tokens: 20,
          input_tokens_details: { cached_tokens: 4 },
          output_tokens_details: { reasoning_tokens: 8 },
        },
      }),
    );
    assert.deepEqual([answer.text, answer.thinking, answer.reason], ['AB', 'Hm.', 'stop']);
    assert.equal(answer.model, 'gpt-6.1-terra-2026');
    assert.deepEqual(answer.usage, { inputTokens: 10, outputTokens: 20, cachedInputTokens: 4, reasoningTokens: 8 });
  });

  it('reads the output where no delta said it', () => {
    const output = [
      message({ type: 'output_text', text: 'A' }),
      { type: 'reasoning' },
      message({ type: 'output_text', text: 'B' }),
    ];
    assert.equal(read(end('completed', { output })).text, 'A\n\nB');
  });

  const incomplete = { max_output_tokens: 'length', content_filter: 'contentFilter', tomorrow: 'other' };
  for (const [reason, expected] of Object.entries(incomplete)) {
    it(`reads incomplete because of ${reason} as ${expected}, also without text`, () => {
      assert.equal(read(end('incomplete', { incomplete_details: { reason } })).reason, expected);
    });
  }

  it('reads a refusal as contentFilter and keeps its words', () => {
    const streamed = read({ type: 'response.refusal.delta', delta: 'No.' }, end('completed'));
    assert.deepEqual([streamed.text, streamed.reason], ['No.', 'contentFilter']);
    const whole = read(end('completed', { output: [message({ type: 'refusal', refusal: 'No.' })] }));
    assert.deepEqual([whole.text, whole.reason], ['No.', 'contentFilter']);
  });

  it('reads a function call as toolCalls', () => {
    assert.equal(read(end('completed', { output: [{ type: 'function_call' }] })).reason, 'toolCalls');
  });

  it('reads response.failed and error as failures', () => {
    const failed = read(delta('A'), {
      type: 'response.failed',
      response: { error: { code: 'server_error', message: 'x' } },
    });
    assert.deepEqual([failed.reason, failed.text], [undefined, 'A']);
    assert.ok(failed.failure);
    assert.ok(read({ type: 'error', code: 'x', message: 'y' }).failure);
    assert.ok(read(end('cancelled')).failure);
  });

  it('reads a whole response by its status', () => {
    const output = [message({ type: 'output_text', text: 'A' })];
    assert.equal(read({ object: 'response', status: 'completed', error: null, output }).reason, 'stop');
    assert.equal(read({ object: 'response', status: 'in_progress', error: null, output }).reason, undefined);
  });

  it('remembers a bounded number of the places whose text was said', () => {
    const answer = new Answer();
    const reader = new GptReader(answer);
    for (let index = 0; index < 12_000; index += 1)
      reader.readFrame({ type: 'response.output_text.delta', output_index: index, delta: 'x' });
    const isRepeat = (index: number) =>
      reader.isRepeat(`data: {"type":"response.output_item.done","output_index":${index},`);
    assert.deepEqual([isRepeat(9_999), isRepeat(11_999)], [true, false]);
  });
});

describe('Gpt against a server', () => {
  it('keeps a long text that only its end tells, after one that deltas told', async () => {
    const server = await FakeProviderServer.start();
    const long = 'All work and no play. '.repeat(10_000);
    const item = (index: number, text: string): JsonObject => ({
      type: 'response.output_item.done',
      output_index: index,
      item: message({ type: 'output_text', text }),
    });
    const said = { ...delta(long), output_index: 0, content_index: 0 };
    const frames = [said, item(0, long), item(1, `${long}!`), end('completed')];
    server.say({ steps: shred(frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join(''), 9000) });
    const { text } = await collect(new Gpt({ model: 'gpt-6.1-terra', baseUrl: `${server.url}/v1` }));
    await server.stop();
    assert.ok(text === `${long}\n\n${long}!`, `${text.length} characters`);
  });
});

describe("OpenAI's errors", () => {
  const body = (message: string, type: string | null, code: unknown = null) => ({
    error: { message, type, code, param: null },
  });
  testErrorRows(openAiErrorRules, [
    [
      400,
      body("Unsupported parameter: 'temperature'", 'invalid_request_error', 'unsupported_parameter'),
      'invalidRequest',
    ],
    [
      400,
      {
        error: {
          message: "Unknown parameter: 'timeout'.",
          type: 'invalid_request_error',
          code: null,
          param: 'timeout',
        },
      },
      'invalidRequest',
    ],
    [
      400,
      body('Your input exceeds the context window of this model.', 'invalid_request_error', 'context_length_exceeded'),
      'contextLength',
    ],
    [
      400,
      body("This model's maximum context length is 8192 tokens. However, you requested 9000", 'BadRequestError', 400),
      'contextLength',
    ],
    [400, body('the request exceeds the available context size', 'exceed_context_size_error', 400), 'contextLength'],
    [400, body('Trying to keep the first 9000 tokens when context the overflows.', null), 'contextLength'],
    [400, body('The response was filtered', null, 'content_filter'), 'contentFilter'],
    [
      400,
      body(
        'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
        'invalid_request_error',
        'invalid_prompt',
      ),
      'contentFilter',
    ],
    [400, body('model "x" not found, try pulling it first', 'api_error'), 'notFound'],
    [401, body('Incorrect API key provided: sk-…', 'invalid_request_error', 'invalid_api_key'), 'authentication'],
    [402, body('Insufficient Balance', 'unknown_error', 'invalid_request_error'), 'rateLimit', false],
    [
      403,
      body('Country, region, or territory not supported', 'request_forbidden', 'unsupported_country_region_territory'),
      'permission',
    ],
    [403, body('Project does not have access to model', 'invalid_request_error', 'model_not_found'), 'notFound'],
    [401, body('Your IP is not allowed.', 'invalid_request_error', 'ip_not_authorized'), 'permission'],
    [
      400,
      body('Your organization must be verified to stream this model.', 'invalid_request_error', 'unsupported_value'),
      'permission',
    ],
    [400, body('Input tokens exceed the configured limit of 272000 tokens.', 'invalid_request_error'), 'contextLength'],
    [404, body('The model does not exist', 'invalid_request_error', 'model_not_found'), 'notFound'],
    [404, { detail: 'Not Found' }, 'notFound'],
    [
      422,
      { detail: [{ loc: ['body'], msg: 'Input should be a valid string', type: 'string_type' }] },
      'invalidRequest',
    ],
    [429, body('Rate limit reached for gpt-6', 'tokens', 'rate_limit_exceeded'), 'rateLimit'],
    [429, body('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'), 'rateLimit', false],
    [429, body('No credits.', 'insufficient_quota', 'credit_balance_exhausted'), 'rateLimit', false],
    [429, body('No more this month.', 'rate_limit_error', 'organization_spend_limit_exceeded'), 'rateLimit', false],
    [429, body('No more this month.', 'rate_limit_error', 'project_spend_limit_exceeded'), 'rateLimit', false],
    [429, body('No more this month.', 'rate_limit_error', 'organization_usage_limit_exceeded'), 'rateLimit', false],
    [429, body('Slow down.', 'rate_limit_error', 'slow_down'), 'rateLimit'],
    [503, body('Busy.', 'service_unavailable_error', 'server_is_overloaded'), 'overloaded'],
    [undefined, body('Busy.', 'service_unavailable_error'), 'overloaded'],
    [429, body('Request too large for gpt-6 on tokens per min', 'tokens', 'rate_limit_exceeded'), 'rateLimit', false],
    [500, body('The server had an error', 'server_error'), 'server'],
    [503, body('The engine is currently overloaded', 'server_error'), 'overloaded'],
    [502, 'Bad Gateway', 'server'],
    [undefined, { type: 'error', code: 'server_error', message: 'Sorry', param: null }, 'server'],
    [undefined, { error: { code: 'rate_limit_exceeded', message: 'Rate limit reached' } }, 'rateLimit'],
    [undefined, { error: { code: 'invalid_prompt', message: 'Bad image' } }, 'invalidRequest'],
    [undefined, { error: { code: 502, message: 'Provider returned error' } }, 'server'],
    [
      undefined,
      { error: { code: 400, message: 'Bad request', metadata: { raw: '{"error":{"message":"No such tool"}}' } } },
      'invalidRequest',
    ],
    [undefined, { error: { code: '429', message: 'Too many' } }, 'rateLimit'],
  ]);
});
