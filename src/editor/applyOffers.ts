import { fitsLanguage } from '../common/languageIds.ts';
import { parsePatch } from '../common/unifiedDiff.ts';
import { checkPath } from '../common/workspacePaths.ts';
import { type CodeBlock, codeOf, findCodeBlocks, isPatch } from '../protocol/codeBlocks.ts';
import type { EditsView } from '../protocol/messages.ts';

/** What an answer offers, for the panel to show its buttons. */
export function describeEdits(
  text: string,
  selection: { source: { context?: { languageId?: string } }; isRewrite: boolean } | undefined,
): EditsView {
  const blocks = findCodeBlocks(text);
  const block = selection && chooseBlock(blocks, selection.source.context?.languageId ?? '', selection.isRewrite);
  const paths = new Set(blocks.flatMap(findPaths));
  return { hasSelection: selection !== undefined, ...(block && { block: block.index }), files: paths.size };
}

/**
 * The block that is meant for the selection: a patch, or the first that fits its language if the task was to rewrite it.
 * Where it was not, only a block that is alone in fitting can be meant.
 */
export function chooseBlock(
  blocks: readonly CodeBlock[],
  languageId: string,
  isRewrite: boolean,
): CodeBlock | undefined {
  const patch = blocks.find(isPatch);
  const fitting = blocks.filter((block) => codeOf(block).trim() !== '' && fitsLanguage(block.language, languageId));
  return patch ?? (isRewrite || fitting.length === 1 ? fitting[0] : undefined);
}

/** The files that a block names and that may be written: its own, or those of a patch. */
function findPaths(block: CodeBlock): string[] {
  const patches = isPatch(block) ? (parsePatch(block.text) ?? []) : [];
  const paths = [block.path, ...patches.map(({ newPath, oldPath }) => newPath ?? oldPath)];
  return paths.flatMap((path) => {
    const checked = path === undefined ? undefined : checkPath(path);
    return checked && 'path' in checked ? [checked.path] : [];
  });
}
