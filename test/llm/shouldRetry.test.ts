import assert from 'node:assert/strict';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires } from '#test/fakes/fakeWires.ts';
import { failureOf } from './collect.ts';

describe('A refusal', () => {
  for (const wire of fakeWires) {
    it(`is not to be tried again where the server says so, whatever its status: ${wire.name}`, async () => {
      const server = await FakeProviderServer.start();
      const retryableWith = async (status: number, headers: Record<string, string>): Promise<boolean> => {
        server.say({ status, headers, steps: [wire.error(status, 'No.')] });
        return (await failureOf(wire.create(server.url))).retryable;
      };
      try {
        assert.equal(await retryableWith(429, { 'x-should-retry': 'false' }), false);
        assert.equal(await retryableWith(500, { 'x-should-retry': 'False' }), false);
        assert.equal(await retryableWith(400, { 'x-should-retry': 'true' }), false);
        for (const status of [425, 500]) assert.equal(await retryableWith(status, {}), true, String(status));
        for (const status of [501, 505, 511]) assert.equal(await retryableWith(status, {}), false, String(status));
      } finally {
        await server.stop();
      }
    });
  }
});
