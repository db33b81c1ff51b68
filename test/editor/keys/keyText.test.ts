import assert from 'node:assert/strict';
import { readKeyText } from '#editor/keys/keyText.ts';

const key = 'sk-ant-api03-0123456789_abc-DEF';
const openai = 'https://api.openai.com';

const pasted = [
  key,
  ` ${key}\r\n`,
  `"${key}"`,
  `'${key}'`,
  `\`${key}\``,
  `\`\`\`${key}\`\`\``,
  `“${key}”`,
  `„${key}“`,
  `«${key}»`,
  `<${key}>`,
  `(${key})`,
  `" ${key} "`,
  `"${key}",`,
  `${key};`,
  `ANTHROPIC_API_KEY=${key}`,
  `ANTHROPIC_API_KEY = "${key}"`,
  `export ANTHROPIC_API_KEY=${key}`,
  `export ANTHROPIC_API_KEY='${key}';`,
  `set ANTHROPIC_API_KEY=${key}`,
  `setx ANTHROPIC_API_KEY "${key}"`,
  `$env:ANTHROPIC_API_KEY = "${key}"`,
  `const apiKey = "${key}";`,
  `api_key: ${key}`,
  `"apiKey": "${key}",`,
  `x-api-key: ${key}`,
  `-H "x-api-key: ${key}"`,
  `Authorization: Bearer ${key}`,
  `Bearer ${key}`,
  `bearer  "${key}"`,
  `key=${key}`,
  `{"apiKey":"${key}"}`,
  `{ "provider": "claude", "api_key": "${key}" }`,
  `["${key}"]`,
  `"apiKey": "${key}"`,
  `-e ANTHROPIC_API_KEY=${key}`,
  `--env ANTHROPIC_API_KEY=${key}`,
  `setenv ANTHROPIC_API_KEY ${key}`,
  `set -gx ANTHROPIC_API_KEY ${key}`,
  `declare -x ANTHROPIC_API_KEY="${key}"`,
  `ENV ANTHROPIC_API_KEY=${key}`,
  `- ANTHROPIC_API_KEY=${key}`,
  `ANTHROPIC_API_KEY := ${key}`,
  `ANTHROPIC_API_KEY=${key} # ours`,
  `-H 'x-api-key: ${key}' \\`,
  `API key: ${key}`,
  `My secret key: ${key}`,
  `?key=${key}`,
  `**${key}**`,
  `${key}.`,
  `\u200B${key}\uFEFF`,
  `sk-ant-\u200Bapi03-0123456789_\u00ADabc-\u2060DEF`,
  `\u202A${key}\u202C`,
  `\u00A0${key}\u3000`,
  key.replaceAll(/./g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfe_e0)),
];

const refused: [text: string, reason: RegExp][] = [
  ['os.environ["ANTHROPIC_API_KEY"]', /name or an address/],
  ['os.getenv("ANTHROPIC_API_KEY")', /name or an address/],
  ['import.meta.env.VITE_KEY', /name or an address/],
  ['op://vault/claude/key', /name or an address/],
  ['file:///home/me/key', /name or an address/],
  ['~/.anthropic/key', /name or an address/],
  ['/run/secrets/key', /name or an address/],
  ['C:\\Users\\me\\key', /name or an address/],
  ['changeme', /no whole key/],
  ['INSERT_KEY_HERE', /no whole key/],
  ['undefined', /no whole key/],
  ['********', /no whole key/],
  ['', /empty/],
  [' \n', /empty/],
  ['""', /quotation mark/],
  ['two words', /holds a space/],
  ['schlüssel', /holds a space or a character/],
  ['a\u0000b', /holds a space or a character/],
  ['sk–ant–0123456789', /holds a space or a character/],
  [`"${key}`, /one end/],
  [`${key}'`, /one end/],
  [`${key}\n${key}`, /holds a space/],
  [`["${key}","${key}-2"]`, /more than one/],
  [`{"api_key":"${key}","token":"${key}"}`, /more than one/],
  ['sk-ant-...0abc', /no whole key/],
  ['sk-ant-…0abc', /no whole key/],
  ['sk-****************', /no whole key/],
  ['sk-proj-••••••', /no whole key/],
  ['sk-xxxxxxxxxxxx', /no whole key/],
  ['YOUR_API_KEY', /no whole key/],
  ['<your api key>', /no whole key/],
  ['$OPENAI_API_KEY', /a name or an address/],
  ['${OPENAI_API_KEY}', /a name or an address/],
  ['%OPENAI_API_KEY%', /a name or an address/],
  ['process.env.OPENAI_API_KEY', /a name or an address/],
  ['https://models.example/?key=AIza0123456789', /a name or an address/],
];

const elsewhere: [key: string, origin: string, house: string][] = [
  [key, openai, 'Anthropic'],
  [`Bearer ${key}`, openai, 'Anthropic'],
  [key, 'https://generativelanguage.googleapis.com', 'Anthropic'],
  ['sk-proj-0123456789abcdef', 'https://api.anthropic.com', 'OpenAI'],
  ['AIzaSyA1234567890abcdefghijklmnopqrstuv', openai, 'Google'],
  ['AQ.Ab1_0123456789', 'https://api.anthropic.com', 'Google'],
  ['sk-or-v1-0123456789', openai, 'OpenRouter'],
  ['gsk_0123456789', openai, 'Groq'],
  [key, 'https://api.groq.com', 'Anthropic'],
  ['xai-0123456789', 'https://api.anthropic.com', 'xAI'],
  ['ghp_0123456789abcdef', openai, 'GitHub'],
  ['glpat-0123456789', openai, 'GitLab'],
];

/** Keys as they are, however odd: what is no wrapping stays. */
const odd = [
  'abc123==',
  'c29tZTprZXk=',
  'ollama',
  'user:pass;word',
  'a"b',
  'k',
  'eyJhbGciOi.J9.x_y-z',
  'sk-0123456789abcdef',
  'p[0]{1}',
];

describe('a key as it is typed', () => {
  for (const text of pasted) {
    it(`is found in ${JSON.stringify(text.replace(key, 'k'))}`, () => assert.deepEqual(readKeyText(text), { key }));
  }

  for (const text of odd)
    it(`is left as it is: ${text}`, () => assert.deepEqual(readKeyText(text, openai), { key: text }));

  for (const [text, reason] of refused) {
    it(`is not taken from ${JSON.stringify(text.replace(key, 'k'))}, and the reason does not repeat it`, () => {
      const read = readKeyText(text);
      assert.ok('problem' in read, JSON.stringify(read));
      assert.match(read.problem, reason);
      assert.ok(!read.problem.includes('0123456789'));
    });
  }

  for (const [text, origin, house] of elsewhere) {
    it(`goes to no other house: ${text.slice(0, 12)}… to ${origin}`, () => {
      const read = readKeyText(text, origin);
      assert.ok('problem' in read, JSON.stringify(read));
      assert.match(read.problem, new RegExp(`looks like a key of ${house}, not of`));
    });
  }

  it('may be any house’s where a server of the user’s own takes it, and for its own house', () => {
    for (const origin of ['https://gateway.example', 'http://127.0.0.1:4000', 'https://api.anthropic.com', 'acme:'])
      assert.deepEqual(readKeyText(key, origin), { key });
  });
});
