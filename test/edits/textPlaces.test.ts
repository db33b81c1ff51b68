import assert from 'node:assert/strict';
import { findPlace, shiftPlace, toChange, toLineFeeds } from '#edits/textPlaces.ts';

const code = 'if (a) {\n  b();\n}';

describe('a place in a text', () => {
  /** Returns the text that is found. */
  const found = (text: string, wanted: string, expected?: number): string => {
    const result = findPlace(text, wanted, expected);
    return 'place' in result ? text.slice(result.place.start, result.place.end) : result.problem;
  };

  const cases: [title: string, text: string, wanted: string, expected: number | undefined, result: string][] = [
    ['is where it was', `x\n${code}\ny`, code, 2, code],
    ['is where it was, also if there are two', `${code}\n${code}`, code, code.length + 1, code],
    ['is found where it moved', `x\nmore\n${code}\ny`, code, 2, code],
    ['is ambiguous if there are two and none where it was', `x\n${code}\n${code}`, code, 1, 'ambiguous'],
    ['is ambiguous if there are two and nobody followed it', `${code}\n${code}`, code, undefined, 'ambiguous'],
    ['is found though it was formatted', 'x\nif(a){\n\tb() ;\n}\ny', code, undefined, 'if(a){\n\tb() ;\n}'],
    ['is ambiguous if it was formatted in two places', 'if(a){b();}\nif (a) {b();}', code, undefined, 'ambiguous'],
    ['is gone if a letter of it changed', 'if (c) {\n  b();\n}', code, 0, 'gone'],
    ['is gone if it was removed', 'x\ny\n', code, 2, 'gone'],
    ['is not found within a word', 'const max = 10;', 'x = 1', undefined, 'gone'],
    ['is not found within a word, white space aside', 'const max=10;', 'x = 1', undefined, 'gone'],
    ['is found within a word where it was', 'const max = 10;', 'x = 1', 8, 'x = 1'],
    ['is gone where there is nothing to look for', 'a\n \n', ' \n', 0, 'gone'],
    ['is ambiguous where it overlaps itself', 'a.a.a.', 'a.a.', undefined, 'ambiguous'],
  ];
  for (const [title, text, wanted, expected, result] of cases)
    it(title, () => assert.equal(found(text, wanted, expected), result));

  it('is told apart when the second of two equal ones is meant', () => {
    const result = findPlace(`${code}\n${code}`, code, code.length + 1);
    assert.deepEqual(result, { place: { start: code.length + 1, end: 2 * code.length + 1 } });
  });

  it('moves with what is written before it, and grows with what is written into it', () => {
    const place = { start: 10, end: 20 };
    assert.deepEqual(shiftPlace(place, { start: 0, end: 5, length: 8 }), { start: 13, end: 23 });
    assert.deepEqual(shiftPlace(place, { start: 10, end: 10, length: 2 }), { start: 12, end: 22 });
    assert.deepEqual(shiftPlace(place, { start: 20, end: 25, length: 0 }), place);
    assert.deepEqual(shiftPlace(place, { start: 12, end: 14, length: 5 }), { start: 10, end: 23 });
    assert.deepEqual(shiftPlace(place, { start: 5, end: 30, length: 0 }), { start: 5, end: 5 });
  });

  it('takes every kind of line end for one', () => {
    assert.equal(toLineFeeds('a\r\nb\rc\n'), 'a\nb\nc\n');
  });
});

describe('the least change of a text', () => {
  for (const [before, after] of [
    ['a\nb\nc', 'a\nx\nc'],
    ['a\nb', 'a\nb\nc'],
    ['', 'a\n'],
    ['a\n', ''],
    ['aaa', 'aa'],
    ['a\nfoo(1);\nb', 'a\nfoo(2);\nb'],
    ['x\nx\nx', 'x\nx\nx\nx'],
    ['\u{1F600}', '\u{1F601}'],
    ['\nexport const a=1\n', 'export const a=1\n'],
    ['\nfoo', 'bar\nfoo'],
    ['\n\nfoo\nx', 'foo\ny'],
    ['foo', '\nfoo'],
    ['\n', ''],
  ] as const) {
    it(`turns ${JSON.stringify(before)} into ${JSON.stringify(after)} by whole lines`, () => {
      const change = toChange(before, after);
      assert.ok(change);
      assert.equal(before.slice(0, change.start) + change.text + before.slice(change.end), after);
      assert.ok(change.start === 0 || before[change.start - 1] === '\n');
      assert.ok(change.end === before.length || before[change.end] === '\n');
    });
  }

  it('is none between equal texts', () => assert.equal(toChange('a', 'a'), undefined));
});
