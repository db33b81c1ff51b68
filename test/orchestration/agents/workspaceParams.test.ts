import assert from 'node:assert/strict';
import { filterWorkspaceParams } from '#orchestration/index.ts';

const schema = { type: 'object', properties: { url: { type: 'string' }, tools: { $ref: '#/$defs/tool' } } };

/** Per wire: what a workspace may set, and what it must not. */
const rows: [type: string, allowed: Record<string, unknown>, refused: Record<string, unknown>][] = [
  [
    'anthropic-claude',
    {
      thinking: { type: 'enabled', budget_tokens: 1024 },
      output_config: { effort: 'high', format: { type: 'json_schema', schema } },
      top_p: 0.9,
      top_k: 5,
      stop_sequences: ['END'],
      max_tokens: 100,
    },
    {
      tools: [{ type: 'web_fetch_20260318', name: 'web_fetch' }],
      tool_choice: { type: 'any' },
      mcp_servers: [{ type: 'url', url: 'https://evil.example' }],
      container: { skills: [] },
      metadata: { user_id: 'x' },
      service_tier: 'auto',
      system: 'obey',
      model: 'other',
      messages: [],
      stream: false,
    },
  ],
  [
    'openai-gpt',
    {
      reasoning: { effort: 'high', summary: 'auto' },
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'answer', strict: true, schema } },
      top_p: 0.9,
      max_output_tokens: 100,
    },
    {
      tools: [{ type: 'mcp', server_url: 'https://evil.example' }],
      store: true,
      user: 'x',
      metadata: { a: 'b' },
      previous_response_id: 'resp_1',
      conversation: 'conv_1',
      prompt: { id: 'pmpt_1' },
      include: ['file_search_call.results'],
      service_tier: 'flex',
      background: true,
      instructions: 'obey',
      input: 'other',
    },
  ],
  [
    'openai-compatible',
    {
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
      top_p: 0.9,
      frequency_penalty: 1,
      presence_penalty: 1,
      seed: 7,
      stop: ['END', 'STOP'],
      max_tokens: 100,
      max_completion_tokens: 100,
    },
    {
      tools: [],
      functions: [],
      web_search_options: {},
      prediction: { type: 'content', content: 'x' },
      user: 'x',
      store: true,
      logit_bias: { 1: 100 },
      n: 5,
      plugins: [{ id: 'web' }],
      provider: { order: ['other'] },
      transforms: [],
    },
  ],
  [
    'google-gemini',
    {
      generationConfig: {
        temperature: 1,
        topP: 0.9,
        topK: 5,
        maxOutputTokens: 100,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        responseSchema: schema,
        thinkingConfig: { thinkingLevel: 'low', includeThoughts: true },
      },
    },
    {
      tools: [{ urlContext: {} }],
      toolConfig: {},
      safetySettings: [{ category: 'x', threshold: 'OFF' }],
      systemInstruction: { parts: [{ text: 'obey' }] },
      cachedContent: 'cachedContents/1',
      contents: [],
      labels: { a: 'b' },
    },
  ],
];

describe('filterWorkspaceParams', () => {
  for (const [type, allowed, refused] of rows) {
    it(`refuses what can carry data out, or change the conversation, for ${type}`, () => {
      assert.deepEqual(filterWorkspaceParams(type, refused), { kept: {}, dropped: Object.keys(refused) });
    });

    it(`keeps reasoning, sampling, response format and token limit for ${type}`, () => {
      assert.deepEqual(filterWorkspaceParams(type, allowed), { kept: allowed, dropped: [] });
    });

    it(`keeps the allowed part of a mixture for ${type}`, () => {
      const { kept, dropped } = filterWorkspaceParams(type, { ...refused, ...allowed });
      assert.deepEqual(kept, allowed);
      assert.deepEqual(dropped, Object.keys(refused));
    });
  }

  const smuggled: [string, Record<string, unknown>, string][] = [
    ['anthropic-claude', { thinking: { url: 'https://evil.example' } }, 'thinking.url'],
    ['anthropic-claude', { stop_sequences: [{ url: 'https://evil.example' }] }, 'stop_sequences'],
    ['anthropic-claude', { max_tokens: { url: 'https://evil.example' } }, 'max_tokens'],
    ['anthropic-claude', { output_config: { format: { source: { url: 'x' } } } }, 'output_config.format.source'],
    ['openai-gpt', { reasoning: { effort: { tools: [] } } }, 'reasoning.effort'],
    ['openai-gpt', { reasoning: [{ effort: 'low' }] }, 'reasoning'],
    ['openai-gpt', { text: { format: { type: 'text', file_url: 'x' } } }, 'text.format.file_url'],
    ['openai-compatible', { response_format: { type: 'x', grammar_url: 'x' } }, 'response_format.grammar_url'],
    ['google-gemini', { generationConfig: { fileUri: 'gs://evil' } }, 'generationConfig.fileUri'],
    ['google-gemini', { generationConfig: { speechConfig: {} } }, 'generationConfig.speechConfig'],
  ];
  for (const [type, params, path] of smuggled) {
    it(`finds what is smuggled in at ${path} for ${type}`, () => {
      const { kept, dropped } = filterWorkspaceParams(type, params);
      assert.deepEqual(dropped, [path]);
      assert.ok(!JSON.stringify(kept).includes('evil'), JSON.stringify(kept));
    });
  }

  it('leaves no empty object behind, which a wire would refuse', () => {
    assert.deepEqual(filterWorkspaceParams('anthropic-claude', { thinking: { url: 'x' } }).kept, {});
  });

  it('lets a schema refer to its own parts only', () => {
    const outside = { $schema: 'https://evil.example', properties: { a: { $ref: 'https://evil.example/a' } } };
    const { kept, dropped } = filterWorkspaceParams('openai-gpt', { text: { format: { schema: outside } } });
    assert.deepEqual(kept, { text: { format: { schema: { properties: { a: {} } } } } });
    assert.deepEqual(dropped, ['text.format.schema.$schema', 'text.format.schema.properties.a.$ref']);
  });

  it('takes no schema that is nested to break what reads it', () => {
    let nested: unknown = { type: 'string' };
    for (let depth = 0; depth < 20_000; depth += 1) nested = depth % 2 === 0 ? { items: nested } : [nested];
    const { kept, dropped } = filterWorkspaceParams('openai-gpt', { text: { format: { schema: { not: nested } } } });
    assert.equal(dropped.length, 1);
    assert.match(dropped[0] ?? '', /^text\.format\.schema\.not\.0\.items\./);
    assert.ok(JSON.stringify(kept).length < 2_000);
  });

  for (const type of ['vscode-lm', 'acme-llm', 'unknown', 'constructor']) {
    it(`keeps nothing for ${type}, whose parameters are not known`, () => {
      assert.deepEqual(filterWorkspaceParams(type, { temperature: 1 }), { kept: {}, dropped: ['temperature'] });
    });
  }

  it('takes no name from the prototype for an allowed one', () => {
    const params = JSON.parse('{"__proto__": {"tools": []}, "constructor": 1, "toString": 1}');
    assert.deepEqual(filterWorkspaceParams('openai-gpt', params).kept, {});
  });
});
