import assert from 'node:assert/strict';
import { decideRetry, type RetryState, sleep } from '#orchestration/runs/retry.ts';
import { llmError } from '#test/fakes/fakeLlm.ts';

const state = (over: Partial<RetryState> = {}): RetryState => ({
  attempts: 1,
  waitedMs: 0,
  hasEmitted: false,
  ...over,
});
const most = () => 1;

describe('decideRetry', () => {
  for (const kind of ['authentication', 'permission', 'notFound', 'invalidRequest', 'contextLength'] as const) {
    it(`does not retry ${kind}`, () => assert.equal(decideRetry(llmError({ kind }), state()), undefined));
  }
  for (const kind of ['contentFilter', 'protocol', 'cancelled'] as const) {
    it(`does not retry ${kind}`, () => assert.equal(decideRetry(llmError({ kind }), state()), undefined));
  }
  for (const kind of ['rateLimit', 'overloaded', 'server', 'network', 'timeout'] as const) {
    it(`retries ${kind}`, () => assert.equal(decideRetry(llmError({ kind }), state(), {}, most), 1000));
  }

  it('does not retry an error that says no retry cures it, whatever its kind', () => {
    assert.equal(decideRetry(llmError({ kind: 'rateLimit', retryable: false }), state()), undefined);
  });

  it('does not retry once anything was handed on', () => {
    assert.equal(decideRetry(llmError(), state({ hasEmitted: true })), undefined);
    assert.equal(decideRetry(llmError({ partialText: 'The ans' }), state()), undefined);
  });

  it('sends three requests by default, or as many as it may', () => {
    assert.notEqual(decideRetry(llmError(), state({ attempts: 2 })), undefined);
    assert.equal(decideRetry(llmError(), state({ attempts: 3 })), undefined);
    assert.equal(decideRetry(llmError(), state({ attempts: 1 }), { maxAttempts: 1 }), undefined);
    assert.notEqual(decideRetry(llmError(), state({ attempts: 9 }), { maxAttempts: 10 }), undefined);
  });

  it('doubles the back-off with each request, up to a bound', () => {
    const delays = [1, 2, 3, 4, 10].map((attempts) =>
      decideRetry(llmError(), state({ attempts }), { maxAttempts: 100 }, most),
    );
    assert.deepEqual(delays, [1000, 2000, 4000, 8000, 20_000]);
  });

  it('takes any part of the back-off, down to nothing (full jitter)', () => {
    assert.equal(
      decideRetry(llmError(), state({ attempts: 2 }), {}, () => 0.25),
      500,
    );
    assert.equal(
      decideRetry(llmError(), state(), {}, () => 0),
      0,
    );
  });

  it('waits exactly as long as the server asked', () => {
    assert.equal(decideRetry(llmError({ retryAfterMs: 7000 }), state(), {}, most), 7000);
    assert.equal(decideRetry(llmError({ retryAfterMs: 0 }), state(), {}, most), 0);
  });

  it('does not begin a wait that the server asked for and the cap does not allow', () => {
    assert.equal(decideRetry(llmError({ retryAfterMs: 60_001 }), state()), undefined);
    assert.equal(
      decideRetry(llmError({ retryAfterMs: 11 }), state({ waitedMs: 90 }), { maxTotalDelayMs: 100 }),
      undefined,
    );
  });

  it('cuts its own back-off to what the cap has left', () => {
    assert.equal(decideRetry(llmError(), state({ waitedMs: 90 }), { maxTotalDelayMs: 100 }, most), 10);
  });
});

describe('sleep', () => {
  it('ends at once when it is aborted, and when it already was', async () => {
    const controller = new AbortController();
    const sleeping = sleep(1_000_000, controller.signal);
    controller.abort();
    await assert.rejects(sleeping, { name: 'AbortError' });
    await assert.rejects(sleep(1_000_000, controller.signal), { name: 'AbortError' });
  });
});
