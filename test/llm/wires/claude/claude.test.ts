import assert from 'node:assert/strict';
import { claudeErrorRules, toClaudeRequest } from '#llm/wires/claude/claude.ts';
import { ClaudeReader } from '#llm/wires/claude/claudeReader.ts';
import type { JsonObject } from '#llm/json.ts';
import { testErrorRows } from '#test/llm/http/errors/errorRows.ts';
import { readAnswer } from '#test/llm/readAnswer.ts';

const config = { model: 'claude-sonnet-5-5' };
const start = (usage: object): JsonObject => ({
  type: 'message_start',
  message: { model: 'claude-sonnet-5-5', usage },
});
const textDelta = (text: string): JsonObject => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});
const end = (reason: string | null, usage?: object): JsonObject[] => [
  { type: 'message_delta', delta: { stop_reason: reason }, ...(usage && { usage }) },
  { type: 'message_stop' },
];
const read = (...frames: JsonObject[]) => readAnswer(ClaudeReader, frames);

describe('toClaudeRequest', () => {
  it('takes the system prompt out of the turns and sends a limit, which the wire demands', () => {
    const request = toClaudeRequest(config, [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: '' },
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Why?' },
    ]);
    assert.deepEqual(request, {
      model: 'claude-sonnet-5-5',
      max_tokens: 16_384,
      system: 'Be brief.\n\nBe kind.',
      messages: [{ role: 'user', content: 'Hi\n\nWhy?' }],
      stream: true,
    });
  });

  it('sends no temperature, which the API refuses, unless an older version of it is asked for', () => {
    assert.equal('temperature' in toClaudeRequest({ ...config, temperature: 1 }, [], { temperature: 0 }), false);
    const headers = { 'Anthropic-Version': '2023-06-01' };
    assert.equal('temperature' in toClaudeRequest({ ...config, headers }, []), false);
    assert.equal(toClaudeRequest({ ...config, headers, temperature: 0 }, []).temperature, 0);
    assert.equal(toClaudeRequest({ ...config, headers, temperature: 1 }, [], { temperature: 0.5 }).temperature, 0.5);
    const newer = { 'anthropic-version': '2026-10-21' };
    assert.equal('temperature' in toClaudeRequest({ ...config, headers: newer, temperature: 0 }, []), false);
  });

  it("sends a temperature that the parameters hold: those are the user's own words", () => {
    assert.equal(toClaudeRequest({ ...config, temperature: 1, params: { temperature: 0.2 } }, []).temperature, 0.2);
  });

  it('takes the limit of the call before the one of the configuration', () => {
    assert.equal(toClaudeRequest({ ...config, maxTokens: 5 }, [], { maxTokens: 9 }).max_tokens, 9);
  });

  it('merges parameters', () => {
    const request = toClaudeRequest({ ...config, params: { thinking: { type: 'adaptive' }, model: 'other' } }, []);
    assert.deepEqual([request.thinking, request.model], [{ type: 'adaptive' }, 'claude-sonnet-5-5']);
  });
});

