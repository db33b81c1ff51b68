import type { Transcript } from './transcript.ts';

const chunk = (choices: object[], more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_791_000_000,
  model: 'some-model',
  system_fingerprint: 'fp_1',
  choices,
  ...more,
});
const delta = (fields: object, reason: string | null = null, more: object = {}) =>
  chunk([{ index: 0, delta: fields, logprobs: null, finish_reason: reason }], more);
const begin = delta({ role: 'assistant', content: '' });
const counts = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
const usage = { inputTokens: 10, outputTokens: 20 };
const last = chunk([], { usage: counts });
const done = 'data: [DONE]\n\n';
const end = (reason = 'stop') => [delta({}, reason), last, done];
const whole = (choice: object, more: object = {}) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'some-model',
    choices: [{ index: 0, ...choice }],
    usage: counts,
    ...more,
  });
const filters = { hate: { filtered: false, severity: 'safe' } };

/** OpenAI's Chat Completions, as the many who speak it do. */
export const chatTranscripts: readonly Transcript[] = [
  {
    name: 'OpenAI: text, then usage in a chunk without choices',
    frames: [begin, delta({ content: 'Grüße, ' }), delta({ content: '世界 🎉' }), ...end()],
    wholeAfter: 4,
    expected: { text: 'Grüße, 世界 🎉', reason: 'stop', usage, model: 'some-model' },
  },
  {
    name: 'OpenAI: a refusal',
    frames: [
      delta({ role: 'assistant', content: null, refusal: '' }),
      delta({ refusal: "I'm " }),
      delta({ refusal: 'sorry.' }),
      ...end(),
    ],
    wholeAfter: 4,
    expected: { text: "I'm sorry.", reason: 'contentFilter' },
  },
  {
    name: 'OpenAI: a limit that reasoning used up',
    frames: [
      begin,
      delta({}, 'length'),
      chunk([], { usage: { ...counts, completion_tokens_details: { reasoning_tokens: 20 } } }),
      done,
    ],
    wholeAfter: 2,
    expected: { text: '', reason: 'length', usage: { ...usage, reasoningTokens: 20 } },
  },
  {
    name: 'OpenAI: two calls of tools',
    frames: [
      begin,
      delta({ tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '' } }] }),
      delta({ tool_calls: [{ index: 1, function: { arguments: '{"content":"no"}' } }] }),
      ...end('tool_calls'),
    ],
    wholeAfter: 4,
    expected: { text: '', reason: 'toolCalls' },
  },
  {
    name: 'OpenAI: two choices, the second one first',
    frames: [
      begin,
      chunk([{ index: 1, delta: { content: 'no' } }]),
      delta({ content: 'A' }),
      chunk([{ index: 1, delta: {}, finish_reason: 'length' }]),
      ...end(),
    ],
    wholeAfter: 5,
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'OpenAI: no usage although it was asked for, and no [DONE]',
    frames: [begin, delta({ content: 'A' }), delta({}, 'stop')],
    expected: { text: 'A', reason: 'stop', usage: 'none' },
  },
  {
    name: 'the finish reason in the chunk of the last text',
    frames: [begin, delta({ content: 'A' }), delta({ content: 'B' }, 'stop'), last, done],
    wholeAfter: 3,
    expected: { text: 'AB', reason: 'stop', usage },
  },
  {
    name: 'the finish reason twice, with usage',
    frames: [
      begin,
      delta({ content: 'A' }),
      delta({}, 'stop'),
      delta({ content: '' }, 'stop', { usage: counts }),
      done,
    ],
    wholeAfter: 3,
    expected: { text: 'A', reason: 'stop', usage },
  },
  {
    name: 'a reason of tomorrow',
    frames: [begin, delta({ content: 'A' }), ...end('invented')],
    wholeAfter: 3,
    expected: { text: 'A', reason: 'other' },
  },
  {
    name: 'empty finish reasons until the last',
    frames: [delta({ content: 'A' }, ''), delta({ content: 'B' }, ''), ...end()],
    wholeAfter: 3,
    expected: { text: 'AB', reason: 'stop' },
  },
  {
    name: 'chunks and fields of tomorrow',
    frames: [
      begin,
      { object: 'tomorrow', content: 'no' },
      delta({ content: 'A', hologram: 'no' }, null, { obfuscation: 'x' }),
      chunk([{ delta: null, finish_reason: null }]),
      ...end(),
    ],
    wholeAfter: 5,
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'an empty error in every chunk',
    frames: [
      delta({ content: 'A' }, null, { error: { message: '', type: '', param: null, code: null } }),
      delta({}, 'stop', { error: null }),
      done,
    ],
    wholeAfter: 2,
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'Azure: filters around the text, one of them late',
    frames: [
      {
        choices: [],
        created: 0,
        id: '',
        model: '',
        object: '',
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: filters }],
      },
      chunk([{ index: 0, delta: { content: 'A' }, content_filter_results: filters, finish_reason: null }]),
      chunk([{ index: 0, delta: {}, content_filter_results: {}, finish_reason: 'stop' }]),
      chunk([
        { index: 0, content_filter_offsets: { check_offset: 0 }, content_filter_results: filters, finish_reason: null },
      ]),
      last,
      done,
    ],
    wholeAfter: 3,
    expected: { text: 'A', reason: 'stop', usage, model: 'some-model' },
  },
  {
    name: 'Azure: a choice cut by the filter, without delta',
    frames: [
      begin,
      delta({ content: 'Well, ' }),
      chunk([
        {
          index: 0,
          finish_reason: 'content_filter',
          content_filter_results: { hate: { filtered: true, severity: 'high' } },
        },
      ]),
      done,
    ],
    wholeAfter: 3,
    expected: { text: 'Well, ', reason: 'contentFilter' },
  },
  {
    name: 'Azure: a whole choice without message',
    frames: [whole({ finish_reason: 'content_filter', content_filter_results: {} })],
    expected: { text: '', reason: 'contentFilter', usage },
  },
  {
    name: 'Google: a filter that names its reason',
    frames: [whole({ finish_reason: 'content_filter: PROHIBITED_CONTENT' })],
    expected: { text: '', reason: 'contentFilter' },
  },
  {
    name: 'Google: thoughts that only the total counts',
    frames: [
      delta({ content: 'A' }),
      delta({}, 'stop', { usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 130 } }),
      done,
    ],
    wholeAfter: 2,
    expected: { text: 'A', reason: 'stop', usage: { inputTokens: 10, outputTokens: 120, reasoningTokens: 100 } },
  },
  {
    name: 'OpenRouter: comments, two names of reasoning, reason and usage together',
    frames: [
      ': OPENROUTER PROCESSING\n\n',
      delta({
        role: 'assistant',
        content: '',
        reasoning: 'Hm',
        reasoning_content: 'Hm',
        reasoning_details: [{ text: 'no' }],
      }),
      ': OPENROUTER PROCESSING\n\n',
      delta({ content: 'A', reasoning: null }),
      delta({ content: '' }, 'stop', { native_finish_reason: 'completed' }),
      delta({ role: 'assistant', content: '' }, null, {
        usage: { ...counts, cost: 0.1, prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3 } },
      }),
      done,
    ],
    wholeAfter: 5,
    expected: {
      text: 'A',
      thinking: 'Hm',
      reason: 'stop',
      usage: { ...usage, cachedInputTokens: 4, cacheWriteInputTokens: 3 },
    },
  },
  {
    name: 'OpenRouter: an error with a number, beside the choice',
    frames: [
      begin,
      delta({ content: 'A' }),
      {
        ...delta({ content: '' }, 'error'),
        error: { code: 502, message: 'Provider disconnected', metadata: { provider_name: 'x' } },
      },
      done,
    ],
    wholeAfter: 3,
    expected: { kind: 'server', text: 'A', status: 502, message: /^“Provider disconnected”$/ },
  },
  {
    name: 'OpenRouter: an error inside the choice',
    frames: [
      begin,
      chunk([
        {
          index: 0,
          delta: { content: '' },
          finish_reason: 'error',
          error: { code: 429, message: 'Rate limit exceeded' },
        },
      ]),
    ],
    expected: { kind: 'rateLimit', status: 429 },
  },
  {
    name: "OpenRouter: the upstream's own words",
    frames: [
      {
        error: {
          code: 400,
          message: 'Provider returned error',
          metadata: { raw: '{"error":{"message":"This model\'s maximum context length is 8192 tokens."}}' },
        },
      },
    ],
    expected: { kind: 'contextLength', message: /maximum context length/ },
  },
  {
    name: 'OpenRouter: an error in a whole answer',
    frames: [JSON.stringify({ error: { code: 402, message: 'Insufficient credits' }, user_id: 'u' })],
    expected: { kind: 'rateLimit', status: 402, retryable: false },
  },
  {
    name: 'Groq: usage in a field of its own',
    frames: [
      delta({ role: 'assistant', content: '' }, null, { x_groq: { id: 'req_1' } }),
      delta({ content: 'A' }),
      delta({}, 'stop', { x_groq: { id: 'req_1', usage: { ...counts, queue_time: 0.1 } } }),
      done,
    ],
    wholeAfter: 3,
    expected: { text: 'A', reason: 'stop', usage },
  },
  {
    name: 'Groq: why it stopped early',
    frames: [delta({ content: 'A' }), delta({}, null, { x_groq: { id: 'req_1', error: 'over_capacity' } })],
    expected: { kind: 'overloaded', text: 'A', message: /over_capacity/ },
  },
  {
    name: 'Groq: an error event',
    frames: [
      delta({ content: 'A' }),
      `event: error\ndata: ${JSON.stringify({ error: { message: 'Failed to call a function.', type: 'invalid_request_error', code: 'tool_use_failed', status_code: 400 } })}\n\n`,
    ],
    expected: { kind: 'invalidRequest', text: 'A' },
  },
  {
    name: 'DeepSeek: keep-alives, reasoning first, usage with the last chunk',
    frames: [
      ': keep-alive\n\n',
      delta({ role: 'assistant', content: null, reasoning_content: '' }),
      delta({ content: null, reasoning_content: 'Hm.' }),
      delta({ content: 'A', reasoning_content: null }),
      delta({ content: '', reasoning_content: null }, 'stop', {
        usage: {
          ...counts,
          prompt_cache_hit_tokens: 6,
          prompt_cache_miss_tokens: 4,
          completion_tokens_details: { reasoning_tokens: 12 },
        },
      }),
      done,
    ],
    wholeAfter: 5,
    expected: {
      text: 'A',
      thinking: 'Hm.',
      reason: 'stop',
      usage: { ...usage, cachedInputTokens: 6, reasoningTokens: 12 },
    },
  },
  {
    name: 'DeepSeek: broken off for lack of resources',
    frames: [begin, delta({ content: 'A' }), delta({}, 'insufficient_system_resource')],
    expected: { kind: 'overloaded', text: 'A' },
  },
  {
    name: 'xAI: reasoning outside of completion_tokens',
    frames: [
      delta({ role: 'assistant', reasoning_content: 'Hm.' }),
      delta({ content: 'A' }),
      delta({}, 'stop'),
      chunk([], {
        usage: {
          prompt_tokens: 10,
          completion_tokens: 20,
          total_tokens: 330,
          prompt_tokens_details: { cached_tokens: 3 },
          completion_tokens_details: { reasoning_tokens: 300 },
        },
      }),
      done,
    ],
    wholeAfter: 3,
    expected: {
      text: 'A',
      thinking: 'Hm.',
      reason: 'stop',
      usage: { inputTokens: 10, outputTokens: 320, cachedInputTokens: 3, reasoningTokens: 300 },
    },
  },
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
