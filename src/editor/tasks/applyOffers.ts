import { fitsLanguage } from '#edits/syntax/languageIds.ts';
import { checkPath } from '#edits/workspacePaths.ts';
import { chooseAmong, isQuoted } from '#edits/blockChoice.ts';
import { isPatch, readPatches } from '#edits/patches.ts';
import { type CodeBlock, codeOf, findCodeBlocks } from '#edits/codeBlocks.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { EditsView } from '#protocol/messages.ts';

/** Describes the edits that an answer offers, for the buttons of the panel. */
export function describeEdits(
  text: string,
  selection: { source: { context?: { languageId?: string; code?: string } }; isRewrite: boolean } | undefined,
): EditsView {
  const blocks = findCodeBlocks(text);
  const { languageId = '', code } = selection?.source.context ?? {};
  const block = selection && chooseBlock(blocks, languageId, selection.isRewrite, code);
  const paths = new Set(blocks.flatMap(findPaths));
  return withoutUndefined({ hasSelection: selection !== undefined, block: block?.index, files: paths.size });
}

/**
 * The block that is meant for the selection: a patch, or the one that declares what the selected code does. Else the first that
 * fits its language if the task was to rewrite it, and where it was not, one that is alone in fitting.
 */
export function chooseBlock(
  blocks: readonly CodeBlock[],
  languageId: string,
  isRewrite: boolean,
  selected = '',
): CodeBlock | undefined {
  const patches = blocks.filter(isPatch);
  const patch = patches.find((block) => readPatches(block) !== 'broken');
  if (patch) return patch;
  const fitting = findFitting(blocks, languageId).filter((block) => !isPatch(block) && !isQuoted(block, selected));
  return fitting.length === 0 ? patches[0] : chooseAmong(fitting, selected, isRewrite);
}

/** The blocks that may be meant for code in a language, by their language alone. */
export function findFitting(blocks: readonly CodeBlock[], languageId: string): CodeBlock[] {
  return blocks.filter(
    (block) => codeOf(block).trim() !== '' && (isPatch(block) || fitsLanguage(block.language, languageId)),
  );
}

/** The files that a block names and that may be written: its own, or those of a patch. */
function findPaths(block: CodeBlock): string[] {
  const patches = readPatches(block) ?? [];
  const named = block.certainty === 'perhaps' ? undefined : block.path;
  const paths = patches === 'broken' ? [] : [named, ...patches.map(({ newPath, oldPath }) => newPath ?? oldPath)];
  return paths.flatMap((path) => {
    const checked = path === undefined ? undefined : checkPath(path);
    return checked && 'path' in checked ? [checked.path] : [];
  });
}
