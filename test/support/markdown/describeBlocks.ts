import type { Block, Item, TableRow } from '#common/markdown/blocks.ts';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';

/** Describes blocks by what is shown of them, to compare them. */
export function describeBlocks(blocks: readonly (Block | Item | TableRow)[]): unknown[] {
  return blocks.map((block) => {
    if (block.kind === 'row') return block.cells.map(({ inlines }) => inlines);
    if (block.kind === 'paragraph' || block.kind === 'heading') {
      const { content, ...rest } = block;
      return { ...rest, inlines: content.inlines };
    }
    if (!('children' in block)) return { ...block, grown: undefined };
    const { children, ...rest } = block;
    return { ...rest, settled: undefined, children: describeBlocks(children) };
  });
}

/** Describes what a new document shows of a text; of one that has not ended with `isOpen`. */
export function describeText(text: string, { isOpen = false } = {}): unknown[] {
  const document = new MarkdownDocument();
  document.write(text);
  if (!isOpen) document.end();
  return describeBlocks(document.root.children);
}
