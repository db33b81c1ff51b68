import assert from 'node:assert/strict';
import { ChatReader } from '#llm/wires/openai/chatReader.ts';
import { ClaudeReader } from '#llm/wires/claude/claudeReader.ts';
import { GeminiReader } from '#llm/wires/gemini/geminiReader.ts';
import { GptReader } from '#llm/wires/openai/gptReader.ts';
import { computeCost, type Usage } from '#llm/index.ts';
import type { JsonObject } from '#llm/json.ts';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect } from '#test/llm/collect.ts';
import { readAnswer } from '#test/llm/readAnswer.ts';

const november = new Date('2026-11-25T12:00:00Z');

/** Computes the price of a model's answer of these frames. */
function costOf(model: string, { usage }: { usage?: Usage | undefined }): number | undefined {
  assert.ok(usage);
  return computeCost(model, usage, november);
}

const claude = (usage: JsonObject, content: JsonObject[] = []) =>
  costOf(
    'claude-sonnet-5-5',
    readAnswer(ClaudeReader, [
      { type: 'message_start', message: { content: [], usage: { ...usage, output_tokens: 1 } } },
      ...content.map((block) => ({ type: 'content_block_start', index: 0, content_block: block })),
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1_000 } },
      { type: 'message_stop' },
    ]),
  );

describe('The cost of an answer of Claude', () => {
  const input = { input_tokens: 5_000, service_tier: 'standard', speed: 'standard', inference_geo: 'global' };

  it('counts what is cached for an hour at twice the price of input', () => {
    const written = (fields: JsonObject) =>
      claude({ input_tokens: 0, cache_creation_input_tokens: 100_000, ...fields });
    assert.equal(written({}), 0.26);
    assert.equal(
      written({ cache_creation: { ephemeral_5m_input_tokens: 100_000, ephemeral_1h_input_tokens: 0 } }),
      0.26,
    );
    assert.equal(
      written({ cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 100_000 } }),
      0.41,
    );
    assert.equal(
      written({ cache_creation: { ephemeral_5m_input_tokens: 60_000, ephemeral_1h_input_tokens: 40_000 } }),
      0.32,
    );
  });

  it('counts each search of the web', () => {
    assert.equal(claude(input), 0.02);
    assert.equal(claude({ ...input, server_tool_use: { web_search_requests: 3, web_fetch_requests: 5 } }), 0.05);
    assert.equal(claude({ ...input, server_tool_use: { web_search_requests: 0 } }), 0.02);
  });

  it('is half of it in a batch', () => assert.equal(claude({ ...input, service_tier: 'batch' }), 0.01));

  const open: [name: string, usage: JsonObject, content?: JsonObject[]][] = [
    ['another tier', { service_tier: 'priority' }],
    ['a tier of tomorrow', { service_tier: 'express' }],
    ['a fast mode', { speed: 'fast' }],
    ['a region', { inference_geo: 'us' }],
    ['searches that nobody counted', { server_tool_use: { web_search_requests: -3 } }],
    ['code that ran at the provider', {}, [{ type: 'server_tool_use', name: 'bash_code_execution', input: {} }]],
    ['another model that was asked', { iterations: [{ type: 'advisor_message', input_tokens: 9, output_tokens: 9 }] }],
    ['a model that stood in', { iterations: [{ type: 'fallback_message', input_tokens: 9, output_tokens: 9 }] }],
  ];
  for (const [name, usage, content] of open) {
    it(`is not known for ${name}`, () => assert.equal(claude({ ...input, ...usage }, content), undefined));
  }
});

const gpt = (response: JsonObject, model = 'gpt-5.4') =>
  costOf(
    model,
    readAnswer(GptReader, [
      {
        type: 'response.completed',
        response: {
          status: 'completed',
          output: [{ type: 'message', content: [{ type: 'output_text', text: 'A' }] }],
          usage: { input_tokens: 2_000, output_tokens: 1_000 },
          ...response,
        },
      },
    ]),
  );

describe('The cost of an answer of GPT', () => {
  it('is that of the tier that served it', () => {
    for (const tier of [undefined, null, 'default', 'auto']) assert.equal(gpt({ service_tier: tier }), 0.02, `${tier}`);
    for (const tier of ['flex', 'batch']) assert.equal(gpt({ service_tier: tier }), 0.01);
    assert.equal(gpt({ service_tier: 'priority' }), 0.04);
    assert.equal(gpt({ service_tier: 'priority' }, 'gpt-5-mini'), 0.0045);
  });

  it('is not known for priority where its price is not, nor for a long context in it', () => {
    assert.equal(gpt({ service_tier: 'priority' }, 'gpt-6.1-sol'), undefined);
    const usage = { input_tokens: 300_000, output_tokens: 1_000 };
    assert.equal(gpt({ service_tier: 'priority', usage }), undefined);
    for (const tier of ['ultrafast', 'scale', 'x'.repeat(1_000_000), 7])
      assert.equal(gpt({ service_tier: tier }), undefined);
  });

  for (const type of ['web_search_call', 'file_search_call', 'code_interpreter_call', 'image_generation_call']) {
    it(`is not known with a ${type}, which costs extra`, () => {
      assert.equal(gpt({ output: [{ type, status: 'completed' }] }), undefined);
    });
  }

  it('is not known with a cache of twelve hours', () => {
    const written = (ttl_12h_tokens: number) => ({
      usage: {
        input_tokens: 2_000,
        output_tokens: 1_000,
        input_tokens_details: { cache_write_tokens: 100, cache_write_tokens_details: { ttl_12h_tokens } },
      },
    });
    assert.ok(gpt(written(0)));
    assert.equal(gpt(written(100)), undefined);
  });
});

