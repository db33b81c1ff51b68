import assert from 'node:assert/strict';
import { isKeepAlive } from '../../src/llm/keepAlive.ts';
import { FakeProviderServer, type Step } from '../fakes/fakeProviderServer.ts';
import { type FakeWire, fakeWires, streamOf } from '../fakes/fakeWires.ts';
import { collect } from './collect.ts';

const chat = (delta: object, more: object = {}) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: null, logprobs: null }],
  ...more,
});

const pings: unknown[] = [
  { type: 'ping' },
  { type: 'keepalive', sequence_number: 3 },
  { type: 'heartbeat' },
  { type: 'response.in_progress', response: { id: 'r', status: 'in_progress' } },
  { type: 'response.queued', response: { id: 'r' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '' } },
  { type: 'response.output_text.delta', item_id: 'i', delta: '', obfuscation: 'xyz' },
  chat({}),
  chat({ content: '' }),
  chat({ role: 'assistant', content: '', refusal: null }),
  chat({}, { choices: [] }),
  chat({}, { usage: { prompt_tokens: 5, completion_tokens: 0 } }),
  { candidates: [{ index: 0, content: { role: 'model', parts: [{ text: '' }] } }], modelVersion: 'm', responseId: 'r' },
  {},
  null,
  'ping',
];

const news: unknown[] = [
  { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a' } },
  { type: 'content_block_start', index: 1, content_block: { type: 'server_tool_use', name: 'web_search' } },
  { type: 'response.web_search_call.searching', item_id: 'ws_1' },
  { type: 'response.function_call_arguments.delta', item_id: 'i', delta: '{' },
  chat({ tool_calls: [{ index: 0, function: { arguments: '{' } }] }),
  chat({ content: 'A' }),
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { candidates: [{ content: { parts: [{ functionCall: { name: 'f' } }] } }] },
  { candidates: [{ content: { parts: [{ inlineData: { data: 'iVBO' } }] } }] },
];

describe('isKeepAlive', () => {
  for (const frame of pings) {
    it(`knows ${JSON.stringify(frame)?.slice(0, 100)} for one`, () => assert.ok(isKeepAlive(frame)));
  }
  for (const frame of news) {
    it(`takes ${JSON.stringify(frame)?.slice(0, 100)} for none`, () => assert.ok(!isKeepAlive(frame)));
  }
});

/** What keeps the connection of a wire open and says nothing. */
const keptAlive: Record<string, string[]> = {
  Claude: [': hello\n\n', 'event: ping\ndata: {"type": "ping"}\n\n'],
  Gpt: [': hello\n\n', 'data: {"type":"response.in_progress","response":{}}\n\n'],
  OpenAiCompatible: [': PROCESSING\n\n', `data: ${JSON.stringify(chat({ content: '' }))}\n\n`],
  Gemini: ['\n\n', 'data: {"candidates":[{"content":{"parts":[{"text":""}]}}]}\n\n'],
};

/** Runs on all wires at once, each with a server of its own. */
async function onAllWires(run: (wire: FakeWire, server: FakeProviderServer, ping: string) => Promise<void>) {
  await Promise.all(
    fakeWires.flatMap((wire) =>
      (keptAlive[wire.name] ?? []).map(async (ping) => {
        const server = await FakeProviderServer.start();
        try {
          await run(wire, server, ping);
        } finally {
          await server.stop();
        }
      }),
    ),
  );
}

const pause: Step = { pauseMs: 20 };
const long: Step = { pauseMs: 70 };

describe('A connection that is only kept open', () => {
  it('is given up after four times the limit on silence, and what was said is kept', async () => {
    await onAllWires(async (wire, server, ping) => {
      const endless = Array.from({ length: 1_000 }, (): Step[] => [ping, pause]).flat();
      server.say({ steps: [wire.opening, wire.text('A'), ...endless] });
      const { error, text } = await collect(wire.create(server.url, { timeoutMs: 500 }));
      assert.deepEqual([error?.kind, text], ['timeout', 'A']);
      await server.requests[0]?.closed;
    });
  });

  it('is given up as well before the first word', async () => {
    await onAllWires(async (wire, server, ping) => {
      const endless = Array.from({ length: 1_000 }, (): Step[] => [ping, pause]).flat();
      server.say({ steps: endless });
      const { error } = await collect(wire.create(server.url, { timeoutMs: 500 }));
      assert.deepEqual([error?.kind, error?.message.includes('only kept the connection open')], ['timeout', true]);
    });
  });

  it('is waited for while the answer goes on, however long that takes in all', async function () {
    this.slow(6_000);
    await onAllWires(async (wire, server, ping) => {
      const pieces = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
      const said = pieces.flatMap((piece): Step[] => [wire.text(piece), ping, long, ping, long, ping, long]);
      server.say({ steps: [wire.opening, ...said, wire.closing(pieces.join(''))] });
      // Longer in all than four times the limit.
      const { text } = await collect(wire.create(server.url, { timeoutMs: 300 }));
      assert.equal(text, pieces.join(''));
    });
  });

  it('is not known by the bytes of a document that comes slowly', async () => {
    await Promise.all(
      fakeWires.map(async (wire) => {
        const server = await FakeProviderServer.start();
        const whole = wire.document('A'.repeat(600));
        const steps = [...whole.matchAll(/[\s\S]{1,25}/g)].flatMap(([piece]): Step[] => [piece, { pauseMs: 40 }]);
        server.say({ headers: { 'content-type': 'application/json' }, steps });
        assert.equal((await collect(wire.create(server.url, { timeoutMs: 300 }))).text.length, 600);
        await server.stop();
      }),
    );
  });

  it('reads a whole stream as before', async () => {
    await onAllWires(async (wire, server, ping) => {
      server.say({ steps: [ping + streamOf(wire, 'A') + ping] });
      assert.equal((await collect(wire.create(server.url))).text, 'A');
    });
  });
});
