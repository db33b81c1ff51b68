import assert from 'node:assert/strict';
import type { JsonObject } from '#llm/json.ts';
import { ChatReader } from '#llm/wires/openai/chatReader.ts';
import { toChatRequest } from '#llm/wires/openai/openAiCompatible.ts';
import { FakeProviderServer, stall } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect, failureOf } from '#test/llm/collect.ts';
import { readAnswer } from '#test/llm/readAnswer.ts';

const read = (...frames: JsonObject[]) => readAnswer(ChatReader, frames);
const delta = (fields: object, reason?: string): JsonObject => ({
  choices: [{ index: 0, delta: fields, finish_reason: reason ?? null }],
});
const local = { model: 'qwen4', baseUrl: 'http://127.0.0.1:11434/v1' };

describe('toChatRequest', () => {
  it('keeps system messages where they are and asks for usage', () => {
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Hi' },
    ];
    assert.deepEqual(toChatRequest(local, messages), {
      model: 'qwen4',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('limits tokens by the field that the server knows', () => {
    assert.equal(toChatRequest({ ...local, maxTokens: 7 }, []).max_tokens, 7);
    assert.equal(toChatRequest({ model: 'gpt-6', maxTokens: 7 }, []).max_completion_tokens, 7);
    const azure = { model: 'mine', maxTokens: 7, baseUrl: 'https://my-place.openai.azure.com/openai/v1' };
    assert.equal(toChatRequest(azure, []).max_completion_tokens, 7);
    const european = { model: 'gpt-6', maxTokens: 7, baseUrl: 'https://eu.api.openai.com/v1' };
    assert.equal(toChatRequest(european, []).max_completion_tokens, 7);
  });

  it('leaves the limit to the parameters where they hold one, by whichever name: both at once are refused', () => {
    for (const name of ['max_tokens', 'max_completion_tokens']) {
      const {
        stream_options: _,
        stream: __,
        messages: ___,
        ...rest
      } = toChatRequest({ ...local, maxTokens: 7, params: { [name]: 5 } }, []);
      assert.deepEqual(rest, { model: 'qwen4', [name]: 5 });
    }
  });
});

describe('ChatReader', () => {
  it('joins text, keeps both names of reasoning apart from it, and reads usage from the last chunk', () => {
    const answer = read(
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Hm', reasoning: 'Hm' }),
      delta({ reasoning: '.' }),
      delta({ content: 'A' }),
      delta({ content: 'B' }, 'stop'),
      {
        choices: [],
        usage: {
          prompt_tokens: 10,
          completion_tokens: 20,
          total_tokens: 30,
          prompt_tokens_details: { cached_tokens: 4 },
          completion_tokens_details: { reasoning_tokens: 8 },
        },
      },
    );
    assert.deepEqual([answer.text, answer.thinking, answer.reason], ['AB', 'Hm.', 'stop']);
    assert.deepEqual(answer.usage, { inputTokens: 10, outputTokens: 20, cachedInputTokens: 4, reasoningTokens: 8 });
  });

  it('adds reasoning that a server counts apart', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 38,
      completion_tokens_details: { reasoning_tokens: 8 },
    };
    assert.equal(read({ choices: [], usage }).usage?.outputTokens, 28);
  });

  it('reads a refusal as contentFilter and keeps its words', () => {
    const answer = read(delta({ refusal: 'No.', content: null }), delta({}, 'stop'));
    assert.deepEqual([answer.text, answer.reason], ['No.', 'contentFilter']);
  });

  it("reads Azure's filtered choice, which has no message, and what came before it", () => {
    const filtered = { choices: [{ index: 0, finish_reason: 'content_filter', content_filter_result: {} }] };
    const answer = read({ choices: [], prompt_filter_results: [] }, delta({ content: 'Well, ' }), filtered);
    assert.deepEqual([answer.text, answer.reason], ['Well, ', 'contentFilter']);
  });

  it('finishes with length, without text, when reasoning used the limit up', () => {
    const answer = read(delta({ reasoning_content: 'Hm' }), delta({}, 'length'));
    assert.deepEqual([answer.text, answer.reason], ['', 'length']);
  });

  it('does not read a message that repeats at the end what deltas said', () => {
    const repeated = { choices: [{ index: 0, message: { content: 'AB' }, finish_reason: 'stop' }] };
    const answer = read(delta({ content: 'A' }), delta({ content: 'B' }), repeated);
    assert.deepEqual([answer.text, answer.reason], ['AB', 'stop']);
  });

  it('reads only the first of several choices', () => {
    const both = {
      choices: [
        { index: 1, delta: { content: 'x' } },
        { index: 0, delta: { content: 'A' } },
      ],
    };
    assert.equal(read(both).text, 'A');
  });

  it("reads Mistral's list of parts", () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
      { type: 'text', text: 'A' },
    ];
    const answer = read(delta({ content }));
    assert.deepEqual([answer.text, answer.thinking], ['A', 'Hm.']);
  });

  it('reads tool calls, and reasons it does not know as other', () => {
    assert.equal(read(delta({}, 'tool_calls')).reason, 'toolCalls');
    assert.equal(read(delta({}, 'tomorrow')).reason, 'other');
    assert.equal(read(delta({ content: 'A' }, '')).reason, undefined);
  });

  it('reads a plain stop where the gateway ran the tool itself and went on', () => {
    const called = delta({ tool_calls: [{ index: 0, function: { name: 'f' } }] }, 'tool_calls');
    assert.equal(read(called, delta({ content: 'A' }), delta({}, 'stop')).reason, 'stop');
  });

  it("takes an error inside a choice for a failure, as OpenRouter's", () => {
    const choice = { index: 0, delta: {}, finish_reason: 'error', error: { code: 502, message: 'Upstream' } };
    assert.ok(read({ choices: [choice] }).failure);
  });

  it('takes a choice that ended in an error without a word for a failure, as it can come from Mistral', () => {
    assert.ok(read(delta({ content: 'A' }), delta({}, 'error')).failure);
  });
});