const chat = (chunk: JsonObject, usage: JsonObject = {}, delta: JsonObject = {}) =>
  costOf(
    'gpt-5.4',
    readAnswer(ChatReader, [
      { ...chunk, choices: [{ index: 0, delta: { content: 'A', ...delta } }] },
      { ...chunk, choices: [], usage: { prompt_tokens: 2_000, completion_tokens: 1_000, ...usage } },
    ]),
  );

describe('The cost of an answer of Chat Completions', () => {
  it('is that of the tier that served it', () => {
    for (const tier of [undefined, null, 'default', 'on_demand']) assert.equal(chat({ service_tier: tier }), 0.02);
    assert.equal(chat({ service_tier: 'flex' }), 0.01);
    assert.equal(chat({ service_tier: 'priority' }), 0.04);
    assert.equal(chat({ service_tier: 'scale' }), undefined);
  });

  it('counts what went through the cache, under the names of gateways to Anthropic', () => {
    const usageOf = (usage: JsonObject) =>
      readAnswer(ChatReader, [{ choices: [], usage: { prompt_tokens: 100, completion_tokens: 5, ...usage } }]).usage;
    const counted = { inputTokens: 100, outputTokens: 5, cachedInputTokens: 50, cacheWriteInputTokens: 30 };
    assert.deepEqual(usageOf({ cache_read_input_tokens: 50, cache_creation_input_tokens: 30 }), counted);
    assert.deepEqual(usageOf({ prompt_tokens_details: { cached_tokens: 50, cache_creation_tokens: 30 } }), counted);
  });

  it('is not known with pictures, nor with a list of what a search found', () => {
    assert.equal(chat({}, { completion_tokens_details: { image_tokens: 5 } }), undefined);
    assert.equal(chat({ citations: ['https://x'] }), undefined);
    assert.equal(chat({ search_results: [{ title: 'x' }] }), undefined);
    assert.equal(chat({ citations: [], search_results: null }), 0.02);
  });

  it('is not known with searches or sound, which cost extra', () => {
    assert.equal(chat({}, { server_tool_use: { web_search_requests: 1 } }), undefined);
    assert.equal(chat({}, { num_sources_used: 4 }), undefined);
    assert.equal(chat({}, { num_search_queries: 1 }), undefined);
    assert.equal(chat({}, { completion_tokens_details: { audio_tokens: 5 } }), undefined);
    assert.equal(chat({}, { prompt_tokens_details: { audio_tokens: 5 } }), undefined);
    assert.equal(chat({}, {}, { annotations: [{ type: 'url_citation' }] }), undefined);
    const nothing = { num_sources_used: 0, prompt_tokens_details: { audio_tokens: 0 } };
    assert.equal(chat({}, nothing, { annotations: [] }), 0.02);
  });
});

const gemini = (usage: JsonObject, candidate: JsonObject = {}) =>
  costOf(
    'gemini-3.5-flash',
    readAnswer(GeminiReader, [
      {
        candidates: [{ content: { parts: [{ text: 'A' }] }, finishReason: 'STOP', ...candidate }],
        usageMetadata: { promptTokenCount: 2_000, candidatesTokenCount: 1_000, ...usage },
      },
    ]),
  );

describe('The cost of an answer of Gemini', () => {
  it('is that of the tier that served it', () => {
    for (const usage of [
      {},
      { serviceTier: 'standard' },
      { trafficType: 'ON_DEMAND' },
      { serviceTier: 'SERVICE_TIER_UNSPECIFIED' },
    ])
      assert.equal(gemini(usage), 0.012);
    assert.equal(gemini({ serviceTier: 'flex' }), 0.006);
    assert.equal(gemini({ trafficType: 'ON_DEMAND_FLEX' }), 0.006);
  });

  it('counts an answer that only the total holds', () => {
    const total = { candidatesTokenCount: undefined, thoughtsTokenCount: 400, totalTokenCount: 3_000 };
    assert.equal(gemini(total), 0.012);
  });

  it('is not known for priority, for what is cached in flex, for pictures or for searches', () => {
    assert.equal(gemini({ serviceTier: 'priority' }), undefined);
    assert.equal(gemini({ trafficType: 'PROVISIONED_THROUGHPUT' }), undefined);
    assert.equal(gemini({ serviceTier: 'flex', cachedContentTokenCount: 100 }), undefined);
    assert.equal(gemini({ candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1_000 }] }), undefined);
    assert.equal(gemini({ promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 1_000 }] }), undefined);
    assert.equal(gemini({}, { groundingMetadata: { webSearchQueries: ['a'] } }), undefined);
    assert.equal(gemini({}, { groundingMetadata: { groundingChunks: [{ maps: { uri: 'x' } }] } }), undefined);
    const text = [{ modality: 'TEXT', tokenCount: 1_000 }];
    assert.equal(
      gemini({ promptTokensDetails: text, candidatesTokensDetails: text }, { groundingMetadata: {} }),
      0.012,
    );
  });

  it('follows the header in which Google names the tier', async () => {
    const wire = fakeWires.find(({ name }) => name === 'Gemini');
    const server = await FakeProviderServer.start();
    try {
      for (const [tier, expected] of [
        ['standard', undefined],
        ['flex', 'flex'],
        ['priority', 'priority'],
        ['express', 'other'],
      ]) {
        assert.ok(wire && tier);
        server.say({ headers: { 'x-gemini-service-tier': tier }, steps: [streamOf(wire, 'A')] });
        assert.equal((await collect(wire.create(server.url))).finish?.usage?.tier, expected);
      }
    } finally {
      await server.stop();
    }
  });
});
