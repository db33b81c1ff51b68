import assert from 'node:assert/strict';
import { detectUnit, fitCode } from '#edits/syntax/indentation.ts';
import { findStringLines } from '#edits/syntax/multilineStrings.ts';

/** Replaces what stands between `«` and `»`, and returns the whole text. */
function replaceIn(marked: string, code: string, languageId?: string): string {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replaceAll(/[«»]/g, '');
  return text.slice(0, start) + fitCode(code, text, { start, end }, languageId) + text.slice(end);
}

const lines = (...all: string[]) => all.join('\n');

describe('code that replaces a place', () => {
  const cases: [title: string, marked: string, code: string, expected: string, languageId?: string][] = [
    ['at the left edge stays as it is', '«a»\nb', 'c\n  d', 'c\n  d\nb'],
    [
      'is indented as whole lines are',
      lines('class A {', '«  f() {', '    return 1;', '  }»', '}'),
      lines('f() {', '  return 2;', '}'),
      lines('class A {', '  f() {', '    return 2;', '  }', '}'),
    ],
    [
      'is indented also where the selection begins behind the indentation',
      lines('class A {', '  «f() {', '    return 1;', '  }»', '}'),
      lines('f() {', '  return 2;', '}'),
      lines('class A {', '  f() {', '    return 2;', '  }', '}'),
    ],
    [
      'is not indented twice',
      lines('class A {', '«  f() {', '    return 1;', '  }»', '}'),
      lines('  f() {', '', '    return 2;', '  }'),
      lines('class A {', '  f() {', '', '    return 2;', '  }', '}'),
    ],
    [
      'loses indentation the place has not',
      lines('«f() {', '}»'),
      lines('    f() {', '      a();', '    }'),
      lines('f() {', '  a();', '}'),
    ],
    [
      'keeps its lines where only the first one lost its indentation',
      lines('class A {', '  «f() {', '    return 1;', '  }»', '}'),
      lines('f() {', '    return 2;', '  }'),
      lines('class A {', '  f() {', '    return 2;', '  }', '}'),
    ],
    [
      'keeps its lines where only the first one lost its indentation, without braces',
      lines('class A:', '    «def f(self):', '        return 1»', ''),
      lines('def f(self):', '        return 2'),
      lines('class A:', '    def f(self):', '        return 2', ''),
    ],
    [
      'is indented where its own depth is that of the place',
      lines('class A:', '«    def f(self):', '        return 1»'),
      lines('def f(self):', '    return 2'),
      lines('class A:', '    def f(self):', '        return 2'),
    ],
    [
      'is indented where its first line opens a block as deep as the place',
      lines('def f():', '«    a = 1', '    b = 2»'),
      lines('if a:', '    b = 3'),
      lines('def f():', '    if a:', '        b = 3'),
    ],
    [
      'keeps flat lines of which only the first lost its indentation',
      lines('def f():', '    «a = 1', '    b = 2»'),
      lines('a = 3', '    b = 4'),
      lines('def f():', '    a = 3', '    b = 4'),
    ],
    [
      'is indented behind a first line that stays in its line',
      lines('  x = «f(a)»;'),
      lines('g(', '  b,', ')'),
      lines('  x = g(', '    b,', '  );'),
    ],
    ['loses the indentation of its first line within a line', 'x = «1»;', '   2', 'x = 2;'],
    ['leaves empty lines empty', '    «a»', 'a\n\nb', '    a\n\n    b'],
    ['has a last line end where the place had one', 'a\n«b\n»c', 'd\n\n', 'a\nd\nc'],
    ['has none where the place had none', 'a\n«b»\nc', 'd\n\n', 'a\nd\nc'],
    ['begins with no empty line', '  «a»', '\n\nb', '  b'],
    [
      'is indented as the line of the cursor',
      '  if (a) {\n    «»\n  }',
      'b();\nc();',
      '  if (a) {\n    b();\n    c();\n  }',
    ],
    [
      'takes the tabs of the document',
      lines('class A {', '«\tf() {', '\t\treturn 1;', '\t}»', '}'),
      lines('f() {', '    if (a)', '        b();', '}'),
      lines('class A {', '\tf() {', '\t\tif (a)', '\t\t\tb();', '\t}', '}'),
    ],
    [
      'takes the spaces of the document',
      lines('class A {', '«  f() {', '    return 1;', '  }»', '}'),
      lines('f() {', '\treturn 2;', '}'),
      lines('class A {', '  f() {', '    return 2;', '  }', '}'),
    ],
    [
      'takes the width of the document, comments with stars included',
      lines('class A {', '  a = 1;', '«  f() {', '    return 1;', '  }»', '}'),
      lines('/**', ' * Does.', ' */', 'f() {', '    /**', '     * It.', '     */', '    return 2;', '}'),
      lines(
        'class A {',
        '  a = 1;',
        '  /**',
        '   * Does.',
        '   */',
        '  f() {',
        '    /**',
        '     * It.',
        '     */',
        '    return 2;',
        '  }',
        '}',
      ),
    ],
    [
      'keeps its own width where that is not the same throughout',
      lines('  «a»', '    b'),
      lines('f(', '    a,', '     b)'),
      lines('  f(', '      a,', '       b)', '    b'),
    ],
    [
      'keeps what stands in a template string',
      lines('  «a»', '  b'),
      lines('const a = `', 'x', '  ${b}', '`;', 'c();'),
      lines('  const a = `', 'x', '  ${b}', '`;', '  c();', '  b'),
      'typescript',
    ],
    [
      'keeps what stands in a string of Python, and moves a docstring',
      lines('class A:', '    «x»'),
      lines('def f():', '    """Does.', '', '    More.', '    """', '    s = """', 'a', '"""', '    return s'),
      lines(
        'class A:',
        '    def f():',
        '        """Does.',
        '',
        '        More.',
        '        """',
        '        s = """',
        'a',
        '"""',
        '        return s',
      ),
      'python',
    ],
  ];
  for (const [title, marked, code, expected, languageId] of cases)
    it(title, () => assert.equal(replaceIn(marked, code, languageId), expected));
});

