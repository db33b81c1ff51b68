import type { Transcript } from './transcript.ts';
import { begin, counts, event, failed, message, response, said, text, usage } from './gptFrames.ts';

/** Responses that failed, and those that came as one document. */
export const gptFailureTranscripts: readonly Transcript[] = [
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
