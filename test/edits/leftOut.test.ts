import assert from 'node:assert/strict';
import { findLeftOut } from '../../src/edits/leftOut.ts';

/** Lines that stand for code, by human language and syntax. */
const placeholders: Record<string, string[]> = {
  English: [
    '// ... existing code ...',
    '// other methods remain the same',
    '// ... (keep as is)',
    '// [existing code]',
    '// Existing code',
    '// existing code here',
    '// ... rest of the code ...',
    '// ... rest of code unchanged',
    '// rest of the file',
    '// implementation omitted',
    '// code omitted for brevity',
    '-- rest of the query',
    '// Rest of your code stays the same.',
    '// The rest of the class remains unchanged',
    '// (rest of the implementation)',
    '// <existing code>',
    '// --- existing code ---',
    '// === rest of the file unchanged ===',
    '// ... other imports',
    '// ...existing imports',
    '// … unchanged …',
    '// (unchanged)',
    '// Remaining methods unchanged',
    '// All other functions stay as they are',
    '// everything else is unchanged',
    '// Previous code remains the same',
    '// ... omitted for brevity',
    '// other routes omitted for brevity',
    '// rest of `UserService` stays the same',
    '// ... same as before ...',
    '// original implementation',
    '# ... existing code ...',
    '# rest of the function stays the same',
    '# (existing logic unchanged)',
    '## rest of the file ##',
    '-- ... remaining columns ...',
    '-- other tables unchanged',
    '/* ... rest of styles ... */',
    '/* existing styles remain unchanged */',
    '{/* ... existing JSX ... */}',
    '{/* rest of the component */}',
    '<!-- ... rest of the page ... -->',
    '<!-- existing content remains the same -->',
    '; ... rest of the code unchanged',
    '% ... existing code ...',
    '(* ... existing definitions ... *)',
    '{- rest of the file unchanged -}',
    '{# ... existing blocks ... #}',
    '{{!-- existing markup unchanged --}}',
    '<%# ... rest of the template ... %>',
    '@* existing markup unchanged *@',
    'REM ... existing code ...',
    '--[[ ... existing code ... ]]',
    ' * ... existing code ...',
    '...',
    '[...]',
    '… existing code …',
    '... rest of the code ...',
    '...rest of the code',
    '[... rest of the file unchanged ...]',
    'close() { /* existing code */ }',
    'close() { ... }',
    'if (a) { … } else { ... }',
    'function f() { // ... existing code ...',
    'pass  # ... existing code ...',
  ],
  German: [
    '// ... bestehender Code ...',
    '// restlicher Code bleibt unverändert',
    '// Rest der Datei bleibt gleich',
    '# ... übrige Methoden wie bisher',
    '/* bestehende Stile bleiben erhalten */',
    '// der restliche Code bleibt unverändert',
    '// (unverändert)',
  ],
  Chinese: [
    '// ... 其余代码保持不变 ...',
    '// 其余代码保持不变',
    '// 其他方法保持不变',
    '# 现有代码',
    '<!-- 其他内容不变 -->',
    '// ...（省略）',
    '// 剩余代码不变',
  ],
  Spanish: [
    '// ... código existente ...',
    '// el resto del código permanece igual',
    '# resto del archivo sin cambios',
    '// otros métodos sin cambios',
    '// ... (sin cambios)',
  ],
  French: [
    '// ... code existant ...',
    '// le reste du code reste inchangé',
    '# le reste du fichier est inchangé',
    '// les autres méthodes restent identiques',
    '/* ... (inchangé) */',
  ],
  Portuguese: [
    '// ... código existente ...',
    '// o restante do código permanece igual',
    '# resto do arquivo sem alterações',
    '// outros métodos permanecem inalterados',
  ],
  Japanese: [
    '// ... 既存のコード ...',
    '// 残りのコードは変更なし',
    '// その他のメソッドは同じです',
    '# 既存のコードはそのまま',
    '// 以下省略のため既存コード',
  ],
  Korean: [
    '// ... 기존 코드 ...',
    '// 나머지 코드는 그대로 유지됩니다',
    '# 나머지 코드는 동일합니다',
    '// 다른 메서드는 변경 없음',
  ],
  Russian: [
    '// ... существующий код ...',
    '// остальной код без изменений',
    '# остальные методы остаются без изменений',
    '// остальная часть файла не изменилась',
  ],
};

