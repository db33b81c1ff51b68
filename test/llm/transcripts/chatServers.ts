import type { Transcript } from './transcript.ts';
import { begin, chunk, counts, delta, done, end, last, usage, whole } from './chatFrames.ts';

/** Answers of services and servers that imitate Chat Completions. */
export const chatServerTranscripts: readonly Transcript[] = [
  {
    name: 'Mistral: parts, thoughts and references',
    frames: [
      delta({ role: 'assistant', content: '' }),
      delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }),
      delta({
        content: [
          { type: 'text', text: 'A' },
          { type: 'reference', reference_ids: [1] },
        ],
      }),
      delta({ content: 'B' }, 'stop', { usage: counts }),
      done,
    ],
    wholeAfter: 4,
    expected: { text: 'AB', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'Mistral: the length of the model',
    frames: [delta({ content: 'A' }), delta({ content: '' }, 'model_length'), done],
    wholeAfter: 2,
    expected: { text: 'A', reason: 'length' },
  },
  {
    name: 'Mistral: an error as finish reason',
    frames: [delta({ content: 'A' }), delta({ content: '' }, 'error'), done],
    wholeAfter: 2,
    expected: { kind: 'server', text: 'A' },
  },
  {
    name: 'Moonshot: usage inside the choice',
    frames: [
      delta({ content: 'A' }),
      chunk([{ index: 0, delta: {}, finish_reason: 'stop', usage: { ...counts, cached_tokens: 5 } }]),
      done,
    ],
    wholeAfter: 2,
    expected: { text: 'A', reason: 'stop', usage: { ...usage, cachedInputTokens: 5 } },
  },
  {
    name: 'Perplexity: all that was said so far beside each delta',
    frames: [
      chunk([{ index: 0, delta: { content: 'A' }, message: { content: 'A' }, finish_reason: null }]),
      chunk([{ index: 0, delta: { content: 'B' }, message: { content: 'AB' }, finish_reason: 'stop' }], {
        usage: counts,
        citations: [],
      }),
    ],
    expected: { text: 'AB', reason: 'stop', usage },
  },
  {
    name: 'Zhipu: a sensitive answer',
    frames: [delta({ content: 'A' }), delta({ content: '' }, 'sensitive'), done],
    wholeAfter: 2,
    expected: { text: 'A', reason: 'contentFilter' },
  },
  {
    name: 'Ollama: reasoning, usage in a chunk without choices',
    frames: [
      delta({ role: 'assistant', content: '', reasoning: 'Hm.' }, null, { system_fingerprint: 'fp_ollama' }),
      delta({ role: 'assistant', content: 'A' }),
      delta({ role: 'assistant', content: '' }, 'stop'),
      last,
      done,
    ],
    wholeAfter: 3,
    expected: { text: 'A', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'LM Studio: an error event',
    frames: [
      begin,
      delta({ content: 'A' }),
      `event: error\ndata: ${JSON.stringify({ error: { message: 'The model has crashed without additional information.' } })}\n\n`,
    ],
    expected: { kind: 'server', text: 'A', message: /crashed/ },
  },
  {
    name: 'LM Studio: a prompt that does not fit',
    frames: [
      `event: error\ndata: ${JSON.stringify({ error: 'Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens' })}\n\n`,
    ],
    expected: { kind: 'contextLength' },
  },
  {
    name: 'llama.cpp: timings, and usage without being asked',
    frames: [
      begin,
      delta({ reasoning_content: 'Hm.' }),
      delta({ content: 'A' }),
      delta({}, 'stop', { usage: counts, timings: { prompt_n: 10 } }),
      done,
    ],
    wholeAfter: 4,
    expected: { text: 'A', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'llama.cpp: an error in the stream',
    frames: [
      begin,
      {
        error: {
          code: 400,
          message: 'the request exceeds the available context size. try increasing it',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 9000,
          n_ctx: 4096,
        },
      },
    ],
    expected: { kind: 'contextLength' },
  },
  {
    name: 'llama.cpp: an error in a field of its own',
    frames: [
      begin,
      delta({ content: 'A' }),
      'error: {"code":500,"message":"Context size has been exceeded.","type":"server_error"}\n\n',
    ],
    expected: { kind: 'contextLength', text: 'A' },
  },
  {
    name: 'vLLM: roles in each chunk, stop_reason, usage in each chunk',
    frames: [
      delta({ role: 'assistant', content: '' }, null, {
        usage: { prompt_tokens: 10, completion_tokens: 0, total_tokens: 10 },
      }),
      delta({ content: 'A' }, null, { usage: { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 } }),
      chunk([{ index: 0, delta: { content: '' }, finish_reason: 'stop', stop_reason: null }], { usage: counts }),
      last,
      done,
    ],
    wholeAfter: 3,
    expected: { text: 'A', reason: 'stop', usage },
  },
  {
    name: 'vLLM: an error that is the frame itself',
    frames: [
      begin,
      delta({ content: 'A' }),
      {
        object: 'error',
        message: 'EngineCore encountered an issue.',
        type: 'InternalServerError',
        param: null,
        code: 500,
      },
      done,
    ],
    wholeAfter: 3,
    expected: { kind: 'server', text: 'A', status: 500 },
  },
  {
    name: 'a gateway: an error with an OpenAI code',
    frames: [
      begin,
      {
        error: { message: 'The server is overloaded', type: 'server_error', code: 'server_is_overloaded', param: null },
      },
      done,
    ],
    wholeAfter: 2,
    expected: { kind: 'overloaded' },
  },
  {
    name: 'a gateway: an error that is a string',
    frames: [begin, { error: 'upstream request timeout' }],
    expected: { kind: 'server', message: /upstream request timeout/ },
  },
  {
    name: 'OpenRouter: a limit that is reported once more, as an error beside the usage',
    frames: [
      delta({ role: 'assistant', content: '', reasoning: 'We need' }),
      delta({ content: '', reasoning: ' to' }, 'length'),
      delta({ content: '' }, 'length'),
      {
        ...delta({ content: '' }),
        error: { code: 400, message: 'Token limit reached' },
        usage: { ...counts, completion_tokens_details: { reasoning_tokens: 21 } },
      },
      done,
    ],
    wholeAfter: 2,
    expected: {
      text: '',
      thinking: 'We need to',
      reason: 'length',
      usage: { inputTokens: 10, outputTokens: 21, reasoningTokens: 21 },
    },
  },
  {
    name: 'a server at home: calls of tools that end with stop',
    frames: [
      delta({ content: '', tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] }),
      delta({ content: '' }, 'stop'),
      done,
    ],
    wholeAfter: 2,
    expected: { text: '', reason: 'toolCalls' },
  },
  {
    name: 'the call of a function, as it once was',
    frames: [delta({ function_call: { name: 'f', arguments: '{}' } }), delta({}, 'stop'), done],
    wholeAfter: 2,
    expected: { text: '', reason: 'toolCalls' },
  },
  {
    name: 'a server without a reasoning parser: thoughts in tags',
    frames: [
      delta({ role: 'assistant', content: '\n<thi' }),
      delta({ content: 'nk>\nHm, a < b' }),
      delta({ content: '.</thi' }),
      delta({ content: 'nk>\n' }),
      delta({ content: '\nA <think>' }),
      ...end(),
    ],
    wholeAfter: 6,
    expected: { text: 'A <think>', thinking: '\nHm, a < b.', reason: 'stop' },
  },
  {
    name: "Google's own server of this wire: thoughts in another tag",
    frames: [whole({ message: { content: '<thought>Hm.</thought>A' }, finish_reason: 'stop' })],
    expected: { text: 'A', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'thoughts in tags that the limit cut off',
    frames: [delta({ content: '<think>Hm.</' }), ...end('length')],
    wholeAfter: 2,
    expected: { text: '', thinking: 'Hm.</', reason: 'length' },
  },
  {
    name: 'tags in the text of a server that tells thoughts apart',
    frames: [delta({ reasoning_content: 'Hm.' }), delta({ content: '<think>A</think>' }), ...end()],
    wholeAfter: 3,
    expected: { text: '<think>A</think>', thinking: 'Hm.', reason: 'stop' },
  },
  {
    name: 'what only begins like a tag',
    frames: [delta({ content: ' ' }), delta({ content: '<th' }), ...end()],
    wholeAfter: 3,
    expected: { text: ' <th', reason: 'stop' },
  },
  {
    name: "GitHub: a third name of reasoning; a gateway: another wire's names of usage",
    frames: [
      delta({ reasoning_text: 'Hm.' }),
      delta({ content: 'A' }),
      delta({}, 'stop', { usage: { input_tokens: 10, output_tokens: 20 } }),
      done,
    ],
    wholeAfter: 3,
    expected: { text: 'A', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'usage that counts no answer, and what was cached by another name',
    frames: [delta({}, 'stop', { usage: { prompt_tokens: 10, total_tokens: 10, num_cached_tokens: 4 } }), done],
    wholeAfter: 1,
    expected: { text: '', reason: 'stop', usage: { inputTokens: 10, outputTokens: 0, cachedInputTokens: 4 } },
  },
  {
    name: 'vLLM: broken off by the server',
    frames: [delta({ content: 'A' }), delta({}, 'abort'), done],
    wholeAfter: 2,
    expected: { kind: 'server', text: 'A', retryable: true },
  },
  {
    name: "a gateway: the upstream's own reason for a block",
    frames: [delta({ content: 'A' }), delta({}, 'PROHIBITED_CONTENT'), done],
    wholeAfter: 2,
    expected: { text: 'A', reason: 'contentFilter' },
  },
  {
    name: "a gateway: a status in a shape that is not the wire's",
    frames: [begin, delta({ content: 'A' }), { code: 503, message: 'Busy' }],
    expected: { kind: 'overloaded', text: 'A', status: 503, message: /^“Busy”$/ },
  },
  {
    name: 'a framework: the one frame is a message',
    frames: [{ detail: 'Internal error' }],
    expected: { kind: 'protocol', message: /^“Internal error”$/ },
  },
  {
    name: 'a whole completion',
    frames: [
      whole({
        message: { role: 'assistant', content: 'A', reasoning_content: 'Hm.', refusal: null },
        finish_reason: 'stop',
      }),
    ],
    expected: { text: 'A', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'a whole completion as the one event of a stream',
    frames: [`data: ${whole({ message: { content: 'A' }, finish_reason: 'length' })}\n\n`, done],
    wholeAfter: 1,
    expected: { text: 'A', reason: 'length', usage },
  },
  {
    name: 'a whole refusal',
    frames: [whole({ message: { content: null, refusal: 'No.' }, finish_reason: 'stop' })],
    expected: { text: 'No.', reason: 'contentFilter' },
  },
  {
    name: 'a whole error in the words of another framework',
    frames: [JSON.stringify({ detail: 'Internal error' })],
    expected: { kind: 'protocol', message: /Internal error/ },
  },
  {
    name: 'a whole error with a status and a 200',
    frames: [JSON.stringify({ code: 503, message: 'Busy' })],
    expected: { kind: 'overloaded', message: /^“Busy”$/ },
  },
];
