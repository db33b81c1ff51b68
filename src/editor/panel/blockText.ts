import { maxTextLength } from '#protocol/limits.ts';
import type { RunSnapshot } from '#protocol/messages.ts';

/** Finds the text of a block as the host has it. Of a block that still grows it is the shown text, unless that is cut. */
export async function findBlockText(
  { text, thinking }: Readonly<RunSnapshot>,
  index: number,
  shown: string,
): Promise<string | undefined> {
  const { findCodeBlocks, findShownBlock } = await import('#edits/codeBlocks.ts');
  const isCut = shown.length >= maxTextLength;
  const blocks = [text, thinking].map((each) => findShownBlock(findCodeBlocks(each), shown, index, isCut));
  return blocks.find((block) => block !== undefined)?.text ?? (isCut ? undefined : shown);
}
