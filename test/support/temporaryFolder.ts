import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copySampleWorkspace } from '#scripts/sampleWorkspace.ts';

/** Makes an empty folder that is gone when it is disposed of with `await using`. */
export async function makeTemporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-')));
  return {
    path,
    // A process that is just being killed may write once more: hence the retries.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

/** Workspaces that tests open. */
export type WorkspaceKind = 'sample' | 'multiRoot' | 'none';

/** Makes a workspace in `folder` and returns what VS Code is to open: a folder, a `.code-workspace` file or nothing. */
export async function makeWorkspace(kind: WorkspaceKind, folder: string): Promise<string | undefined> {
  if (kind === 'none') return undefined;
  if (kind === 'sample') return copySampleWorkspace(join(folder, 'sample'));
  await copySampleWorkspace(join(folder, 'first'));
  await mkdir(join(folder, 'second'), { recursive: true });
  await writeFile(join(folder, 'second', 'notes.md'), '# Notes\n');
  const file = join(folder, 'both.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }));
  return file;
}
