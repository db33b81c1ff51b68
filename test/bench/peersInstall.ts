import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SetupError } from '#scripts/setupError.ts';

const folder = fileURLToPath(new URL('peers', import.meta.url));

/**
 * Installs what the bench measures against, by its own lock file, if it is not there yet in these versions: the project
 * itself installs without it. No package's scripts run.
 */
export function installPeers(): void {
  if (arePeersInstalled()) return;
  console.log('Installing the packages that the bench compares with (once)…');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new SetupError('The packages of test/bench/peers could not be installed.');
}

function arePeersInstalled(): boolean {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(`${folder}/package.json`, 'utf8'),
  );
  return Object.entries(dependencies).every(([name, version]) => {
    const path = `${folder}/node_modules/${name}/package.json`;
    if (!existsSync(path)) return false;
    const manifest: { version: string } = JSON.parse(readFileSync(path, 'utf8'));
    return manifest.version === version;
  });
}
