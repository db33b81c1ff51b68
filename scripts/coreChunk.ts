import { glob, readFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const coreName = 'switchyard:core';

/**
 * Bundles all that an entry point loads at once as one chunk. By itself esbuild makes a chunk for each set of entry points
 * that share modules, and each file costs time when the extension starts. So every module of `sources` that is loaded by
 * `import()` is made to depend on the entry point: all of them then share the same modules.
 */
export function gatherCore({ entryPoint, sources }: { entryPoint: string; sources: string }): Plugin {
  const root = resolve(sources) + sep;
  const lateModules = new Set<string>();
  return {
    name: 'gather-core',
    setup(build) {
      // A bare import of modules without side effects runs nothing. It only counts for what is shared.
      build.initialOptions.logOverride = { ...build.initialOptions.logOverride, 'ignored-bare-import': 'silent' };
      // All of them are known before the first is loaded: one may be imported at once elsewhere.
      build.onStart(async () => {
        for await (const file of glob(join(root, '**/*.ts'))) {
          const source = await readFile(file, 'utf8');
          for (const [, path = ''] of source.matchAll(/\bimport\('([^']+)'\)/g)) {
            const found = await build.resolve(path, {
              kind: 'dynamic-import',
              importer: file,
              resolveDir: dirname(file),
            });
            if (found.path.startsWith(root)) lateModules.add(found.path);
          }
        }
      });
      build.onResolve({ filter: /^switchyard:core$/ }, () => ({ path: resolve(entryPoint) }));
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!lateModules.has(path)) return undefined;
        return { contents: `${await readFile(path, 'utf8')}\nimport '${coreName}';\n`, loader: 'ts' };
      });
    },
  };
}
