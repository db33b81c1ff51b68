import assert from 'node:assert/strict';
import { geminiErrorRules, toGeminiRequest } from '#llm/wires/gemini/gemini.ts';
import { GeminiReader } from '#llm/wires/gemini/geminiReader.ts';
import { Gemini } from '#llm/index.ts';
import type { JsonObject } from '#llm/json.ts';
import { FakeProviderServer, stall } from '#test/fakes/fakeProviderServer.ts';
import { collect, failureOf } from '#test/llm/collect.ts';
import { testErrorRows } from '#test/llm/http/errors/errorRows.ts';
import { readAnswer } from '#test/llm/readAnswer.ts';

const read = (...frames: JsonObject[]) => readAnswer(GeminiReader, frames);
const chunk = (parts: object[], more: object = {}): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, ...more }],
});
const frame = (value: object): string => `data: ${JSON.stringify(value)}\r\n\r\n`;
const config = { model: 'gemini-3.8-flash' };

describe('toGeminiRequest', () => {
  it('sends roles, system instruction and limits the way Google names them', () => {
    const request = toGeminiRequest({ ...config, maxTokens: 7, temperature: 0 }, [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Why?' },
    ]);
    assert.deepEqual(request, {
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ text: 'Hello' }] },
        { role: 'user', parts: [{ text: 'Why?' }] },
      ],
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: { maxOutputTokens: 7, temperature: 0 },
    });
  });

  it('sends no generationConfig where nothing is set, and merges parameters into it where something is', () => {
    assert.equal('generationConfig' in toGeminiRequest(config, []), false);
    const params = { generationConfig: { thinkingConfig: { thinkingLevel: 'low' } }, contents: [] };
    assert.deepEqual(toGeminiRequest({ ...config, maxTokens: 7, params }, []).generationConfig, {
      maxOutputTokens: 7,
      thinkingConfig: { thinkingLevel: 'low' },
    });
  });
});

describe('GeminiReader', () => {
  it('joins text and keeps thoughts, code and its results apart', () => {
    const answer = read(
      chunk([
        { text: 'Hm.', thought: true },
        { text: 'A' },
        { executableCode: { code: '1' } },
        { text: 'B', thoughtSignature: 'x' },
      ]),
      {
        ...chunk([{ text: 'C' }], { finishReason: 'STOP' }),
        modelVersion: 'gemini-3.8-flash-001',
        usageMetadata: {
          promptTokenCount: 10,
          candidatesTokenCount: 20,
          thoughtsTokenCount: 5,
          cachedContentTokenCount: 4,
        },
      },
    );
    assert.deepEqual([answer.text, answer.thinking, answer.reason], ['A\n\nBC', 'Hm.', 'stop']);
    assert.equal(answer.model, 'gemini-3.8-flash-001');
    assert.deepEqual(answer.usage, { inputTokens: 10, outputTokens: 25, cachedInputTokens: 4, reasoningTokens: 5 });
  });

  it('reads a blocked prompt, which gets no candidate, as contentFilter without text', () => {
    const answer = read({ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 10 } });
    assert.deepEqual(
      [answer.text, answer.reason, answer.usage],
      ['', 'contentFilter', { inputTokens: 10, outputTokens: 0 }],
    );
  });

  const reasons = {
    STOP: 'stop',
    MAX_TOKENS: 'length',
    SAFETY: 'contentFilter',
    RECITATION: 'contentFilter',
    LANGUAGE: 'contentFilter',
    PROHIBITED_CONTENT: 'contentFilter',
    SPII: 'contentFilter',
    BLOCKLIST: 'contentFilter',
    MALFORMED_FUNCTION_CALL: 'other',
    OTHER: 'other',
    TOMORROW: 'other',
    constructor: 'other',
  };
  for (const [reason, expected] of Object.entries(reasons)) {
    it(`reads ${reason} as ${expected}, with what was said`, () => {
      const answer = read(chunk([{ text: 'A' }]), { candidates: [{ finishReason: reason }] });
      assert.deepEqual([answer.text, answer.reason], ['A', expected]);
    });
  }

  it('reads a function call as toolCalls', () => {
    assert.equal(
      read(chunk([{ functionCall: { name: 'f', args: {} } }], { finishReason: 'STOP' })).reason,
      'toolCalls',
    );
  });
});

describe("Google's errors", () => {
  const body = (status: string, message: string, details?: object[]) => ({ error: { message, status, details } });
  const info = (reason: string) => [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }];
  const quota = (quotaId: string) => [
    { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] },
  ];
  testErrorRows(geminiErrorRules, [
    [
      400,
      body('INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', info('API_KEY_INVALID')),
      'authentication',
    ],
    [400, body('INVALID_ARGUMENT', 'API key expired. Please renew the API key.'), 'authentication'],
    [400, body('INVALID_ARGUMENT', 'Invalid value at generation_config'), 'invalidRequest'],
    [
      400,
      body(
        'INVALID_ARGUMENT',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      ),
      'contextLength',
    ],
    [400, body('FAILED_PRECONDITION', 'User location is not supported for the API use.'), 'permission'],
    [401, body('UNAUTHENTICATED', 'Request had invalid authentication credentials.'), 'authentication'],
    [
      403,
      body('PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'),
      'authentication',
    ],
    [403, body('PERMISSION_DENIED', "Method doesn't allow unregistered callers"), 'authentication'],
    [403, body('PERMISSION_DENIED', 'Generative Language API has not been used in project'), 'permission'],
    [404, body('NOT_FOUND', 'models/gemini-0 is not found for API version v1beta'), 'notFound'],
    [
      429,
      body('RESOURCE_EXHAUSTED', 'Quota exceeded', quota('GenerateRequestsPerMinutePerProjectPerModel')),
      'rateLimit',
    ],
    [
      429,
      body('RESOURCE_EXHAUSTED', 'Quota exceeded', quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')),
      'rateLimit',
      false,
    ],
    [500, body('INTERNAL', 'An internal error has occurred'), 'server'],
    [500, body('INTERNAL', 'Your input context is too long'), 'contextLength'],
    [503, [body('UNAVAILABLE', 'The model is overloaded. Please try again later.')], 'overloaded'],
    [504, body('DEADLINE_EXCEEDED', 'Deadline expired'), 'timeout'],
    [undefined, { error: { code: 503, status: 'UNAVAILABLE', message: 'Overloaded' } }, 'overloaded'],
  ]);
});

