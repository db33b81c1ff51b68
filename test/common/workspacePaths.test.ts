import assert from 'node:assert/strict';
import { checkPath } from '../../src/common/workspacePaths.ts';

const refused: Record<string, string[]> = {
  outside: [
    '../a.ts',
    'src/../../a.ts',
    'src/..',
    'src/./a.ts',
    '..\\a.ts',
    'src\\..\\..\\a.ts',
    '.../a.ts',
    '/etc/passwd',
    '\\\\server\\share\\a.ts',
    '//server/a.ts',
    'C:\\Windows\\a.ts',
    'c:/a.ts',
    'C:a.ts',
    '~/.bashrc',
    '~root/a.ts',
    'file:///etc/passwd',
    'a.ts:stream',
    'vscode-userdata:/User/settings.json',
    'https://evil.example/a.ts',
  ],
  notAPath: ['', './', 'src/', 'a//b.ts', 'x'.repeat(501), `${'x'.repeat(201)}.ts`],
  hidden: [
    'a\0.ts',
    'a\n.ts',
    'a\u202Ets.exe',
    'a\u200Bb.ts',
    '.g\u200Cit/config',
    '.gi\u00ADt/config',
    'a\uFEFF.ts',
    '\uFF0E\uFF0E/a.ts',
    '\uFF0Egit/config',
    'src\uFF0Fa.ts',
    '\u2024\u2024/a.ts',
    'COM\u00B9',
    '\uFB01le.ts',
    'a\u00A0b.ts',
    'a\u3164b.ts',
    '\uE000.ts',
    '\uD800.ts',
    '.gi\u{E0074}t/config',
  ],
  reserved: [
    '.git/config',
    '.GIT/hooks/pre-commit',
    'sub/.Git/config',
    '.g\u0131t/config',
    '.git./config',
    '.git /config',
    '.git::$INDEX_ALLOCATION/config',
    'GIT~1/config',
    '.hg/hgrc',
    '.svn/entries',
    'con',
    'src/NUL.ts',
    'aux.txt',
    'com1',
    'LPT9.log',
    'my.file.ts/b:stream',
    'a.ts.',
    'a.ts ',
    ' a.ts',
    'dir./a.ts',
    'a?.ts',
    'a*.ts',
    'a|b.ts',
    '<a>.ts',
    'a".ts',
  ],
};

const sensitive = [
  '.vscode/settings.json',
  '.vscode\\tasks.json',
  '.VSCODE/launch.json',
  'sub/.vscode/tasks.json',
  '.v\u017Fcode/tasks.json',
  'x.code-workspace',
  '.github/workflows/ci.yml',
  '.husky/pre-commit',
  '.devcontainer/devcontainer.json',
  '.envrc',
  '.npmrc',
  'package.json',
  'packages/a/package.json',
  'conftest.py',
  'node_modules/a/index.js',
  '.gitattributes',
  'Jenkinsfile',
  '.bashrc',
  '.claude/settings.json',
  '.eslintrc.cjs',
  'eslint.config.js',
  'packages/a/vite.config.mts',
  '.prettierrc.mjs',
  '.pylintrc',
  'pyproject.toml',
  'Cargo.toml',
  'CMakeLists.txt',
  'build.gradle.kts',
  'pom.xml',
  'src/App.CSPROJ',
  'Gemfile',
  'mix.exs',
  'gulpfile.js',
  '.rubocop.yml',
];

const safe: Record<string, string> = {
  'src/a.ts': 'src/a.ts',
  './src/a.ts': 'src/a.ts',
  'src\\a.ts': 'src/a.ts',
  Makefile: 'Makefile',
  '.eslintrc': '.eslintrc',
  '.gitignore': '.gitignore',
  'src/git/a.ts': 'src/git/a.ts',
  'app/[slug]/(group)/page.tsx': 'app/[slug]/(group)/page.tsx',
  'a..b.ts': 'a..b.ts',
  'console.ts': 'console.ts',
  'com10.ts': 'com10.ts',
  'with space.md': 'with space.md',
  'de\u0301but.md': 'd\u00E9but.md',
  '文件.md': '文件.md',
  'a\u212A.md': 'aK.md',
  'mypackage.json': 'mypackage.json',
  'src/config.ts': 'src/config.ts',
  'src/app.config.json': 'src/app.config.json',
  'docs/cargo.toml.md': 'docs/cargo.toml.md',
};

describe('a path that a model wrote', () => {
  for (const [problem, paths] of Object.entries(refused)) {
    for (const path of paths) {
      it(`is refused as ${problem}: ${JSON.stringify(path).slice(0, 60)}`, () => {
        const result = checkPath(path);
        assert.ok('problem' in result, JSON.stringify(result));
        assert.equal(result.problem, problem);
      });
    }
  }

  for (const path of sensitive) {
    it(`is warned of: ${path}`, () => {
      const result = checkPath(path);
      assert.ok('problem' in result || result.isSensitive, JSON.stringify(result));
    });
  }

  for (const [path, expected] of Object.entries(safe)) {
    it(`is taken: ${path}`, () => assert.deepEqual(checkPath(path), { path: expected, isSensitive: false }));
  }
});
