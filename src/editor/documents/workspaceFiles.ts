import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';

/**
 * Finds the file that `path` names in one of these folders: relative to a folder, with the folder's name in front, or
 * absolute. `undefined` if it is no file, does not exist, or lies outside the folders once every link is followed.
 */
export async function findFileInFolders(path: string, folders: readonly string[]): Promise<string | undefined> {
  // Two slashes name another machine, which would receive a request for the file.
  if (path.includes('\0') || /^[\\/]{2}/.test(path)) return undefined;
  for (const folder of folders) {
    const named = `${basename(folder)}/`;
    const candidates = isAbsolute(path)
      ? [path]
      : [join(folder, path), ...(path.startsWith(named) ? [join(folder, path.slice(named.length))] : [])];
    for (const candidate of candidates) {
      const found = await findInFolder(candidate, folder);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

async function findInFolder(candidate: string, folder: string): Promise<string | undefined> {
  try {
    const real = await realpath(candidate);
    const inFolder = relative(await realpath(folder), real);
    if (inFolder === '' || inFolder === '..' || inFolder.startsWith(`..${sep}`) || isAbsolute(inFolder))
      return undefined;
    return (await stat(real)).isFile() ? join(folder, inFolder) : undefined;
  } catch {
    return undefined;
  }
}
