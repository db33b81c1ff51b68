import { strict as assert } from 'node:assert';
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { setKey } from '#test/host/support/keys.ts';
import { openFile } from '#test/host/support/editors.ts';
import { onlyPrompt, waitForAbort, waitForRequest } from '#test/host/support/requests.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { assertSuccess, call, cancelTask, runTask } from '#test/host/support/switchyard.ts';
import { packageVariable } from '#test/host/index.ts';

const kilobyte = 1_000;

function extensionFolder(): string {
  const extension = vscode.extensions.getExtension('switchyard.switchyard');
  assert.ok(extension);
  return extension.extensionUri.fsPath;
}

/** The modules that a module of the bundle loads at once: what `import()` brings comes later. */
function staticImports(file: string): string[] {
  const code = readFileSync(file, 'utf8');
  const statements = code.matchAll(/(?:^|[;}\n])(?:import|export)(?:[\w$*{},\s]*?from)?\s*"(\.[^"]+)"/g);
  return [...statements].map(([, path]) => join(dirname(file), path ?? ''));
}

/** A module with all that it loads before anything is called. */
function loadedWith(file: string, loaded: Set<string> = new Set()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const imported of staticImports(file)) loadedWith(imported, loaded);
  return loaded;
}

describe('The package', () => {
  it('holds what runs and nothing else', () => {
    const allowed = [
      /^package(\.nls(\.[\w-]+)?)?\.json$/,
      /^(readme|changelog)\.md$/i,
      /^LICENSE(\.txt)?$/,
      /^\.vsixmanifest$/,
      /^media\/assets\/icon\.png$/,
      /^media\/assets\/switchyard\.svg$/,
      /^media\/walkthrough\/\w+(\.nls\.[\w-]+)?\.md$/,
      /^media\/language\/\w+\.json$/,
      /^dist\/plan\.schema\.json$/,
      /^dist\/(extension|panel|planLayout|math|codeTokens|toMarkdown)\.js$/,
      /^dist\/panel\.css$/,
      /^dist\/chunks\/[\w-]+\.js$/,
      /^dist\/ThirdPartyNotices\.txt$/,
      /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
    ];
    const folder = extensionFolder();
    const files = globSync('**/*', { cwd: folder }).filter((file) => statSync(join(folder, file)).isFile());
    assert.ok(files.includes('dist/extension.js'));
    assert.deepEqual(
      files.filter((file) => !allowed.some((pattern) => pattern.test(file))),
      [],
    );
  });

  it('is at most 1 MB, and the part that is loaded at once at most 250 KB', () => {
    const vsix = process.env[packageVariable];
    assert.ok(vsix);
    const { size } = statSync(vsix);
    assert.ok(size <= 1_000 * kilobyte, `${size} bytes`);
    const main = statSync(join(extensionFolder(), 'dist/extension.js')).size;
    assert.ok(main <= 250 * kilobyte, `${main} bytes`);
    const loaded = [...loadedWith(join(extensionFolder(), 'dist/extension.js'))];
    const all = loaded.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(all <= 250 * kilobyte, `${all} bytes with ${loaded.length - 1} chunks`);
  });

  it('loads no SDK before a task needs it', () => {
    const marks = { anthropic: 'anthropic-version', openai: 'OPENAI_ORG_ID', google: 'GoogleGenerativeAI' };
    const loaded = loadedWith(join(extensionFolder(), 'dist/extension.js'));
    const chunks = globSync('dist/**/*.js', { cwd: extensionFolder() }).map((file) => join(extensionFolder(), file));
    for (const [sdk, mark] of Object.entries(marks)) {
      const holders = chunks.filter((file) => readFileSync(file, 'utf8').includes(mark));
      assert.ok(holders.length > 0, `nothing holds ${sdk}: the mark is out of date`);
      assert.deepEqual(
        holders.filter((file) => loaded.has(file)),
        [],
        sdk,
      );
    }
  });
});

describe('The installed package', () => {
  useCleanWindow();

  it('is what runs here, not the checkout', () => {
    assert.match(extensionFolder(), /\/extensions\/switchyard\.switchyard-[^/]+$/);
  });

  for (const agent of ['gemini', 'claude', 'gpt', 'local']) {
    it(`runs a task on the selection with ${agent}`, async () => {
      await openFile('src/cart.py', 13, 18);
      const result = assertSuccess(await call('fix', { agent }));
      assert.match(result.output, /range\(len\(items\)\)/);
      assert.match(await onlyPrompt(), /File: src\/cart\.py/);
    });
  }

  it('stores a key, and stops a task', async () => {
    assert.equal((await setKey('claude', 'sk-good-0123456789abcdef'))?.outcome, 'accepted');
    const outcome = runTask({ description: 'simulate: hang', agent: 'claude' });
    await waitForRequest('hang');
    assert.equal(await cancelTask(), true);
    assert.equal((await outcome).status, 'cancelled');
    await waitForAbort('hang');
  });
});
