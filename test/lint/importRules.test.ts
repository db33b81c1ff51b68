import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Each a file that breaks the house's table of imports, and one that keeps it. */
const cases: { file: string; source: string; isAllowed: boolean }[] = [
  { file: 'src/common/planted.ts', source: "export { x } from '#llm/index.ts';", isAllowed: false },
  { file: 'src/common/planted.ts', source: "export type { x } from '#llm/deep/types.ts';", isAllowed: false },
  { file: 'src/llm/planted.ts', source: "export { x } from '#orchestration/index.ts';", isAllowed: false },
  { file: 'src/llm/planted.ts', source: "export * from 'vscode';", isAllowed: false },
  { file: 'src/llm/planted.ts', source: "export { x } from '#common/errors.ts';", isAllowed: true },
  {
    file: 'src/orchestration/planted.ts',
    source: "export { x } from '#llm/wires/claude/claude.ts';",
    isAllowed: false,
  },
  { file: 'src/orchestration/planted.ts', source: "export { Claude } from '#llm/index.ts';", isAllowed: false },
  { file: 'src/orchestration/planted.ts', source: "export type { x } from 'vscode';", isAllowed: false },
  { file: 'src/orchestration/planted.ts', source: "export { LlmError } from '#llm/core.ts';", isAllowed: true },
  {
    file: 'src/orchestration/strategies/planted.ts',
    source: "export { x } from '#llm/wires/openai/gpt.ts';",
    isAllowed: false,
  },
  {
    file: 'src/orchestration/strategies/planted.ts',
    source: "export { x } from '#editor/panel/panel.ts';",
    isAllowed: false,
  },
  {
    file: 'src/orchestration/strategies/planted.ts',
    source: "export { x } from '#orchestration/runs/prompt.ts';",
    isAllowed: true,
  },
  { file: 'src/edits/planted.ts', source: "export { x } from '#editor/panel/panel.ts';", isAllowed: false },
  { file: 'src/edits/planted.ts', source: "export type { x } from 'vscode';", isAllowed: false },
  { file: 'src/edits/planted.ts', source: "export { x } from '#edits/codeBlocks.ts';", isAllowed: true },
  { file: 'src/editor/planted.ts', source: "export { x } from '#edits/decision.ts';", isAllowed: true },
  { file: 'src/protocol/planted.ts', source: "export { x } from '#editor/panel/panel.ts';", isAllowed: false },
  { file: 'src/editor/planted.ts', source: "export { x } from '#llm/wires/gemini/gemini.ts';", isAllowed: false },
  { file: 'src/editor/planted.ts', source: "export { x } from '#test/extension.ts';", isAllowed: false },
  { file: 'src/editor/planted.ts', source: "export { x } from '#orchestration/index.ts';", isAllowed: true },
  { file: 'src/editor/planted.ts', source: "export { Claude } from '#llm/index.ts';", isAllowed: false },
  { file: 'src/extension.ts', source: "export { Claude } from '#llm/index.ts';", isAllowed: false },
  { file: 'src/extension.ts', source: "export { LlmError } from '#llm/core.ts';", isAllowed: true },
  { file: 'media/planted.ts', source: "export { x } from '#editor/panel/panel.ts';", isAllowed: false },
  { file: 'media/planted.ts', source: "export { x } from '#protocol/messages.ts';", isAllowed: true },
];

/** Ways to read a setting around the module that knows whose layer counts. */
const settingReads: { file: string; source: string; isAllowed: boolean }[] = [
  'export const x = vscode.workspace.getConfiguration();',
  "const { workspace } = vscode; export const x = workspace.getConfiguration('switchyard');",
  'const { getConfiguration } = vscode.workspace; export const x = getConfiguration;',
  "export const x = vscode.workspace['getConfiguration']('switchyard');",
].flatMap((source) => [
  { file: 'src/editor/planted.ts', source, isAllowed: false },
  { file: 'src/extension.ts', source, isAllowed: false },
  { file: 'src/editor/settings/settings.ts', source, isAllowed: true },
]);

describe('the import rules', function () {
  this.timeout(30_000);
  let folder: string;

  const lint = async (file: string, source: string): Promise<string> => {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), `${source}\n`);
    return run(join(root, 'node_modules/.bin/oxlint'), ['--deny-warnings'], { cwd: folder }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    );
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-lint-'));
    await symlink(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  for (const { file, source, isAllowed } of cases) {
    it(`${isAllowed ? 'let' : 'do not let'} ${dirname(file)} say ${source}`, async () => {
      assert.equal((await lint(file, source)).includes('no-restricted-imports'), !isAllowed);
    });
  }

  for (const { file, source, isAllowed } of settingReads) {
    it(`${isAllowed ? 'let' : 'do not let'} ${file} read settings by ${source}`, async () => {
      const imported = `import * as vscode from 'vscode'; ${source}`;
      assert.equal((await lint(file, imported)).includes('no-restricted-properties'), !isAllowed);
    });
  }
});
