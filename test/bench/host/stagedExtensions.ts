import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { installExtension } from '#scripts/vscode/installedExtension.ts';
import { projectFolder } from '#scripts/sampleWorkspace.ts';

/** The extension whose `activate()` is empty. */
export const emptyExtensionId = 'bench.empty';

/** Like it; activated before anything is measured, so that nothing pays for what every first activation costs. */
export const warmUpExtensionId = 'bench.warm-up';

/** Folders of extensions to install. */
export interface StagedExtensions {
  product: string;
  others: string[];
}

const bundled: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  logLevel: 'warning',
};

/**
 * Makes the extensions of the bench in `folder`: the product as its package would hold it and two empty extensions, all
 * three with `timedMain.ts` in the place of their main module, and the bench's driver.
 */
export async function stageExtensions(folder: string): Promise<StagedExtensions> {
  const [product, empty, warmUp, driver] = await Promise.all([
    stageProduct(join(folder, 'product')),
    stageEmpty(join(folder, 'empty'), emptyExtensionId),
    stageEmpty(join(folder, 'warm-up'), warmUpExtensionId),
    stageDriver(join(folder, 'driver')),
  ]);
  return { product, others: [empty, warmUp, driver] };
}

async function stageProduct(folder: string): Promise<string> {
  await installExtension(projectFolder, folder);
  const name = (await readdir(folder)).find((entry) => entry.startsWith('switchyard.'));
  if (!name) throw new Error('The product was not staged.');
  const product = join(folder, 'switchyard');
  await rename(join(folder, name), product);
  const manifest: Record<string, unknown> = JSON.parse(await readFile(join(product, 'package.json'), 'utf8'));
  await putTimedMain(product, manifest);
  return product;
}

async function stageEmpty(folder: string, id: string): Promise<string> {
  await mkdir(join(folder, 'dist'), { recursive: true });
  await writeFile(join(folder, 'dist', 'extension.js'), 'export function activate() {}\n');
  await putTimedMain(folder, toManifest(id));
  return folder;
}

async function stageDriver(folder: string): Promise<string> {
  await build({ ...bundled, entryPoints: { driver: source('driver') }, outdir: join(folder, 'dist') });
  const manifest = { ...toManifest('bench.driver'), main: './dist/driver.js', activationEvents: ['onStartupFinished'] };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

async function putTimedMain(folder: string, manifest: Record<string, unknown>): Promise<void> {
  await build({ ...bundled, entryPoints: { timedMain: source('timedMain') }, outdir: join(folder, 'dist') });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, main: './dist/timedMain.js' }));
}

function toManifest(id: string): Record<string, unknown> {
  const [publisher, name] = id.split('.');
  return { name, publisher, version: '1.0.0', type: 'module', engines: { vscode: '^1.106.0' }, activationEvents: [] };
}

function source(name: string): string {
  return join(projectFolder, 'test', 'bench', 'host', `${name}.ts`);
}
