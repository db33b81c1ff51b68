import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { FakeProviderServer, stall } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect, question } from './collect.ts';

describe('limits', () => {
  let server: FakeProviderServer;
  before(async () => {
    server = await FakeProviderServer.start();
  });
  after(() => server.stop());

  it('close a connection that a server leaves open after a whole answer', async () => {
    await Promise.all(
      fakeWires.map(async (wire) => {
        const own = await FakeProviderServer.start();
        own.say({ steps: [streamOf(wire, 'A'), stall] });
        assert.equal((await collect(wire.create(own.url, { timeoutMs: 300 }))).text, 'A');
        await own.requests[0]?.closed;
        await own.stop();
      }),
    );
  });

  for (const wire of fakeWires) {
    it(`do not take a slow consumer of ${wire.name} for a stalled server`, async () => {
      server.say({ steps: [wire.opening, wire.text('A'), { pauseMs: 10 }, wire.text('B') + wire.closing('AB')] });
      let text = '';
      for await (const event of wire.create(server.url, { timeoutMs: 50 }).stream(question)) {
        if (event.type === 'text') text += event.text;
        await new Promise((resolve) => setTimeout(resolve, 80));
      }
      assert.equal(text, 'AB');
    });

    it(`give ${wire.name} the idle limit anew with every byte`, async () => {
      const slow = [...streamOf(wire, 'A', 'B', 'C').matchAll(/[^\n]*\n/g)].flatMap(([line]) => [
        line,
        { pauseMs: 60 },
      ]);
      server.say({ steps: slow });
      assert.equal((await collect(wire.create(server.url, { timeoutMs: 500 }))).text, 'ABC');
    });

    it(`that are zero are off for ${wire.name}`, async () => {
      server.say({ steps: [streamOf(wire, 'A')] });
      const limits = { connectTimeoutMs: 0, timeoutMs: 0, totalTimeoutMs: 0 };
      assert.equal((await collect(wire.create(server.url, limits))).text, 'A');
    });

    it(`of ${wire.name} keep no process alive after the answer, the failure, a stall, a cancel or the list of models`, async function () {
      this.timeout(20_000).slow(5000);
      server.say(
        { steps: [streamOf(wire, 'A')] },
        { status: 500, steps: ['{}'] },
        { steps: [wire.opening, wire.text('B'), stall] },
        { beforeHeaders: stall },
        { headers: { 'content-type': 'application/json' }, steps: ['{"data":[]}'] },
      );
      const program = `
        import { fakeWires } from ${JSON.stringify(new URL('../fakes/fakeWires.ts', import.meta.url).href)};
        const wire = fakeWires.find(({ name }) => name === ${JSON.stringify(wire.name)});
        const limits = { connectTimeoutMs: 60_000, timeoutMs: 60_000, totalTimeoutMs: 60_000 };
        const llm = wire.create(${JSON.stringify(server.url)}, limits);
        const messages = [{ role: 'user', content: 'Hi' }];
        console.log((await llm.generateContentAsync(messages)).text);
        await llm.generateContentAsync(messages).catch((error) => console.log(error.kind));
        const hasty = wire.create(${JSON.stringify(server.url)}, { ...limits, timeoutMs: 100 });
        await hasty.generateContentAsync(messages).catch((error) => console.log(error.kind, error.partialText));
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 50);
        const { signal } = controller;
        await llm.generateContentAsync(messages, { signal }).catch((error) => console.log(error.kind));
        console.log(await llm.listModels());`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stdout.on('data', (piece) => (output += piece));
      child.stderr.on('data', (piece) => (output += piece));
      const since = performance.now();
      const code = await new Promise((resolve) => child.once('exit', resolve));
      assert.deepEqual([output.trim(), code], ['A\nserver\ntimeout B\ncancelled\n[]', 0]);
      assert.ok(performance.now() - since < 10_000);
    });
  }
});
