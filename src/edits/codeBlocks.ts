import { readCode } from '#common/markdown/readCode.ts';
import { findNamedPath, type NameCertainty, readInfo } from './codeNames.ts';
import { squash } from './lines.ts';
import { NestedFences } from './nestedFences.ts';

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

/** Finds the blocks of code between fences of a Markdown text, with the file that the text says each of them is. */
export function findCodeBlocks(markdown: string): CodeBlock[] {
  const lines = markdown.split(/\r\n?|\n/);
  const blocks: CodeBlock[] = [];
  const nests = new NestedFences();
  /** Line behind the last one that was read. */
  let at = 0;
  const readTo = (end: number): void => {
    for (; at < end; at += 1) nests.read(lines[at] ?? '');
  };
  let earlier = 0;
  for (const { text, info, fence, isClosed, lines: place } of readCode(markdown)) {
    if (!fence) continue;
    const [start, end] = place;
    const block = toCodeBlock({ index: blocks.length, text, isClosed }, info, findBefore(lines, earlier, start));
    blocks.push(block);
    earlier = end;
    readTo(end);
    if (isClosed) nests.follow(block, fence, lines[start] ?? '', lines[end - 1] ?? '');
  }
  readTo(lines.length);
  return blocks;
}

/** Finds the blocks of a Markdown text that only their indentation marks as code. */
export function findIndentedBlocks(markdown: string): CodeBlock[] {
  return readCode(markdown)
    .filter(({ fence }) => !fence)
    .map(({ text, isClosed }, index) => ({ index, text, language: '', isClosed }));
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

/** The signs of the quotes that a line stands in. */
const quoteSigns = /^(?: {0,3}>)* ?/;

/** Finds the last line with text between two lines, without the signs of quotes. */
function findBefore(lines: readonly string[], start: number, end: number): string {
  for (let at = end - 1; at >= start; at -= 1) {
    const line = (lines[at] ?? '').replace(quoteSigns, '');
    if (line.trim() !== '') return line;
  }
  return '';
}

function toCodeBlock(block: Pick<CodeBlock, 'index' | 'text' | 'isClosed'>, info: string, before: string): CodeBlock {
  const { language, path: infoPath } = readInfo(info);
  const [firstLine = ''] = /^.*/.exec(block.text) ?? [];
  const named = infoPath === undefined ? findNamedPath(before, firstLine, language) : undefined;
  const path = infoPath ?? named?.path;
  return {
    ...block,
    language,
    path,
    certainty: path === undefined ? undefined : (named?.certainty ?? 'said'),
    hasNameLine: named?.isFirstLine,
  };
}
