import { launchBrowser } from './browser.ts';

/**
 * Mocha's `--require` takes this. Where there is no browser one is installed, and its first start is the slowest: both are
 * over before the time of a test counts, and before two workers would want the same.
 */
export async function mochaGlobalSetup(): Promise<void> {
  await using browser = await launchBrowser();
  await browser.newPage();
}
