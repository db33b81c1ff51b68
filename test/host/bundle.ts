import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import type { HostScenario } from './scenarios.ts';

/** The output of {@link bundleScenario}. Paths are absolute. */
export interface HostBundle {
  /** The module that exports `run()`. */
  testsPath: string;
  testFiles: string[];
}

/** Finds the test files of a scenario, in the order of their names, whatever folder they lie in. */
export function findTests(scenario: HostScenario): string[] {
  const files = globSync(join(projectFolder, 'test', 'host', scenario.folder, '**', '*.test.ts'));
  return files.toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1));
}

/** Bundles a scenario's tests into `out/host`. As CommonJS: the extension host loads no other kind of test module. */
export async function bundleScenario(scenario: HostScenario): Promise<HostBundle> {
  const outputFolder = join(projectFolder, 'out', 'host', scenario.folder);
  const tests = findTests(scenario);
  await build({
    entryPoints: [join(projectFolder, 'test', 'host', 'index.ts'), ...tests],
    outdir: outputFolder,
    outbase: join(projectFolder, 'test', 'host', scenario.folder),
    entryNames: '[name]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // The file that jsonc-parser names as `main` requires its parts in a way that no bundler can follow.
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return {
    testsPath: join(outputFolder, 'index.cjs'),
    testFiles: tests.map((test) => join(outputFolder, basename(test).replace(/\.ts$/, '.cjs'))),
  };
}
