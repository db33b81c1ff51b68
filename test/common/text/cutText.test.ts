import assert from 'node:assert/strict';
import { cutText } from '#common/text/cutText.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Texts that people see as one character, by the name of what holds it together. */
const characters: Record<string, string> = {
  'an emoji outside of the first plane': '😀',
  'a family, joined': '👨‍👩‍👧‍👦',
  'a couple with skin tones': '👩🏽‍❤️‍💋‍👨🏿',
  'a thumb with a skin tone': '👍🏾',
  'the flag of a country': '🇩🇪',
  'the flag of a part of a country': '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
  'the rainbow flag': '🏳️‍🌈',
  'a keycap': '1️⃣',
  'a heart with a variation selector': '❤️',
  'a letter with two accents apart': 'e\u0302\u0301',
  'a Hangul syllable in its parts': '\u1112\u1161\u11ab',
  'a Devanagari syllable': 'क्षि',
  'a Thai letter with its tone mark': 'ก็่',
  'an ideograph of the second plane': '𠮷',
  'an ideograph with a variation': '葛\u{e0100}',
  'the end of a line': '\r\n',
};

describe('cutText', () => {
  for (const [name, character] of Object.entries(characters)) {
    it(`never cuts into ${name}`, () => {
      for (const before of ['', 'a', 'ab']) {
        const text = before + character.repeat(20);
        const starts = new Set([...graphemes.segment(text)].map(({ index }) => index));
        for (let length = 0; length < text.length; length += 1) {
          const cut = cutText(text, length);
          assert.ok(starts.has(cut.length), `${JSON.stringify(text)} at ${length}`);
          assert.ok(text.startsWith(cut) && cut.length <= length);
          assert.ok(length - cut.length < character.length, 'no more than one character is left out');
        }
      }
    });
  }

  it('counts the mark at the end, and puts it behind the last word', () => {
    assert.equal(cutText('one two three', 9, '…'), 'one two…');
    assert.equal(cutText('one two three', 10, '…'), 'one two t…');
    assert.equal(cutText('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 13, '…'), '👨‍👩‍👧‍👦…');
  });

  it('leaves a text that is short enough as it is', () => {
    assert.equal(cutText('', 0), '');
    assert.equal(cutText('abc ', 4, '…'), 'abc ');
    assert.equal(cutText('👨‍👩‍👧‍👦', 11, '…'), '👨‍👩‍👧‍👦');
  });

  it('cuts a heap of marks on one letter, between two of them', () => {
    const heap = `a${'\u{1d165}'.repeat(100_000)}`;
    for (const length of [100, 101, 5_000, 5_001]) {
      const cut = cutText(heap, length);
      assert.ok(cut.length >= length - 1 && cut.length <= length);
      assert.ok(cut.isWellFormed());
    }
  });

  it('takes halves of characters as they come', () => {
    assert.equal(cutText('\ud83d'.repeat(5), 3), '\ud83d'.repeat(3));
    assert.equal(cutText('abc', -1), '');
  });
});
