import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** Copies the sample workspace to `target`; what is already there stays as a person left it. */
export async function copySampleWorkspace(target: string): Promise<string> {
  await cp(join(projectFolder, 'test', 'fixtures', 'workspace'), target, { recursive: true, force: false });
  return target;
}
