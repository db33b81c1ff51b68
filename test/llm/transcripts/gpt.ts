import type { Transcript } from './transcript.ts';

const response = (status: string, more: object = {}) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_791_456_012,
  status,
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  model: 'gpt-6.1-terra',
  output: [],
  reasoning: { effort: 'low', summary: null },
  text: { format: { type: 'text' }, verbosity: 'medium' },
  usage: null,
  metadata: {},
  ...more,
});
let sequence = 0;
const event = (type: string, fields: object) => ({ type, sequence_number: (sequence += 1), ...fields });
const begin = [
  event('response.created', { response: response('queued') }),
  event('response.in_progress', { response: response('in_progress') }),
];
const at = (index: number, part = 0) => ({ item_id: `msg_${index}`, output_index: index, content_index: part });
const text = (delta: string, index = 0, part = 0) =>
  event('response.output_text.delta', { ...at(index, part), delta, logprobs: [], obfuscation: 'x' });
const message = (...content: object[]) => ({
  id: 'msg_0',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content,
});
const said = (value: string) => ({ type: 'output_text', annotations: [], logprobs: [], text: value });
const refused = (value: string) => ({ type: 'refusal', refusal: value });
const counts = {
  input_tokens: 13,
  input_tokens_details: { cache_write_tokens: 0, cached_tokens: 4 },
  output_tokens: 25,
  output_tokens_details: { reasoning_tokens: 8 },
  total_tokens: 38,
};
const usage = { inputTokens: 13, outputTokens: 25, cachedInputTokens: 4, reasoningTokens: 8 };
const end = (status: string, output: object[], more: object = {}) =>
  event(`response.${status}`, { response: response(status, { output, usage: counts, ...more }) });
const incomplete = (reason: string, output: object[] = []) =>
  end('incomplete', output, { incomplete_details: { reason } });
const failed = (code: string, words: string) =>
  event('response.failed', { response: response('failed', { error: { code, message: words } }) });

