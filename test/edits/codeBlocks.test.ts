import assert from 'node:assert/strict';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import {
  codeOf,
  findCodeBlocks,
  findIndentedBlocks,
  findShownBlock,
  holdsText,
  withoutName,
} from '#edits/codeBlocks.ts';

const ticks = '```';

/** The blocks of an answer given by its lines. */
const blocksOf = (...lines: string[]) => findCodeBlocks(lines.join('\n')).map((block) => withoutUndefined(block));
const textsOf = (...lines: string[]) => blocksOf(...lines).map(({ text }) => text);

describe('code blocks of an answer', () => {
  it('are what stands between fences, and nothing of what stands around them', () => {
    assert.deepEqual(blocksOf('Here it is:', '', `${ticks}ts`, 'let a = 1;', '', '  b();', ticks, 'Explained.'), [
      { index: 0, text: 'let a = 1;\n\n  b();', language: 'ts', isClosed: true },
    ]);
  });

  const cases: [title: string, lines: string[], texts: string[]][] = [
    ['of tildes', ['~~~py', 'a', ticks, 'b', '~~~'], [`a\n${ticks}\nb`]],
    ['with a longer fence around a shorter one', ['````md', ticks, 'a', ticks, '````'], [`${ticks}\na\n${ticks}`]],
    ['whose closing fence is longer', [ticks, 'a', '`````'], ['a']],
    ['whose closing fence is followed by words only seem closed', [ticks, 'a', `${ticks} b`, ticks], [`a\n${ticks} b`]],
    ['of one line with backticks behind are none', ['```a``` b', 'c'], []],
    ['may be empty', [ticks, ticks], ['']],
    ['may be one empty line', [ticks, '', ticks], ['']],
    ['that follow each other', [ticks, 'a', ticks, ticks, 'b', ticks], ['a', 'b']],
    ['in a quote end with it', ['> ```', '> a', '>', '> b', 'text'], ['a\n\nb']],
    ['in a quote in a quote', ['> > ```', '> > > a', '> > ```'], ['> a']],
    ['in a list', ['1. Do', '', '   ```js', '   a', '     b', '   ```', '2. Then'], ['a\n  b']],
    ['deep in a list', ['- a', '  - b', '    - c', '', '      ```', '      x', '      ```'], ['x']],
    ['right behind a bullet', ['- ```js', '  a', '  ```'], ['a']],
    ['in a list end with their item, as a line that is less indented does', ['- Do', '', '  ```js', 'a', ' b'], ['']],
    ['in a list behind an empty line', ['1. Do:', '', '   - this:', '', '     ~~~', '     a', '     ~~~'], ['a']],
    ['in a quote in a list', ['1. > ```', '   > a', '   >   b', '   > ```', '2. c'], ['a\n  b']],
    ['in a list in a quote', ['> - a', '>', '>   ```', '>     b', '>   ```'], ['  b']],
    ['in a footnote', ['[^1]: a', '', '    ```', '    b', '    ```'], ['b']],
    ['of tildes, whose words have backticks', ['~~~ a`b', 'c', '```', '~~', '~~~~'], ['c\n```\n~~']],
    ['with lines less indented than their fence', ['   ```', ' a', '      b', '   ```'], ['a\n   b']],
    ['that a fence that is too deep does not close', ['```', 'a', '    ```', 'b', '```'], ['a\n    ```\nb']],
    ['in a table or a formula are none', ['| a |', '|---|', '| ``` |', '', '$$', '~~~', '$$'], []],
    ['indented like code are code', ['text', '', '    ```', '    a', '    ```'], []],
    ['with Windows line ends', [`${ticks}js\r`, 'a\r', 'b\r', `${ticks}\r`], ['a\nb']],
    ['with tabs keep them', [ticks, '\ta', '\t\tb', ticks], ['\ta\n\t\tb']],
    ['below a rule of stars', ['* * *', '```', 'a', '```'], ['a']],
  ];
  for (const [title, lines, texts] of cases) it(title, () => assert.deepEqual(textsOf(...lines), texts));

  it('that are not closed run to the end, and say so', () => {
    assert.deepEqual(blocksOf('a', ticks, 'b', '', ''), [{ index: 0, text: 'b\n', language: '', isClosed: false }]);
  });

  // An expression that goes back would take minutes; the limit leaves a busy machine all the time it needs.
  it('are found in time that grows with the answer, whatever it holds', () => {
    for (const piece of ['- ', '> ', '`', '~~~\n', '```\n', '# ', '1. ', ' ', '\n', '``` \n> ', '**']) {
      assert.ok(Array.isArray(findCodeBlocks(piece.repeat(50_000))));
    }
  }).timeout(60_000);

  describe('are named', () => {
    const named: [lines: string[], language: string, path: string | undefined][] = [
      [[`${ticks}TS`], 'ts', undefined],
      [[`${ticks}ts src/a.ts`], 'ts', 'src/a.ts'],
      [[`${ticks}ts title="src/a b.ts"`], 'ts', undefined],
      [[`${ticks}ts title="src/a.ts" {1,3}`], 'ts', 'src/a.ts'],
      [[`${ticks}ts title=src/a.ts`], 'ts', 'src/a.ts'],
      [[`${ticks}js filename='a.js' showLineNumbers`], 'js', 'a.js'],
      [[`${ticks}ts:src/a.ts`], 'ts', 'src/a.ts'],
      [[`${ticks}src/a.ts`], '', 'src/a.ts'],
      [[`${ticks}{.python file=a.py}`], 'python', 'a.py'],
      [[`${ticks}c++ {linenos=true}`], 'c++', undefined],
      [[`${ticks}Makefile`], 'makefile', undefined],
      [['### src/a.ts', '', `${ticks}ts`], 'ts', 'src/a.ts'],
      [['### `src/a.ts`', `${ticks}ts`], 'ts', 'src/a.ts'],
      [['**src/a.ts**', '', `${ticks}ts`], 'ts', 'src/a.ts'],
      [['**`src/a.ts`:**', `${ticks}ts`], 'ts', 'src/a.ts'],
      [['`src/a.ts`:', `${ticks}ts`], 'ts', 'src/a.ts'],
      [['2. **src/a.ts** (new file)', '', `   ${ticks}ts`], 'ts', 'src/a.ts'],
      [['File: src/a.ts', `${ticks}ts`], 'ts', 'src/a.ts'],
      [['**File: `Dockerfile`**', ticks], '', 'Dockerfile'],
      [['## 1. `src/a.ts`', ticks], '', 'src/a.ts'],
      [['### ../../etc/passwd.txt', ticks], '', '../../etc/passwd.txt'],
      [[`${ticks}12:15:src/a.ts`], '', 'src/a.ts'],
      [[`${ticks}md file="my notes.md"`], 'md', 'my notes.md'],
      [['### `package.json` (excerpt)', `${ticks}json`], 'json', 'package.json'],
      [['**src/a.ts** (lines 3-9):', `${ticks}ts`], 'ts', 'src/a.ts'],
      [['Change `src/a.ts` like this:', `${ticks}ts`], 'ts', undefined],
      [['See src/a.ts', `${ticks}ts`], 'ts', undefined],
      [['src/a.ts', `${ticks}ts`], 'ts', undefined],
      [['## Version 2.0', `${ticks}ts`], 'ts', undefined],
      [['**src/a.ts**', 'Now with a check:', `${ticks}ts`], 'ts', undefined],
    ];
    for (const [lines, language, path] of named) {
      it(`${path ?? 'by nothing'} by ${lines.join(' ⏎ ')}`, () => {
        const [block] = blocksOf(...lines, 'x', '   ```');
        assert.deepEqual([block?.language, block?.path], [language, path]);
      });
    }

    const commented: [line: string, language: string, path: string | undefined][] = [
      ['// src/a.ts', 'ts', 'src/a.ts'],
      ['// file: src/a.ts', 'ts', 'src/a.ts'],
      ['// src/a.ts:12-30', 'ts', 'src/a.ts'],
      ['// src/a.ts#L12', 'ts', 'src/a.ts'],
      ['// src/a.ts (lines 3-9)', 'ts', 'src/a.ts'],
      ['// File: src/a.ts - updated', 'ts', 'src/a.ts'],
      ['// src/a.ts is read first', 'ts', undefined],
      ['/* src/a.css */', 'css', 'src/a.css'],
      ['<!-- index.html -->', 'html', 'index.html'],
      ['# src/a.py', 'python', 'src/a.py'],
      ['-- schema.sql', 'sql', 'schema.sql'],
      ['# README.md', 'md', undefined],
      ['<!-- file: README.md -->', 'md', 'README.md'],
      ['// uses src/a.ts', 'ts', undefined],
      ['import "./a.ts";', 'ts', undefined],
      ['#!/usr/bin/env node', 'js', undefined],
    ];
    for (const [line, language, path] of commented) {
      it(`${path ?? 'by nothing'} by a first line of ${line}`, () => {
        const [block] = blocksOf(`${ticks}${language}`, line, 'x', ticks);
        assert.ok(block);
        assert.equal(block.path, path);
        const isCertain = path !== undefined && block.certainty !== 'perhaps';
        assert.equal(codeOf(block), isCertain ? 'x' : `${line}\nx`, 'a name that is certain is no code');
        assert.equal(withoutName(block), path === undefined ? `${line}\nx` : 'x');
      });
    }
  });

  describe('hold fences like their own', () => {
    const meant = (...lines: string[]) => blocksOf(...lines)[0]?.meant;
    const readme = ['# T', '', `${ticks}sh`, 'npm i', ticks, '', 'Then:', '', `${ticks}js`, 'a();', ticks, '', 'End.'];

    it('and are meant to end where as many were closed as were opened', () => {
      assert.equal(meant(`${ticks}markdown`, ...readme, ticks, 'That is all.'), readme.join('\n'));
      assert.equal(meant(`${ticks}markdown`, ...readme, ticks, `${ticks}ts`, 'b', ticks), readme.join('\n'));
      assert.equal(meant('~~~md', 'a', '~~~sh', 'b', '~~~', 'c', '~~~'), 'a\n~~~sh\nb\n~~~\nc');
      assert.equal(
        meant('1. Do', '', `   ${ticks}md`, '   a', `   ${ticks}sh`, `   ${ticks}`, '   c', `   ${ticks}`),
        `a\n${ticks}sh\n${ticks}\nc`,
      );
    });

    it('whatever their language', () => {
      const lines = ['@doc """', `  ${ticks}elixir`, '  f()', `  ${ticks}`, '"""', 'def f, do: 1'];
      assert.equal(meant(`${ticks}elixir`, ...lines, ticks), lines.join('\n'));
    });

    it('and are doubted where those name no language', () => {
      const lines = ['# T', ticks, 'npm i', ticks, 'End.'];
      assert.equal(meant(`${ticks}md`, ...lines, ticks), lines.join('\n'));
      assert.equal(meant('**README.md**', ticks, ...lines, ticks), lines.join('\n'));
    });

    it('and are not doubted where a longer fence, or none, is around them', () => {
      assert.equal(meant('````md', ...readme, '````'), undefined);
      assert.equal(meant(`${ticks}md`, '# T', ticks, 'Text', `${ticks}ts`, 'a', ticks), undefined);
      assert.equal(meant(`${ticks}ts`, 'a', ticks, ticks, 'b', ticks), undefined);
      assert.equal(meant(`${ticks}md`, 'a', '~~~sh', 'b', '~~~', ticks), undefined);
      assert.equal(meant(`${ticks}ts`, 'f(', ticks, 'Text', `${ticks}ts`, ')', ticks), undefined);
    });

    it('and are doubted where a fence that was to close them is missing', () => {
      assert.equal(meant(`${ticks}ts`, 'a', `${ticks}ts`, 'b', ticks, 'the end'), `a\n${ticks}ts\nb`);
      assert.equal(
        meant(`${ticks}ts`, `a;${ticks}`, 'Text', `${ticks}ts`, 'b', ticks),
        `a;${ticks}\nText\n${ticks}ts\nb`,
      );
    });

    it('and are doubted where one of those ends them in the middle of code', () => {
      const codes: [language: string, ...lines: string[]][] = [
        ['rust', '/*!', ticks, 'let x = 1;', ticks, '*/', 'fn f() {}'],
        ['bash', "cat > a.md <<'EOF'", ticks, 'npm i', ticks, 'EOF', 'npm test'],
        ['yaml', 'body: |', `  ${ticks}`, '  code', `  ${ticks}`, 'next: 1'],
        ['go', 'var s = `', ticks, '\tx', ticks, '`'],
        ['python', 's = """', ticks, 'x', ticks, '"""'],
        ['ts', 'const s = [', "  'x',", ticks, '].join();'],
      ];
      for (const [language, ...lines] of codes) {
        assert.equal(meant(`${ticks}${language}`, ...lines, ticks, '', 'That is all.'), lines.join('\n'));
      }
    });
  });

  it('hold fences that are too deep to close them without doubt', () => {
    const lines = ['var s = `', `\t${ticks}`, '\tx', `\t${ticks}`, '`'];
    assert.deepEqual(blocksOf(`${ticks}go`, ...lines, ticks), [
      { index: 0, text: lines.join('\n'), language: 'go', isClosed: true },
    ]);
  });

  it('are meant in quotes and lists, too, as the text there', () => {
    for (const [first, others] of [
      ['> ', '> '],
      ['1. > ', '   > '],
      ['> - ', '>   '],
      ['[^1]: ', '    '],
      ['- a\n\n\t', '\t'],
    ]) {
      const lines = ['# T', '', `${ticks}sh`, '  npm i', ticks, 'End.', ticks];
      const [block] = blocksOf(`${first}${ticks}md`, ...lines.map((line) => `${others}${line}`), 'text');
      assert.equal(block?.text, lines.slice(0, 4).join('\n'), first);
      assert.equal(block.meant, lines.slice(0, -1).join('\n'), first);
    }
  });

  it('are named by words without escapes, as the page shows them', () => {
    const [block] = blocksOf(`${ticks}c\\+\\+ title=&quot;a\\_b.cpp&quot;`, ticks);
    assert.deepEqual([block?.language, block?.path], ['c++', 'a_b.cpp']);
  });

  it('are named by the line above them, whatever block that is', () => {
    const rows: [path: string | undefined, ...lines: string[]][] = [
      ['a.ts', '> **a.ts**', '>', `> ${ticks}`, '> x', `> ${ticks}`],
      ['a.ts', '- `a.ts`:', '', `  ${ticks}`, '  x', `  ${ticks}`],
      [undefined, '**a.ts**', '***', ticks, 'x', ticks],
    ];
    for (const [path, ...lines] of rows) assert.equal(blocksOf(...lines)[0]?.path, path, lines.join(' ⏎ '));
    const second = blocksOf('**a.ts**', ticks, ticks, ticks, ticks)[1];
    assert.equal(second?.path, undefined, 'a name is that of the next block alone');
  });

  it('say how certain their names are', () => {
    const certaintyOf = (...lines: string[]) => blocksOf(...lines)[0]?.certainty;
    const rows: [expected: string | undefined, ...lines: string[]][] = [
      ['said', `${ticks}ts src/a.ts`, ticks],
      ['said', `${ticks}js title="a.js"`, ticks],
      ['said', 'File: a.py', ticks, ticks],
      ['said', '**File: `a.py`**', ticks, ticks],
      ['said', `${ticks}py`, '# filename: a.py', ticks],
      ['likely', '### src/a.ts', ticks, ticks],
      ['likely', '**`a.ts`**', ticks, ticks],
      ['likely', `${ticks}ts`, '// src/a.ts', ticks],
      ['perhaps', '### Node.js', ticks, ticks],
      ['perhaps', '**Vue.js**', ticks, ticks],
      ['perhaps', `${ticks}js`, '// Node.js', ticks],
      ['perhaps', `${ticks}py`, '# np.array', ticks],
      ['perhaps', `${ticks}sql`, '-- public.users', ticks],
      [undefined, ticks, 'a', ticks],
    ];
    for (const [expected, ...lines] of rows) assert.equal(certaintyOf(...lines), expected, lines.join(' ⏎ '));
  });

  it('without fences are those that their indentation marks, in quotes as well', () => {
    const markdown = ['- a', '', '      b', '       c', '', '>     d', '>     e', '', ticks, 'f', ticks].join('\n');
    assert.deepEqual(
      findIndentedBlocks(markdown).map(({ index, text }) => [index, text]),
      [
        [0, 'b\n c'],
        [1, 'd\ne'],
      ],
    );
    assert.deepEqual(textsOf(markdown), ['f']);
  });

  it('are recognised by what a page shows of them, however it writes white space', () => {
    const blocks = blocksOf(ticks, '\ta', ticks, ticks, 'b', ticks, ticks, '\ta', ticks);
    assert.equal(findShownBlock(blocks, '    a\n', 2)?.index, 2);
    assert.equal(findShownBlock(blocks, '    a', 1)?.index, 0, 'what it holds counts for more than where it stands');
    assert.equal(findShownBlock(blocks, 'a; evil()', 0), undefined);
    assert.equal(holdsText('say  a\nb', 'ab'), true);
    assert.equal(holdsText('say a', ''), false);
  });
});