/** Lines that may stand for code: it is asked. */
const doubtful = [
  '// ...',
  '# …',
  '<!-- Previous items -->',
  '<!-- Existing items -->',
  '// Remaining tests',
  '// unchanged',
  '# keep as is',
  '// no changes needed',
  '/* ... */',
  '// ... more of it',
  '// Existing entries are kept.',
  '// same as before',
  '# other fields here',
  '// etc.',
  '// more methods...',
  '// weitere Methoden ...',
  '// 此处省略...',
  '// 以下略',
  '// Unchanged files are skipped',
];

/** Lines of code and prose that stand for nothing but themselves. */
const real = [
  '...rest',
  '...rest,',
  '  ...rest',
  '...props.style,',
  '...(isOpen && { open: true }),',
  '...args: unknown[]',
  '...[1, 2, 3],',
  '...existing,',
  '...(existing ?? {}),',
  '...await load(),',
  '...new Set(names),',
  '...other.map((each) => each.id),',
  '...User,',
  '... on User {',
  '...UserFields @include(if: $full)',
  '...$remaining,',
  '...?items,',
  'function f(...rest) {',
  'const { size, ...rest } = props;',
  'export function get(key: string, ...rest: unknown[]): void;',
  'func Print(format string, args ...interface{}) {',
  'opts ...Option,',
  'log.Println(names...)',
  'template <typename... Args>',
  'int printf(const char *format, ...);',
  '# Remaining attempts before giving up',
  '// Existing keys win over new ones.',
  '// The rest is handled by the caller.',
  '// Other threads may be waiting here.',
  '// Same as above, but for writers.',
  '// Previous value, to undo the change',
  '// Unchanged since version 2, so the cache may stay.',
  '// Values that are unchanged are skipped.',
  '// Skip the rest of the line',
  '// Read the rest of the header',
  '// rest of the payload',
  '# All tests use the same server',
  '// All routes',
  '// More options',
  '// Helpers',
  '// Rest parameters',
  '// REST endpoints',
  '// rest of arguments',
  '/* rest of the row */',
  '// previous state',
  '// Previous page',
  '// same as above',
  '// ... or throw',
  '// ...and the rest goes to the log',
  '// Other utilities',
  '// existing session, if any',
  '// No changes to save',
  '// Please wait...',
  '// etc. are not supported',
  '# rest_framework settings',
  'catch (...) {',
  'void f(...) {',
  'for i in 0...n {',
  '<span>...</span>',
  '// 保持连接',
  '// página anterior',
  '// autres erreurs',
  '// その他のエラー',
  '// предыдущая страница',
  '// Types',
  '// Imports',
  '# Settings',
  '// Handles all other errors the same way',
  '// Keep this in sync with the schema',
  '// keep imports sorted',
  '// Leave the lock to the caller',
  '// Loading existing users...',
  '// Waiting for other workers...',
  '# TODO: handle the remaining cases with a retry',
  '// Returns the existing file or makes one.',
  '// Remaining time in milliseconds',
  '-- Existing customers get a discount',
  '-- rest days are not counted',
  '/* Other browsers need the prefix */',
  '<!-- The rest of the page scrolls under the header -->',
  '<!-- Existing users sign in here -->',
  'const rest = items.slice(1);',
  'let existing = map.get(key);',
  'return existing;',
  'throw new Error("... existing code ...");',
  'x = 1  # unchanged',
  'status = "unchanged"; // unchanged',
  "'existing code',",
  '"rest of the file": true,',
  '#include <existing.h>',
  '#rest { color: red; }',
  '#!/usr/bin/env python3',
  '#[derive(Debug)]',
  '* { box-sizing: border-box; }',
  '.other { color: red; }',
  '--other: 1px;',
  'i--; // previous',
  'for (;;) {}',
  'a[1:...]',
  'Ellipsis',
  '..Default::default()',
  'case 1...5:',
  '1...3',
  '// Bestehende Schlüssel gewinnen gegen neue.',
  '# Verbleibende Versuche, bevor aufgegeben wird',
  '// Andere Fehler werden gemeldet',
  '// 现有用户优先',
  '// 剩余重试次数',
  '# 其他线程可能正在等待',
  '// Los usuarios existentes tienen prioridad',
  '// El resto de los usuarios recibe un correo',
  '// Les utilisateurs existants sont prioritaires',
  '# Nombre de tentatives restantes',
  '// Os usuários existentes têm prioridade',
  '// 残り時間（ミリ秒）',
  '// 既存のユーザーを優先する',
  '// 남은 시도 횟수',
  '// 기존 사용자가 우선합니다',
  '// Оставшееся время в секундах',
  '# Существующие пользователи важнее новых',
];

/** In the middle of code, with code as deep behind it. */
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