describe('Gemini against a server', () => {
  let server: FakeProviderServer;
  before(async () => {
    server = await FakeProviderServer.start();
  });
  after(() => server.stop());
  const create = (more: object = {}) => new Gemini({ ...config, apiKey: 'k', baseUrl: server.url, ...more });

  it('follows CONTINUATION with the token, joins the text and adds the usage up', async () => {
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 20 };
    const cut = { ...chunk([{ text: 'A' }], { finishReason: 'CONTINUATION', continuationToken: 't1' }), usageMetadata };
    const last = { ...chunk([{ text: 'B' }], { finishReason: 'STOP' }), usageMetadata };
    server.say({ steps: [frame(cut)] }, { steps: [frame(last)] });
    const { text, finish } = await collect(create());
    assert.deepEqual([text, finish?.reason, finish?.usage], ['AB', 'stop', { inputTokens: 20, outputTokens: 40 }]);
    assert.deepEqual(
      server.requests.map(({ body }) => body.continuationToken),
      [undefined, 't1'],
    );
    assert.deepEqual(server.requests[1]?.body.contents, server.requests[0]?.body.contents);
  });

  it('has no usage where one of the requests told none', async () => {
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 20 };
    const cut = chunk([{ text: 'A' }], { finishReason: 'CONTINUATION', continuationToken: 't1' });
    const last = chunk([{ text: 'B' }], { finishReason: 'STOP' });
    const pairs: [object, object][] = [
      [{ ...cut, usageMetadata }, last],
      [cut, { ...last, usageMetadata }],
    ];
    for (const [first, second] of pairs) {
      server.say({ steps: [frame(first)] }, { steps: [frame(second)] });
      assert.equal((await collect(create())).finish?.usage, undefined);
    }
  });

  it('ends as length, with what was said, when it cannot go on', async () => {
    const cut = (more: object) => ({
      steps: [frame(chunk([{ text: 'A' }], { finishReason: 'CONTINUATION', ...more }))],
    });
    server.say(cut({}));
    assert.equal((await collect(create())).finish?.reason, 'length');
    server.say(cut({ continuationToken: 't1' }), { status: 400, steps: ['{"error":{"message":"Unknown field"}}'] });
    const refused = await collect(create());
    assert.deepEqual([refused.text, refused.finish?.reason], ['A', 'length']);
    server.say(cut({ continuationToken: 't1' }));
    assert.equal((await collect(create())).text, 'AA', 'the same token twice is not followed');
  });

  it('goes on after CONTINUATION although the server keeps the first connection open, and closes that', async () => {
    const cut = frame(chunk([{ text: 'A' }], { finishReason: 'CONTINUATION', continuationToken: 't1' }));
    const rest = [{ pauseMs: 700 }, frame(chunk([{ text: 'B' }], { finishReason: 'STOP' }))];
    server.say({ steps: [cut, stall] }, { steps: rest });
    const { text, finish } = await collect(create());
    assert.deepEqual([text, finish?.reason], ['AB', 'stop']);
    await server.requests[0]?.closed;
  });

  it('waits as long as RetryInfo says', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }];
    server.say({ status: 429, steps: [JSON.stringify({ error: { code: 429, message: 'Quota', details } })] });
    assert.equal((await failureOf(create())).retryAfterMs, 34_500);
  });

  it('keeps the model in its place in the path', async () => {
    server.say({ steps: [frame(chunk([{ text: 'A' }], { finishReason: 'STOP' }))] });
    await collect(create({ model: 'tunedModels/my model?x#y' }));
    assert.equal(server.requests[0]?.path, '/v1beta/tunedModels/my%20model%3Fx%23y:streamGenerateContent?alt=sse');
    for (const model of ['../../v1/secrets', 'models//x', '']) {
      assert.equal((await failureOf(create({ model }))).kind, 'invalidRequest');
    }
    assert.equal(server.requests.length, 1);
  });

  it("checks a key at Google's own origin through Google's SDK, whose errors keep their meaning", async () => {
    const realFetch = globalThis.fetch;
    const urls: string[] = [];
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    try {
      globalThis.fetch = async (input) => {
        urls.push(input instanceof Request ? input.url : input.toString());
        return Response.json({ error: { code: 400, message: 'API key not valid.', details } }, { status: 400 });
      };
      await assert.rejects(new Gemini({ ...config, apiKey: 'AIza-wrong' }).verify(), {
        kind: 'authentication',
        status: 400,
        message: '“API key not valid.”',
      });
      globalThis.fetch = async (input) => {
        urls.push(input instanceof Request ? input.url : input.toString());
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('dns'), { code: 'ENOTFOUND' }) });
      };
      await assert.rejects(new Gemini({ ...config, apiKey: 'k' }).verify(), {
        kind: 'network',
        message: /could not be resolved/,
      });
    } finally {
      globalThis.fetch = realFetch;
    }
    assert.match(
      urls[0] ?? '',
      /^https:\/\/generativelanguage\.googleapis\.com\/v1beta\/models\/gemini-3\.8-flash:countTokens$/,
    );
  });
});
