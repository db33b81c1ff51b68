import assert from 'node:assert/strict';
import { codeAt, decide, decideWhole, type EditQuestion } from '#edits/decision.ts';

const lines = (...all: string[]) => all.join('\n');

/** The question that a block asks of a text whose selection stands between `«` and `»`. */
function ask(marked: string, code: string, languageId: string): EditQuestion {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replaceAll(/[«»]/g, '');
  return { code, text, selected: text.slice(start, end), found: { place: { start, end } }, languageId };
}

/** In a word: `write selection`, `ask imports inner selection`, `refuse leavesOut`. */
function decided(question: EditQuestion): string {
  const decision = decide(question);
  if (decision.kind === 'write') return `write ${decision.place}`;
  if (decision.kind === 'refuse') return `refuse ${decision.reason}`;
  return ['ask', decision.doubt, ...decision.places].join(' ');
}

const script = lines(
  "import { x } from 'x';",
  '',
  'function a() {',
  '  return 1;',
  '}',
  '',
  '«function b() {',
  '  return x.y;',
  '}»',
  '',
  'module.exports = { a, b };',
  '',
);
const python = lines(
  'import os',
  '',
  'class A:',
  '    def f(self):',
  '        return 1',
  '',
  '«    def g(self):',
  '        return os.x»',
  '',
  'if __name__ == "__main__":',
  '    A().g()',
  '',
);
const fixed = 'function b() {\n  return x?.y;\n}';
const whole = script.replaceAll(/[«»]/g, '').replace('x.y', 'x?.y').trimEnd();

type Row = [title: string, marked: string, code: string, decision: string, languageId?: string];

const certain: Row[] = [
  ['the selected function, fixed', script, fixed, 'write selection'],
  ['with a helper that is new', script, `function help() {\n  return 2;\n}\n\n${fixed}`, 'write selection'],
  ['with its import that the file has', script, `import { x } from 'x';\n\n${fixed}`, 'write inner'],
  ['the whole file', script, whole, 'write whole'],
  ['the whole file with an import more', script, `import y from 'y';\n${whole}`, 'write whole'],
  ['the whole file without the selected function', script, whole.replace(fixed, ''), 'write whole'],
  ['a method', python, 'def g(self):\n    return os.y', 'write selection', 'python'],
  ['with the import above its class', python, 'import os\n\ndef g(self):\n    return os.y', 'write inner', 'python'],
  [
    'a body with the head that is not selected',
    'function f() {\n«  return 1;»\n}',
    'function f() {\n  return 2;\n}',
    'write whole',
  ],
  [
    'a body with the head and the end that are not selected',
    'a();\nfunction f() {\n«  return 1;»\n}\nb();',
    'function f() {\n  return 2;\n}',
    'write inner',
  ],
  [
    'a method with the class just above it',
    'x = 1\nclass A:\n«    def f(self):\n        pass»\n\ny = 2',
    'class A:\n    def f(self):\n        return 1',
    'write inner',
    'python',
  ],
  [
    'a rule with one for its own states',
    '«.a {\n  b: c;\n}»\n\n.e {\n}\n',
    '.a {\n  b: d;\n}\n\n.a:hover {\n  b: f;\n}',
    'write selection',
    'css',
  ],
  ['a line of a function', 'f() {\n«  const a = 1;»\n  return a;\n}', 'const a = 2;', 'write selection'],
  ['an expression', 'const a = «f(1)»;', 'g(1)', 'write selection'],
  ['a call instead of another', 'f() {\n«  open(a);»\n}', 'close(a);', 'write selection'],
  [
    'the only function below the opening of PHP',
    '<?php\n«function b() {\n}»\n',
    '<?php\nfunction b() {\n  c();\n}',
    'write whole',
    'php',
  ],
  [
    'the selected imports, with one more',
    "«import a from 'a';»\n\nf();",
    "import a from 'a';\nimport b from 'b';",
    'write selection',
  ],
  ['imports at the top of a file', '«f();»', "import a from 'a';\nf();", 'write selection'],
  ['with what the file exports', script, `${fixed}\n\nmodule.exports = { a, b };`, 'write inner'],
  [
    'with the lines that follow the selected one',
    'f() {\n«  if (a == b) {»\n    call();\n  }\n}\n',
    'if (a === b) {\n  call();\n}',
    'write inner',
  ],
  ['a line that stands below as well', 'a();\n«call(1);»\ncall(2);\n', 'call(2);', 'ask repeats selection'],
  [
    'a spread',
    script,
    'function b({ x, ...rest }) {\n  const {\n    y,\n    ...rest\n  } = x;\n  return y;\n}',
    'write selection',
  ],
];