describe('ClaudeReader', () => {
  it('joins several text blocks and keeps thinking apart', () => {
    const answer = read(
      start({ input_tokens: 1, output_tokens: 1 }),
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'xyz' } },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: 'A' } },
      textDelta('B'),
      { type: 'content_block_start', index: 2, content_block: { type: 'server_tool_use', input: {} } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"q":' } },
      { type: 'content_block_start', index: 3, content_block: { type: 'text', text: '' } },
      textDelta('C'),
      ...end('end_turn'),
    );
    assert.deepEqual([answer.text, answer.thinking, answer.reason], ['AB\n\nC', 'Hm.', 'stop']);
  });

  it('is not finished before message_stop', () => {
    assert.equal(read(start({}), textDelta('A'), end('end_turn')[0] ?? {}).reason, undefined);
  });

  const reasons = {
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    refusal: 'contentFilter',
    tool_use: 'toolCalls',
    pause_turn: 'other',
    invented_tomorrow: 'other',
  };
  for (const [reason, expected] of Object.entries(reasons)) {
    it(`reads ${reason} as ${expected}, with what was said`, () => {
      const answer = read(start({}), textDelta('I cannot'), ...end(reason));
      assert.deepEqual([answer.reason, answer.text], [expected, 'I cannot']);
    });
  }

  it('counts cached input as input, says how much went into the cache, which costs extra, and keeps the input that message_delta omits', () => {
    const usage = { input_tokens: 5, cache_creation_input_tokens: 7, cache_read_input_tokens: 11, output_tokens: 1 };
    assert.deepEqual(read(start(usage), ...end('end_turn', { output_tokens: 40 })).usage, {
      inputTokens: 23,
      outputTokens: 40,
      cachedInputTokens: 11,
      cacheWriteInputTokens: 7,
    });
  });

  it('takes the corrections of message_delta, thinking included', () => {
    const corrected = { input_tokens: 9, output_tokens: 40, output_tokens_details: { thinking_tokens: 30 } };
    assert.deepEqual(read(start({ input_tokens: 5, output_tokens: 1 }), ...end('end_turn', corrected)).usage, {
      inputTokens: 9,
      outputTokens: 40,
      reasoningTokens: 30,
    });
  });

  it('keeps every count that message_delta omits or leaves empty', () => {
    const usage = { input_tokens: 5, cache_creation_input_tokens: 7, cache_read_input_tokens: 11, output_tokens: 1 };
    const last = {
      input_tokens: 6,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      output_tokens: 40,
    };
    for (const delta of [last, { input_tokens: 6, output_tokens: 40 }]) {
      assert.deepEqual(read(start(usage), ...end('end_turn', delta)).usage, {
        inputTokens: 24,
        outputTokens: 40,
        cachedInputTokens: 11,
        cacheWriteInputTokens: 7,
      });
    }
    const parted = read(start({ input_tokens: 5 }), ...end('end_turn', { output_tokens: 40 }));
    assert.deepEqual(parted.usage, { inputTokens: 5, outputTokens: 40 });
  });

  it('takes an input of nothing for one that was not counted', () => {
    const counted = read(
      start({ input_tokens: 5, output_tokens: 1 }),
      ...end('end_turn', { input_tokens: 0, output_tokens: 4 }),
    );
    assert.equal(counted.usage?.inputTokens, 5);
  });

  it('gives no usage where none was sent', () => {
    assert.equal(read(start({}), ...end('end_turn')).usage, undefined);
  });

  it('reads a whole message', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'Yes.' },
    ];
    const answer = read({
      type: 'message',
      content,
      stop_reason: 'end_turn',
      usage: { input_tokens: 1, output_tokens: 2 },
    });
    assert.deepEqual([answer.text, answer.thinking, answer.reason], ['Yes.', 'Hm.', 'stop']);
  });
});

describe("Anthropic's errors", () => {
  const body = (type: string, message: string) => ({ type: 'error', error: { type, message } });
  testErrorRows(claudeErrorRules, [
    [400, body('invalid_request_error', 'max_tokens: Field required'), 'invalidRequest'],
    [400, body('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'), 'contextLength'],
    [
      400,
      body('invalid_request_error', 'input length and `max_tokens` exceed context limit: 1 + 2 > 3'),
      'contextLength',
    ],
    [
      400,
      body('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
      'rateLimit',
      false,
    ],
    [401, body('authentication_error', 'invalid x-api-key'), 'authentication'],
    [402, body('billing_error', 'Payment required'), 'rateLimit', false],
    [
      403,
      body('permission_error', 'Your API key does not have permission to use the specified resource.'),
      'permission',
    ],
    [404, body('not_found_error', 'model: claude-0'), 'notFound'],
    [409, body('conflict_error', 'Conflict'), 'invalidRequest'],
    [413, body('request_too_large', 'Request exceeds the maximum size'), 'contextLength'],
    [429, body('rate_limit_error', 'This request would exceed your rate limit'), 'rateLimit'],
    [500, body('api_error', 'Internal server error'), 'server'],
    [504, body('timeout_error', 'The request timed out while processing.'), 'timeout'],
    [529, body('overloaded_error', 'Overloaded'), 'overloaded'],
    [undefined, body('overloaded_error', 'Overloaded'), 'overloaded'],
    [undefined, body('api_error', 'Internal server error'), 'server'],
    [undefined, body('rate_limit_error', 'Slow down'), 'rateLimit'],
    [undefined, body('invalid_request_error', 'No.'), 'invalidRequest'],
    [undefined, body('tomorrow_error', 'Something new'), 'server'],
  ]);
});
