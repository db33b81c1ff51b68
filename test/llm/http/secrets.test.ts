import assert from 'node:assert/strict';
import { listSecrets } from '#llm/http/secrets.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Header values, and what of each must not show beside the value itself. */
const secretHeaders: [name: string, value: string, ...parts: string[]][] = [
  ['x-password', 'correct-horse'],
  ['x-session-id', '0123456789abcdef'],
  ['x-credential', 'of-the-team-01'],
  ['x-signature', 'sha256=0f1e2d3c4b5a', '0f1e2d3c4b5a'],
  ['x-passphrase', 'open sesame now'],
  ['x-pin', '12345678'],
  ['x-anything', 'tuesday-0123'],
  ['x-custom-scheme', 'Token tuesday-0123', 'tuesday-0123'],
  ['x-other', 'Bearer tuesday-0123', 'tuesday-0123'],
  ['x-forward', 'ApiKey  tuesday-0123', 'tuesday-0123'],
  ['proxy-authorization', `Basic ${base64('gateway:tuesday-0123')}`, base64('gateway:tuesday-0123'), 'tuesday-0123'],
  ['x-basic', `Basic ${base64('somebody-long:pass-7')}`, 'somebody-long', 'pass-7'],
  ['x-pair', base64('gateway:tuesday-0123'), 'tuesday-0123'],
  ['x-login', 'gateway:tuesday-0123', 'tuesday-0123'],
  ['cookie', 'a=1; session=tuesday-0123; t="thursday-0123"', 'tuesday-0123', 'thursday-0123'],
  ['cookie', 'session=tuesday%2B0123', 'tuesday+0123'],
  ['x-digest', 'Digest username="somebody", response="0123456789abcdef"', '0123456789abcdef'],
  ['x-json', '{"user":"a","deep":{"list":["tuesday-0123"]}}', 'tuesday-0123'],
  ['x-several', 'tuesday-0123, thursday-0123', 'tuesday-0123', 'thursday-0123'],
  ['x-callback', 'https://gateway.example/in?sig=tuesday-0123&x=1', 'tuesday-0123'],
  ['X-TOKEN', 'short'],
  ['x-upstream', 'https://somebody:pass-7@gateway.example/', 'pass-7'],
  ['x-upstream', 'https://somebody:pass%2B7@gateway.example/', 'pass+7'],
  ['x-upstream', 'redis://:pass-7@cache.example', 'pass-7'],
  ['accept-key', 'tuesday-0123'],
  ['x-both', '${apiKey}:tuesday-0123', 'tuesday-0123'],
  ['x-beside', 'tuesday-0123 ${apiKey}', 'tuesday-0123'],
  ['cookie', 'session=tuesday-0123; key=${apiKey}', 'tuesday-0123'],
];

const harmlessHeaders: Record<string, string> = {
  Accept: 'application/json',
  'accept-language': 'de-DE, de;q=0.9',
  'Accept-Encoding': 'gzip, deflate',
  'content-type': 'application/json; charset=utf-8',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)',
  'HTTP-Referer': 'https://switchyard.example/app',
  'X-Title': 'Switchyard for us',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'context-1m-2025-08-07',
  'OpenAI-Beta': 'responses=experimental',
  'x-team': 'the blue team',
  'x-short': 'eu-west',
  authorization: 'Basic ${apiKey}',
  'x-scheme': 'GoogleLogin auth=${apiKey}',
};

describe('what of a configuration must never show', () => {
  for (const [name, value, ...parts] of secretHeaders) {
    it(`is in the header ${name}: ${value}`, () => {
      const secrets = listSecrets({ headers: { [name]: value } });
      const expected = value.includes('${apiKey}') ? parts : [value, ...parts];
      for (const part of expected) assert.ok(secrets.includes(part), `${part} in ${JSON.stringify(secrets)}`);
      const least = /token/i.test(name) ? 5 : 6;
      assert.ok(
        secrets.every(({ length }) => length >= least),
        JSON.stringify(secrets),
      );
    });
  }

  for (const [name, value] of Object.entries(harmlessHeaders)) {
    it(`is not in the header ${name}: ${value}`, () =>
      assert.deepEqual(listSecrets({ headers: { [name]: value } }), []));
  }

  it('is the key, without the space around it', () => {
    assert.deepEqual(listSecrets({ apiKey: ' the-key\n' }), ['the-key']);
  });
});
