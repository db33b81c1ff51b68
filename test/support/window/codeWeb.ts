// What the executable `codeWeb` beside this file runs: starts VS Code's server and a headless Chromium, lets the
// workbench run the test suite in the extension host, prints what that logs, and exits with its exit code.
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { onStopRequest } from '#scripts/processes.ts';
import { SetupError } from '#scripts/setupError.ts';
import { startVscodeServer } from '#scripts/vscode/vscodeServer.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { parseCodeWebArguments, toWorkbenchUrl } from './codeWebArguments.ts';

const startTimeoutMs = 60_000;
const runTimeoutMs = Number(process.env['SWITCHYARD_HOST_TIMEOUT_SECONDS'] ?? 900) * 1000;

async function main(): Promise<number> {
  const options = parseCodeWebArguments(process.argv.slice(2));
  const [server, browser] = await Promise.all([
    startVscodeServer({
      dataFolder: options.userDataFolder,
      extensionsFolder: options.extensionsFolder,
      hasWorkspaceTrust: options.hasWorkspaceTrust,
      vsixFiles: options.vsixFiles,
      ...(options.codeServerVersion !== undefined && { version: options.codeServerVersion }),
      isTestDriverEnabled: true, // Without it the workbench ignores the payload below.
    }),
    launchBrowser(),
  ]);
  const close = async () => {
    await Promise.all([browser.close(), server.close()]);
  };
  onStopRequest(close);
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const authority = new URL(server.origin).host;
    const remote = (path: string) => `vscode-remote://${authority}${path}`;
    const exitCode = waitForExit(page);
    await page.goto(
      toWorkbenchUrl(server.origin, options.workspace, [
        ...options.developmentPaths.map((path): [string, string] => ['extensionDevelopmentPath', remote(path)]),
        ['extensionTestsPath', remote(options.testsPath)],
        ['skipWelcome', 'true'],
        ['skipReleaseNotes', 'true'],
      ]),
      { timeout: startTimeoutMs },
    );
    return await exitCode;
  } finally {
    await close();
  }
}

/** Resolves to the exit code that the workbench reports when the suite has ended. */
async function waitForExit(page: Page): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  // The page calls these two as soon as it has them: they must be there before it loads.
  await Promise.all([
    page.exposeFunction('codeAutomationExit', (code: number) => resolve(code)),
    page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const isError = type === 'error' || type === 'warn';
      (isError ? process.stderr : process.stdout).write(`${format(...args)}\n`);
    }),
  ]);
  page.on('crash', () => reject(new Error('the page crashed')));
  page.on('close', () => reject(new Error('the page was closed')));
  setTimeout(() => reject(new Error(`no result after ${runTimeoutMs / 1000} s`)), runTimeoutMs).unref();
  return promise;
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof SetupError ? `switchyard: ${error.message}` : error);
  process.exit(1);
}
