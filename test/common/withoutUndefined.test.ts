import assert from 'node:assert/strict';
import { withoutUndefined } from '#common/withoutUndefined.ts';

describe('an object without what is undefined', () => {
  it('has no such property, and every other one', () => {
    const copy = withoutUndefined({ a: 1, b: undefined, c: null, d: '' });
    assert.deepEqual(Object.keys(copy), ['a', 'c', 'd']);
  });
});
