import assert from 'node:assert/strict';
import { toClaudeRequest } from '#llm/wires/claude/claude.ts';
import { toGeminiRequest } from '#llm/wires/gemini/gemini.ts';
import { toGptRequest } from '#llm/wires/openai/gpt.ts';
import { Gemini, Gpt, OpenAiCompatible } from '#llm/index.ts';
import { asObject, type JsonObject } from '#llm/json.ts';
import { toChatRequest } from '#llm/wires/openai/openAiCompatible.ts';
import type { LlmConfig } from '#llm/types.ts';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect } from '#test/llm/collect.ts';

const most = { maxTokens: 100 };

/** The limit of an answer on each wire: its request, and the parameters that name a limit there. */
const limits: [
  name: string,
  limitOf: (config: Partial<LlmConfig>) => unknown,
  toParams: (limit: unknown) => JsonObject,
][] = [
  [
    'Claude',
    (config) => toClaudeRequest({ model: 'm', ...config }, [], most)['max_tokens'],
    (limit) => ({ max_tokens: limit }),
  ],
  [
    'Gpt',
    (config) => toGptRequest({ model: 'm', ...config }, [], most)['max_output_tokens'],
    (limit) => ({ max_output_tokens: limit }),
  ],
  [
    'OpenAiCompatible',
    (config) => toChatRequest({ model: 'm', ...config }, [], most)['max_completion_tokens'],
    (limit) => ({ max_completion_tokens: limit }),
  ],
  [
    'Gemini',
    (config) => asObject(toGeminiRequest({ model: 'm', ...config }, [], most)['generationConfig'])?.['maxOutputTokens'],
    (limit) => ({ generationConfig: { maxOutputTokens: limit } }),
  ],
];

describe('a budget for thinking', () => {
  const thinking = (budget: unknown) => ({ thinking: { type: 'enabled', budget_tokens: budget } });
  const claude = (budget: unknown, maxTokens?: number) =>
    toClaudeRequest({ model: 'm', params: { ...thinking(budget), max_tokens: 20_000 } }, [], {
      ...(maxTokens && { maxTokens }),
    });

  it('is lowered with the limit of the answer, so that text has room', () => {
    assert.deepEqual(claude(10_000, 4096)['thinking'], thinking(2048).thinking);
    assert.deepEqual(claude(10_000, 1100)['thinking'], thinking(1024).thinking);
    assert.deepEqual(claude(4096, 4096)['thinking'], thinking(2048).thinking);
  });

  it('stays as it is where it fits, and where nothing limits the call', () => {
    assert.deepEqual(claude(4000, 4096)['thinking'], thinking(4000).thinking);
    assert.deepEqual(claude(30_000)['thinking'], thinking(30_000).thinking);
    assert.deepEqual(claude('lots', 4096)['thinking'], thinking('lots').thinking);
  });

  it('goes where not even the smallest fits, as in the check of a key', () => {
    assert.deepEqual([claude(10_000, 1024)['thinking'], claude(10_000, 16)['thinking']], [undefined, undefined]);
  });

  it('is lowered for gateways as well', () => {
    const chat = (params: JsonObject) =>
      toChatRequest({ model: 'm', baseUrl: 'http://x', params }, [], { maxTokens: 4096 });
    assert.deepEqual(chat(thinking(9000))['thinking'], thinking(2048).thinking);
    assert.deepEqual(chat({ reasoning: { max_tokens: 9000 } })['reasoning'], { max_tokens: 2048 });
  });
});

