import assert from 'node:assert/strict';
import { findLeftOut } from '#edits/leftOut.ts';
import { doubtful, placeholders, real } from './leftOutLines.ts';

/** Judges a line in the middle of code, with code as deep after it. */
const judge = (line: string, languageId = '', before = '') => {
  const found = findLeftOut(`first(1);\n${line}\nlast(2);`, before, languageId);
  return found ? (found.isSure ? 'sure' : 'maybe') : 'none';
};

describe('a line that stands for code', () => {
  for (const [language, lines] of Object.entries(placeholders)) {
    for (const line of lines) it(`is found in ${language}: ${line}`, () => assert.equal(judge(line), 'sure'));
  }
  for (const line of doubtful) it(`is doubted: ${line}`, () => assert.equal(judge(line), 'maybe'));
});

describe('a line that is what it says', () => {
  for (const line of real) it(`is left alone: ${line}`, () => assert.equal(judge(line), 'none'));

  it('stood in the code before', () => {
    assert.equal(judge('// ... existing code ...', '', 'a();\n  // ... existing code ...\n'), 'none');
  });

  const texts: [title: string, languageId: string, code: string, before: string][] = [
    [
      'a body of Python',
      'python',
      'class A(Protocol):\n    def f(self) -> int:\n        ...\n\n    def g(self): ...',
      '',
    ],
    ['a body of Python behind its docstring', 'python', 'def f():\n    """Does."""\n    ...', ''],
    ['a body of Python that was one', 'python', 'def f():\n    ...\n\nx = 1', 'def f():\n    ...\n'],
    [
      'overloads of Python',
      'python',
      '@overload\ndef f(a: int) -> int:\n    ...\n@overload\ndef f(a: str) -> str:\n    ...',
      '',
    ],
    [
      'a session in a docstring',
      'python',
      'def f():\n    """\n    >>> for a in b:\n    ...     print(a)\n    """\n    return 1',
      '',
    ],
    [
      'overloads of TypeScript',
      'typescript',
      'function f(a: string): void;\nfunction f(...rest: string[]): void;\nfunction f() {}',
      '',
    ],
    ['a heading of other settings', 'typescript', '// Other settings\nconst a = 1;', ''],
    ['variable arguments of C', 'c', 'int f(\n  const char *a,\n  ...\n);', ''],
    ['variable arguments of Lua', 'lua', 'f(\n  a,\n  ...\n)', ''],
    ['an open set of Nix', 'nix', '{\n  pkgs,\n  ...\n}:\npkgs', ''],
    ['a fragment of GraphQL', 'graphql', 'query {\n  ...A\n  ... on B {\n    c\n  }\n}', ''],
    ['the end of a YAML document', 'yaml', 'a: 1\n...\n---\nb: 2', ''],
    ['a heading of Markdown', 'markdown', '# Remaining tests\n\n## Existing code\n\nText.', ''],
    ['a pause in prose', 'markdown', 'And then ...\n\n... it was there.', ''],
    [
      'a sentence that goes on',
      'javascript',
      '// Wait for it ...\n// ... and take the rest of the items out\nf();',
      '',
    ],
    ['text in a string', 'python', 'x = """\n...\n"""\n', ''],
  ];
  for (const [title, languageId, code, before] of texts) {
    it(`is ${title}`, () => assert.equal(findLeftOut(code, before, languageId), undefined));
  }
});

describe('dots that are a body', () => {
  it('leave code out where the code had another body there', () => {
    const before = 'def f(a):\n    return a + 1\n\ndef g():\n    pass\n';
    assert.equal(findLeftOut('def f(a):\n    ...\n\ndef g():\n    return 2', before, 'python')?.isSure, true);
    assert.equal(findLeftOut('def h(a):\n    ...\n\ndef g():\n    return 2', before, 'python'), undefined);
  });

  it('leave code out between statements', () => {
    assert.equal(findLeftOut('def f(a):\n    b = 1\n    ...\n    return b', '', 'python')?.isSure, true);
  });
});

describe('the search for lines that stand for code', () => {
  // An expression that goes back would take minutes for each of these; the limit leaves a busy machine all the time it needs.
  it('ends for any text', () => {
    for (const piece of ['// ', '... ', '/* ', '# existing ', 'rest of the ', '{ ...', ' * ', '\n...', '[', '其余']) {
      findLeftOut(piece.repeat(5_000), '', 'typescript');
      findLeftOut(`${piece.repeat(20)}\n`.repeat(200), '', 'typescript');
    }
  }).timeout(60_000);
});
