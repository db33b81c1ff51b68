import type { Transcript } from './transcript.ts';
import { begin, chunk, counts, delta, done, end, filters, last, usage, whole } from './chatFrames.ts';
import { chatServerTranscripts } from './chatServers.ts';

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
  ...chatServerTranscripts,
];
