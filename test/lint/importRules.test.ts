import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Of each room: what it may import, and what it may not, the nearest first. */
const table: Record<string, { may: string[]; mayNot: string[] }> = {
  'src/common': {
    may: ['#common/text/cutText.ts', './lazy.ts'],
    mayNot: ['#protocol/runs.ts', '#llm/core.ts', 'vscode'],
  },
  'src/common/text': { may: ['#common/lazy.ts'], mayNot: ['../lazy.ts', '#edits/lines.ts', 'vscode'] },
  'src/common/markdown': { may: ['#common/text/longRuns.ts'], mayNot: ['../lazy.ts', '#edits/lines.ts', 'vscode'] },
  'src/protocol': {
    may: ['#common/lazy.ts'],
    mayNot: ['#edits/lines.ts', '#editor/panel/panel.ts', '#media/panel.ts', 'vscode'],
  },
  'src/edits': {
    may: ['#common/lazy.ts', '#protocol/runs.ts'],
    mayNot: ['#editor/apply/x.ts', '#llm/core.ts', 'vscode'],
  },
  'src/llm': {
    may: ['#common/lazy.ts', './types.ts'],
    mayNot: ['#llm/http/call.ts', '#llm/wires/providers.ts', '#llm/core.ts', '#orchestration/index.ts', 'vscode'],
  },
  'src/llm/http': {
    may: ['#common/lazy.ts', '#llm/types.ts', '#llm/http/errors/errorBody.ts'],
    mayNot: ['#llm/wires/providers.ts', '#llm/index.ts', '#orchestration/index.ts', 'vscode'],
  },
  'src/llm/http/errors': {
    may: ['#llm/types.ts'],
    mayNot: ['../call.ts', '#llm/wires/openai/gpt.ts', '#llm/core.ts', 'vscode'],
  },
  'src/llm/wires/openai': {
    may: ['#llm/http/call.ts', '#llm/wires/sdkClient.ts'],
    mayNot: ['#llm/core.ts', '#orchestration/index.ts', 'vscode'],
  },
  'src/orchestration': {
    may: ['#common/lazy.ts', '#llm/core.ts'],
    mayNot: ['#orchestration/runs/prompt.ts', '#llm/index.ts', '#llm/types.ts', 'vscode'],
  },
  'src/orchestration/store': {
    may: ['#orchestration/types.ts'],
    mayNot: [
      '#orchestration/runs/prompt.ts',
      '#orchestration/agents/endpoints.ts',
      '#llm/wires/openai/gpt.ts',
      'vscode',
    ],
  },
  'src/orchestration/store/sqlite': {
    may: ['#orchestration/store/runStore.ts'],
    mayNot: ['#orchestration/graph/taskGraph.ts', 'vscode'],
  },
  'src/orchestration/agents': {
    may: ['#orchestration/types.ts'],
    mayNot: ['#orchestration/runs/prompt.ts', '#orchestration/secrets/neverSend.ts', 'vscode'],
  },
  'src/orchestration/secrets': {
    may: ['#orchestration/types.ts'],
    mayNot: ['#orchestration/agents/endpoints.ts', 'vscode'],
  },
  'src/orchestration/runs': {
    may: ['#orchestration/store/runStore.ts', '#orchestration/agents/endpoints.ts'],
    mayNot: ['#orchestration/graph/taskGraph.ts', '#orchestration/index.ts', '#llm/index.ts', 'vscode'],
  },
  'src/orchestration/runs/team': {
    may: ['#orchestration/runs/prompt.ts'],
    mayNot: ['#orchestration/plans/plans.ts', '#editor/panel/panel.ts', 'vscode'],
  },
  'src/orchestration/graph': {
    may: ['#orchestration/runs/prompt.ts'],
    mayNot: ['#orchestration/plans/plans.ts', '#orchestration/index.ts', 'vscode'],
  },
  'src/orchestration/plans': {
    may: ['#orchestration/graph/taskGraph.ts'],
    mayNot: ['#orchestration/index.ts', '#llm/wires/openai/gpt.ts', '#editor/panel/panel.ts', 'vscode'],
  },
  'media/base': {
    may: ['#common/lazy.ts', '#protocol/runs.ts'],
    mayNot: ['#media/state/savedState.ts', '#media/panelView.ts', '#edits/lines.ts', 'vscode'],
  },
  'media/state': { may: ['#media/base/dom.ts'], mayNot: ['#media/code/codeText.ts', '#media/panelView.ts', 'vscode'] },
  'media/code': { may: ['#media/state/savedState.ts'], mayNot: ['#media/markdown/links.ts', 'vscode'] },
  'media/math': {
    may: ['#media/base/dom.ts'],
    mayNot: ['#media/code/codeText.ts', '#media/markdown/links.ts', 'vscode'],
  },
  'media/markdown': {
    may: ['#media/code/codeText.ts', '#media/math/mathRenderer.ts'],
    mayNot: ['#media/conversation/runView.ts', 'vscode'],
  },
  'media/conversation': {
    may: ['#media/markdown/links.ts'],
    mayNot: ['#media/planGraph/planPage.ts', '#media/panelView.ts', 'vscode'],
  },
  'media/planGraph': {
    may: ['#media/conversation/runView.ts'],
    mayNot: ['#media/panelView.ts', '#orchestration/index.ts', 'vscode'],
  },
  media: {
    may: ['#media/planGraph/planPage.ts', '#protocol/messages.ts'],
    mayNot: ['#editor/panel/panel.ts', '#llm/core.ts', 'vscode'],
  },
  'src/editor/ui': {
    may: ['vscode', '#common/lazy.ts', '#llm/core.ts', '#orchestration/index.ts'],
    mayNot: ['#editor/documents/activeEditor.ts', '#editor/statusBar.ts', '#llm/index.ts'],
  },
  'src/editor/documents': {
    may: ['#editor/ui/notifications.ts'],
    mayNot: ['#editor/settings/settings.ts', '#orchestration/types.ts'],
  },
  'src/editor/settings': {
    may: ['#editor/documents/activeEditor.ts'],
    mayNot: ['#editor/keys/secretKeys.ts', '#editor/tasks/sessionRuns.ts'],
  },
  'src/editor/keys': {
    may: ['#editor/settings/settings.ts'],
    mayNot: ['#editor/sending/sendGuard.ts', '#editor/tasks/sessionRuns.ts'],
  },
  'src/editor/sending': {
    may: ['#editor/settings/settings.ts'],
    mayNot: ['#editor/keys/secretKeys.ts', '#editor/tasks/sessionRuns.ts'],
  },
  'src/editor/models': {
    may: ['#editor/settings/settings.ts'],
    mayNot: ['#editor/panel/panel.ts', '#llm/wires/openai/gpt.ts'],
  },
  'src/editor/panel': {
    may: ['#editor/settings/settings.ts', '#protocol/messages.ts'],
    mayNot: ['#editor/keys/secretKeys.ts', '#editor/tasks/sessionRuns.ts', '#media/panel.ts'],
  },
  'src/editor/tasks': {
    may: ['#editor/panel/panel.ts', '#editor/keys/secretKeys.ts'],
    mayNot: ['#editor/apply/applyFiles.ts', '#editor/plans/planRuns.ts'],
  },
  'src/editor/apply': {
    may: ['#editor/tasks/sessionRuns.ts', '#edits/decision.ts'],
    mayNot: ['#editor/plans/planRuns.ts', '#editor/history/historyRows.ts'],
  },
  'src/editor/apply/proposals': {
    may: ['#editor/apply/applyBlocks.ts', 'vscode'],
    mayNot: ['#editor/plans/planRuns.ts', '#editor/history/historyRows.ts'],
  },
  'src/editor/plans': {
    may: ['#editor/tasks/sessionRuns.ts'],
    mayNot: ['#editor/apply/applyFiles.ts', '#editor/history/historyRows.ts'],
  },
  'src/editor/plans/language': {
    may: ['#editor/settings/settings.ts'],
    mayNot: ['../planRuns.ts', '#editor/history/historyRows.ts'],
  },
  'src/editor/history': {
    may: ['#editor/plans/planRuns.ts', '#editor/apply/applyFiles.ts'],
    mayNot: ['#editor/statusBar.ts', '#orchestration/store/runStore.ts'],
  },
  'src/editor': {
    may: ['#editor/history/historyRows.ts'],
    mayNot: ['../extension.ts', '#llm/wires/openai/gpt.ts', '#orchestration/types.ts'],
  },
};

