import assert from 'node:assert/strict';
import { readRetryAfter } from '#llm/http/errors/retryAfter.ts';

const headers: [headers: Record<string, string>, delayMs: number | undefined][] = [
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
  [{ 'retry-after-ms': '-1', 'retry-after': '3' }, 3000],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after': '3, 4' }, undefined],
  [{ 'retry-after': '10s' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': 'NaN' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{}, undefined],
];

const infos: [delays: unknown[], delayMs: number | undefined][] = [
  [['34.07s'], 34_070],
  [[{ seconds: '3', nanos: 500_000_000 }], 3500],
  [['soon', '2s'], 2000],
  [[{ seconds: -3 }], undefined],
  [['-3s'], undefined],
  [[{ seconds: 'soon' }], undefined],
  [[undefined, 7], undefined],
];

describe('readRetryAfter', () => {
  for (const [given, delayMs] of headers) {
    it(`reads ${JSON.stringify(given)} as ${delayMs}`, () => {
      assert.equal(readRetryAfter(new Headers(given)), delayMs);
    });
  }

  it('reads a date in the future', () => {
    const delayMs = readRetryAfter(new Headers({ 'retry-after': new Date(Date.now() + 10_000).toUTCString() })) ?? 0;
    assert.ok(delayMs > 8000 && delayMs <= 10_000);
  });

  it('takes a header before RetryInfo', () => {
    assert.equal(readRetryAfter(new Headers({ 'retry-after': '1' }), [{ retryDelay: '34s' }]), 1000);
  });

  for (const [delays, delayMs] of infos) {
    it(`reads RetryInfo with ${JSON.stringify(delays)} as ${delayMs}`, () => {
      assert.equal(
        readRetryAfter(
          new Headers(),
          delays.map((retryDelay) => ({ retryDelay })),
        ),
        delayMs,
      );
    });
  }
});
