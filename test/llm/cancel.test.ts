import assert from 'node:assert/strict';
import { FakeProviderServer, stall } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect, question } from './collect.ts';

// Each server stalls after what it says: only the client can close such a connection before the test's time is up.
for (const wire of fakeWires) {
  describe(`cancelling ${wire.name}`, () => {
    let server: FakeProviderServer;
    beforeEach(async () => {
      server = await FakeProviderServer.start();
    });
    afterEach(() => server.stop());

    it('sends nothing when the signal is already aborted', async () => {
      server.say({ steps: [streamOf(wire, 'A')] });
      const { error } = await collect(wire.create(server.url), { signal: AbortSignal.abort() });
      assert.deepEqual([error?.kind, error?.retryable, server.requests.length], ['cancelled', false, 0]);
    });

    it('closes the socket at once before the headers', async () => {
      server.say({ beforeHeaders: stall });
      const controller = new AbortController();
      const outcome = collect(wire.create(server.url), { signal: controller.signal });
      const request = await server.nextRequest();
      controller.abort();
      await request.closed;
      assert.equal((await outcome).error?.kind, 'cancelled');
    });

    it('closes the socket at once in mid-stream and keeps what was said', async () => {
      server.say({ steps: [wire.opening, wire.text('A'), stall] });
      const controller = new AbortController();
      const stream = wire.create(server.url).stream(question, { signal: controller.signal });
      await assert.rejects(
        async () => {
          for await (const event of stream) {
            assert.equal(event.type, 'text');
            setTimeout(() => controller.abort(), 5);
          }
        },
        { kind: 'cancelled', partialText: 'A' },
      );
      await server.requests[0]!.closed;
    });

    it('closes the socket at once while the consumer is busy, and says no more', async () => {
      server.say({ steps: [wire.opening + wire.text('A') + wire.thinking('Hm') + wire.text('B'), stall] });
      const controller = new AbortController();
      const events = wire.create(server.url).stream(question, { signal: controller.signal })[Symbol.asyncIterator]();
      assert.deepEqual((await events.next()).value, { type: 'text', text: 'A' });
      controller.abort();
      await server.requests[0]!.closed;
      await assert.rejects(events.next(), { kind: 'cancelled' });
    });

    it('closes the socket while a refusal is read', async () => {
      server.say({ status: 500, steps: ['{', stall] });
      const controller = new AbortController();
      const outcome = collect(wire.create(server.url), { signal: controller.signal });
      const request = await server.nextRequest();
      setTimeout(() => controller.abort(), 30);
      await request.closed;
      assert.equal((await outcome).error?.kind, 'cancelled');
    });

    it('closes the socket when the consumer leaves the loop', async () => {
      server.say({ steps: [wire.opening, wire.text('A'), stall] });
      for await (const event of wire.create(server.url).stream(question)) {
        assert.equal(event.type, 'text');
        break;
      }
      await server.requests[0]!.closed;
    });

    it('leaves no listener on a signal that lives on', async () => {
      server.say({ steps: [streamOf(wire, 'A')] });
      const { signal } = new AbortController();
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...given: Parameters<typeof add>) => {
        listeners += 1;
        add(...given);
      };
      signal.removeEventListener = (...given: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...given);
      };
      await collect(wire.create(server.url), { signal });
      assert.equal(listeners, 0);
    });

    it('uses a connection again after a whole answer', async () => {
      server.say({ steps: [streamOf(wire, 'A')] });
      const llm = wire.create(server.url);
      await collect(llm);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await collect(llm);
      assert.equal(server.connectionCount, 1);
    });
  });
}
