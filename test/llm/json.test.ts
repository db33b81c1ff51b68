import assert from 'node:assert/strict';
import { asCount } from '#llm/json.ts';

describe('asCount', () => {
  for (const count of [0, 1, 272_001, 1e12]) {
    it(`takes ${count}`, () => assert.equal(asCount(count), count));
  }

  const none = [
    -1,
    1.5,
    1e12 + 1,
    2 ** 53 + 1,
    9.2e18,
    1e300,
    Infinity,
    Number.NaN,
    '7',
    null,
    undefined,
    true,
    [7],
    { valueOf: () => 7 },
    7n,
  ];
  for (const value of none) {
    it(`takes ${typeof value} ${String(value)} for none`, () => assert.equal(asCount(value), undefined));
  }

  it('makes a plain zero of a negative one', () => assert.ok(Object.is(asCount(-0), 0)));
});
