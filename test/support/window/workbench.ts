import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { installExtension } from '#scripts/vscode/installedExtension.ts';
import { runProgram } from '#scripts/processes.ts';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { type SimulatedProvider, startSimulatedProvider } from '#scripts/simulated/simulatedProvider.ts';
import { simulatedSettings } from '#scripts/simulated/simulatedSettings.ts';
import { startVscodeServer, writeMachineSettings, writeUserSettings } from '#scripts/vscode/vscodeServer.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { toWorkbenchUrl } from './codeWebArguments.ts';
import { quietSettings } from './quietSettings.ts';
import { makeTemporaryFolder, makeWorkspace, type WorkspaceKind } from '#test/support/temporaryFolder.ts';

/** Options of a workbench. */
export interface WorkbenchOptions {
  /** `sample` by default: a fresh copy of the sample workspace. */
  workspace?: WorkspaceKind;
  /**
   * Added to the settings that name the simulated provider; `undefined` values take one away. A function is given the
   * provider's origin.
   */
  machineSettings?: Record<string, unknown> | ((origin: string) => Record<string, unknown>);
  userSettings?: Record<string, unknown>;
  /** The user's own, as in `keybindings.json`. */
  keybindings?: { key: string; command: string; args?: unknown }[];
  theme?: 'light' | 'dark';
  /** The language that extensions are told to speak: `de`, `zh-cn`. English by default. */
  language?: string;
  /** True when folders have to be trusted first. Off by default. */
  hasWorkspaceTrust?: boolean;
  /** True when answers stream at a model's pace; else at once. */
  isLifelike?: boolean;
  /** The extension to install; this checkout's by default. A `.vsix` is installed as a user would install it. */
  extensionPath?: string;
  /** Folders of further extensions to install. */
  otherExtensions?: string[];
}

/** VS Code in a browser window, with the extension installed and a simulated provider of its own. */
export interface Workbench extends AsyncDisposable {
  page: Page;
  simulated: SimulatedProvider;
  /** The open workspace: a folder, a `.code-workspace` file or nothing. */
  workspace: string | undefined;
  /** Ends the window's extension host as a crash would, with `kill -9`. The window stays, with its extensions dead. */
  killExtensionHost(): Promise<void>;
  /** Reloads the window as a user would and waits for the extension host. Secrets and settings stay. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

const themes = { light: 'Light Modern', dark: 'Dark Modern' };
const startTimeoutMs = 60_000;

const openWorkbenches = new Map<Workbench, Page>();
let sharedBrowser: Promise<Browser> | undefined;

/** Opens VS Code and resolves when extensions are loaded: about seven seconds. Tests of a file share one where they can. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const resources = new AsyncDisposableStack();
  try {
    const folder = resources.use(await makeTemporaryFolder());
    const dataFolder = join(folder.path, 'data');
    const extensionsFolder = join(folder.path, 'extensions');
    const extensionPath = options.extensionPath ?? process.env['SWITCHYARD_TEST_EXTENSION'] ?? projectFolder;
    const isPackage = extensionPath.endsWith('.vsix');
    const workspace = await makeWorkspace(options.workspace ?? 'sample', folder.path);
    const simulated = await startSimulatedProvider({ isRecording: true, isLifelike: options.isLifelike ?? false });
    resources.defer(() => simulated.close());
    const { machineSettings } = options;
    await writeMachineSettings(dataFolder, {
      ...simulatedSettings(simulated.origin),
      ...(typeof machineSettings === 'function' ? machineSettings(simulated.origin) : machineSettings),
    });
    await writeUserSettings(dataFolder, {
      ...quietSettings,
      'workbench.colorTheme': themes[options.theme ?? 'dark'],
      ...options.userSettings,
    });
    const keys = JSON.stringify(options.keybindings ?? []);
    await writeFile(join(dataFolder, 'data', 'User', 'keybindings.json'), keys);
    if (!isPackage) await installExtension(extensionPath, extensionsFolder);
    for (const other of options.otherExtensions ?? []) await installExtension(other, extensionsFolder);
    const server = await startVscodeServer({
      dataFolder,
      extensionsFolder,
      hasWorkspaceTrust: options.hasWorkspaceTrust ?? false,
      vsixFiles: isPackage ? [extensionPath] : [],
    });
    resources.defer(() => server.close());

    const context = await (
      await (sharedBrowser ??= launchBrowser())
    ).newContext({
      viewport: { width: 1400, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    resources.defer(() => context.close());
    const page = await context.newPage();
    if (options.language !== undefined) await setLanguage(page, options.language);
    await page.goto(toWorkbenchUrl(server.origin, workspace), { timeout: startTimeoutMs });
    await waitForExtensions(page);

    const owned = resources.move();
    const workbench: Workbench = {
      page,
      simulated,
      workspace,
      killExtensionHost: () => killExtensionHost(server.processId),
      async reload() {
        await page.reload({ timeout: startTimeoutMs });
        await waitForExtensions(page);
      },
      async close() {
        openWorkbenches.delete(workbench);
        await owned.disposeAsync();
      },
      [Symbol.asyncDispose]: () => workbench.close(),
    };
    openWorkbenches.set(workbench, page);
    return workbench;
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

/**
 * Sets the display language from the next load on, as a language pack's messages would: VS Code's own words stay English,
 * while extensions, their manifests and webviews get the language.
 */
export async function setLanguage(page: Page, language: string): Promise<void> {
  await page.addInitScript((value) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: value }), language);
}

/** The pages of all workbenches that were not closed. */
export function openPages(): Page[] {
  return [...openWorkbenches.values()];
}

/** Closes what tests left open, the browser included. */
export async function closeEverything(): Promise<void> {
  await Promise.all([...openWorkbenches.keys()].map((workbench) => workbench.close()));
  await (await sharedBrowser)?.close();
  sharedBrowser = undefined;
}

async function killExtensionHost(serverId: number): Promise<void> {
  const processes = await runProgram('ps', ['-e', '-o', 'pid=,ppid=,args=']);
  const hosts = processes.split('\n').flatMap((line) => {
    const [, id, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === serverId && command.includes('--type=extensionHost') ? [Number(id)] : [];
  });
  if (hosts.length !== 1) throw new Error(`The window has ${hosts.length} extension hosts.`);
  for (const id of hosts) process.kill(id, 'SIGKILL');
}

/** Until extensions are loaded, their commands and menu items are missing, and so is the theme: it is one of them. */
async function waitForExtensions(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('code/didLoadExtensions').length > 0, undefined, {
    timeout: startTimeoutMs,
  });
  await page.locator('.monaco-workbench[class*="theme-defaults"]').waitFor({ timeout: startTimeoutMs });
}
