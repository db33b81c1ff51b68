import { contentLines, contentOf, type FencedBlock, FenceReader, isClosingFence } from '#common/text/fences.ts';
import { findNamedPath, type NameCertainty, readInfo } from './codeNames.ts';
import { squash } from './lines.ts';
import { seemsOpen } from './openCode.ts';

/** A fenced block of an answer. */
export interface CodeBlock {
  /** Position among the blocks of the answer, from 0. */
  index: number;
  /** The text between the fences, lines ended by `\n`, without the last line end. */
  text: string;
  /** The first word after the fence, in lower case; empty where there is none. */
  language: string;
  /** The file that the answer says the block is, as it is written there. Not checked. */
  path?: string | undefined;
  /** The certainty that this is the name of a file. */
  certainty?: NameCertainty | undefined;
  /** True when the first line of `text` only names the file. */
  hasNameLine?: boolean | undefined;
  /** True when the fence was closed. An answer that was cut off ends in a block that is not. */
  isClosed: boolean;
  /**
   * The text up to where the block may be meant to end: it holds fences as long as its own, the first of which ended it, or one
   * that was to end it and did not. Missing where there is no doubt.
   */
  meant?: string;
}

/** A block that may go on behind the fence that ended it. */
interface NestingBlock {
  block: CodeBlock;
  open: FencedBlock;
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
class NestedFences {
  #held: NestingBlock[] = [];
  /** The last line that was read. */
  #line = '';

  /**
   * Adds a closed block whose text has opening fences like its own, is Markdown, or stops halfway: what follows may
   * belong to it.
   */
  close(block: CodeBlock, open: FencedBlock): void {
    if (!block.isClosed || this.#held.length >= maxNesting) return;
    const depth = open.lines.filter((line) => isNestedOpening(line, open)).length;
    const isMarkdown = /^(?:md|mdx|markdown)$/.test(block.language) || /\.mdx?$/.test(block.path ?? '');
    const isOpenCode = depth === 0 && !isMarkdown && seemsOpen(block.text);
    if (depth === 0 && !isMarkdown && !isOpenCode) return;
    // Where no other end is found, the block is doubtful as it is.
    if (depth > 0) block.meant = block.text;
    const lines = [block.text, contentOf(this.#line, open)];
    this.#held.push({ block, open, lines, depth, hasOpenings: depth > 0, isOpenCode });
  }

  read(line: string): void {
    this.#line = line;
    this.#held = this.#held.filter((each) => {
      const content = contentOf(line, each.open);
      const isOpening = isNestedOpening(content, each.open);
      const isDone = isOpening ? !each.hasOpenings : isClosingFence(content, each.open) && endsAt(each, content);
      if (isOpening) each.depth += 1;
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

/** Finds the blocks of code of a Markdown text, with the file that the text says each of them is. */
export function findCodeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const nests = new NestedFences();
  const reader = new FenceReader();
  const add = (block: FencedBlock, isClosed: boolean): void => {
    const found = toCodeBlock(block, blocks.length, isClosed);
    blocks.push(found);
    nests.close(found, block);
  };
  for (const line of markdown.split(/\r\n?|\n/)) {
    nests.read(line);
    const ended = reader.read(line);
    if (ended) add(ended.block, ended.isClosed);
  }
  const last = reader.end();
  if (last) add(last, false);
  return blocks;
}

/** Returns the code of a block without a first line that names its file, unless that may be something else. */
export function codeOf(block: CodeBlock): string {
  return block.certainty === 'perhaps' ? block.text : withoutName(block);
}

/** Returns the text of a block without a first line that only names its file. */
export function withoutName({ text, hasNameLine }: CodeBlock): string {
  if (!hasNameLine) return text;
  const end = text.indexOf('\n');
  return end === -1 ? '' : text.slice(end + 1);
}

/**
 * Finds the block that shows `shown` as its text. White space is not compared: a page may write it differently. Of
 * several the one at `index`. `undefined` for text that is no block of the answer. `isCut`: `shown` is only the
 * beginning.
 */
export function findShownBlock(
  blocks: readonly CodeBlock[],
  shown: string,
  index: number,
  isCut = false,
): CodeBlock | undefined {
  const wanted = squash(shown);
  const same = blocks.filter(({ text }) => (isCut ? squash(text).startsWith(wanted) : squash(text) === wanted));
  return same.find((block) => block.index === index) ?? same[0];
}

/** Returns whether `part` stands in `text`, white space aside. */
export function holdsText(text: string, part: string): boolean {
  const wanted = squash(part);
  return wanted !== '' && squash(text).includes(wanted);
}

function toCodeBlock(fenced: FencedBlock, index: number, isClosed: boolean): CodeBlock {
  const lines = contentLines(fenced);
  const { language, path: infoPath } = readInfo(fenced.info);
  const named = infoPath === undefined ? findNamedPath(fenced.before, lines[0] ?? '', language) : undefined;
  const path = infoPath ?? named?.path;
  return {
    index,
    text: lines.join('\n'),
    language,
    path,
    certainty: path === undefined ? undefined : (named?.certainty ?? 'said'),
    hasNameLine: named?.isFirstLine,
    isClosed,
  };
}

/** Returns whether a line within a block opens one of its own, with a fence that its closing one does not tell apart. */
function isNestedOpening(content: string, open: FencedBlock): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.{-][^`]*)$/.exec(content);
  return match?.[1] !== undefined && match[1].charAt(0) === open.character && match[1].length >= open.length;
}
