import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { Call } from '#llm/http/call.ts';
import { ProgressDetector, isKeepAlive } from '#llm/http/keepAlive.ts';
import { FakeProviderServer, type Step } from '#test/fakes/fakeProviderServer.ts';
import { type FakeWire, fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect } from '#test/llm/collect.ts';

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

/** Frames that keep the connection of a wire open and say nothing. */
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

/** A call whose limit on silence is 100 ms, by a clock that stands. */
function callWithClock() {
  let time = 0;
  const call = new Call({ timeoutMs: 100 }, undefined, { now: () => time });
  return {
    call,
    /** Waits for bytes in a phase, which then arrive. */
    receive: (phase: 'text' | 'end', milliseconds: number, isNews: boolean) => {
      call.wait(phase);
      time += milliseconds;
      call.pause();
      call.recordBytes(isNews);
      return call.end?.kind;
    },
    idle: (milliseconds: number) => void (time += milliseconds),
  };
}

describe('The wait for an answer', () => {
  it('ends after four times the limit on silence in which only pings arrived, and says so', () => {
    const { call, receive } = callWithClock();
    for (let count = 0; count < 4; count += 1) assert.equal(receive('text', 90, false), undefined);
    assert.equal(receive('text', 90, false), 'timeout');
    assert.match(call.end?.message ?? l10n.t(''), /only kept the connection open.* 0\.4 s/);
    call.dispose();
  });

  it('begins anew with each piece of the answer', () => {
    const { call, receive } = callWithClock();
    for (let count = 0; count < 20; count += 1) {
      for (const isNews of [false, false, false, true]) assert.equal(receive('text', 99, isNews), undefined);
    }
    assert.equal(receive('text', 99, true), undefined, 'a piece counts, however late');
    call.dispose();
  });

  it('does not count the time of whoever reads, nor that behind the end', () => {
    const { call, receive, idle } = callWithClock();
    for (let count = 0; count < 20; count += 1) {
      assert.equal(receive('text', 10, false), undefined);
      idle(10_000);
      assert.equal(receive('end', 50, false), undefined);
    }
    call.dispose();
  });
});

describe('A frame of a stream', () => {
  const status = (second: number) => ({
    type: 'status',
    event_id: `e${second}`,
    message: `Still working (${second} s)`,
  });

  it('is news once where only its ids, numbers and times are new', () => {
    const news = new ProgressDetector();
    assert.deepEqual(
      [status(1), status(2), status(30)].map((frame) => news.isProgress(frame)),
      [true, false, false],
    );
    assert.equal(news.isProgress({ time: '2026-11-29T10:00:00Z' }), true);
    assert.equal(news.isProgress({ time: '2026-11-29T10:00:15Z' }), false);
    news.reset();
    assert.equal(news.isProgress(status(4)), true);
  });

  it('is news where it says something else, or much', () => {
    const news = new ProgressDetector();
    for (const step of ['searching', 'reading', 'x'.repeat(3000), 'x'.repeat(3000)])
      assert.ok(news.isProgress({ type: 'tool', step }));
  });
});

describe('A connection that is only kept open', () => {
  it('is given up where a server repeats a status, or says what nobody sees', async () => {
    const [, , wire = assert.fail()] = fakeWires;
    const server = await FakeProviderServer.start();
    try {
      for (const frame of [`data: ${JSON.stringify({ event: 'ping', at: '10:00' })}\n\n`, wire.text(' ')]) {
        const endless = Array.from({ length: 1_000 }, (): Step[] => [frame, pause]).flat();
        server.say({ steps: [wire.opening, wire.text('A'), ...endless] });
        const { error } = await collect(wire.create(server.url, { timeoutMs: 100 }));
        assert.equal(error?.kind, 'timeout');
      }
    } finally {
      await server.stop();
    }
  });

  it('is given up in the end, and what was said is kept', async () => {
    await onAllWires(async (wire, server, ping) => {
      const endless = Array.from({ length: 1_000 }, (): Step[] => [ping, pause]).flat();
      server.say({ steps: [wire.opening, wire.text('A'), ...endless] });
      const { error, text } = await collect(wire.create(server.url, { timeoutMs: 100 }));
      assert.deepEqual([error?.kind, text], ['timeout', 'A']);
      await server.requests[0]?.closed;
    });
  });

  it('is read as before where the answer follows', async () => {
    await onAllWires(async (wire, server, ping) => {
      server.say({ steps: [ping + streamOf(wire, 'A') + ping] });
      assert.equal((await collect(wire.create(server.url))).text, 'A');
    });
  });
});
