// Bundles the extension (dist/extension.js and one chunk for each provider's SDK) and the panel's page (dist/panel.*).
import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { gatherCore } from './scripts/coreChunk.ts';
import { pageImports, pageParts } from './scripts/pageParts.ts';
import { makePlanSchema } from './scripts/planSchema.ts';

const isProduction = process.argv.includes('--production');
const isWatching = process.argv.includes('--watch');

/** @type {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'info',
};

/** @type {esbuild.BuildOptions} */
const extension = {
  ...shared,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  plugins: [gatherCore({ entryPoint: 'src/extension.ts', sources: 'src' })],
  alias: {
    // Its build for Node is CommonJS; this one is the same in ESM.
    '@vscode/l10n': './node_modules/@vscode/l10n/dist/browser.js',
    debug: './scripts/silentDebug.ts',
    // Its build for Node is CommonJS and requires `process`, which a bundle of modules cannot. This one is the same in ESM.
    yaml: './node_modules/yaml/browser/index.js',
    // Its UMD build, which Node takes, requires its parts by a name that no bundler follows.
    'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
  },
};

/** @type {esbuild.BuildOptions} */
const panel = {
  ...shared,
  entryPoints: { panel: 'media/panel.ts' },
  outdir: 'dist',
  format: 'iife',
  platform: 'browser',
  target: 'chrome128',
  external: pageImports,
};

/** @type {Record<string, esbuild.BuildOptions>} */
const parts = Object.fromEntries(
  Object.entries(pageParts).map(([name, source]) => [
    name,
    { ...panel, entryPoints: { [name]: source }, format: 'esm' },
  ]),
);
const bundles = { extension, panel, ...parts };

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
// The schema that VS Code validates and completes plans with is made from the one that reads them.
await writeFile('dist/plan.schema.json', JSON.stringify(makePlanSchema()));
if (isWatching) {
  for (const options of Object.values(bundles)) await (await esbuild.context(options)).watch();
} else {
  // What each file of the bundles is made of: the bench and the notice of third parties read it.
  await mkdir('out', { recursive: true });
  await Promise.all(
    Object.entries(bundles).map(async ([name, options]) => {
      const { metafile } = await esbuild.build(options);
      await writeFile(`out/${name}.meta.json`, JSON.stringify(metafile));
    }),
  );
}
