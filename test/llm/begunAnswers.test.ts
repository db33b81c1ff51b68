import assert from 'node:assert/strict';
import type { LlmError } from '#llm/index.ts';
import { FakeProviderServer, reset, type Script } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires } from '#test/fakes/fakeWires.ts';
import { failureOf } from './collect.ts';

describe('an error tells whether the server had begun to answer, for then it may charge', () => {
  let server: FakeProviderServer;
  before(async () => void (server = await FakeProviderServer.start()));
  after(() => server.stop());

  for (const wire of fakeWires) {
    const errorOf = (script: Script): Promise<LlmError> => {
      server.say(script);
      return failureOf(wire.create(server.url, { apiKey: 'k' }));
    };

    it(`${wire.name}: where the headers came and the connection broke, was closed or failed in the stream`, async () => {
      const broken = await errorOf({ steps: [wire.opening, { pauseMs: 5 }, reset] });
      const closed = await errorOf({ steps: [wire.opening] });
      const failed = await errorOf({ steps: [wire.opening, wire.overloaded] });
      assert.deepEqual([broken.hasBegun, closed.hasBegun, failed.hasBegun], [true, true, true]);
      assert.equal(broken.kind, 'network');
    });

    it(`${wire.name}: not where it refused, or broke before the headers`, async () => {
      const refused = await errorOf({ status: 429, steps: [wire.error(429, 'Slow down.')] });
      const broken = await errorOf({ beforeHeaders: reset });
      assert.deepEqual([refused.hasBegun, broken.hasBegun], [false, false]);
    });
  }

  it('with what the server had counted by then', async () => {
    const [claude = assert.fail()] = fakeWires;
    server.say({ steps: [claude.opening, { pauseMs: 5 }, reset] });
    const { usage } = await failureOf(claude.create(server.url, { apiKey: 'k' }));
    assert.deepEqual(usage, { inputTokens: 10, outputTokens: 1 });
  });
});
