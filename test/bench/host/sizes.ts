import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import type { Metafile } from 'esbuild';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { type Measure, toKilobytes } from '#test/bench/measures.ts';

const maxPackageBytes = 1_000_000;
const maxBundleBytes = 250_000;

const entryFile = 'dist/extension.js';

/** Measures the size of the product, and checks that its bundle reaches no SDK by static imports. */
export async function measureSizes(folder: string): Promise<Measure[]> {
  const packagePath = join(folder, 'switchyard.vsix');
  await createVSIX({
    cwd: projectFolder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const packageBytes = (await stat(packagePath)).size;
  const { outputs } = await readMetafile();
  const files = findStaticFiles(outputs);
  const entryBytes = await sizeOf([entryFile]);
  const allBytes = await sizeOf(files);
  const sdkFiles = files.filter((file) => holdsSdk(outputs, file));
  const bundleGoal = { text: `<= ${toKilobytes(maxBundleBytes)}`, isMet: allBytes <= maxBundleBytes };
  return [
    {
      name: '.vsix',
      ours: toKilobytes(packageBytes),
      goal: { text: `<= ${toKilobytes(maxPackageBytes)}`, isMet: packageBytes <= maxPackageBytes },
    },
    { name: entryFile, ours: toKilobytes(entryBytes), goal: bundleGoal },
    {
      name: `  with the ${files.length - 1} chunks it imports statically`,
      ours: toKilobytes(allBytes),
      goal: bundleGoal,
    },
    {
      name: '  of these, with code of an SDK',
      ours: `${sdkFiles.length} files`,
      goal: { text: 'none', isMet: sdkFiles.length === 0 },
    },
  ];
}

/** The files of the bundle that hold an SDK's code, relative to the checkout. Throws when there is none. */
export async function findSdkFiles(): Promise<string[]> {
  const { outputs } = await readMetafile();
  const files = Object.keys(outputs).filter((file) => holdsSdk(outputs, file));
  if (files.length === 0) throw new Error('No chunk holds an SDK: the bench looks for the wrong names.');
  return files;
}

/** Reads what esbuild.js wrote about the last build. */
async function readMetafile(): Promise<Metafile> {
  return JSON.parse(await readFile(join(projectFolder, 'out', 'extension.meta.json'), 'utf8'));
}

/** The files that are loaded before `activate()` is called. */
function findStaticFiles(outputs: Metafile['outputs']): string[] {
  const files = new Set<string>();
  const visit = (file: string): void => {
    const output = outputs[file];
    if (!output || files.has(file)) return;
    files.add(file);
    for (const { path, kind } of output.imports) if (kind === 'import-statement') visit(path);
  };
  visit(entryFile);
  return [...files];
}

function holdsSdk(outputs: Metafile['outputs'], file: string): boolean {
  const inputs = Object.keys(outputs[file]?.inputs ?? {});
  return inputs.some((input) => /(^|\/)node_modules\/(@anthropic-ai|@google|openai)\//.test(input));
}

async function sizeOf(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(projectFolder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
