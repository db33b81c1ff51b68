import assert from 'node:assert/strict';
import { formatAmount, formatDollars, formatDuration, formatMoment } from '#common/text/amounts.ts';

describe('a duration', () => {
  const cases: [seconds: number, digits: 0 | 1, english: string, german: string, chinese: string][] = [
    [-1, 0, '0s', '0 Sek.', '0秒'],
    [4.26, 1, '4.3s', '4,3 Sek.', '4.3秒'],
    [59.99, 1, '59.9s', '59,9 Sek.', '59.9秒'],
    [65.9, 1, '1m 5s', '1 Min., 5 Sek.', '1分钟5秒'],
    [3_725, 0, '1h 2m 5s', '1h, 2 Min. und 5 Sek.', '1小时2分钟5秒'],
  ];
  for (const [seconds, digits, ...expected] of cases) {
    it(`of ${seconds} s is in each language as it is there`, () => {
      const shown = ['en', 'de', 'zh-cn'].map((language) => formatDuration(seconds, language, digits));
      assert.deepEqual(
        shown.map((text) => text.replaceAll('\u00a0', ' ')),
        expected,
      );
    });
  }
});

describe('an amount', () => {
  it('has the separators of the language, and its place for the dollar sign', () => {
    assert.equal(formatAmount(12_345.67, 'de', 1), '12.345,7');
    assert.equal(formatAmount(12_345.67, 'zh-cn', 0), '12,346');
    assert.equal(formatDollars(1_234.5, 'de').replace('\u00a0', ' '), '1.234,50 $');
    assert.equal(formatDollars(0.00001, 'zh-cn'), '<$0.0001');
  });
});

describe('a moment', () => {
  it('is a question mark where a text is no time', () => {
    assert.match(formatMoment('2026-11-02T10:00:00Z', 'en', 'short'), /^Nov 2, 2026, /);
    for (const time of ['never', '', '+300000-01-01T00:00:00Z', Number.NaN]) {
      assert.equal(formatMoment(time, 'en', 'medium'), '?');
    }
  });
});
