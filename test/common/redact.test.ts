import assert from 'node:assert/strict';
import { redact } from '../../src/common/redact.ts';

describe('redact', () => {
  const key = 'a key/with+odd=chars';

  it('removes a known key in plain, URL-encoded and Base64 form', () => {
    for (const form of [key, encodeURIComponent(key), Buffer.from(key).toString('base64')]) {
      const clean = redact(`before ${form} after`, [key]);
      assert.equal(clean, 'before [key removed] after');
    }
  });

  it('removes what is shaped like a key, known or not', () => {
    for (const secret of [
      'sk-ant-api03-abcdefghijklmnop',
      'AIzaSyA1234567890abcdefghijklmnopqrstuv',
      'Bearer abcdefghijklmnopqrst',
    ]) {
      assert.doesNotMatch(redact(`server said: ${secret}.`), /abcdefghijklmnop/);
    }
  });

  it('garbles no text for a secret that is too short to be one, or is no text', () => {
    assert.equal(
      redact('The server at 127.0.0.1 refused.', ['1', 'e', '\ud800', '\ud800\ud800\ud800\ud800']),
      'The server at 127.0.0.1 refused.',
    );
  });

  it('leaves other text alone, and no secret removes nothing', () => {
    assert.equal(redact('task-force sk- skeleton', [undefined, '']), 'task-force sk- skeleton');
  });
});
