import type { Page } from 'playwright-core';
import { openScriptPage } from '#test/support/scriptPage.ts';

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
  const opened = await openScriptPage({
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
  });
  const { page } = opened;
  return {
    ...opened,
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
  };
}
