// Runs test/host inside real VS Code windows: `npm run test:host [-- --grep <pattern>] [-- --scenario <folder>]`.
// `--desktop` takes a downloaded desktop VS Code instead of the web build; `--extension <folder>` another extension.
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { installExtension } from '#scripts/vscode/installedExtension.ts';
import { runProgram } from '#scripts/processes.ts';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { runMain, SetupError } from '#scripts/setupError.ts';
import { startSimulatedProvider } from '#scripts/simulated/simulatedProvider.ts';
import { simulatedSettings } from '#scripts/simulated/simulatedSettings.ts';
import { writeMachineSettings, writeUserSettings } from '#scripts/vscode/vscodeServer.ts';
import { portOf } from '#scripts/vscode/workbenchProxy.ts';
import { quietSettings } from '#test/support/window/quietSettings.ts';
import { simulatedOriginVariable } from '#test/support/simulatedRequests.ts';
import { addTallies, readTallies, reportTally, type Tally, tallyVariable, toSummaryLine } from '#test/support/tally.ts';
import { makeTemporaryFolder, makeWorkspace } from '#test/support/temporaryFolder.ts';
import { bundleScenario, findTests } from './bundle.ts';
import { outputPortVariable, packageVariable, testFilesVariable, testPatternVariable } from './index.ts';
import { type HostScenario, scenarios } from './scenarios.ts';

/** The oldest VS Code that package.json promises to work on is what desktop tests run on. */
const desktopVersion = '1.106.0';

/** Contributes the models that tests offer through VS Code. */
const modelsExtensionPath = join(projectFolder, 'test', 'host', 'testModels');

/** Adds an LLM of its own to Switchyard. */
const sampleProviderPath = join(projectFolder, 'test', 'host', 'sampleProvider');

interface HostRun {
  vscodePath: string;
  isDesktop: boolean;
  extensionPath: string;
  simulatedOrigin: string;
  /** The loopback port that takes what the tests print. */
  outputPort: number;
  pattern: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      desktop: { type: 'boolean', default: false },
      extension: { type: 'string', default: projectFolder },
      grep: { type: 'string' },
      scenario: { type: 'string' },
    },
  });
  const isDesktop = values.desktop;
  const provider = await startSimulatedProvider({ isRecording: true });
  const hostRun: HostRun = {
    vscodePath: isDesktop ? await downloadDesktop() : join(projectFolder, 'test', 'support', 'window', 'codeWeb'),
    isDesktop,
    extensionPath: values.extension,
    simulatedOrigin: provider.origin,
    outputPort: await listenForOutput(),
    pattern: values.grep,
  };
  const chosen = scenarios.filter(
    (scenario) =>
      findTests(scenario).length > 0 && (values.scenario === undefined || scenario.folder === values.scenario),
  );
  if (chosen.length === 0) throw new SetupError('There are no host tests to run.');
  let sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const scenario of chosen) {
    // Desktop VS Code has an installer of its own, and one version; for these the web build serves.
    if (isDesktop && (scenario.extension === 'package' || scenario.codeServerVersion !== undefined)) continue;
    console.log(`\nVS Code with ${scenario.name}`);
    sum = addTallies(sum, await runScenario(scenario, hostRun));
  }
  reportTally(sum);
  console.log(toSummaryLine(sum));
  process.exit(sum.failed > 0 ? 1 : 0);
}

async function downloadDesktop(): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version: desktopVersion });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(`Desktop VS Code could not be downloaded (${reason}); npm run test:host needs no download.`);
  }
}

/** Copies what test runs send to a loopback port to standard output. Resolves to the port. */
async function listenForOutput(): Promise<number> {
  const server = createServer((socket) => socket.pipe(process.stdout, { end: false }));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return portOf(server);
}

async function runScenario(scenario: HostScenario, hostRun: HostRun): Promise<Tally> {
  await using folder = await makeTemporaryFolder();
  const dataFolder = join(folder.path, 'data');
  const extensionsFolder = join(folder.path, 'extensions');
  const tallyFile = join(folder.path, 'tally');
  const workspace = await makeWorkspace(scenario.workspace, folder.path);
  await writeSettings(dataFolder, hostRun);
  await installExtension(modelsExtensionPath, extensionsFolder);
  await installExtension(sampleProviderPath, extensionsFolder);
  const { testsPath, testFiles } = await bundleScenario(scenario);
  const logFile = join(dirname(testsPath), 'vscode.log');
  const log = createWriteStream(logFile);
  const isPackaged = scenario.extension === 'package';
  let hasFailed = false;
  try {
    const packagePath = isPackaged ? await makePackage(hostRun.extensionPath) : undefined;
    await runTests({
      vscodeExecutablePath: hostRun.vscodePath,
      // Tests run only beside an extension under development, and the web build takes one: without the checkout's, the
      // one with the models, which is installed as well.
      extensionDevelopmentPath: isPackaged ? modelsExtensionPath : hostRun.extensionPath,
      extensionTestsPath: testsPath,
      stdout: log,
      stderr: log,
      launchArgs: [
        ...(workspace ? [workspace] : []),
        `--user-data-dir=${dataFolder}`,
        `--extensions-dir=${extensionsFolder}`,
        ...(scenario.codeServerVersion ? [`--code-server-version=${scenario.codeServerVersion}`] : []),
        ...(packagePath ? [`--install-extension=${packagePath}`] : []),
      ],
      extensionTestsEnv: {
        [testFilesVariable]: JSON.stringify(testFiles),
        [testPatternVariable]: hostRun.pattern,
        [simulatedOriginVariable]: hostRun.simulatedOrigin,
        [outputPortVariable]: String(hostRun.outputPort),
        [tallyVariable]: tallyFile,
        [packageVariable]: packagePath,
        ...usualConnections,
        ...scenario.environment,
        FORCE_COLOR: process.stdout.isTTY ? '1' : undefined,
      },
    });
  } catch (error) {
    hasFailed = true;
    console.error(`${error instanceof Error ? error.message : String(error)}; VS Code's log is ${logFile}`);
  }
  const tally = readTallies(tallyFile) ?? { passed: 0, failed: 0, skipped: 0 };
  // A window that ends badly without a failed test has not run them all.
  return hasFailed && tally.failed === 0 ? addTallies(tally, { passed: 0, failed: 1, skipped: 0 }) : tally;
}

/** Authorities that the developer's machine adds would be asked about before a request leaves it. */
const usualConnections = { SSL_CERT_FILE: '', SSL_CERT_DIR: '', NODE_EXTRA_CA_CERTS: '', OPENSSL_CONF: '' };

/** Desktop VS Code has no settings of the machine: there the user's settings hold all. */
async function writeSettings(dataFolder: string, { isDesktop, simulatedOrigin }: HostRun): Promise<void> {
  const simulated = simulatedSettings(simulatedOrigin);
  if (isDesktop) {
    await mkdir(join(dataFolder, 'User'), { recursive: true });
    await writeFile(join(dataFolder, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...simulated }));
  } else {
    await writeMachineSettings(dataFolder, simulated);
    await writeUserSettings(dataFolder, quietSettings);
  }
}

/** Makes the package as a release would, and fails if that draws a warning. */
async function makePackage(extensionPath: string): Promise<string> {
  const output = await runProgram('npm', ['run', '--silent', 'package:vsix'], { cwd: extensionPath });
  const warning = output.split('\n').find((line) => /^\s*warning/i.test(line));
  if (warning !== undefined) throw new SetupError(`The package was made with a warning: ${warning.trim()}`);
  return join(extensionPath, 'out', 'switchyard.vsix');
}

await runMain(main);
