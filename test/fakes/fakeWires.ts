import type { JsonObject } from '#llm/json.ts';
import { type BaseLlm, Claude, Gemini, Gpt, type LlmConfig, OpenAiCompatible } from '#llm/index.ts';

/** The texts of one provider's wire, for tests that are the same for all four. */
export interface FakeWire {
  name: string;
  provider: string;
  /** Builds the LLM under test against a server. */
  create(serverUrl: string, config?: Partial<LlmConfig>): BaseLlm;
  /** The part before the first word. */
  opening: string;
  /** One piece of text. */
  text(text: string): string;
  /** One piece of thinking. */
  thinking(text: string): string;
  /** The terminal event, after `whole` was said, with usage 10 in and 20 out. */
  closing(whole: string): string;
  /** An error frame inside the stream. */
  overloaded: string;
  /** The answer as one JSON document. */
  document(text: string): string;
  /** The body of an error with this message, for a status. */
  error(status: number, message: string): string;
  /** The path a task's request goes to. */
  path: string;
  /** The request header that carries the key, and its value for the key `k`. */
  keyHeader: [name: string, value: (key: string) => string];
}

const json = JSON.stringify;

function event(data: JsonObject & { type: string }): string {
  return `event: ${data.type}\ndata: ${json(data)}\n\n`;
}

function data(value: unknown): string {
  return `data: ${json(value)}\n\n`;
}

const bearer: FakeWire['keyHeader'] = ['authorization', (key) => `Bearer ${key}`];

const claude: FakeWire = {
  name: 'Claude',
  provider: 'anthropic-claude',
  create: (serverUrl, config) => new Claude({ model: 'claude-sonnet-5-5', baseUrl: serverUrl, ...config }),
  opening:
    event({
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-5-5',
        content: [],
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    }) + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  text: (text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  thinking: (thinking) => event({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking } }),
  closing: () =>
    event({ type: 'content_block_stop', index: 0 }) +
    event({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 20 },
    }) +
    event({ type: 'message_stop' }),
  overloaded: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  document: (text) =>
    json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 10, output_tokens: 20 },
    }),
  error: (status, message) =>
    json({ type: 'error', error: { type: claudeErrorType(status), message }, request_id: 'req_body' }),
  path: '/v1/messages',
  keyHeader: bearer,
};

function claudeErrorType(status: number): string {
  const types: Record<number, string> = {
    400: 'invalid_request_error',
    401: 'authentication_error',
    403: 'permission_error',
    404: 'not_found_error',
    413: 'request_too_large',
    429: 'rate_limit_error',
    500: 'api_error',
    504: 'timeout_error',
    529: 'overloaded_error',
  };
  return types[status] ?? 'api_error';
}

const gptResponse = (status: string, text?: string) => ({
  id: 'resp_1',
  object: 'response',
  status,
  model: 'gpt-6.1-terra',
  error: null,
  output: text === undefined ? [] : [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }],
  usage:
    text === undefined
      ? null
      : {
          input_tokens: 10,
          output_tokens: 20,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens_details: { reasoning_tokens: 0 },
        },
});

const gpt: FakeWire = {
  name: 'Gpt',
  provider: 'openai-gpt',
  create: (serverUrl, config) => new Gpt({ model: 'gpt-6.1-terra', baseUrl: `${serverUrl}/v1`, ...config }),
  opening: event({ type: 'response.created', response: gptResponse('in_progress') }),
  text: (delta) =>
    event({ type: 'response.output_text.delta', item_id: 'i', output_index: 0, content_index: 0, delta }),
  thinking: (delta) => event({ type: 'response.reasoning_summary_text.delta', item_id: 'r', delta }),
  closing: (whole) => event({ type: 'response.completed', response: gptResponse('completed', whole) }),
  overloaded: event({ type: 'error', code: 'server_is_overloaded', message: 'Overloaded', param: null }),
  document: (text) => json(gptResponse('completed', text)),
  error: (status, message) => openAiError(status, message),
  path: '/v1/responses',
  keyHeader: bearer,
};

function openAiError(status: number, message: string): string {
  const types: Record<number, string> = { 401: 'invalid_request_error', 429: 'requests', 500: 'server_error' };
  return json({ error: { message, type: types[status] ?? 'invalid_request_error', param: null, code: null } });
}

const chunk = (choices: unknown[], more: object = {}) =>
  data({ id: 'c', object: 'chat.completion.chunk', model: 'qwen4', choices, ...more });
const delta = (fields: object, finishReason: string | null = null) =>
  chunk([{ index: 0, delta: fields, finish_reason: finishReason }]);
const chatUsage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };

const chat: FakeWire = {
  name: 'OpenAiCompatible',
  provider: 'openai-compatible',
  create: (serverUrl, config) => new OpenAiCompatible({ model: 'qwen4', baseUrl: `${serverUrl}/v1`, ...config }),
  opening: delta({ role: 'assistant', content: '' }),
  text: (content) => delta({ content }),
  thinking: (text) => delta({ reasoning_content: text }),
  closing: () => `${delta({}, 'stop')}${chunk([], { usage: chatUsage })}data: [DONE]\n\n`,
  overloaded: data({ error: { message: 'Overloaded', code: 503 } }),
  document: (text) =>
    json({
      id: 'c',
      object: 'chat.completion',
      model: 'qwen4',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: chatUsage,
    }),
  error: (status, message) => openAiError(status, message),
  path: '/v1/chat/completions',
  keyHeader: bearer,
};

const candidate = (parts: unknown[], more: object = {}) => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...more }],
  modelVersion: 'gemini-3.8-flash',
});
const geminiEnd = { finishReason: 'STOP' };
const geminiUsage = { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 20, totalTokenCount: 30 } };

const gemini: FakeWire = {
  name: 'Gemini',
  provider: 'google-gemini',
  create: (serverUrl, config) => new Gemini({ model: 'gemini-3.8-flash', baseUrl: serverUrl, ...config }),
  opening: data(candidate([{ text: '' }])),
  text: (text) => data(candidate([{ text }])),
  thinking: (text) => data(candidate([{ text, thought: true }])),
  closing: () => data({ ...candidate([{ text: '' }], geminiEnd), ...geminiUsage }),
  overloaded: data({ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }),
  document: (text) => json([candidate([{ text }]), { ...candidate([], geminiEnd), ...geminiUsage }]),
  error: (status, message) => json({ error: { code: status, message, status: geminiStatus(status) } }),
  path: '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
  keyHeader: ['x-goog-api-key', (key) => key],
};

function geminiStatus(status: number): string {
  const names: Record<number, string> = {
    400: 'INVALID_ARGUMENT',
    401: 'UNAUTHENTICATED',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
    429: 'RESOURCE_EXHAUSTED',
    500: 'INTERNAL',
    503: 'UNAVAILABLE',
    504: 'DEADLINE_EXCEEDED',
  };
  return names[status] ?? 'UNKNOWN';
}

/** The four wires. */
export const fakeWires: readonly FakeWire[] = [claude, gpt, chat, gemini];

/** A whole stream that says `pieces`. */
export function streamOf(wire: FakeWire, ...pieces: string[]): string {
  return wire.opening + pieces.map((piece) => wire.text(piece)).join('') + wire.closing(pieces.join(''));
}
