import type * as vscode from 'vscode';
import { toLineFeeds } from '#edits/textPlaces.ts';
import { type CodeBlock, findCodeBlocks, findIndentedBlocks, findShownBlock, holdsText } from '#edits/codeBlocks.ts';
import { maxTextLength } from '#protocol/limits.ts';
import { chooseBlock, findFitting } from '#editor/tasks/applyOffers.ts';
import type { SelectionSource } from '#editor/documents/selectionSource.ts';
import type { EditProblem } from '#edits/problems.ts';

/** An answer as the host knows it. Nothing of it comes from the page. */
export interface KnownAnswer {
  text: string;
  /** The agent's label. */
  agent: string;
  hasEnded: boolean;
  /** The document that was active when the task began. */
  resource?: vscode.Uri | undefined;
  /** The run, of the same conversation, whose selection the answer is about. */
  selection?: { runId: string; source: SelectionSource; isRewrite: boolean } | undefined;
}

/** Names a block by its position, by the text that the page shows of it, or by both. Empty, it names the best fit. */
export interface BlockReference {
  block?: number;
  shown?: string;
}

/** Returns the reason why no block of an answer is certain to be meant. */
export function explainChoice({ text, selection }: KnownAnswer): EditProblem['kind'] {
  const fitting = findFitting(findCodeBlocks(text), selection?.source.context?.languageId ?? '');
  return fitting.length > 1 ? 'severalBlocks' : 'noCode';
}

/** Finds the block in the answer itself. Text from the page counts only if the answer contains it. */
export function findBlock(
  { text, selection }: KnownAnswer,
  { block: index, shown }: BlockReference,
): CodeBlock | undefined {
  const blocks = findCodeBlocks(text);
  if (shown === undefined) {
    if (index !== undefined) return blocks[index];
    const { languageId = '', code } = selection?.source.context ?? {};
    return chooseBlock(blocks, languageId, selection?.isRewrite ?? false, code);
  }
  const isCut = shown.length >= maxTextLength;
  const found =
    findShownBlock(blocks, shown, index ?? 0, isCut) ?? findShownBlock(findIndentedBlocks(text), shown, 0, isCut);
  if (found || isCut || !holdsText(text, shown)) return found;
  // Of an answer that goes on, the page may have shown a block before it ended.
  return { index: blocks.length, text: toLineFeeds(shown).replace(/\n$/, ''), language: '', isClosed: true };
}
