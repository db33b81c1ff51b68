import assert from 'node:assert/strict';
import { LLMock } from '@copilotkit/aimock';
import { type BaseLlm, Claude, Gemini, Gpt, OpenAiCompatible } from '#llm/index.ts';
import { collect, failureOf } from './collect.ts';

const answer = 'Because it is `async`: 世界 🎉, said in more than one piece.';

const llms: [name: string, create: (url: string) => BaseLlm][] = [
  ['Claude', (url) => new Claude({ model: 'claude-sonnet-5-5', apiKey: 'k', baseUrl: url })],
  ['Gpt', (url) => new Gpt({ model: 'gpt-6.1-terra', apiKey: 'k', baseUrl: `${url}/v1` })],
  ['OpenAiCompatible', (url) => new OpenAiCompatible({ model: 'qwen4', baseUrl: `${url}/v1` })],
  ['Gemini', (url) => new Gemini({ model: 'gemini-3.8-flash', apiKey: 'k', baseUrl: url })],
];

describe('the four wires against aimock', () => {
  let mock: LLMock;
  before(async () => {
    mock = new LLMock({ port: 0, chunkSize: 5, logLevel: 'silent' });
    mock.onMessage('Why?', { content: answer, reasoning: 'Let me think.' });
    mock.onMessage(/.*/, { content: 'OK' });
    await mock.start();
  });
  after(() => mock.stop());

  for (const [name, create] of llms) {
    it(`${name} streams the answer and keeps the reasoning apart`, async () => {
      const { text, thinking, finish } = await collect(create(mock.url));
      assert.deepEqual([text, thinking, finish?.reason], [answer, 'Let me think.', 'stop']);
    });

    it(`${name} maps a rate limit, with the time to wait`, async () => {
      mock.nextRequestError(429, { message: 'Slow down.', type: 'rate_limit_error' });
      const { kind, message, status, retryAfterMs } = await failureOf(create(mock.url));
      assert.deepEqual([kind, message, status, retryAfterMs], ['rateLimit', '“Slow down.”', 429, 1000]);
    });

    it(`${name} notices a dropped connection`, async () => {
      mock.setChaos({ disconnectRate: 1 });
      try {
        assert.equal((await failureOf(create(mock.url))).kind, 'network');
      } finally {
        mock.clearChaos();
      }
    });

    it(`${name} can be verified`, async () => {
      await create(mock.url).verify();
    });
  }
});
