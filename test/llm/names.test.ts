import assert from 'node:assert/strict';
import { redact } from '#common/redact.ts';
import { longestHeldName, toName } from '#llm/checkedEvent.ts';

/** As long as the tokens of some companies. */
const secret = `Token.${'0aB1cD2eF3gH'.repeat(80)}`;
const clean = (text: string): string => redact(text, [secret]);

describe('A name that a server gives', () => {
  it('holds no half of a secret, wherever its end is cut off', () => {
    for (let before = 0; before < secret.length; before += 13) {
      const name = toName(`${'x'.repeat(before)} ${`${secret} `.repeat(9)}`, clean);
      assert.doesNotMatch(name, /Token/, `behind ${before} characters`);
    }
  });

  it('is kept up to 200 characters, a secret in it left out', () => {
    assert.equal(toName('model-1', clean), 'model-1');
    assert.equal(toName(`a ${secret} b`, clean), 'a [key removed] b');
    assert.equal(toName('x'.repeat(longestHeldName * 2), clean), 'x'.repeat(200));
  });
});
