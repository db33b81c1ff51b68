import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

/** A page in a browser of its own, which closes with it. */
export interface ScriptPage extends AsyncDisposable {
  page: Page;
}

/** Opens an empty page with a script, bundled of sources. */
export async function openScriptPage(
  source: Pick<esbuild.BuildOptions, 'entryPoints' | 'stdin' | 'external'>,
): Promise<ScriptPage> {
  const { outputFiles } = await esbuild.build({
    ...source,
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome128',
    logLevel: 'silent',
  });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  return { page, [Symbol.asyncDispose]: () => browser.close() };
}
