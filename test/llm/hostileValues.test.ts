import assert from 'node:assert/strict';
import type { LlmEvent } from '#llm/index.ts';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { fakeWires, streamOf } from '#test/fakes/fakeWires.ts';
import { collect } from './collect.ts';

/** As they stand in JSON. */
const noCounts = [
  '-5',
  '-0.5',
  '1.5',
  '1000000000001',
  '9007199254740993',
  '9200000000000000000',
  '1e300',
  '"10"',
  '[]',
];

for (const wire of fakeWires) {
  describe(`${wire.name} and what a server must not be believed`, () => {
    let server: FakeProviderServer;
    before(async () => {
      server = await FakeProviderServer.start();
    });
    after(() => server.stop());
    const read = async (stream: string): Promise<LlmEvent & { type: 'finish' }> => {
      server.say({ steps: [stream] });
      const { text, finish } = await collect(wire.create(server.url, { apiKey: 'sk-test-0123456789abcdefghij' }));
      assert.equal(text, 'A');
      assert.ok(finish);
      return finish;
    };

    it('takes its own counts', async () => {
      assert.deepEqual((await read(streamOf(wire, 'A'))).usage, { inputTokens: 10, outputTokens: 20 });
    });

    for (const count of noCounts) {
      it(`has no usage where input or output is ${count}, and the whole answer`, async () => {
        for (const [real, name] of [
          [10, 'input'],
          [20, 'output'],
        ]) {
          const stream = streamOf(wire, 'A').replaceAll(new RegExp(`:${real}\\b`, 'g'), `:${count}`);
          assert.equal((await read(stream)).usage, undefined, String(name));
        }
      });
    }

    it('has no usage where output came of no input, or text of no output', async () => {
      for (const real of [10, 20]) {
        const sum = 30 - real;
        const stream = streamOf(wire, 'A')
          .replaceAll(new RegExp(`:${real}\\b`, 'g'), ':0')
          .replaceAll(':30', `:${sum}`);
        assert.equal((await read(stream)).usage, undefined, String(real));
      }
    });

    it('keeps 200 characters of the name of a model, and nothing of a key in it', async () => {
      const stream = streamOf(wire, 'A');
      const [model = ''] = /(?<="model(Version)?":")[^"]+/.exec(stream) ?? [];
      const named = (name: string): string => stream.replaceAll(model, name);
      assert.equal((await read(named('x'.repeat(300_000)))).model, 'x'.repeat(200));
      const echo = `${'x'.repeat(190)}sk-test-0123456789abcdefghij`;
      assert.ok(!(await read(named(echo))).model?.includes('sk-'));
    });
  });
}
