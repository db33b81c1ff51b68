import assert from 'node:assert/strict';
import { toErrorMessage } from '#common/errors.ts';

describe('toErrorMessage', () => {
  it('takes the message of an error, or its name, and text as it is', () => {
    assert.equal(toErrorMessage(new Error('It broke.')), 'It broke.');
    assert.equal(toErrorMessage(new TypeError()), 'TypeError');
    assert.equal(toErrorMessage('It broke.'), 'It broke.');
  });

  it('says something about anything else that can be thrown', () => {
    assert.equal(toErrorMessage(undefined), 'undefined');
    for (const thrown of [Object.create(null), { toString: () => assert.fail() }, Symbol('s'), []]) {
      assert.equal(typeof toErrorMessage(thrown), 'string');
    }
  });
});
