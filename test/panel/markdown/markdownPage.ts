import * as esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser } from '#test/support/browser.ts';

declare global {
  interface Window {
    /** With `isPaused` the answer has not ended. */
    renderMarkdown(pieces: string[], isPaused?: boolean): HTMLElement;
  }
}

/** A page that holds nothing but the renderer of answers. */
export interface MarkdownPage extends AsyncDisposable {
  page: Page;
  /** The markup that comes of an answer that arrives in these pieces, without what only decorates it. */
  toHtml(...pieces: string[]): Promise<string>;
}

/** Opens the page in a browser of its own. */
export async function openMarkdownPage(): Promise<MarkdownPage> {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `import { MarkdownStream } from '#media/markdown/markdownStream.ts';
        window.renderMarkdown = (pieces, isPaused) => {
          const root = document.createElement('div');
          const stream = new MarkdownStream(root);
          for (const piece of pieces) stream.write(piece);
          if (!isPaused) stream.end();
          root.normalize();
          return root;
        };`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'silent',
  });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  return {
    page,
    toHtml: (...pieces) =>
      page.evaluate((given) => {
        const root = window.renderMarkdown(given);
        for (const decoration of root.querySelectorAll('svg, button, .code-actions')) decoration.remove();
        for (const each of root.querySelectorAll('*')) {
          for (const name of ['dir', 'tabindex', 'role', 'title', 'aria-label', 'data-block', 'data-hard'])
            each.removeAttribute(name);
        }
        return root.innerHTML;
      }, pieces),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
