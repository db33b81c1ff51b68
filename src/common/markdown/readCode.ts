import { type Code, walkBlocks } from './blocks.ts';
import { MarkdownDocument } from './markdownDocument.ts';

/** Reads the blocks of code of a whole text, in its order, as the page shows them. */
export function readCode(markdown: string): Code[] {
  const document = new MarkdownDocument();
  document.write(markdown);
  document.end();
  return [...walkBlocks(document.root.children)].filter((block) => block.kind === 'code');
}

/** Reads the texts of the blocks of code between fences, the one that the end of the text leaves open included. */
export function readFencedTexts(markdown: string): string[] {
  return readCode(markdown).flatMap(({ fence, text }) => (fence ? [text] : []));
}
