import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { gatherCore } from '#scripts/coreChunk.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';

const files = {
  'package.json': '{ "type": "module", "sideEffects": false }',
  'main.ts': `import { a } from './a.ts'; import { b } from './b.ts'; import { c } from './c.ts';
    export const load = () => [a(), b(), c(), import('./late.ts'), import('./later.ts')];`,
  'a.ts': 'export const a = () => "a";',
  'b.ts': 'export const b = () => "b";',
  'c.ts': 'export const c = () => "c";',
  'late.ts': `import { a } from './a.ts'; import { later } from './later.ts'; export const late = () => a() + later();`,
  'later.ts': `import { b } from './b.ts'; export const later = () => b() + 'later';`,
};

/** Bundles the files and counts the modules that the entry point loads at once, itself included. */
async function countLoaded(folder: string, isGathered: boolean): Promise<number> {
  const entryPoint = join(folder, 'main.ts');
  const { metafile } = await build({
    entryPoints: [entryPoint],
    absWorkingDir: folder,
    outdir: 'out',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    plugins: isGathered ? [gatherCore({ entryPoint, sources: folder })] : [],
  });
  return findLoaded(metafile, 'out/main.js').size;
}

/** Finds the files of a bundle that a file of it loads at once, itself included. */
function findLoaded({ outputs }: Metafile, entry: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === 'import-statement') visit(path);
  };
  visit(entry);
  return loaded;
}

describe('The bundle', () => {
  it('holds what is loaded at once in the entry point and one chunk, whoever else needs it later', async () => {
    await using folder = await makeTemporaryFolder();
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
    assert.equal(await countLoaded(folder.path, false), 3);
    assert.equal(await countLoaded(folder.path, true), 2);
  });

  it('loads the parser of answers only when the first of them is read', async () => {
    const { metafile } = await build({
      entryPoints: ['src/extension.ts'],
      outdir: 'out',
      write: false,
      metafile: true,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      external: ['vscode'],
    });
    const isParser = (file: string) =>
      Object.keys(metafile.outputs[file]?.inputs ?? {}).some((input) => input.includes('node_modules/markdown-it/'));
    assert.equal(Object.keys(metafile.outputs).filter(isParser).length, 1);
    assert.deepEqual([...findLoaded(metafile, 'out/extension.js')].filter(isParser), []);
  }).timeout(20_000);
});
