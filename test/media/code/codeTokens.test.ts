import assert from 'node:assert/strict';
import { codeLanguages } from '#media/code/codeLanguages.ts';
import { isKnown, toTokens } from '#media/code/codeTokens.ts';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { codeAnswer } from '#test/panel/samples.ts';

const blocks = [...codeAnswer.matchAll(/```(\w+)\n([^]*?)\n```/g)].map(([, language = '', code = '']) => ({
  language,
  code,
}));

const textOf = (tokens: readonly { text: string }[] | undefined) => tokens?.map(({ text }) => text).join('');

describe('code in tokens', () => {
  for (const { language, code } of blocks) {
    it(`keeps every character of ${language} and finds parts in it`, () => {
      const tokens = toTokens(code, language);
      assert.equal(textOf(tokens), code);
      assert.ok(new Set(tokens?.map(({ role }) => role)).size >= 3);
    });
  }

  it('says what each part is', () => {
    const roles = new Map(
      toTokens('// c\nclass A { f(): number { return "s" + 1.5; } }', 'ts')?.map((t) => [t.text, t.role]),
    );
    for (const [text, role] of [
      ['// c', 'comment'],
      ['class', 'keyword'],
      ['A', 'type'],
      ['f', 'function'],
      ['"s"', 'string'],
      ['1.5', 'number'],
    ] as const) {
      assert.equal(roles.get(text), role, text);
    }
  });

  it('tells an attribute in a page from a property in JSON', () => {
    assert.ok(toTokens('<a class="b">', 'html')?.some(({ text, role }) => text === 'class' && role === 'attribute'));
    assert.ok(toTokens('{"a": 1}', 'json')?.some(({ text, role }) => text === '"a"' && role === 'property'));
  });

  it('knows languages by their common names, and none by the name of a property', () => {
    for (const name of ['ts', 'tsx', 'js', 'py', 'rs', 'sh', 'yml', 'toml', 'c++', 'c#', 'html', 'dockerfile', 'kt']) {
      assert.ok(isKnown(name), name);
    }
    for (const name of ['', '__proto__', 'constructor', 'toString', 'zig']) assert.equal(isKnown(name), false, name);
  });

  it('keeps every character in every language, whatever the code', function () {
    this.timeout(60_000);
    const codes = makeHostileAnswers()
      .light.map(({ markdown }) => markdown)
      .filter((code) => !/[^\n]{301}/.test(code));
    for (const language of Object.keys(codeLanguages)) {
      for (const code of [...codes, ...blocks.map((block) => block.code)]) {
        const tokens = toTokens(code, language);
        if (tokens) assert.equal(textOf(tokens), code, language);
        else assert.fail(`${language} could not take ${JSON.stringify(code)}`);
      }
    }
  });

  it('is left whole where it is long, or has lines that nobody writes', () => {
    assert.equal(toTokens('a'.repeat(2_000), 'ts'), undefined);
  });
});
