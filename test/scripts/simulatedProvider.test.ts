import { strict as assert } from 'node:assert';
import Anthropic, { AuthenticationError as AnthropicAuthenticationError } from '@anthropic-ai/sdk';
import { GoogleGenerativeAI } from '@google/generative-ai';
import OpenAI, { AuthenticationError, InternalServerError, RateLimitError } from 'openai';
import { type SimulatedProvider, startSimulatedProvider } from '#scripts/simulated/simulatedProvider.ts';
import { forgetSimulatedRequests, readSimulatedRequests } from '#test/support/simulatedRequests.ts';

describe('the simulated provider', () => {
  let provider: SimulatedProvider;
  let openAi: OpenAI;
  let anthropic: Anthropic;
  let google: GoogleGenerativeAI;

  before(async () => {
    provider = await startSimulatedProvider({ isRecording: true });
    openAi = new OpenAI({ apiKey: 'key', baseURL: `${provider.origin}/v1`, maxRetries: 0 });
    anthropic = new Anthropic({ apiKey: 'key', baseURL: provider.origin, maxRetries: 0 });
    google = new GoogleGenerativeAI('key');
  });

  after(() => provider.close());

  beforeEach(() => forgetSimulatedRequests(provider.origin));

  /** Asks over each wire and resolves to the answers' texts. */
  async function askAll(prompt: string): Promise<string[]> {
    const chat = await openAi.chat.completions.create({
      model: 'gpt-6.1-sol',
      messages: [{ role: 'user', content: prompt }],
    });
    const response = await openAi.responses.create({ model: 'gpt-6.1-sol', input: prompt });
    const message = await anthropic.messages.create({
      model: 'claude-sonnet-5-5',
      max_tokens: 1000,
      messages: [{ role: 'user', content: prompt }],
    });
    const model = google.getGenerativeModel({ model: 'gemini-3.8-flash' }, { baseUrl: provider.origin });
    const generated = await model.generateContent(prompt);
    return [
      chat.choices[0]?.message.content ?? '',
      response.output_text,
      message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      generated.response.text(),
    ];
  }

  it('answers over all four wires, says that it is simulated, and echoes the task', async () => {
    const answers = await askAll('Fix this.\n\nFile: src/cart.py\n\n```python\nrange(len(items) - 1)\n```');
    for (const answer of answers) {
      assert.match(answer, /^## Fix this\./);
      assert.match(answer, /\*\*simulated\*\*/);
      assert.match(answer, /src\/cart\.py/);
      assert.match(answer, /```python\nrange\(len\(items\)\)\n```/);
    }
    assert.equal((await readSimulatedRequests(provider.origin)).length, 4);
  });

  it('refuses with each wire’s own error', async () => {
    await assert.rejects(openAi.responses.create({ model: 'm', input: 'simulate: rate limit' }), RateLimitError);
    await assert.rejects(
      anthropic.messages.create({
        model: 'claude-sonnet-5-5',
        max_tokens: 1,
        messages: [{ role: 'user', content: 'simulate: wrong key' }],
      }),
      AnthropicAuthenticationError,
    );
  });

  it('fails once where the description says once', async () => {
    const ask = () => openAi.responses.create({ model: 'm', input: 'Hello. simulate: overloaded once' });
    await assert.rejects(ask(), InternalServerError);
    assert.match((await ask()).output_text, /simulated/);
  });

  it('ends a Responses stream that is not complete as OpenAI does', async () => {
    const stream = await openAi.responses.create({ model: 'm', input: 'simulate: length', stream: true });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    assert.equal(types.at(-1), 'response.incomplete');
  });

  it('cuts the connection in mid-answer', async () => {
    const response = await fetch(`${provider.origin}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'simulate: reset' }] }),
    });
    await assert.rejects(response.text(), TypeError);
  });

  it('answers key checks, and refuses a key that contains "wrong"', async () => {
    assert.ok((await openAi.models.list()).data.length > 0);
    assert.ok((await anthropic.models.list()).data.length > 0);
    const wrong = new OpenAI({ apiKey: 'wrong', baseURL: `${provider.origin}/v1` });
    await assert.rejects(async () => wrong.models.list(), AuthenticationError);
  });

  it('leaves code in a prompt alone', async () => {
    const answers = await askAll('Explain.\n\n```md\nsimulate: server error\n```');
    assert.equal(answers.length, 4);
  });
});
