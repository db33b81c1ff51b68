import type { Transcript } from './transcript.ts';

const start = (more: object = {}) => ({
  type: 'message_start',
  message: {
    id: 'msg_01',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-5-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: 18,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      output_tokens: 1,
      service_tier: 'standard',
    },
    ...more,
  },
});
const open = (index: number, block: object) => ({ type: 'content_block_start', index, content_block: block });
const close = (index: number) => ({ type: 'content_block_stop', index });
const delta = (index: number, fields: object) => ({ type: 'content_block_delta', index, delta: fields });
const text = (index: number, value: string) => delta(index, { type: 'text_delta', text: value });
const block = (index: number, ...values: string[]) => [
  open(index, { type: 'text', text: '' }),
  ...values.map((value) => text(index, value)),
  close(index),
];
const end = (reason: string | null, usage: object = { output_tokens: 20 }, more: object = {}) => [
  { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null, ...more }, usage },
  { type: 'message_stop' },
];
const error = (type: string, message: string) => ({
  type: 'error',
  error: { details: null, type, message },
  request_id: 'req_011',
});
const ping = { type: 'ping' };
const usage = { inputTokens: 18, outputTokens: 20 };

/** Anthropic's Messages, and those who speak its wire. */
export const claudeTranscripts: readonly Transcript[] = [
  {
    name: 'text with pings between its pieces',
    frames: [
      start(),
      open(0, { type: 'text', text: '' }),
      ping,
      text(0, 'Grüße, '),
      ping,
      text(0, '世界 🎉'),
      close(0),
      ...end('end_turn'),
    ],
    expected: { text: 'Grüße, 世界 🎉', reason: 'stop', usage, model: 'claude-sonnet-5-5' },
  },
  {
    name: 'thinking, its signature, a redacted block, then two blocks of text',
    frames: [
      start(),
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Let me ' }),
      delta(0, { type: 'thinking_delta', thinking: 'see.' }),
      delta(0, { type: 'signature_delta', signature: 'EqQBCgIYAhIM' }),
      close(0),
      open(1, { type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3pzix' }),
      close(1),
      ...block(2, 'One.'),
      ...block(3, ' Two.'),
      ...end('end_turn', { output_tokens: 20, output_tokens_details: { thinking_tokens: 12 } }),
    ],
    expected: { text: 'One. Two.', thinking: 'Let me see.', reason: 'stop', usage: { ...usage, reasoningTokens: 12 } },
  },
  {
    name: 'a search by the server between two blocks, with citations',
    frames: [
      start(),
      ...block(0, 'I will look. '),
      open(1, { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '{"query":"text_delta"}' }),
      close(1),
      open(2, {
        type: 'web_search_tool_result',
        tool_use_id: 'srvtoolu_1',
        content: [{ type: 'web_search_result', title: 'not text' }],
      }),
      close(2),
      open(3, { type: 'text', text: '', citations: [] }),
      delta(3, { type: 'citations_delta', citation: { type: 'web_search_result_location', cited_text: 'not text' } }),
      text(3, 'Found.'),
      close(3),
      ...end('end_turn'),
    ],
    expected: { text: 'I will look. \n\nFound.', reason: 'stop' },
  },
  {
    name: 'a call of a tool after text',
    frames: [
      start(),
      ...block(0, 'Calling.'),
      open(1, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '' }),
      delta(1, { type: 'input_json_delta', partial_json: '{"a":"b"}' }),
      close(1),
      ...end('tool_use'),
    ],
    expected: { text: 'Calling.', reason: 'toolCalls' },
  },
  {
    name: 'a refusal without a word',
    frames: [
      start(),
      ping,
      ...end(
        'refusal',
        { input_tokens: 18, output_tokens: 0 },
        { stop_details: { type: 'refusal', category: 'cyber' } },
      ),
    ],
    expected: { text: '', reason: 'contentFilter', usage: { inputTokens: 18, outputTokens: 0 } },
  },
  {
    name: 'a refusal in mid-answer',
    frames: [start(), ...block(0, 'First, '), ...end('refusal')],
    expected: { text: 'First, ', reason: 'contentFilter', usage },
  },
  {
    name: 'a limit that thinking used up',
    frames: [
      start(),
      open(0, { type: 'thinking', thinking: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
      close(0),
      ...end('max_tokens'),
    ],
    expected: { text: '', thinking: 'Hm', reason: 'length' },
  },
  {
    name: 'a full context window',
    frames: [start(), ...block(0, 'A'), ...end('model_context_window_exceeded')],
    expected: { text: 'A', reason: 'length' },
  },
  {
    name: 'a pause',
    frames: [start(), ...block(0, 'A'), ...end('pause_turn')],
    expected: { text: 'A', reason: 'other' },
  },
  {
    name: 'a stop sequence',
    frames: [start(), ...block(0, 'A'), ...end('stop_sequence', { output_tokens: 20 }, { stop_sequence: '###' })],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'a reason of tomorrow',
    frames: [start(), ...block(0, 'A'), ...end('invented')],
    expected: { text: 'A', reason: 'other' },
  },
  {
    name: 'an end without a reason',
    frames: [start(), ...block(0, 'A'), ...end(null)],
    expected: { text: 'A', reason: 'other' },
  },
  {
    name: 'events, blocks and deltas of tomorrow',
    frames: [
      start(),
      { type: 'tomorrow', text: 'no' },
      open(0, { type: 'hologram', text: 'no' }),
      delta(0, { type: 'hologram_delta', text: 'no' }),
      close(0),
      ...block(1, 'A'),
      { no: 'type' },
      ...end('end_turn'),
    ],
    expected: { text: 'A', reason: 'stop', usage },
  },
  {
    name: 'a compaction before the text',
    frames: [
      start(),
      open(0, { type: 'compaction', content: null }),
      delta(0, { type: 'compaction_delta', content: 'Summary' }),
      close(0),
      ...block(1, 'A'),
      ...end('end_turn', {
        input_tokens: 18,
        output_tokens: 20,
        iterations: [
          { type: 'compaction', input_tokens: 60_385, output_tokens: 592, cache_read_input_tokens: 100 },
          { type: 'message', input_tokens: 18, output_tokens: 20 },
        ],
      }),
    ],
    expected: {
      text: 'A',
      reason: 'stop',
      usage: { inputTokens: 60_503, outputTokens: 612, cachedInputTokens: 100 },
    },
  },
  {
    name: 'a fallback to another model in the middle',
    frames: [
      start(),
      open(0, { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }),
      close(0),
      ...block(1, 'A'),
      ...end('end_turn'),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'text in the start of its block',
    frames: [start(), open(0, { type: 'text', text: 'A' }), text(0, 'B'), close(0), ...end('end_turn')],
    expected: { text: 'AB', reason: 'stop' },
  },
  {
    name: 'an answer that is whole at its start',
    frames: [
      start({
        content: [
          { type: 'code_execution_tool_result', content: {} },
          { type: 'text', text: 'A' },
        ],
        stop_reason: 'tool_use',
      }),
      { type: 'message_stop' },
    ],
    expected: { text: 'A', reason: 'toolCalls' },
  },
  {
    name: 'a start that comes twice',
    frames: [start(), start(), ...block(0, 'A'), ...end('end_turn')],
    expected: { text: 'A', reason: 'stop', usage },
  },
  {
    name: 'cached input, which its input_tokens leave out',
    frames: [
      start({
        usage: { input_tokens: 4, cache_creation_input_tokens: 100, cache_read_input_tokens: 2000, output_tokens: 3 },
      }),
      ...block(0, 'A'),
      ...end('end_turn', { output_tokens: 20 }),
    ],
    expected: {
      text: 'A',
      reason: 'stop',
      usage: { inputTokens: 2104, outputTokens: 20, cachedInputTokens: 2000, cacheWriteInputTokens: 100 },
    },
  },
  {
    name: 'input corrected at the end',
    frames: [start(), ...block(0, 'A'), ...end('end_turn', { input_tokens: 61, output_tokens: 2 })],
    expected: { text: 'A', reason: 'stop', usage: { inputTokens: 61, outputTokens: 2 } },
  },
  {
    name: 'no usage',
    frames: [
      start({ usage: undefined }),
      ...block(0, 'A'),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
      { type: 'message_stop' },
    ],
    expected: { text: 'A', reason: 'stop', usage: 'none' },
  },
  { name: 'no text block at all', frames: [start(), ...end('end_turn')], expected: { text: '', reason: 'stop' } },
  {
    name: 'overload in mid-answer',
    frames: [start(), open(0, { type: 'text', text: '' }), text(0, 'A'), error('overloaded_error', 'Overloaded')],
    expected: { kind: 'overloaded', text: 'A', message: /^“Overloaded”$/, retryable: true },
  },
  {
    name: 'an internal error at once',
    frames: [error('api_error', 'Internal server error')],
    expected: { kind: 'server' },
  },
  {
    name: 'a rate limit in the stream',
    frames: [start(), error('rate_limit_error', 'Slow down')],
    expected: { kind: 'rateLimit' },
  },
  {
    name: 'a context overflow in the stream',
    frames: [error('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum')],
    expected: { kind: 'contextLength', retryable: false },
  },
  {
    name: 'output blocked by policy, in the stream',
    frames: [start(), ...block(0, 'A'), error('invalid_request_error', 'Output blocked by content filtering policy')],
    expected: { kind: 'contentFilter', text: 'A' },
  },
  {
    name: 'an error after message_delta',
    frames: [start(), ...block(0, 'A'), end('end_turn')[0] ?? {}, error('api_error', 'Late')],
    expected: { kind: 'server', text: 'A' },
  },
  {
    name: 'an error that is not JSON',
    frames: [start(), ...block(0, 'A'), 'event: error\ndata: upstream connect error\n\n'],
    expected: { kind: 'server', text: 'A', message: /upstream connect error/ },
  },
  {
    name: 'a whole message',
    frames: [
      `${JSON.stringify(
        {
          ...start().message,
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'x' },
            { type: 'text', text: 'A' },
            { type: 'tool_use', input: { text: 'no' } },
            { type: 'text', text: 'B' },
          ],
          stop_reason: 'end_turn',
        },
        undefined,
        2,
      )}\n`,
    ],
    expected: { text: 'A\n\nB', thinking: 'Hm.', reason: 'stop', usage: { inputTokens: 18, outputTokens: 1 } },
  },
  {
    name: 'a whole refusal',
    frames: [JSON.stringify({ ...start().message, stop_reason: 'refusal' })],
    expected: { text: '', reason: 'contentFilter' },
  },
  {
    name: 'a whole error',
    frames: [JSON.stringify(error('overloaded_error', 'Overloaded'))],
    expected: { kind: 'overloaded', message: /^“Overloaded”$/ },
  },
];
