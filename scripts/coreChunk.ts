import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
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
      build.onResolve({ filter: /./ }, async ({ path, kind, pluginData, ...origin }) => {
        if (path === coreName) return { path: resolve(entryPoint) };
        if (kind !== 'dynamic-import' || pluginData === coreName) return undefined;
        const found = await build.resolve(path, { ...origin, kind, pluginData: coreName });
        if (found.path.startsWith(root)) lateModules.add(found.path);
        return found;
      });
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!lateModules.has(path)) return undefined;
        return { contents: `${await readFile(path, 'utf8')}\nimport '${coreName}';\n`, loader: 'ts' };
      });
    },
  };
}
