import assert from 'node:assert/strict';
import { Claude, Gemini, Gpt, OpenAiCompatible } from '#llm/index.ts';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect, failureOf } from './collect.ts';

/** By wire: what stands behind the origin in the setting, and where requests go. */
const paths: Record<string, Record<string, string>> = {
  Claude: {
    '': '/v1/messages',
    '/': '/v1/messages',
    '/v1': '/v1/messages',
    '/v1/': '/v1/messages',
    '/v1/messages': '/v1/messages',
    '/v1/messages/': '/v1/messages',
    '/v1/models': '/v1/messages',
    '/v1/messages/count_tokens': '/v1/messages',
    '/v1/messages/batches': '/v1/messages',
    '/anthropic': '/anthropic/v1/messages',
    '/anthropic/v1': '/anthropic/v1/messages',
    '/anthropic/v1/messages': '/anthropic/v1/messages',
    '/v1/anthropic': '/v1/anthropic/v1/messages',
  },
  Gpt: {
    '/v1': '/v1/responses',
    '/v1/': '/v1/responses',
    '/v1/responses': '/v1/responses',
    '/v1/responses//': '/v1/responses',
    '/v1/chat/completions': '/v1/responses',
    '/v1/models': '/v1/responses',
    '/openai/v1/responses': '/openai/v1/responses',
    '/responses/v1': '/responses/v1/responses',
  },
  OpenAiCompatible: {
    '/v1': '/v1/chat/completions',
    '/v1/chat/completions': '/v1/chat/completions',
    '/v1/chat/completions/': '/v1/chat/completions',
    '/v1/completions': '/v1/chat/completions',
    '/v1/responses': '/v1/chat/completions',
    '/v1/models': '/v1/chat/completions',
    '/api/paas/v4/chat/completions': '/api/paas/v4/chat/completions',
    '/v1beta/openai/chat/completions': '/v1beta/openai/chat/completions',
    '': '/chat/completions',
  },
  Gemini: {
    '': '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/v1beta': '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/v1beta/': '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/v1': '/v1/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/v1beta/models': '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/v1beta/models/gemini-3.8-flash:generateContent': '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/v1beta/models/other:streamGenerateContent': '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/v1beta/openai': '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
    '/proxy/google': '/proxy/google/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
  },
};

for (const wire of fakeWires) {
  describe(`The base URL of ${wire.name}`, () => {
    let server: FakeProviderServer;
    before(async () => {
      server = await FakeProviderServer.start();
    });
    after(() => server.stop());

    for (const [given, sent] of Object.entries(paths[wire.name] ?? {})) {
      it(`may end with "${given}"`, async () => {
        server.say({ steps: [streamOf(wire, 'A')] });
        const llm = wire.create(server.url, { baseUrl: ` ${server.url}${given} ` });
        assert.equal(llm.describeRequest([])?.url, `${server.url}${sent}`);
        assert.equal((await collect(llm)).text, 'A');
        assert.equal(server.requests[0]?.path, sent);
      });
    }

    for (const rest of ['/v1?api-version=2024-10-21', '/v1#top', '?key=x']) {
      it(`is refused with "${rest}" behind it, and the reason is said`, async () => {
        const failure = await failureOf(wire.create(server.url, { baseUrl: `${server.url}${rest}` }));
        assert.equal(failure.kind, 'invalidRequest');
        assert.match(failure.message, /base URL must not hold a query or a fragment/);
      });
    }

    it('is named where the server has nothing there', async () => {
      const answers = [
        { status: 404, steps: ['404 page not found'] },
        { status: 404, steps: [] },
        { status: 405, steps: ['{"detail":"Method Not Allowed"}'] },
        { status: 404, steps: ['{"error":{"message":"Invalid URL (POST /v1/v1/x)","type":"invalid_request_error"}}'] },
      ];
      for (const answer of answers) {
        server.say(answer);
        const { message } = await failureOf(wire.create(server.url));
        const [address = ''] = wire.path.split('?');
        assert.ok(message.includes(`${server.url}${address}`) && message.includes('base URL'), message);
      }
      server.say({ status: 404, steps: ['{"error":{"message":"The model x does not exist"}}'] });
      assert.equal((await failureOf(wire.create(server.url))).message, '“The model x does not exist”');
    });
  });
}

describe('The base URL of a provider itself', () => {
  it('needs no path', () => {
    const config = { model: 'm' };
    const urls = [
      new Gpt({ ...config, baseUrl: 'https://api.openai.com' }),
      new OpenAiCompatible({ ...config, baseUrl: 'https://api.openai.com/' }),
      new OpenAiCompatible({ ...config, baseUrl: 'https://API.OpenAI.com:443' }),
      new Claude({ ...config, baseUrl: 'https://api.anthropic.com/v1' }),
      new Gemini({ ...config, baseUrl: 'https://generativelanguage.googleapis.com/v1beta' }),
      new Gemini({ ...config, baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions' }),
    ].map((llm) => llm.describeRequest([])?.url);
    assert.deepEqual(urls, [
      'https://api.openai.com/v1/responses',
      'https://api.openai.com/v1/chat/completions',
      'https://api.openai.com/v1/chat/completions',
      'https://api.anthropic.com/v1/messages',
      'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse',
      'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse',
    ]);
  });
});
