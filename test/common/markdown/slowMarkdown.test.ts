import assert from 'node:assert/strict';
import type { Block, Item, TableRow } from '#common/markdown/blocks.ts';
import type { Inline } from '#common/markdown/inlines.ts';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';
import { heavyMarkdown, hostileMarkdown, slowMarkdown } from '#test/support/hostile/hostileMarkdown.ts';
import { cutText } from '#test/support/markdown/cutText.ts';

describe('a text that is hostile to the parser', () => {
  for (const [name, make] of Object.entries({ ...heavyMarkdown, ...slowMarkdown })) {
    it(`is read to its end, and not deep: ${name}`, function () {
      this.timeout(30_000);
      const document = new MarkdownDocument();
      for (const piece of cutText(make(), 4_000)) document.write(piece);
      document.end();
      assert.ok(document.root.children.length > 0);
      assert.ok(depthOf(document.root.children) < 64);
    });
  }

  it('is read letter by letter, where it is short', () => {
    for (const markdown of Object.values(hostileMarkdown)) {
      const document = new MarkdownDocument();
      for (const letter of cutText(markdown, 1)) document.write(letter);
      document.end();
      assert.ok(depthOf(document.root.children) < 64);
    }
  });
});

function depthOf(blocks: readonly (Block | Item | TableRow)[]): number {
  return deepest(blocks, (block) => {
    if (block.kind === 'row') return 1;
    if ('children' in block) return 1 + depthOf(block.children);
    return 'content' in block ? 1 + depthOfLine(block.content.inlines) : 1;
  });
}

function depthOfLine(inlines: readonly Inline[]): number {
  return deepest(inlines, (inline) => ('children' in inline ? 1 + depthOfLine(inline.children) : 1));
}

function deepest<Each>(all: readonly Each[], depth: (each: Each) => number): number {
  return all.reduce((deep, each) => Math.max(deep, depth(each)), 0);
}
