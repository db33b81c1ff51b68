import assert from 'node:assert/strict';
import { isUndecodable } from '#edits/undecodable.ts';

describe('A file whose bytes are no text in its encoding', () => {
  const latin1 = Buffer.from([0x6e, 0x61, 0xef, 0x76, 0x65]);

  for (const [name, content, encoding, isExpected] of [
    ['Latin-1 read as UTF-8', latin1, 'utf8', true],
    ['Latin-1 read as UTF-8 with a mark', latin1, 'utf8bom', true],
    ['a cut character at the end', Buffer.from('日本').subarray(0, 5), 'utf8', true],
    ['a surrogate written as three bytes', Buffer.from([0xed, 0xa0, 0x80]), 'utf8', true],
    ['an overlong slash', Buffer.from([0xc0, 0xaf]), 'utf8', true],
    ['one bad byte behind a megabyte', Buffer.concat([Buffer.alloc(1_000_000, 97), Buffer.from([0xff])]), 'utf8', true],
    ['half a pair in UTF-16', Buffer.from([0x61, 0x00, 0x00, 0xd8]), 'utf16le', true],
    ['half a pair in UTF-16 the other way round', Buffer.from([0xd8, 0x00, 0x00, 0x61]), 'utf16be', true],
    ['plain text', Buffer.from('naïve'), 'utf8', false],
    ['the replacement character itself', Buffer.from('a \uFFFD b'), 'utf8', false],
    ['the replacement character in UTF-16', Buffer.from('a \uFFFD b', 'utf16le'), 'utf16le', false],
    ['nothing', Buffer.alloc(0), 'utf8', false],
  ] as const) {
    it(`is ${isExpected ? 'found' : 'not suspected'}: ${name}`, () => {
      const text = new TextDecoder(encoding.replace('utf8bom', 'utf8').replace('utf16', 'utf-16')).decode(content);
      assert.equal(isUndecodable(content, text, encoding), isExpected);
    });
  }

  it('is found where the encoding has no sign for what was replaced', () => {
    assert.equal(isUndecodable(Buffer.from([0x81]), '\uFFFD', 'windows1252'), true);
  });
});
