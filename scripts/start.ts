// `npm start`: VS Code in the browser with the extension, a sample workspace and a simulated provider, all on loopback.
// `--port <number>` chooses the port. Settings, keys and the sample workspace are kept from one start to the next.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './cacheFolder.ts';
import { ensureCodeServer } from '#scripts/vscode/codeServer.ts';
import { installExtension } from '#scripts/vscode/installedExtension.ts';
import { onStopRequest, runProgram } from './processes.ts';
import { copySampleWorkspace, projectFolder } from './sampleWorkspace.ts';
import { runMain, SetupError } from './setupError.ts';
import { startSimulatedProvider } from '#scripts/simulated/simulatedProvider.ts';
import { simulatedSettings } from '#scripts/simulated/simulatedSettings.ts';
import { startVscodeServer, writeMachineSettings, writeUserSettings } from '#scripts/vscode/vscodeServer.ts';

/** Kept where they can be: a browser's stored keys and a key's stored origin belong to a port. */
const workbenchPorts = [8790, 8791, 8792, 0];
const providerPorts = [8795, 8796, 8797, 0];

/**
 * Settings for a person's first look at the product. The person's own settings, once there are any, are not touched.
 */
const firstUserSettings = {
  'workbench.startupEditor': 'readme',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.ignoreRecommendations': true,
};

async function main(): Promise<void> {
  const port = toPort(parseArgs({ options: { port: { type: 'string' } } }).values.port);
  await runProgram(process.execPath, ['esbuild.js', '--production'], { cwd: projectFolder });
  await ensureCodeServer();

  const home = join(cacheFolder(), 'start');
  const dataFolder = join(home, 'data');
  const extensionsFolder = join(home, 'extensions');
  const workspace = await copySampleWorkspace(join(home, 'sample-workspace'));
  await installExtension(projectFolder, extensionsFolder);

  const running: { close(): Promise<void> }[] = [];
  onStopRequest(async () => {
    console.log('\nStopping…');
    await Promise.all(running.map((part) => part.close()));
  });
  const provider = await startSimulatedProvider({ isLifelike: true, ports: providerPorts });
  running.push(provider);
  await writeMachineSettings(dataFolder, simulatedSettings(provider.origin));
  await writeUserSettings(dataFolder, firstUserSettings, { isKept: true });
  const ports = port === undefined ? workbenchPorts : [port];
  const server = await startVscodeServer({ dataFolder, extensionsFolder, ports });
  running.push(server);

  console.log(`
Switchyard runs in VS Code for the web, with a simulated provider at ${provider.origin}: no key is needed.
The README of the sample workspace says what to try. Ctrl+C stops everything.

${server.origin}/?folder=${encodeURIComponent(workspace)}`);
}

function toPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SetupError(`--port takes a number from 1 to 65535, not "${text}".`);
}

await runMain(main);
