import type { FenceMarks } from '#common/markdown/blocks.ts';
import { isClosingFence } from '#common/text/fences.ts';
import { FencePrefix } from './fencePrefix.ts';
import { seemsOpen } from './openCode.ts';

/** A block that may be meant to end further down than it does. */
interface FollowedBlock {
  text: string;
  language: string;
  path?: string | undefined;
  meant?: string;
}

/** A block that may go on behind the fence that ended it. */
interface NestingBlock {
  block: FollowedBlock;
  fence: FenceMarks;
  prefix: FencePrefix;
  lines: string[];
  /** Number of fences still to be closed; of a block without openings, of fences that have followed. */
  depth: number;
  hasOpenings: boolean;
  /** True when the block ends in the middle of code: it goes on up to the fence behind which that is closed. */
  isOpenCode: boolean;
}

/** The most blocks of an answer that are followed beyond their end. */
const maxNesting = 20;

/** The most fences at which code that stops halfway may go on. */
const maxFences = 10;

/**
 * Follows blocks that hold fences as long as their own: by the rules the first closing one ends the block, though the
 * model meant another. Reads on from there until as many are closed as were opened.
 */
export class NestedFences {
  #held: NestingBlock[] = [];

  /**
   * Adds a closed block whose text has opening fences like its own, is Markdown, or stops halfway: what follows may
   * belong to it.
   * @param opening is the line of its first fence, as it stands in the answer.
   * @param closing is that of its last one.
   */
  follow(block: FollowedBlock, fence: FenceMarks, opening: string, closing: string): void {
    if (this.#held.length >= maxNesting) return;
    const depth = block.text.split('\n').filter((line) => isNestedOpening(line, fence)).length;
    const isMarkdown = /^(?:md|mdx|markdown)$/.test(block.language) || /\.mdx?$/.test(block.path ?? '');
    const isOpenCode = depth === 0 && !isMarkdown && seemsOpen(block.text);
    if (depth === 0 && !isMarkdown && !isOpenCode) return;
    // Where no other end is found, the block is doubtful as it is.
    if (depth > 0) block.meant = block.text;
    const prefix = new FencePrefix(opening);
    const lines = [block.text, prefix.strip(closing)];
    this.#held.push({ block, fence, prefix, lines, depth, hasOpenings: depth > 0, isOpenCode });
  }

  /** Reads the next line of the answer. */
  read(line: string): void {
    if (this.#held.length === 0) return;
    this.#held = this.#held.filter((each) => {
      const content = each.prefix.strip(line);
      const isOpening = isNestedOpening(content, each.fence);
      const isClosing = !isOpening && isClosingFence(content, each.fence);
      if (isOpening) each.depth += 1;
      const isDone = isOpening ? !each.hasOpenings : isClosing && endsAt(each, content);
      each.lines.push(content);
      return !isDone;
    });
  }
}

/** Counts a closing fence. Returns whether the block ends there; one without openings may end at every other fence. */
function endsAt(nesting: NestingBlock, content: string): boolean {
  const { block, lines, hasOpenings, isOpenCode } = nesting;
  if (isOpenCode) {
    nesting.depth += 1;
    const text = lines.join('\n');
    if (/^\s/.test(content) || seemsOpen(text)) return nesting.depth >= maxFences;
    block.meant = text;
    return true;
  }
  nesting.depth += hasOpenings ? -1 : 1;
  const isEnd = hasOpenings ? nesting.depth === 0 : nesting.depth % 2 === 0;
  if (isEnd) block.meant = lines.join('\n');
  return isEnd && hasOpenings;
}

/** Returns whether a line within a block opens one of its own, with a fence that its closing one does not tell apart. */
function isNestedOpening(content: string, fence: FenceMarks): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.{-][^`]*)$/.exec(content);
  return match?.[1] !== undefined && match[1].charAt(0) === fence.character && match[1].length >= fence.length;
}
