import assert from 'node:assert/strict';
import { findHidden, holdsHidden, splitHidden } from '#common/text/hiddenCharacters.ts';

describe('characters that a reader of code does not see', () => {
  it('are those that change the order or have no width, each named once', () => {
    const code = 'a\u202E\u2066b\u2069\u2066 \u200Bc\uFEFF\u{E0041}';
    assert.deepEqual(findHidden(code), ['U+202E', 'U+2066', 'U+2069', 'U+200B', 'U+FEFF', 'U+E0041']);
    for (const character of '\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u200E\u200F\u061C\u2060') {
      assert.ok(holdsHidden(`a${character}b`), character.codePointAt(0)?.toString(16));
    }
  });

  it('are no letters, emoji or white space', () => {
    const text = 'const a = "شكرا 👩‍👩‍👧 ❤️ می‌خواهم\t\u00A0";\r\n';
    assert.deepEqual([holdsHidden(text), findHidden(text)], [false, []]);
  });

  it('are found where they stand, and nothing is lost', () => {
    const text = '\u202Ea\u{E0041}\u200Bbc';
    assert.deepEqual(splitHidden(text), [
      { text: '\u202E', codePoint: 'U+202E' },
      { text: 'a' },
      { text: '\u{E0041}', codePoint: 'U+E0041' },
      { text: '\u200B', codePoint: 'U+200B' },
      { text: 'bc' },
    ]);
    assert.deepEqual(splitHidden('plain'), [{ text: 'plain' }]);
    assert.deepEqual(splitHidden(''), []);
  });
});
