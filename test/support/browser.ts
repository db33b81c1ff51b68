import { type Browser, chromium } from 'playwright-core';
import { chromiumFlags, ensureChromium } from '#scripts/vscode/chromium.ts';

/** The workbench asks the extension gallery and others: tests depend on no network, and no such question waits. */
const offlineFlag = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

/** Starts a headless Chromium. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    args: [...chromiumFlags, offlineFlag],
    headless: true,
  });
}