const asked: Row[] = [
  [
    'with an import that the file does not have',
    script,
    `import z from 'z';\n\n${fixed}`,
    'ask imports inner selection',
  ],
  [
    'with both imports',
    script,
    `import { x } from 'x';\nimport z from 'z';\n\n${fixed}`,
    'ask imports inner selection',
  ],
  ['the faulty line alone', script, 'return x.y;', 'ask quotes selection'],
  ['the faulty lines alone', script, 'function b() {\n  return x.y;', 'ask quotes selection'],
  ['an example of its use', script, 'const y = b();', 'ask declaresOther selection'],
  ['a command', script, 'npm install x', 'ask declaresOther selection'],
  ['the changed line alone', script, '  return x?.y;', 'ask declaresOther selection'],
  ['another function', script, 'function c() {\n  return 1;\n}', 'ask declaresOther selection'],
  ['with an example of its use', script, `${fixed}\n\nconsole.log(b());`, 'ask uses selection'],
  [
    'with a main part',
    'def f():\n    pass\n\n«def g():\n    pass»\n',
    'def g():\n    return 1\n\nif __name__ == "__main__":\n    print(1)',
    'ask uses selection',
    'python',
  ],
  ['with another function of the file', script, `function a() {\n  return 1;\n}\n\n${fixed}`, 'ask repeats selection'],
  [
    'a method in its class, without the other',
    python,
    'class A:\n    def g(self):\n        return os.y',
    'ask repeats inner selection',
    'python',
  ],
  ['most of the file', script, whole.replace('  return 1;\n', ''), 'ask mayBeWhole selection whole'],
  [
    'with an import of several lines, one of which is new',
    'package main\n\nimport (\n\t"fmt"\n)\n\nfunc a() {\n}\n\n«func b() {\n}»\n',
    'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc b() {\n\tos.Exit(1)\n}',
    'ask imports inner selection',
    'go',
  ],
  [
    'with an example that uses it',
    script,
    `${fixed}\n\nexport default function App() {\n  return b();\n}`,
    'ask uses selection',
  ],
  ['before and after in one', script, `// Before\n${fixed}\n\n// After\n${fixed}`, 'ask compares selection'],
  [
    'a class with an example of its use',
    '«class A {\n}»\n',
    'class A {\n  f() {}\n}\n\nconst a = new A();',
    'ask uses selection',
  ],
  [
    'the whole function for a part of it',
    'a();\nfunction f(a) {\n  a();\n«  b();»\n}\n',
    'function f(a, b) {\n  a();\n  b(b);\n}',
    'ask repeats selection',
  ],
  [
    'a whole object for a property',
    '{\n  "a": 1,\n«  "b": 2,»\n  "c": 3\n}',
    '{\n  "b": 3\n}',
    'ask repeats inner selection',
    'json',
  ],
  ['a key with the one it is in', 'a:\n  b: 1\n«  c: 2»\n  d: 3', 'a:\n  c: 3', 'ask repeats inner selection', 'yaml'],
  ['the statement around an expression', 'const x = «a.b»;\n', 'const x = a?.b;', 'ask repeats selection'],
  [
    'one of two functions',
    '«function f() {\n}\n\nfunction g() {\n}»\n',
    'function f() {\n  a();\n}',
    'ask declaresOther selection',
  ],
  [
    'statements before and after',
    'f() {\n«  x = 1;»\n}',
    '// Before\nx = 1;\n\n// After:\nx = 2;',
    'ask compares selection',
  ],
  [
    'statements before and after in Chinese',
    'f() {\n«  x = 1;»\n}',
    '// 修改前\nx = 1;\n// 修改后\nx = 2;',
    'ask compares selection',
  ],
  [
    'wrong and right by their signs',
    'f() {\n«  x = 1;»\n}',
    "// ❌ Don't\nx = 1;\n// ✅ Do\nx = 2;",
    'ask compares selection',
  ],
  ['several options', 'f() {\n«  x = 1;»\n}', '// Option 1\nx = 2;\n\n// Option 2\nx = 3;', 'ask compares selection'],
  ['old and new under headings', 'f() {\n«  x = 1;»\n}', 'OLD:\nx = 1;\nNEW:\nx = 2;', 'ask compares selection'],
  ['with a test of it', script, `${fixed}\n\ntest('b', () => {\n  expect(b()).toBe(1);\n});`, 'ask uses selection'],
  ['without its end', script, 'function b() {\n  return x?.y;', 'ask unbalanced selection'],
  ['with an end more', 'f() {\n«  x = 1;»\n  g();\n}', 'x = 2;\n}', 'ask unbalanced selection'],
  ['the whole file without an end', script, whole.replace('1;\n}', '1;'), 'ask unbalanced whole'],
  ['a property instead of a rule', '«.a {\n  b: c;\n}»\n', 'b: d;', 'ask declaresOther selection', 'css'],
  [
    'a rule with one that the file has below',
    '«.a {\n  b: c;\n}»\n\n@media print {\n  .a {\n    b: e;\n  }\n}\n',
    '.a {\n  b: d;\n}\n\n@media print {\n  .a {\n    b: f;\n  }\n}',
    'ask repeats selection',
    'css',
  ],
  [
    'with tests of Rust',
    'fn a() {}\n\n«fn f() {\n}»\n',
    'fn f() {\n    a();\n}\n\n#[cfg(test)]\nmod tests {\n}',
    'ask uses selection',
    'rust',
  ],
  ['lines with their numbers', 'f() {\n«  x = 1;»\n}', '2 | x = 2;', 'ask markup selection'],
  ['dots for a comment', script, 'function b() {\n  // ...\n  return x?.y;\n}', 'ask mayLeaveOut selection'],
];

