import type { CodeBlock } from '#edits/codeBlocks.ts';
import { readPatches } from '#edits/patches.ts';
import type { FilePatch } from '#edits/unifiedDiff.ts';

/** A file that a block of an answer names. */
export interface NamedFile {
  path: string;
  block: CodeBlock;
  patch?: FilePatch | undefined;
  /** True if the block is a patch that cannot be read. */
  isBroken?: boolean;
}

/** Finds the files that the blocks of an answer name. Patches of one file in several blocks become one. */
export function findNamedFiles(blocks: readonly CodeBlock[]): NamedFile[] {
  return mergePatches(blocks.flatMap(toNamedFiles));
}

function toNamedFiles(block: CodeBlock): NamedFile[] {
  const patches = readPatches(block);
  if (patches === undefined || patches === 'broken') {
    return block.path === undefined ? [] : [{ path: block.path, block, isBroken: patches === 'broken' }];
  }
  return patches.flatMap((patch) => {
    const path = patch.newPath ?? patch.oldPath ?? (patches.length === 1 ? block.path : undefined);
    return path === undefined ? [] : [{ path, block, patch }];
  });
}

function mergePatches(files: readonly NamedFile[]): NamedFile[] {
  const merged: NamedFile[] = [];
  for (const file of files) {
    const at = merged.findIndex(({ path, patch }) => path === file.path && patch && !patch.isDeletion);
    const first = merged[at];
    if (!first?.patch || !file.patch || file.patch.isDeletion || file.patch.isCreation) merged.push(file);
    else {
      const hunks = [...first.patch.hunks, ...file.patch.hunks];
      const isClosed = first.block.isClosed && file.block.isClosed;
      merged[at] = { ...first, block: { ...first.block, isClosed }, patch: { ...first.patch, hunks } };
    }
  }
  return merged;
}