describe('the token limit of one call', () => {
  for (const [name, limitOf, toParams] of limits) {
    it(`${name}: holds over the parameters of the configuration, which may only be stricter`, () => {
      assert.equal(limitOf({}), 100);
      assert.equal(limitOf({ maxTokens: 1_000_000 }), 100);
      assert.equal(limitOf({ params: toParams(50) }), 50);
      for (const loose of [1_000_000, '1000000', -1, 0, null, Number.NaN, [5], {}])
        assert.equal(limitOf({ params: toParams(loose) }), 100, JSON.stringify(loose));
    });
  }

  it('lowers both of the names that servers know', () => {
    const params = { max_tokens: 500, max_completion_tokens: 50 };
    const { max_tokens, max_completion_tokens } = toChatRequest({ model: 'm', params }, [], most);
    assert.deepEqual([max_tokens, max_completion_tokens], [100, 50]);
  });

  describe('which a server refuses', () => {
    let server: FakeProviderServer;
    before(async () => void (server = await FakeProviderServer.start()));
    after(() => server.stop());

    const [, gpt = assert.fail(), chat = assert.fail(), gemini = assert.fail()] = fakeWires;
    const clients = {
      Gpt: { wire: gpt, Llm: Gpt },
      OpenAiCompatible: { wire: chat, Llm: OpenAiCompatible },
      Gemini: { wire: gemini, Llm: Gemini },
    };

    /** The limits that were sent, one a request, and what was answered. */
    async function limitsSent(client: keyof typeof clients, message: string, config: Partial<LlmConfig> = {}) {
      const { wire, Llm } = clients[client];
      server.say({ status: 400, steps: [wire.error(400, message)] }, { steps: [streamOf(wire, 'Hi')] });
      const llm = new Llm({ model: 'm', apiKey: 'k', baseUrl: server.url, ...config });
      const { text, error } = await collect(llm, { maxTokens: 32_000 });
      const sent = server.requests.map(({ body }) => {
        const limited = Object.entries({ ...body, ...asObject(body['generationConfig']) });
        return limited.filter(([name]) => /^max_?(output_?|completion_)?tokens$/i.test(name)).join();
      });
      return { sent, end: error?.kind ?? text };
    }

    const tooHigh: [keyof typeof clients, field: string, message: string][] = [
      [
        'OpenAiCompatible',
        'max_tokens',
        'max_tokens is too large: 32000. This model supports at most 16384 completion tokens.',
      ],
      ['OpenAiCompatible', 'max_tokens', 'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]'],
      [
        'OpenAiCompatible',
        'max_tokens',
        "This model's maximum context length is 8192 tokens. However, you requested 32010 tokens (10 in the messages, 32000 in the completion).",
      ],
      ['Gpt', 'max_output_tokens', 'Invalid max_output_tokens: must be less than or equal to 16384.'],
      [
        'Gemini',
        'maxOutputTokens',
        'maxOutputTokens value of 32000 but the supported range is from 1 to 8193 (exclusive).',
      ],
    ];
    for (const [client, field, message] of tooHigh)
      it(`as too high is left out, for the server's own is lower: ${message.slice(0, 50)}`, async () => {
        assert.deepEqual(await limitsSent(client, message), { sent: [`${field},32000`, ''], end: 'Hi' });
      });

    it('by its name is sent under the other one', async () => {
      const message =
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
      const { sent } = await limitsSent('OpenAiCompatible', message);
      assert.deepEqual(sent, ['max_tokens,32000', 'max_completion_tokens,32000']);
    });

    it('stays where the configuration set one itself, and where it was too low', async () => {
      const [[, , message] = assert.fail()] = tooHigh;
      const own = await limitsSent('OpenAiCompatible', message, { maxTokens: 50_000 });
      assert.deepEqual(own.sent, ['max_tokens,32000']);
      const used =
        'Could not finish the message because max_tokens or model output limit was reached. Please try again with higher max_tokens.';
      assert.deepEqual((await limitsSent('OpenAiCompatible', used)).sent, ['max_tokens,32000']);
    });
  });

  it('is not passed by answers that are cut into several', async () => {
    const server = await FakeProviderServer.start();
    const cut = {
      candidates: [{ content: { parts: [{ text: 'A' }] }, finishReason: 'CONTINUATION', continuationToken: 't' }],
    };
    server.say({ steps: [`data: ${JSON.stringify(cut)}\n\n`] });
    const { text, finish } = await collect(new Gemini({ model: 'm', apiKey: 'k', baseUrl: server.url }), most);
    assert.deepEqual([text, finish?.reason, server.requests.length], ['A', 'length', 1]);
    await server.stop();
  });
});
