import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '#scripts/cacheFolder.ts';
import { runProgram } from '#scripts/processes.ts';

/** The npm package with the whole VS Code web build; 4.139.1 holds VS Code 1.139.1. It pins its own dependencies. */
const pinnedVersion = '4.139.1';

/** VS Code 1.135.0, which lets a workspace set settings of the scopes `machine` and `application` by nesting them. */
export const olderVersion = '4.135.0';

/** VS Code's server inside the npm package, relative to the folder the package was installed into. */
const vscodeFolder = join('node_modules', 'code-server', 'lib', 'vscode');

/**
 * VS Code's server (`server-main.js`), installed into the cache folder on first use: about 30 s and 600 MB. Without
 * install scripts, so nothing is compiled; VS Code then logs that some native modules are missing, and works.
 */
export async function ensureCodeServer(
  version: string = pinnedVersion,
  log: (message: string) => void = console.error,
): Promise<string> {
  const folder = join(cacheFolder(), `code-server-${version}`);
  const main = join(folder, vscodeFolder, 'out', 'server-main.js');
  // Installed last: what TypeScript's language features run on.
  const typescript = join(folder, vscodeFolder, 'extensions', 'node_modules', 'typescript', 'package.json');
  const isComplete = () => existsSync(main) && existsSync(typescript);
  if (isComplete()) return main;

  log(`Installing VS Code's web build (code-server ${version}) into ${folder}…`);
  // Built under another name, so that an interrupted or a concurrent installation is never taken for a complete one.
  const partial = `${folder}.partial-${process.pid}`;
  await removeAbandoned(folder);
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'package.json'), '{ "private": true }\n');
  // The package and its two inner ones pin all that they need in shrinkwrap files.
  const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runNpm(['install', `code-server@${version}`, ...options], partial);
  await runNpm(['install', ...options], join(partial, vscodeFolder));
  await runNpm(['install', ...options], join(partial, vscodeFolder, 'extensions'));
  if (isComplete()) {
    await rm(partial, { recursive: true, force: true }); // Another process was faster, and its work serves as well.
  } else {
    if (existsSync(folder)) await rename(folder, `${partial}-replaced`);
    await rename(partial, folder);
    await rm(`${partial}-replaced`, { recursive: true, force: true });
  }
  return main;
}

function runNpm(args: readonly string[], folder: string): Promise<string> {
  return runProgram('npm', args, { cwd: folder, shell: process.platform === 'win32' });
}

async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(cacheFolder()).catch(() => []);
  for (const name of names) {
    const path = join(cacheFolder(), name);
    if (!path.startsWith(`${folder}.partial-`) || isAlive(Number.parseInt(path.slice(`${folder}.partial-`.length), 10)))
      continue;
    await rm(path, { recursive: true, force: true });
  }
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