/** Folders that keep the rules of the one above. */
const uncovered = [
  'src/llm/cost',
  'src/llm/wires',
  'src/llm/wires/claude',
  'src/llm/wires/gemini',
  'src/edits/syntax',
  'src/orchestration/runs/budget',
  'src/orchestration/store/sqlite/file',
];

interface Planted {
  file: string;
  source: string;
  /** The rule that has to fire. */
  rule: string;
  isAllowed: boolean;
}

/** A value and a type from `imported`, in the file of a folder. */
const plant = (file: string, imported: string, isAllowed: boolean): Planted => ({
  file,
  source: `export { x } from '${imported}';\nexport type { y } from '${imported}';`,
  rule: 'no-restricted-imports',
  isAllowed,
});

const cases = Object.entries(table).flatMap(([folder, { may, mayNot }]) => [
  ...may.map((imported, index) => plant(`${folder}/allowed${index}.ts`, imported, true)),
  ...mayNot.map((imported, index) => plant(`${folder}/forbidden${index}.ts`, imported, false)),
  plant(`${folder}/sdk.ts`, 'openai', folder.startsWith('src/llm/wires')),
  plant(`${folder}/partOfSdk.ts`, '@anthropic-ai/sdk/resources', folder.startsWith('src/llm/wires')),
]);

