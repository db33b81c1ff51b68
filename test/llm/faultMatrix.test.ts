import assert from 'node:assert/strict';
import { FakeProviderServer } from '#test/fakes/fakeProviderServer.ts';
import { type FakeWire, fakeWires } from '#test/fakes/fakeWires.ts';
import { LlmError } from '#llm/index.ts';
import { collect, type Outcome } from './collect.ts';
import { type Expected, type Fault, faults } from './faults.ts';

const table: string[] = [];

// Outside of the suite, so that mocha runs it after the last test of the run.
after(() => {
  console.log(`\n  fault matrix (${fakeWires.map(({ name }) => name).join(', ')})\n${table.join('\n')}\n`);
});

describe('every wire under every fault', () => {
  let server: FakeProviderServer;
  before(async () => {
    server = await FakeProviderServer.start();
  });
  after(() => server.stop());

  for (const fault of faults) {
    it(`tells the truth about: ${fault.name}`, async function () {
      if (fault.isSlow) this.timeout(60_000).slow(30_000);
      const outcomes: Outcome[] = [];
      for (const wire of fakeWires) outcomes.push(await run(fault, wire));
      table.push(`    ${fault.name.padEnd(38)} ${outcomes.map(describeOutcome).join('  ')}`);
    });
  }

  async function run(fault: Fault, wire: FakeWire): Promise<Outcome> {
    const own = fault.script ? await FakeProviderServer.start() : undefined;
    try {
      own?.say(...[fault.script?.(wire) ?? {}].flat());
      const controller = new AbortController();
      const abortIfDue = (said: string): void => {
        if (said !== fault.abortsAfter) return;
        controller.abort();
        controller.abort();
      };
      abortIfDue('');
      const llm = wire.create(fault.url ?? own?.url ?? server.url, { apiKey: 'k', ...fault.config });
      const outcome = await collect(llm, { signal: controller.signal }, abortIfDue);
      check(outcome, fault.expected, wire);
      return outcome;
    } catch (error) {
      throw new Error(`${wire.name}: ${String(error)}`, { cause: error });
    } finally {
      await own?.stop();
    }
  }
});

function check({ text, finish, error }: Outcome, expected: Expected, wire: FakeWire): void {
  if (!expected.kind) {
    assert.equal(error, undefined);
    assert.ok(text === expected.text, `the text differs: ${text.slice(0, 80)}…`);
    assert.equal(finish?.reason, 'stop');
    assert.equal(finish.usage?.inputTokens, 10);
    return;
  }
  assert.ok(error instanceof LlmError, `finished (${finish?.reason}) in place of failing`);
  assert.equal(error.kind, expected.kind, error.message);
  assert.equal(error.provider, wire.provider);
  assert.equal(text, expected.text ?? text);
  assert.equal(error.partialText ?? '', text);
  if (expected.status) assert.equal(error.status, expected.status);
  if (expected.requestId) assert.match(error.requestId ?? '', /^req_/);
  if (expected.message) assert.match(error.message, expected.message);
  if (expected.retryable !== undefined) assert.equal(error.retryable, expected.retryable);
  if (expected.retryAfterMs) {
    const [least, most] = expected.retryAfterMs;
    assert.ok((error.retryAfterMs ?? -1) >= least && (error.retryAfterMs ?? -1) <= most, String(error.retryAfterMs));
  }
}

function describeOutcome({ finish, error }: Outcome): string {
  return (finish ? `finish ${finish.reason}` : (error?.kind ?? '?')).padEnd(15);
}
