import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureCodeServer } from './codeServer.ts';
import { killGroup, runProgram, spawnGroup } from '#scripts/processes.ts';
import { SetupError } from '#scripts/setupError.ts';
import { startWorkbenchProxy } from './workbenchProxy.ts';

/** Options of VS Code's server. */
export interface VscodeServerOptions {
  /** Holds settings, state and logs. */
  dataFolder: string;
  extensionsFolder: string;
  /** Tried in turn; any free port by default. */
  ports?: number[];
  /** `.vsix` files to install first, as a user would. */
  vsixFiles?: string[];
  /** True when folders have to be trusted before extensions may run freely. Off by default. */
  hasWorkspaceTrust?: boolean;
  /** Lets the page name an extension under development and a test suite. Off by default. */
  isTestDriverEnabled?: boolean;
  /** Of the npm package code-server; the newest that is known to work by default. */
  version?: string;
  /** Added to the environment of the server, and so of the extension host. */
  environment?: Record<string, string>;
}

/** A running VS Code server with its workbench. */
export interface VscodeServer {
  /** `http://127.0.0.1:<port>`; the workbench is at its root. */
  origin: string;
  /** Of the server; the extension hosts are its children. */
  processId: number;
  close(): Promise<void>;
}

const startTimeoutMs = 30_000;

/** Port 0: the server takes a free one, and says which. */
const fixedOptions =
  '--host 127.0.0.1 --port 0 --without-connection-token --accept-server-license-terms --disable-telemetry'.split(' ');

/** Starts VS Code's own server (not code-server's wrapper) on loopback and resolves when it listens. */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const main = await ensureCodeServer(options.version);
  await mkdir(options.dataFolder, { recursive: true });
  await mkdir(options.extensionsFolder, { recursive: true });
  const folders = ['--server-data-dir', options.dataFolder, '--extensions-dir', options.extensionsFolder];
  for (const vsix of options.vsixFiles ?? []) {
    await runProgram(process.execPath, [
      main,
      '--accept-server-license-terms',
      ...folders,
      '--install-extension',
      vsix,
    ]);
  }
  const child = spawnGroup(
    process.execPath,
    [
      main,
      ...fixedOptions,
      ...folders,
      ...(options.hasWorkspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(options.isTestDriverEnabled ? ['--enable-smoke-test-driver'] : []),
    ],
    { env: { ...process.env, ...options.environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  try {
    const backendPort = await waitForPort(child, join(options.dataFolder, 'server.log'));
    const key = await readOrCreateKey(join(options.dataFolder, 'secret-key'));
    const proxy = await startWorkbenchProxy(backendPort, key, options.ports ?? [0]);
    return {
      origin: `http://127.0.0.1:${proxy.port}`,
      processId: child.pid ?? 0,
      async close() {
        killGroup(child);
        await proxy.close();
      },
    };
  } catch (error) {
    killGroup(child);
    throw error;
  }
}

/** Resolves to the port the server chose, which it prints once it listens. Its output goes to `logFile`. */
function waitForPort(child: ChildProcess, logFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new SetupError(`VS Code's server ${reason}; see ${logFile}.`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${startTimeoutMs / 1000} s`), startTimeoutMs);
    const read = (data: Buffer) => {
      appendFileSync(logFile, data);
      if (output.length > 100_000) return;
      output += data.toString();
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with exit code ${code}`));
  });
}

async function readOrCreateKey(file: string): Promise<Buffer> {
  const existing = await readFile(file).catch(() => undefined);
  if (existing?.length === 32) return existing;
  const key = randomBytes(32);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, key, { mode: 0o600 });
  return key;
}

/** Settings that hold for the machine the server runs on, as a person would set them in its Remote tab. */
export async function writeMachineSettings(dataFolder: string, settings: Record<string, unknown>): Promise<void> {
  await writeJson(join(dataFolder, 'data', 'Machine', 'settings.json'), settings);
}

/** The user's own settings: the User tab. With `isKept`, settings that are there already stay as they are. */
export async function writeUserSettings(
  dataFolder: string,
  settings: Record<string, unknown>,
  options: { isKept?: boolean } = {},
): Promise<void> {
  const file = join(dataFolder, 'data', 'User', 'settings.json');
  if (!options.isKept || !existsSync(file)) await writeJson(file, settings);
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
