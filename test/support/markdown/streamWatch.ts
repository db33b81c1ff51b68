import type { Block } from '#common/markdown/blocks.ts';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';
import { describeBlocks, describeText } from './describeBlocks.ts';

/** A way in which a text that arrives in pieces was read otherwise than whole. */
export interface StreamFault {
  kind: 'differs' | 'touched' | 'replaced';
  /** Number of characters that had arrived. */
  length: number;
  expected: string;
  shown: string;
}

/**
 * Writes pieces and compares, after each of them, what is read with what a new document reads of the same text, and
 * each settled block with what it was. Returns the first fault.
 */
export function watchStream(pieces: readonly string[]): StreamFault | undefined {
  const document = new MarkdownDocument();
  const settled: { block: Block; shown: string }[] = [];
  let text = '';
  for (const piece of pieces) {
    document.write(piece);
    text += piece;
    const changed = new Set(document.takeChanged());
    const fault = compare(document, text, false) ?? checkSettled(document, settled, changed.size > 0, text.length);
    if (fault) return fault;
  }
  document.end();
  return (
    compare(document, text, true) ?? checkSettled(document, settled, document.takeChanged().length > 0, text.length)
  );
}

function compare({ root }: MarkdownDocument, text: string, isEnded: boolean): StreamFault | undefined {
  const shown = toText(root.children);
  const expected = JSON.stringify(describeText(text, { isOpen: !isEnded }), undefined, 1);
  return shown === expected ? undefined : { kind: 'differs', length: text.length, expected, shown };
}

function checkSettled(
  { root }: MarkdownDocument,
  settled: { block: Block; shown: string }[],
  isNamed: boolean,
  length: number,
): StreamFault | undefined {
  for (const [index, old] of settled.entries()) {
    const block = root.children[index];
    const shown = block ? toText([block]) : '';
    if (block !== old.block) return { kind: 'replaced', length, expected: old.shown, shown };
    if (shown !== old.shown && !isNamed) return { kind: 'touched', length, expected: old.shown, shown };
    old.shown = shown;
  }
  for (const block of root.children.slice(settled.length, root.settled)) {
    settled.push({ block, shown: toText([block]) });
  }
  return undefined;
}

function toText(blocks: readonly Block[]): string {
  return JSON.stringify(describeBlocks(blocks), undefined, 1);
}