const refused: Row[] = [
  ['leaves out code of the selection', script, 'function b() {\n  // ... existing code ...\n}', 'refuse leavesOut'],
  ['leaves out code of the file', script, `${whole}\n// ... rest of the file ...`, 'refuse leavesOut'],
  [
    'is a diff that nothing calls so',
    script,
    ' function b() {\n-  return x.y;\n+  return x?.y;\n }',
    'refuse unmarkedDiff',
  ],
  ['is a conflict', 'f() {\n«  x = 1;»\n}', '<<< SEARCH\nx = 1;\n===\nx = 2;\n>>> REPLACE', 'refuse unmarkedDiff'],
  ['marks what it adds', script, ' function b() {\n+  check();\n   return x.y;\n }', 'refuse unmarkedDiff'],
];

describe('a block goes where it is certain to go', () => {
  for (const [title, marked, code, decision, languageId = 'typescript'] of certain) {
    it(`being ${title}: ${decision}`, () => assert.equal(decided(ask(marked, code, languageId)), decision));
  }

  it('and takes nothing with it that stands around there already', () => {
    const inner = (marked: string, code: string) => codeAt('inner', ask(marked, code, 'typescript')).trim();
    assert.equal(inner(script, `import { x } from 'x';\n\n${fixed}`), fixed);
    assert.equal(
      inner('a();\nfunction f() {\n«  return 1;»\n}\nb();', 'function f() {\n  return { a: 2\n  }\n}'),
      'return { a: 2\n  }',
    );
    assert.equal(inner('class A:\n«  f = 1»\n', 'class A:\n  f = {\n  }'), 'f = {\n  }');
    assert.equal(inner(script, `${fixed}\n\nmodule.exports = { a, b };`), fixed);
  });
});

describe('a block is asked about where it is not certain', () => {
  for (const [title, marked, code, decision, languageId = 'typescript'] of asked) {
    it(`being ${title}: ${decision}`, () => assert.equal(decided(ask(marked, code, languageId)), decision));
  }
});

describe('a block is refused that', () => {
  for (const [title, marked, code, decision, languageId = 'typescript'] of refused) {
    it(title, () => assert.equal(decided(ask(marked, code, languageId)), decision));
  }

  for (const list of ['- a();\n- b();', '- a();\n+ b();']) {
    it(`is a list, but in no language that has lists: ${JSON.stringify(list)}`, () => {
      assert.equal(decided(ask('«a();»\nb();', list, 'markdown')), 'write selection');
      assert.equal(decided(ask('«a();»\nb();', list, 'typescript')), 'refuse unmarkedDiff');
    });
  }

  for (const problem of ['gone', 'ambiguous'] as const) {
    it(`is for code that is ${problem}, but for the whole file`, () => {
      const question = { ...ask(script, fixed, 'typescript'), found: { problem } };
      assert.equal(decided(question), `refuse ${problem}`);
      assert.equal(decided({ ...question, code: whole }), 'write whole');
    });
  }
});

describe('a block that is to be a whole file', () => {
  const text = script.replaceAll(/[«»]/g, '');
  const judge = (code: string) => {
    const decision = decideWhole({ code, text, languageId: 'typescript' });
    return decision.kind === 'ask' ? `${decision.doubt} ${decision.detail}` : decision.kind;
  };

  it('is doubted where it lacks what the file declares, and most of its lines', () => {
    assert.equal(judge("import { x } from 'x';\n\nfunction b() {\n  return 3;\n}"), 'drops a');
    assert.equal(judge(fixed), 'drops a');
  });

  it('is written where it has most of the lines, or all that the file declares', () => {
    assert.equal(judge(text.replace('function a() {\n  return 1;\n}\n', '')), 'write');
    assert.equal(judge('export function a() {}\nexport const b = () => {};'), 'write');
  });

  it('is refused where it leaves code out, and doubted where it may', () => {
    const kind = (code: string) => decideWhole({ code, text: 'a\nb', languageId: '' }).kind;
    assert.deepEqual(['a\nc', 'a\n// rest of the file', 'a\n// ...', '-a\n+c', '2c2\n< b\n---\n> c'].map(kind), [
      'write',
      'refuse',
      'ask',
      'refuse',
      'refuse',
    ]);
  });

  it('is doubted where it leaves open what the file closes, or holds marks', () => {
    assert.equal(judge(text.replace('1;\n}', '1;')), 'unbalanced ');
    assert.equal(judge(text.replace('x.y', 'x &amp;&amp; x.y')), 'markup return x &amp;&amp; x.y;');
  });
});
