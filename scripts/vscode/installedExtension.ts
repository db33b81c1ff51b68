import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';

interface InstalledEntry {
  identifier: { id: string };
  version: string;
  location: { $mid: number; scheme: string; path: string };
  relativeLocation: string;
}

/**
 * Puts the extension of `sourceFolder` into an extensions folder as an installation of its package would, without the
 * time it takes to make and unpack one: exactly the files that the package would hold.
 */
export async function installExtension(sourceFolder: string, extensionsFolder: string): Promise<void> {
  const manifest: Record<string, string> = JSON.parse(await readFile(join(sourceFolder, 'package.json'), 'utf8'));
  const id = `${manifest['publisher']}.${manifest['name']}`;
  const folderName = `${id}-${manifest['version']}`;
  const target = join(extensionsFolder, folderName);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const file of await listFiles({ cwd: sourceFolder, packageManager: PackageManager.None })) {
    await cp(join(sourceFolder, file), join(target, file), { recursive: true });
  }
  await register(extensionsFolder, {
    identifier: { id },
    version: String(manifest['version']),
    location: { $mid: 1, scheme: 'file', path: target },
    relativeLocation: folderName,
  });
}

/** VS Code reads what is installed from `extensions.json`; a folder alone counts only while there is no such file. */
async function register(extensionsFolder: string, entry: InstalledEntry): Promise<void> {
  const file = join(extensionsFolder, 'extensions.json');
  const text = await readFile(file, 'utf8').catch(() => '[]');
  const entries: InstalledEntry[] = JSON.parse(text);
  const others = entries.filter((other) => other.identifier.id !== entry.identifier.id);
  await writeFile(file, JSON.stringify([...others, entry]));
}
