import assert from 'node:assert/strict';
import { toShortList } from '#common/text/shortList.ts';

describe('toShortList', () => {
  it('names as many items as it may, and counts the rest', () => {
    assert.equal(toShortList(['a', 'b'], 2), 'a, b');
    assert.equal(toShortList(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
    assert.equal(toShortList([], 2), '');
  });
});