/** Those that are entries: they may name what the others of their folder may not. */
const entries: Planted[] = [
  plant('src/llm/core.ts', '#llm/wires/providers.ts', true),
  plant('src/llm/core.ts', '#orchestration/index.ts', false),
  plant('src/orchestration/index.ts', '#orchestration/plans/plans.ts', true),
  plant('src/orchestration/index.ts', '#llm/index.ts', false),
  plant('src/extension.ts', '#llm/core.ts', true),
  plant('src/extension.ts', '#llm/index.ts', false),
  plant('src/extension.ts', '#orchestration/types.ts', false),
];

/** Ways to read a setting around the module that knows whose layer counts. */
const settingReads: Planted[] = [
  'export const x = vscode.workspace.getConfiguration();',
  "const { workspace } = vscode; export const x = workspace.getConfiguration('switchyard');",
  'const { getConfiguration } = vscode.workspace; export const x = getConfiguration;',
  "export const x = vscode.workspace['getConfiguration']('switchyard');",
].flatMap((read, index) =>
  [`src/editor/reads${index}.ts`, 'src/extension.ts', 'src/editor/settings/settings.ts'].map((file) => ({
    file,
    source: `import * as vscode from 'vscode'; ${read}`,
    rule: 'no-restricted-properties',
    isAllowed: file.endsWith('/settings.ts'),
  })),
);

/** Imports that our files make while they run, which the lint does not look at, written so that it does. */
const lateImports: Planted[] = globSync('{src,media}/**/*.ts', { cwd: root }).flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/\bimport\('([^']+)'\)/g)].map(([, imported = '']) =>
    plant(file, imported, true),
  ),
);

const circle: Planted = {
  file: 'src/common/circle.ts',
  source: "import type { B } from './other.ts';\nexport type A = B | undefined;",
  rule: 'no-cycle',
  isAllowed: false,
};

/** Each file stands in one tree of its own, as some are planted more than once. */
describe('the import rules', function () {
  this.timeout(60_000);
  const all = [...cases, ...entries, ...settingReads, ...lateImports, circle];
  /** By the index of what was planted: what the lint says of it. */
  const said = all.map(() => '');

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'switchyard-lint-'));
    const trees = all.map((planted, index) => all.slice(0, index).filter(({ file }) => file === planted.file).length);
    for (const [index, { file, source }] of all.entries()) {
      const path = join(folder, String(trees[index]), file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${source}\n`);
    }
    await writeFile(
      join(folder, '0/src/common/other.ts'),
      "import type { A } from './circle.ts';\nexport type B = A;\n",
    );
    for (const tree of new Set(trees)) {
      await symlink(join(root, '.oxlintrc.json'), join(folder, `${tree}/.oxlintrc.json`));
      const { diagnostics } = await lint(join(folder, String(tree)));
      for (const [index, { file }] of all.entries())
        if (trees[index] === tree)
          said[index] = diagnostics.flatMap(({ code, filename }) => (filename === file ? code : [])).join(' ');
    }
    await rm(folder, { recursive: true });
  });

  for (const [index, { file, source, rule, isAllowed }] of all.entries())
    it(`${isAllowed ? 'let' : 'do not let'} ${file} say ${source.split('\n')[0]}`, () => {
      assert.equal(said[index]?.includes(rule), !isAllowed, said[index]);
    });

  it('hold for every folder of ours', () => {
    const folders = new Set(globSync('{src,media}/**/*.ts', { cwd: root }).map((file) => dirname(file)));
    const covered = new Set([...Object.keys(table), 'src', ...uncovered]);
    assert.deepEqual(
      [...folders].filter((folder) => !covered.has(folder)),
      [],
    );
  });
});

/** The findings of the lint in a folder. */
async function lint(folder: string): Promise<{ diagnostics: { code: string; filename: string }[] }> {
  const lintArguments = ['--deny-warnings', '--format', 'json'];
  const { stdout } = await run(join(root, 'node_modules/.bin/oxlint'), lintArguments, {
    cwd: folder,
    maxBuffer: 2 ** 26,
  }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout);
}