/** OpenAI's Responses, and those who speak its wire. */
export const gptTranscripts: readonly Transcript[] = [
  {
    name: 'text, with every event around it',
    frames: [
      ...begin,
      event('response.output_item.added', { output_index: 0, item: message() }),
      event('response.content_part.added', { ...at(0), part: said('') }),
      text('Grüße, '),
      text('世界 🎉'),
      event('response.output_text.annotation.added', { ...at(0), annotation: { type: 'url_citation', title: 'no' } }),
      event('response.output_text.done', { ...at(0), text: 'Grüße, 世界 🎉' }),
      event('response.content_part.done', { ...at(0), part: said('Grüße, 世界 🎉') }),
      event('response.output_item.done', { output_index: 0, item: message(said('Grüße, 世界 🎉')) }),
      end('completed', [message(said('Grüße, 世界 🎉'))]),
    ],
    expected: { text: 'Grüße, 世界 🎉', reason: 'stop', usage, model: 'gpt-6.1-terra' },
  },
  {
    name: 'a summary of the reasoning in two parts, an encrypted item and two messages',
    frames: [
      ...begin,
      event('response.output_item.added', { output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [] } }),
      event('response.reasoning_summary_part.added', {
        item_id: 'rs_1',
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      }),
      event('response.reasoning_summary_text.delta', { item_id: 'rs_1', summary_index: 0, delta: 'First' }),
      event('response.reasoning_summary_text.done', { item_id: 'rs_1', summary_index: 0, text: 'First' }),
      event('response.reasoning_summary_text.delta', { item_id: 'rs_1', summary_index: 1, delta: ', then' }),
      event('response.output_item.done', {
        output_index: 0,
        item: {
          id: 'rs_1',
          type: 'reasoning',
          encrypted_content: 'gAAAA',
          summary: [{ type: 'summary_text', text: 'First' }],
        },
      }),
      text('One. ', 1),
      text('Two.', 2),
      end('completed', [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'First' }] },
        message(said('One. ')),
        message(said('Two.')),
      ]),
    ],
    expected: { text: 'One. \n\nTwo.', thinking: 'First\n\n, then', reason: 'stop' },
  },
  {
    name: 'the reasoning itself, from an open model',
    frames: [
      ...begin,
      event('response.reasoning_text.delta', { item_id: 'rs', delta: 'Hm.' }),
      text('A'),
      end('completed', [message(said('A'))]),
    ],
    expected: { text: 'A', thinking: 'Hm.', reason: 'stop' },
  },
  {
    name: 'a refusal',
    frames: [
      ...begin,
      event('response.refusal.delta', { ...at(0), delta: "I'm sorry" }),
      event('response.refusal.done', { ...at(0), refusal: "I'm sorry" }),
      end('completed', [message(refused("I'm sorry"))]),
    ],
    expected: { text: "I'm sorry", reason: 'contentFilter', usage },
  },
  {
    name: 'a refusal that only the end tells',
    frames: [...begin, end('completed', [message(refused('No.'))])],
    expected: { text: 'No.', reason: 'contentFilter' },
  },
  {
    name: 'a limit reached in mid-text',
    frames: [...begin, text('A'), incomplete('max_output_tokens', [message(said('A'))])],
    expected: { text: 'A', reason: 'length', usage },
  },
  {
    name: 'a limit that reasoning used up',
    frames: [...begin, incomplete('max_output_tokens', [{ type: 'reasoning', summary: [] }])],
    expected: { text: '', reason: 'length', usage },
  },
  {
    name: 'a content filter in mid-text',
    frames: [...begin, text('A'), incomplete('content_filter')],
    expected: { text: 'A', reason: 'contentFilter' },
  },
  {
    name: 'incomplete for a reason of tomorrow',
    frames: [...begin, text('A'), incomplete('invented')],
    expected: { text: 'A', reason: 'other' },
  },
  {
    name: 'response.completed around an incomplete response',
    frames: [
      ...begin,
      text('A'),
      event('response.completed', {
        response: response('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
      }),
    ],
    expected: { text: 'A', reason: 'length' },
  },
  {
    name: 'a call of a function that only its item tells',
    frames: [
      ...begin,
      event('response.output_item.added', {
        output_index: 0,
        item: { type: 'function_call', name: 'f', arguments: '' },
      }),
      event('response.function_call_arguments.delta', { delta: '{"text":"no"}' }),
      end('completed', []),
    ],
    expected: { text: '', reason: 'toolCalls' },
  },
  {
    name: 'a search by the server',
    frames: [
      ...begin,
      event('response.web_search_call.searching', { item_id: 'ws' }),
      text('A'),
      end('completed', [{ type: 'web_search_call', status: 'completed', action: { query: 'no' } }, message(said('A'))]),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'code run by the server',
    frames: [
      ...begin,
      event('response.code_interpreter_call_code.delta', { delta: 'print(1)' }),
      text('A'),
      end('completed', [{ type: 'code_interpreter_call', code: 'print(1)' }, message(said('A'))]),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'events of tomorrow',
    frames: [
      ...begin,
      event('response.hologram.delta', { delta: 'no' }),
      { no: 'type', delta: 'no' },
      text('A'),
      event('keepalive', {}),
      end('completed', [message(said('A'))]),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'ids that change in mid-stream',
    frames: [...begin, text('A', 0), { ...text('B', 0), item_id: 'other' }, end('completed', [message(said('AB'))])],
    expected: { text: 'AB', reason: 'stop' },
  },
  {
    name: 'text in two parts of a message',
    frames: [...begin, text('A', 0, 0), text('B', 0, 1), end('completed', [message(said('A'), said('B'))])],
    expected: { text: 'AB', reason: 'stop' },
  },
  {
    name: 'text that only the end tells',
    frames: [...begin, end('completed', [message(said('A')), message(said('B'))])],
    expected: { text: 'A\n\nB', reason: 'stop' },
  },
  {
    name: 'text without deltas, and an empty output at the end',
    frames: [
      ...begin,
      event('response.output_text.done', { ...at(0), text: 'A' }),
      event('response.content_part.done', { ...at(0), part: said('A') }),
      event('response.output_item.done', { output_index: 0, item: message(said('A')) }),
      end('completed', []),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'a second part and a second message that only their ends tell',
    frames: [
      ...begin,
      text('A', 0, 0),
      event('response.output_text.done', { ...at(0, 0), text: 'A' }),
      event('response.content_part.done', { ...at(0, 1), part: said('B') }),
      event('response.output_item.done', { output_index: 0, item: message(said('A'), said('B')) }),
      event('response.output_item.done', { output_index: 1, item: message(said('C')) }),
      end('completed', []),
    ],
    expected: { text: 'AB\n\nC', reason: 'stop' },
  },
  {
    name: 'deltas that leave out their place',
    frames: [
      ...begin,
      event('response.output_text.delta', { delta: 'A' }),
      event('response.output_text.done', { ...at(3), text: 'A' }),
      end('completed', []),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'a refusal without deltas',
    frames: [...begin, event('response.refusal.done', { ...at(0), refusal: 'No.' }), end('completed', [])],
    expected: { text: 'No.', reason: 'contentFilter' },
  },
  {
    name: 'reasoning and a call that only their items tell',
    frames: [
      ...begin,
      event('response.output_item.done', {
        output_index: 0,
        item: { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      }),
      event('response.output_item.done', { output_index: 1, item: { type: 'function_call', name: 'f' } }),
      end('completed', []),
    ],
    expected: { thinking: 'Hm.', reason: 'toolCalls' },
  },
  {
    name: 'input that went into the cache, which costs extra',
    frames: [
      ...begin,
      text('A'),
      end('completed', [], {
        usage: { ...counts, input_tokens_details: { cached_tokens: 4, cache_write_tokens: 9 } },
      }),
    ],
    expected: { text: 'A', reason: 'stop', usage: { ...usage, cacheWriteInputTokens: 9 } },
  },
  {
    name: 'no usage',
    frames: [...begin, text('A'), end('completed', [], { usage: null })],
    expected: { text: 'A', reason: 'stop', usage: 'none' },
  },
  {
    name: 'a marker of the end that the wire does not have',
    frames: [...begin, text('A'), end('completed', []), 'data: [DONE]\n\n'],
    wholeAfter: 4,
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'a failed response',
    frames: [...begin, text('A'), failed('server_error', 'The server had an error.')],
    expected: { kind: 'server', text: 'A', message: /had an error/ },
  },
  {
    name: 'a failure for a rate limit',
    frames: [...begin, failed('rate_limit_exceeded', 'Rate limit reached for gpt-6')],
    expected: { kind: 'rateLimit', retryable: true },
  },
  {
    name: 'a failure for a request beyond the limit',
    frames: [
      ...begin,
      failed(
        'rate_limit_exceeded',
        'Request too large for gpt-6 on tokens per min (TPM): Limit 30000, Requested 35364.',
      ),
    ],
    expected: { kind: 'rateLimit', retryable: false },
  },
  {
    name: 'a failure for the prompt',
    frames: [...begin, failed('invalid_prompt', 'Your prompt was flagged as potentially violating our usage policy.')],
    expected: { kind: 'contentFilter' },
  },
  {
    name: 'an error event with its fields outside',
    frames: [
      ...begin,
      text('A'),
      { type: 'error', code: 'server_error', message: 'Sorry', param: null, sequence_number: 5 },
    ],
    expected: { kind: 'server', text: 'A', message: /^“Sorry”$/ },
  },
  {
    name: 'an error event with its fields inside and no code',
    frames: [
      ...begin,
      { type: 'error', error: { type: 'server_error', code: null, message: 'Sorry', param: null }, sequence_number: 2 },
    ],
    expected: { kind: 'server', message: /^“Sorry”$/ },
  },
  {
    name: 'an error for the context',
    frames: [
      ...begin,
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          code: 'context_length_exceeded',
          message: 'Your input exceeds the context window of this model.',
          param: 'input',
        },
      },
    ],
    expected: { kind: 'contextLength', retryable: false },
  },
  {
    name: 'an error for the quota',
    frames: [
      ...begin,
      {
        type: 'error',
        error: {
          type: 'insufficient_quota',
          code: 'insufficient_quota',
          message: 'You exceeded your current quota',
          param: null,
        },
      },
      failed('insufficient_quota', 'x'),
    ],
    wholeAfter: 3,
    expected: { kind: 'rateLimit', retryable: false },
  },
  {
    name: 'a cancelled response',
    frames: [...begin, text('A'), event('response.cancelled', { response: response('cancelled') })],
    expected: { kind: 'server', text: 'A' },
  },
  {
    name: 'a whole response',
    frames: [
      JSON.stringify(
        response('completed', {
          output: [
            { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
            message(said('A'), said('B')),
          ],
          usage: counts,
        }),
        undefined,
        2,
      ),
    ],
    expected: { text: 'AB', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'a whole incomplete response',
    frames: [
      JSON.stringify(response('incomplete', { incomplete_details: { reason: 'max_output_tokens' }, usage: counts })),
    ],
    expected: { text: '', reason: 'length', usage },
  },
  {
    name: 'a whole failed response',
    frames: [JSON.stringify(response('failed', { error: { code: 'server_error', message: 'Sorry' } }))],
    expected: { kind: 'server', message: /^“Sorry”$/ },
  },
  {
    name: 'a whole response that is still running',
    frames: [JSON.stringify(response('in_progress'))],
    expected: { kind: 'protocol' },
  },
  {
    name: 'a whole error',
    frames: [
      JSON.stringify({
        error: { message: 'The server is overloaded', type: 'server_error', param: null, code: 'server_is_overloaded' },
      }),
    ],
    expected: { kind: 'overloaded' },
  },
];
