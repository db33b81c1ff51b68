import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { extractKeys, readKeys } from '#test/support/l10nKeys.ts';

/** Texts that read the same in a language as in English: names, and words that it has taken over. */
const sameAsEnglish: Record<string, readonly string[]> = {
  de: ['Agent', 'Plan', 'Plan: {0}', 'Switchyard', 'Code', '{0}: {1}', '{0} ↔ {1}'],
  'zh-cn': ['Switchyard', '{0}: {1}', '{0} ↔ {1}', '“{0}”'],
};

type Table = Record<string, string>;

const readTable = (path: string): Table => JSON.parse(readFileSync(path, 'utf8'));

/** Finds the parts that a translation must keep as they are: places for values, icons, commands, settings and code. */
function fixedParts(text: string): string[] {
  return (text.match(/\{\d\}|\$\{\w+\}|\$\([\w-]+\)|\(command:[^)]+\)|`[^`]+`|^\n|\n$/g) ?? []).sort();
}

function assertTranslated(english: Table, translated: Table, isAllowed: (text: string) => boolean): void {
  const names = Object.keys(english);
  const missing = names.filter((name) => !translated[name]?.trim());
  const superfluous = Object.keys(translated).filter((name) => !Object.hasOwn(english, name));
  assert.deepEqual({ missing, superfluous }, { missing: [], superfluous: [] });
  const untranslated = names.filter((name) => translated[name] === english[name] && !isAllowed(english[name] ?? ''));
  assert.deepEqual(untranslated, []);
  for (const name of names) assert.deepEqual(fixedParts(translated[name] ?? ''), fixedParts(english[name] ?? ''), name);
}

/** Sentences that become somebody's `message` without being translated. */
function findPlainMessages(source: string): string[] {
  const found = source.matchAll(/\bmessage(?::| =)\s+(?:[\w.!= ]+\?\s+)?(?:'[^'\n]* [^'\n]*'|`[^`]* [^`]*`)/g);
  return [...found].map(([text]) => text);
}

describe('the translations', () => {
  const keys = readKeys();
  const ofCode = Object.fromEntries(keys.map((key) => [key, key]));

  it('are looked for where they are', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.equal(manifest.l10n, './l10n');
    const bundles = Object.keys(sameAsEnglish).map((language) => `bundle.l10n.${language}.json`);
    assert.deepEqual(readdirSync('l10n').sort(), bundles.sort());
  });

  for (const [language, same] of Object.entries(sameAsEnglish)) {
    it(`have every string of the code and of the page in ${language}, with what must stay in it, and no other`, () => {
      assertTranslated(ofCode, readTable(`l10n/bundle.l10n.${language}.json`), (text) => same.includes(text));
    });

    it(`have every string of the manifest in ${language}, with what must stay in it, and no other`, () => {
      const isAllowed = (text: string): boolean => same.includes(text);
      assertTranslated(readTable('package.nls.json'), readTable(`package.nls.${language}.json`), isAllowed);
    });
  }

  it('say that a string is missing, superfluous, left in English or has lost a value', () => {
    const check = (translated: Table) => (): void => assertTranslated({ a: 'Run {0}' }, translated, () => false);
    assert.doesNotThrow(check({ a: '{0} ausführen' }));
    assert.throws(check({}), /missing/);
    assert.throws(check({ a: '{0} ausführen', b: 'Mehr' }), /superfluous/);
    assert.throws(check({ a: 'Run {0}' }));
    assert.throws(check({ a: 'Ausführen' }), /a/);
  });
});

describe('the strings to translate', () => {
  const extract = (source: string) => extractKeys(source, 'a.ts');

  it('are read as the literals that they are', () => {
    assert.deepEqual(extract("l10n.t('One') + vscode.l10n.t(\n  'It\\u2019s {0}',\n  name,\n)"), ['One', 'It’s {0}']);
    assert.deepEqual(extract('l10n.t("a \\"b\\"") + l10n.t(`line\\n`)'), ['a "b"', 'line\n']);
  });

  it('are refused where they are not literals, with the place', () => {
    for (const argument of ['text', "'a' + b", "'a' +\n'b'", '`a ${b}`', "isOne ? 'a' : 'b'", "{ message: 'a' }"]) {
      assert.throws(() => extract(`first();\nl10n.t(${argument})`), /a\.ts:2: what is translated must be one literal/);
    }
    assert.throws(() => extract('const { t } = vscode.l10n;'), /a\.ts:1/);
    for (const line of [
      "import { l10n } from 'vscode';",
      "import * as l10n from '@vscode/l10n';",
      'vscode.l10n.bundle',
    ])
      assert.deepEqual(extract(line), []);
  });

  it('are also those of the core, which imports no editor', () => {
    assert.deepEqual(extract("throw new RunError('budget', l10n.t(\n  'Of {0}', l10n.t('it'),\n));"), ['Of {0}', 'it']);
    assert.deepEqual(extract("v.pipe(v.string(), v.description('The name.'))"), ['The name.']);
  });
});

describe('what the core says to people', () => {
  it('is translated wherever it is a message', () => {
    const files = globSync('src/{llm,orchestration}/**/*.ts');
    const plain = files.flatMap((file) =>
      findPlainMessages(readFileSync(file, 'utf8')).map((found) => `${file}: ${found}`),
    );
    assert.deepEqual(plain, []);
  });

  it('is noticed where it is not', () => {
    for (const source of [
      "throw new LlmError({ kind: 'server', message: 'No answer.' })",
      'const message =\n    `There is no ${id}.`;',
      "new LlmError({ message: isNew ? 'It is new.' : l10n.t('It is old.') })",
    ])
      assert.equal(findPlainMessages(source).length, 1, source);
    assert.deepEqual(findPlainMessages("const message = l10n.t('No answer.'); logger.error('No answer.');"), []);
  });
});

/** Loads every module with a `t` that throws, and prints the files in which it is called meanwhile. */
const loadAll = `
  import { globSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  const stubs = {
    '@vscode/l10n': 'export const t = () => { throw new Error("too early"); }; export const config = () => {};',
    vscode: 'export const ColorThemeKind = {}, commands = {}, env = {};',
  };
  registerHooks({
    resolve: (name, context, next) =>
      Object.hasOwn(stubs, name)
        ? { url: 'data:text/javascript,' + encodeURIComponent(stubs[name]), shortCircuit: true }
        : next(name, context),
  });
  const root = process.argv[1];
  for (const file of globSync('src/**/*.ts'))
    await import(new URL(file, root)).catch(({ message }) => console.log(file + ': ' + message));
`;

describe('a module', () => {
  it('says nothing while it loads, since the language is set only then', function () {
    this.timeout(60_000).slow(10_000);
    const root = pathToFileURL(`${resolve('.')}/`).href;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', loadAll, root], {
      encoding: 'utf8',
    });
    assert.equal(stdout, '');
  });
});
