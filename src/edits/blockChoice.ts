import { squash } from './lines.ts';
import { type CodeBlock, codeOf } from './codeBlocks.ts';
import { isPartOf } from './decision.ts';
import { findDeclarations } from '#edits/syntax/declarations.ts';

/** Returns whether a block only shows the selected code, or a part of it, as it is now. */
export function isQuoted(block: CodeBlock, selected: string): boolean {
  const code = codeOf(block);
  if (!block.isClosed) return false;
  return isPartOf(code, selected) || squash(code) === squash(selected);
}

/**
 * The block that is meant to replace the selected code. Where that declares something, it is the one block that declares all of
 * it: several that differ are alternatives, and one that declares other things is a helper or an example. `undefined` where nothing tells.
 */
export function chooseAmong(
  fitting: readonly CodeBlock[],
  selected: string,
  isRewrite: boolean,
): CodeBlock | undefined {
  const wanted = namesOf(selected);
  const only = fitting.length === 1 ? fitting[0] : undefined;
  if (wanted.length === 0) return isRewrite && selected === '' ? fitting[0] : only;
  const declaring = fitting.filter((block) => {
    const names = new Set(namesOf(codeOf(block)));
    return wanted.every((name) => names.has(name));
  });
  const [first] = declaring;
  if (first && declaring.every((block) => codeOf(block) === codeOf(first))) return first;
  return declaring.length === 0 && isRewrite ? only : undefined;
}

function namesOf(code: string): string[] {
  return findDeclarations(code).map(({ name }) => name);
}