describe('OpenAiCompatible against a server', () => {
  const wire = fakeWires[2]!;
  const refused = {
    status: 400,
    headers: { 'content-type': 'application/json' },
    steps: ['{"error":{"message":"Unknown field: stream_options"}}'],
  };
  let server: FakeProviderServer;
  before(async () => {
    server = await FakeProviderServer.start();
  });
  after(() => server.stop());

  it('asks again without stream_options, once, when the server refuses them', async () => {
    server.say(refused, { steps: [streamOf(wire, 'A')] });
    assert.equal((await collect(wire.create(server.url))).text, 'A');
    assert.deepEqual(
      server.requests.map(({ body }) => 'stream_options' in body),
      [true, false],
    );

    server.say(refused);
    assert.equal((await failureOf(wire.create(server.url))).kind, 'invalidRequest');
    assert.equal(server.requests.length, 2);
  });

  const refusals = [
    {
      status: 422,
      body: {
        detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }],
      },
    },
    { status: 400, body: { error: { message: 'Unrecognized request argument supplied', param: 'stream_options' } } },
    { status: 500, body: { error: 'json: unknown field "stream_options"' } },
  ];
  for (const { status, body } of refusals) {
    it(`asks again without stream_options when they are refused with "${JSON.stringify(body).slice(0, 60)}"`, async () => {
      server.say({ ...refused, status, steps: [JSON.stringify(body)] }, { steps: [streamOf(wire, 'A')] });
      assert.equal((await collect(wire.create(server.url))).text, 'A');
    });
  }

  it('does not ask again for any other refusal', async () => {
    server.say({ ...refused, steps: ['{"error":{"message":"No."}}'] });
    assert.equal((await failureOf(wire.create(server.url))).message, '“No.”');
    assert.equal(server.requests.length, 1);
  });

  it('takes [DONE] without a finish_reason for a broken answer', async () => {
    server.say({ steps: [wire.opening, wire.text('A'), 'data: [DONE]\n\n'] });
    const error = await failureOf(wire.create(server.url));
    assert.deepEqual([error.kind, error.partialText], ['network', 'A']);
  });

  it('reads [DONE] with white space around it', async () => {
    server.say({ steps: [streamOf(wire, 'A').replace('[DONE]', ' [DONE] ')] });
    assert.equal((await collect(wire.create(server.url))).finish?.reason, 'stop');
  });

  it('finishes although what follows the terminal event cannot be read', async () => {
    server.say({ steps: [streamOf(wire, 'A').replace('[DONE]', '{"oops'), stall] });
    const { text, finish } = await collect(wire.create(server.url));
    assert.deepEqual([text, finish?.usage?.inputTokens], ['A', 10]);
    await server.requests[0]?.closed;
  });
});
