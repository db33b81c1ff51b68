import type { Transcript } from './transcript.ts';

const chunk = (candidate: object | undefined, more: object = {}) => ({
  ...(candidate && { candidates: [{ index: 0, ...candidate }] }),
  usageMetadata: {
    promptTokenCount: 9,
    candidatesTokenCount: 20,
    totalTokenCount: 29,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: 9 }],
    serviceTier: 'standard',
  },
  modelVersion: 'gemini-3.8-flash',
  responseId: 'r1',
  ...more,
});
const parts = (...given: object[]) => ({ content: { parts: given, role: 'model' } });
const text = (value: string) => chunk(parts({ text: value }));
const end = (finishReason: string, ...given: object[]) => chunk({ ...parts(...given), finishReason });
const usage = { inputTokens: 9, outputTokens: 20 };
const ratings = [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'HIGH', blocked: true }];
const error = (code: number, status: string, message: string, details?: object[]) => ({
  error: { code, message, status, ...(details && { details }) },
});

/** Google's Gemini. */
export const geminiTranscripts: readonly Transcript[] = [
  {
    name: 'text',
    frames: [text('Grüße, '), text('世界 🎉'), end('STOP', { text: '' })],
    expected: { text: 'Grüße, 世界 🎉', reason: 'stop', usage, model: 'gemini-3.8-flash' },
  },
  {
    name: 'the reason with the last text',
    frames: [text('A'), end('STOP', { text: 'B' })],
    expected: { text: 'AB', reason: 'stop' },
  },
  {
    name: 'a reason in each chunk, as older models sent it',
    frames: [end('STOP', { text: 'A' }), end('STOP', { text: 'B' }), end('MAX_TOKENS', { text: 'C' })],
    wholeAfter: 1,
    expected: { text: 'ABC', reason: 'length' },
  },
  {
    name: 'thoughts, counted apart and never in the text',
    frames: [
      chunk(parts({ text: 'Hm', thought: true }), {
        usageMetadata: { promptTokenCount: 6, thoughtsTokenCount: 14, totalTokenCount: 20 },
      }),
      chunk(parts({ text: '.', thought: true }, { text: 'A', thoughtSignature: 'x' })),
      chunk(
        { ...parts({ text: '', thoughtSignature: 'y' }), finishReason: 'STOP' },
        {
          usageMetadata: {
            promptTokenCount: 6,
            candidatesTokenCount: 1,
            thoughtsTokenCount: 76,
            totalTokenCount: 83,
            cachedContentTokenCount: 2,
          },
        },
      ),
    ],
    expected: {
      text: 'A',
      thinking: 'Hm.',
      reason: 'stop',
      usage: { inputTokens: 6, outputTokens: 77, cachedInputTokens: 2, reasoningTokens: 76 },
    },
  },
  {
    name: 'code that it ran, its result and a picture',
    frames: [
      chunk(
        parts(
          { text: 'A' },
          { executableCode: { language: 'PYTHON', code: 'print(1)' } },
          { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
        ),
      ),
      chunk(
        parts(
          { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
          { fileData: { fileUri: 'x' } },
          { text: 'B' },
        ),
      ),
      end('STOP'),
    ],
    expected: { text: 'A\n\nB', reason: 'stop' },
  },
  {
    name: 'a blocked prompt without candidate',
    frames: [
      chunk(undefined, {
        promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
        usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
      }),
    ],
    expected: { text: '', reason: 'contentFilter', usage: { inputTokens: 9, outputTokens: 0 } },
  },
  {
    name: 'feedback on the prompt that blocks nothing',
    frames: [
      chunk(parts({ text: 'A' }), { promptFeedback: { safetyRatings: ratings } }),
      { ...end('STOP'), promptFeedback: { blockReason: 'BLOCK_REASON_UNSPECIFIED' } },
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'a blocked prompt with an empty list of candidates',
    frames: [{ candidates: [], promptFeedback: { blockReason: 'SAFETY', safetyRatings: ratings } }],
    expected: { text: '', reason: 'contentFilter', usage: 'none' },
  },
  {
    name: 'a prompt found out in mid-answer',
    frames: [text('A'), chunk(parts({ text: 'B' }), { promptFeedback: { blockReason: 'OTHER' } })],
    expected: { text: 'AB', reason: 'contentFilter' },
  },
  {
    name: 'safety after some text',
    frames: [text('A'), chunk({ finishReason: 'SAFETY', safetyRatings: ratings })],
    expected: { text: 'A', reason: 'contentFilter' },
  },
  {
    name: 'safety without a word',
    frames: [chunk({ content: {}, finishReason: 'SAFETY', safetyRatings: ratings })],
    expected: { text: '', reason: 'contentFilter' },
  },
  {
    name: 'a recitation after some text',
    frames: [text('A'), chunk({ finishReason: 'RECITATION', citationMetadata: { citationSources: [] } })],
    expected: { text: 'A', reason: 'contentFilter' },
  },
  {
    name: 'a language it does not speak',
    frames: [chunk({ finishReason: 'LANGUAGE' })],
    expected: { text: '', reason: 'contentFilter' },
  },
  {
    name: 'a limit that thoughts used up',
    frames: [
      chunk(
        { content: { role: 'model' }, finishReason: 'MAX_TOKENS' },
        { usageMetadata: { promptTokenCount: 9, thoughtsTokenCount: 20, totalTokenCount: 29 } },
      ),
    ],
    expected: { text: '', reason: 'length', usage: { ...usage, reasoningTokens: 20 } },
  },
  {
    name: 'a call of a function',
    frames: [text('A'), end('STOP', { functionCall: { name: 'f', args: { text: 'no' } }, thoughtSignature: 'x' })],
    expected: { text: 'A', reason: 'toolCalls' },
  },
  {
    name: 'a call of a function that it got wrong',
    frames: [
      chunk({ content: {}, finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'Malformed function call: f(' }),
    ],
    expected: { text: '', reason: 'other' },
  },
  {
    name: 'no image',
    frames: [chunk({ content: {}, finishReason: 'NO_IMAGE' })],
    expected: { text: '', reason: 'other' },
  },
  { name: 'a reason of tomorrow', frames: [text('A'), end('INVENTED')], expected: { text: 'A', reason: 'other' } },
  {
    name: 'parts, chunks and fields of tomorrow',
    frames: [
      { hologram: 'no' },
      chunk(parts({ hologram: 'no' }, { text: 'A' }), { groundingMetadata: { text: 'no' } }),
      end('STOP'),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'only the first of two candidates',
    frames: [
      {
        candidates: [
          { index: 1, ...parts({ text: 'no' }) },
          { index: 0, ...parts({ text: 'A' }) },
        ],
      },
      { candidates: [{ index: 1, finishReason: 'MAX_TOKENS' }] },
      end('STOP'),
    ],
    expected: { text: 'A', reason: 'stop' },
  },
  {
    name: 'Gemini 4: checkpoints of a long answer',
    frames: [
      chunk({ ...parts({ text: 'A' }), continuationToken: 't1' }),
      chunk({ ...parts({ text: 'B' }), continuationToken: 't2' }),
      end('STOP'),
    ],
    expected: { text: 'AB', reason: 'stop' },
  },
  {
    name: 'Gemini 4: a spent budget that could be raised',
    frames: [text('A'), chunk({ finishReason: 'MAX_TOKENS', continuationToken: 't1' })],
    expected: { text: 'A', reason: 'length' },
  },
  {
    name: 'no usage',
    frames: [{ candidates: [parts({ text: 'A' })] }, { candidates: [{ finishReason: 'STOP' }] }],
    expected: { text: 'A', reason: 'stop', usage: 'none' },
  },
  {
    name: 'counts of nothing, which are left out',
    frames: [
      chunk(
        { ...parts({ text: 'A' }), finishReason: 'STOP' },
        { usageMetadata: { candidatesTokenCount: 20, totalTokenCount: 29, toolUsePromptTokenCount: 9 } },
      ),
    ],
    expected: { text: 'A', reason: 'stop', usage },
  },
  {
    name: 'usage after the reason',
    frames: [{ candidates: [{ index: 0, ...parts({ text: 'A' }), finishReason: 'STOP' }] }, chunk(undefined)],
    wholeAfter: 1,
    expected: { text: 'A', reason: 'stop', usage },
  },
  {
    name: 'overload in mid-answer',
    frames: [text('A'), error(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.')],
    expected: { kind: 'overloaded', text: 'A', status: 503 },
  },
  {
    name: 'an error wrapped in an array',
    frames: [text('A'), `data: ${JSON.stringify([error(500, 'INTERNAL', 'An internal error has occurred')])}\n\n`],
    expected: { kind: 'server', text: 'A', status: 500 },
  },
  {
    name: 'an error written without a frame',
    frames: [
      text('A'),
      `${JSON.stringify(error(503, 'UNAVAILABLE', 'The service is currently unavailable.'), undefined, 2)}\n`,
    ],
    expected: { kind: 'overloaded', text: 'A' },
  },
  {
    name: 'a quota in the stream',
    frames: [
      error(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded', [
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' },
      ]),
    ],
    expected: { kind: 'rateLimit', status: 429, retryable: true },
  },
  {
    name: 'a whole response',
    frames: [
      JSON.stringify(
        chunk({ ...parts({ text: 'Hm.', thought: true }, { text: 'A' }, { text: 'B' }), finishReason: 'STOP' }),
        undefined,
        2,
      ),
    ],
    expected: { text: 'AB', thinking: 'Hm.', reason: 'stop', usage },
  },
  {
    name: 'an array in place of events',
    frames: [
      `[${JSON.stringify(text('A'), undefined, 2)}\n`,
      `,\r\n${JSON.stringify(text('[{"B'), undefined, 2)}\n`,
      `,\n${JSON.stringify(end('STOP', { text: '\\"}]' }))}\n`,
      ']\n',
    ],
    wholeAfter: 3,
    expected: { text: 'A[{"B\\"}]', reason: 'stop', usage },
  },
  {
    name: 'an array that ends in an error',
    frames: [`[${JSON.stringify(text('A'))}\n`, `,${JSON.stringify(error(503, 'UNAVAILABLE', 'Busy'))}`, ']'],
    wholeAfter: 2,
    expected: { kind: 'overloaded', text: 'A' },
  },
  {
    name: 'an error in an array, whole',
    frames: [
      JSON.stringify([
        error(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
          { reason: 'API_KEY_INVALID' },
        ]),
      ]),
    ],
    expected: { kind: 'authentication', status: 400 },
  },
];
