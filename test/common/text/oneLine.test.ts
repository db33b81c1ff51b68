import assert from 'node:assert/strict';
import { toOneLine } from '#common/text/oneLine.ts';

describe('toOneLine', () => {
  it('makes one line of several, without what turns the writing around', () => {
    assert.equal(toOneLine(' one\r\n\ttwo\u0000 \u202ethree\u202c '), 'one two three');
  });

  it('cuts between two characters, whatever the length is', () => {
    const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const family = '👨‍👩‍👧‍👦';
    const text = `Ask the ${family.repeat(40)}`;
    for (let length = 1; length < 200; length += 1) {
      const line = toOneLine(text, length);
      assert.ok(line.length <= length && line.endsWith('…'));
      const last = [...graphemes.segment(line.slice(0, -1))].at(-1)?.segment ?? '';
      assert.ok(last === '' || 'Ask the'.includes(last) || last === family, JSON.stringify(last));
    }
  });

  it('says that there is more where the rest begins far behind white space', () => {
    assert.equal(toOneLine(`a${' '.repeat(100)}b`, 10), 'a…');
    assert.equal(toOneLine(' '.repeat(100), 10), '');
  });

  it('cuts into no character where it stops reading', () => {
    assert.equal(toOneLine(`a${' '.repeat(78)}👨‍👩‍👧‍👦`, 10), 'a…');
  });
});
