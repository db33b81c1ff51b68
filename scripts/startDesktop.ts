// `npm run start:desktop`: an installed desktop VS Code with the extension, a sample workspace and a simulated provider.
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder.ts';
import { killGroup, onStopRequest, runProgram, spawnGroup } from './processes.ts';
import { copySampleWorkspace, projectFolder } from './sampleWorkspace.ts';
import { runMain, SetupError } from './setupError.ts';
import { startSimulatedProvider } from '#scripts/simulated/simulatedProvider.ts';
import { simulatedSettings } from '#scripts/simulated/simulatedSettings.ts';

async function main(): Promise<void> {
  const command = process.env['VSCODE_PATH'] ?? 'code';
  const shell = process.platform === 'win32';
  if (spawnSync(command, ['--version'], { stdio: 'ignore', shell }).status !== 0) {
    throw new SetupError(`"${command}" cannot be run: install VS Code with its shell command, or use npm start.`);
  }
  await runProgram(process.execPath, ['esbuild.js', '--production'], { cwd: projectFolder });

  const home = join(cacheFolder(), 'start-desktop');
  const workspace = await copySampleWorkspace(join(home, 'sample-workspace'));
  const provider = await startSimulatedProvider({ isLifelike: true });
  const settingsFolder = join(home, 'data', 'User');
  await mkdir(settingsFolder, { recursive: true });
  await writeFile(
    join(settingsFolder, 'settings.json'),
    JSON.stringify(simulatedSettings(provider.origin), undefined, 2),
  );

  console.log(
    `VS Code opens with a simulated provider at ${provider.origin}. Close the window or press Ctrl+C to end.`,
  );
  const child = spawnGroup(
    command,
    [
      `--extensionDevelopmentPath=${projectFolder}`,
      `--user-data-dir=${join(home, 'data')}`,
      `--extensions-dir=${join(home, 'extensions')}`,
      '--disable-workspace-trust',
      '--skip-welcome',
      '--wait',
      workspace,
    ],
    { stdio: 'inherit', shell },
  );
  const stop = async () => {
    killGroup(child);
    await provider.close();
  };
  onStopRequest(stop);
  child.once('close', () => void stop().then(() => process.exit(0)));
}

await runMain(main);