describe('lines within strings', () => {
  const cases: [language: string, code: string, expected: number[]][] = [
    ['typescript', 'a = `x\ny`;\nz', [1]],
    ['typescript', 'a = `x${f(`\n`)}\ny`;\nz', [1, 2]],
    ['typescript', "// it's `odd\na = 1;\n", []],
    ['typescript', 'a = \'`\';\nb = "`";\nc', []],
    ['typescript', 'a = `x\\`\ny`;', [1]],
    ['typescript', 'never = `closed\nb', []],
    ['python', "a = 'it\\'s'\nb = '''\nc'''\n", [2]],
    ['python', '# """\na\n# """', []],
    ['go', 's := `a\nb`', [1]],
    ['shellscript', 'cat <<EOF\na\n  b\nEOF\nc', [1, 2, 3]],
    ['shellscript', 'cat <<EOF\nnever closed', []],
    ['ruby', "a = <<~'X'\n b\nX\n", [1, 2]],
    ['java', 'a = """\n  b\n""";', [1, 2]],
    ['unknown', 'a = `x\ny`;', []],
  ];
  for (const [language, code, expected] of cases) {
    it(`in ${language}: ${JSON.stringify(code)}`, () =>
      assert.deepEqual([...findStringLines(code, language)], expected));
  }
});

describe('the unit of indentation', () => {
  const cases: [title: string, all: string[], unit: ReturnType<typeof detectUnit>][] = [
    ['of two spaces', ['a', '  b', '    c', '  d'], 2],
    ['of four spaces', ['a', '    b', '        c'], 4],
    ['of tabs', ['a', '\tb', '\t\tc'], '\t'],
    ['is what most lines have', ['\ta', '  b', '\tc', '\td'], '\t'],
    ['is unknown where nothing is indented', ['a', 'b', ''], undefined],
    ['is not the one space of a comment', ['/**', ' * a', ' */'], undefined],
  ];
  for (const [title, all, unit] of cases) it(title, () => assert.equal(detectUnit(all), unit));
});
