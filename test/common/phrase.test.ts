import assert from 'node:assert/strict';
import { isPhrase, joinPhrases, mapTexts, phrase, phraseOf, sayPhrase, toPhrase } from '#common/phrase.ts';

const german: Record<string, string> = {
  'There is no agent "{0}". Known: {1}.': 'Es gibt keinen Agent „{0}“. Bekannt: {1}.',
  none: 'keine',
};
const language = {
  translate: (english: string, values: string[]) =>
    (german[english] ?? english).replaceAll(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? ''),
  formatNumber: (value: number) => value.toLocaleString('de'),
};

describe('a phrase', () => {
  it('is said in English, or in a language with the phrases and numbers in it', () => {
    const missing = phrase('There is no agent "{0}". Known: {1}.', 'x', phrase('none'));
    assert.equal(sayPhrase(missing), 'There is no agent "x". Known: none.');
    assert.equal(sayPhrase(missing, language), 'Es gibt keinen Agent „x“. Bekannt: keine.');
    assert.equal(sayPhrase(phrase('{0} of {1}', 1.5, 10_000)), '1.5 of 10,000');
    assert.equal(sayPhrase(phrase('{0} of {1}', 1.5, 10_000), language), '1,5 of 10.000');
  });

  it('takes what is put in for text, whatever it looks like', () => {
    assert.equal(sayPhrase(phrase('{0} and {1}', '{1}', '$&')), '{1} and $&');
    assert.equal(sayPhrase(toPhrase('{0}')), '{0}');
  });

  it('can be one of several in a row', () => {
    const row = joinPhrases([phrase('none'), 'a', phrase('none')], ' · ');
    assert.equal(sayPhrase(phrase('{0}!', row), language), 'keine · a · keine!');
    assert.equal(joinPhrases([], ' '), '');
  });

  it('is changed in its texts, at any depth', () => {
    const changed = mapTexts(phrase('{0} {1} {2}', 'a', phrase('in {0}', 'b'), 3), (text) => text.toUpperCase());
    assert.equal(sayPhrase(changed), 'A in B 3');
  });

  it('is found on an error that has one, and what is none is not taken for one', () => {
    const known = phrase('none');
    assert.equal(phraseOf(Object.assign(new Error('x'), { phrase: known })), known);
    for (const error of [new Error('x'), 'x', undefined, Object.assign(new Error('x'), { phrase: 'x' })])
      assert.equal(phraseOf(error), undefined);
    for (const value of [null, [], {}, { english: 'a' }, { english: 1, values: [] }, { english: 'a', values: [{}] }])
      assert.equal(isPhrase(value), false);
    let deep = phrase('a');
    for (let depth = 0; depth < 10_000; depth += 1) deep = phrase('{0}', deep);
    assert.equal(isPhrase(deep), false);
  });
});
