import type { Page } from 'playwright-core';
import { openScriptPage } from '#test/support/scriptPage.ts';

/** An answer that was shown, copied as a whole, and shown again. */
export interface RoundTrip {
  /** The Markdown that was copied. */
  copied: string;
  /** The nodes of the answer, and those of the copy, as HTML without what only decorates it. */
  shown: string;
  again: string;
}

declare global {
  interface Window {
    copyAll(markdown: string): RoundTrip;
    /** Copies from the first place where one text stands to the end of the next place where the other does. */
    copyFrom(markdown: string, from: string, to: string): string;
    /** Copies an answer as a whole that is shown in sections, if it is long. */
    copySections(markdown: string): string;
    /** Copies all that is shown. */
    copyShown(): string;
    /** Milliseconds that it takes to copy an answer as a whole. */
    timeCopy(markdown: string): number;
  }
}

/** A page that shows answers and copies from them. */
export interface CopyPage extends AsyncDisposable {
  page: Page;
  copyAll(markdown: string): Promise<RoundTrip>;
  copyFrom(markdown: string, from: string, to?: string): Promise<string>;
}

/** Opens the page in a browser of its own. */
export async function openCopyPage(): Promise<CopyPage> {
  const opened = await openScriptPage({
    entryPoints: ['test/panel/markdown/copyInPage.ts'],
    external: ['./toMarkdown.js'],
  });
  const { page } = opened;
  return {
    ...opened,
    copyAll: (markdown) => page.evaluate((text) => window.copyAll(text), markdown),
    copyFrom: (markdown, from, to = from) =>
      page.evaluate((given) => window.copyFrom(...given), [markdown, from, to] as const),
  };
}
