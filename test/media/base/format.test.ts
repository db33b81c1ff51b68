import assert from 'node:assert/strict';
import { formatPrice } from '#media/base/format.ts';

describe('formatPrice', () => {
  const cases: [dollars: number, shown: string][] = [
    [0, '$0.00'],
    [0.0000003, '<$0.0001'],
    [0.0001, '$0.0001'],
    [0.0004, '$0.0004'],
    [0.0123, '$0.0123'],
    [0.25, '$0.25'],
    [12.345, '$12.35'],
    [1234.5, '$1,234.50'],
  ];
  for (const [dollars, shown] of cases) {
    it(`shows ${dollars} as ${shown}`, () => assert.equal(formatPrice(dollars), shown));
  }
});
