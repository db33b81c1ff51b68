import type { Transcript } from './transcript.ts';
import { gptFailureTranscripts } from './gptFailures.ts';
import {
  at,
  begin,
  counts,
  end,
  event,
  incomplete,
  message,
  refused,
  response,
  said,
  text,
  usage,
} from './gptFrames.ts';

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
  ...gptFailureTranscripts,
];
