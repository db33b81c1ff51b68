import assert from 'node:assert/strict';
import { parseJsonWithComments, toCodeColors, toTokenRules } from '#editor/panel/tokenColors.ts';

const rule = (scope: string | string[], foreground: string) => ({ scope, settings: { foreground } });

describe('the colors of code in a theme', () => {
  it('come from the rule that names the most of a scope', () => {
    const rules = toTokenRules([
      rule('keyword', '#111111'),
      rule('keyword.control', '#222222'),
      rule('key', '#333333'),
      rule('string, comment', '#444444'),
      rule(['entity.name.function', 'support.function'], '#55555588'),
    ]);
    const { keyword, string, comment, function: ofFunctions, number } = toCodeColors(rules);
    assert.deepEqual(
      [keyword, string, comment, ofFunctions, number],
      ['#222222', '#444444', '#444444', '#55555588', undefined],
    );
  });

  it('come from the later of two rules that fit as well', () => {
    const rules = toTokenRules([rule('comment', '#111'), rule('comment', '#222')]);
    assert.equal(toCodeColors(rules).comment, '#222');
  });

  it('are never taken from a rule for code within other code', () => {
    assert.equal(toCodeColors(toTokenRules([rule('source.css comment', '#111')])).comment, undefined);
  });

  it('are plain colors and nothing else that a style sheet would understand', () => {
    const values = ['red', 'url(https://evil.example)', '#12', '#1234567', '#111;x:y', 7, undefined];
    const rules = values.map((foreground) => ({ scope: 'comment', settings: { foreground } }));
    assert.deepEqual(toTokenRules(rules), []);
  });

  it('are none where a theme is not one', () => {
    for (const value of [undefined, 'x', {}, [1, null, {}, { settings: 1 }, { settings: { foreground: '#111' } }]]) {
      assert.deepEqual(toTokenRules(value), []);
    }
  });
});

describe('JSON with comments', () => {
  it('is read with comments and trailing commas, and leaves strings alone', () => {
    const text = '\uFEFF{ // a\n "a": "//b, ]", /* c\n */ "d": [1, 2,\n ], "e\\"": "/*", }';
    assert.deepEqual(parseJsonWithComments(text), { a: '//b, ]', d: [1, 2], 'e"': '/*' });
  });

  it('is nothing where it is broken', () => {
    assert.equal(parseJsonWithComments('{ "a": '), undefined);
  });
});
