import assert from 'node:assert/strict';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires } from '#test/fakes/fakeWires.ts';

const [claude, , chat, gemini] = fakeWires;

// What `GET /models` brings, by server.
const lists: [name: string, wire: typeof chat, body: unknown, expected: string[]][] = [
  [
    'Ollama',
    chat,
    { object: 'list', data: [{ id: 'qwen4:8b', object: 'model', created: 1, owned_by: 'library' }] },
    ['qwen4:8b'],
  ],
  ['Ollama without a model', chat, { object: 'list', data: null }, []],
  [
    'LM Studio',
    chat,
    { data: [{ id: 'qwen4-8b', object: 'model', owned_by: 'organization_owner' }], object: 'list' },
    ['qwen4-8b'],
  ],
  [
    'llama.cpp, which says it twice',
    chat,
    {
      models: [{ name: '/models/q.gguf', model: '/models/q.gguf', type: 'model' }],
      object: 'list',
      data: [{ id: '/models/q.gguf', object: 'model', owned_by: 'llamacpp', meta: { n_ctx_train: 4096 } }],
    },
    ['/models/q.gguf'],
  ],
  [
    'vLLM',
    chat,
    {
      object: 'list',
      data: [{ id: 'org/model', object: 'model', root: 'org/model', max_model_len: 4096, permission: [{ id: 'no' }] }],
    },
    ['org/model'],
  ],
  [
    'Together, a bare array',
    chat,
    [
      { id: 'a', type: 'chat' },
      { id: 'b', type: 'embedding' },
    ],
    ['a', 'b'],
  ],
  ['a list with things in it that are no models', chat, { data: [null, 'x', { id: 7 }, { id: 'a' }] }, ['a']],
  ['a list with what is too long for a name', chat, { data: [{ id: 'x'.repeat(201) }, { id: 'a' }] }, ['a']],
  [
    'Anthropic',
    claude,
    { data: [{ type: 'model', id: 'claude-sonnet-5-5', display_name: 'x' }], has_more: false, first_id: null },
    ['claude-sonnet-5-5'],
  ],
  [
    'Google, whose list holds models that generate nothing',
    gemini,
    {
      models: [
        { name: 'models/gemini-3.8-flash', supportedGenerationMethods: ['generateContent', 'countTokens'] },
        { name: 'models/embedding-2', supportedGenerationMethods: ['embedContent'] },
        { name: 'models/unsaid' },
      ],
    },
    ['gemini-3.8-flash', 'unsaid'],
  ],
];

describe('the list of models', () => {
  let server: FakeProviderServer;
  before(async () => {
    server = await FakeProviderServer.start();
  });
  after(() => server.stop());

  for (const [name, wire, body, expected] of lists) {
    it(`of ${name} is read without a key`, async () => {
      server.say({ headers: { 'content-type': 'application/json' }, steps: [JSON.stringify(body)] });
      assert.deepEqual(await wire?.create(server.url).listModels(), expected);
      assert.deepEqual(
        ['authorization', 'x-api-key', 'x-goog-api-key'].filter(
          (header) => header in (server.requests[0]?.headers ?? {}),
        ),
        [],
      );
    });
  }
});
