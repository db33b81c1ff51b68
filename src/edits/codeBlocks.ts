import { findNamedPath, type NameCertainty, readInfo } from './codeNames.ts';
import { seemsOpen } from './openCode.ts';

/** A fenced block of an answer. */
export interface CodeBlock {
  /** Position among the blocks of the answer, from 0. */
  index: number;
  /** What stands between the fences, lines ended by `\n`, without the last line end. */
  text: string;
  /** The first word after the fence, in lower case; empty where there is none. */
  language: string;
  /** The file that the answer says the block is, as it is written there. Not checked. */
  path?: string;
  /** How certain it is that this is the name of a file. */
  certainty?: NameCertainty;
  /** Whether the first line of `text` only names the file. */
  hasNameLine?: boolean;
  /** Whether the fence was closed. An answer that was cut off ends in a block that is not. */
  isClosed: boolean;
  /**
   * The text up to where the block may be meant to end: it holds fences as long as its own, the first of which ended it, or one
   * that was to end it and did not. Missing where there is no doubt.
   */
  meant?: string;
}

interface OpenBlock {
  character: string;
  length: number;
  /** Columns of white space in front of the fence, which lines of the block do not need to have. */
  indent: number;
  quotes: number;
  info: string;
  before: string;
  lines: string[];
}

/** A block that may go on behind the fence that ended it. */
interface NestingBlock {
  block: CodeBlock;
  open: OpenBlock;
  lines: string[];
  /** How many fences are still to be closed; of a block without openings how many fences have followed. */
  depth: number;
  hasOpenings: boolean;
  /** Whether the block ends in the middle of code: it goes on up to the fence behind which that is closed. */
  isOpenCode: boolean;
}

/** The most blocks of an answer that are followed beyond their end. */
const maxNesting = 20;

/** The most fences at which code that stops halfway may go on. */
const maxFences = 10;

/**
 * Fences within blocks whose own fence is no longer: by the rules the first closing one ends the block, though the model meant
 * another. Reads on from there until as many were closed as were opened.
 */
class NestedFences {
  #held: NestingBlock[] = [];
  /** The last line that was read. */
  #line = '';

  /** Takes a block whose text has opening fences like its own, is Markdown, or stops halfway: what follows may belong to it. */
  close(block: CodeBlock, open: OpenBlock): void {
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
      const isDone = isOpening ? !each.hasOpenings : isClosing(content, each.open) && endsAt(each, content);
      if (isOpening) each.depth += 1;
      each.lines.push(content);
      return !isDone;
    });
  }
}

/** Counts a closing fence. Whether the block ends there; one without openings may end at every other fence. */
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

/** Deeper than this quotes and lists are not followed. */
const maxDepth = 50;

const quotePrefix = new RegExp(`^(?: {0,3}> ?){0,${maxDepth}}`);
const listMarker = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)[ \t]*/;
const fence = /^([ \t]*)(`{3,}|~{3,})(.*)$/;

/**
 * The fenced blocks of a Markdown text, as CommonMark has them: with backticks or tildes, longer fences around shorter
 * ones, in quotes and lists. Time grows with the length of the text, whatever it holds.
 */
export function findCodeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const nests = new NestedFences();
  let open: OpenBlock | undefined;
  let before = '';
  /** Where the text of the list items begins that are open. */
  let items: number[] = [];
  const close = (isClosed: boolean): void => {
    if (open) {
      const block = toCodeBlock(open, blocks.length, isClosed);
      blocks.push(block);
      nests.close(block, open);
    }
    open = undefined;
    before = '';
  };
  for (const line of markdown.replaceAll(/\r\n?/g, '\n').split('\n')) {
    nests.read(line);
    const prefix = quotePrefix.exec(line)?.[0] ?? '';
    const quotes = countQuotes(prefix);
    if (open && quotes < open.quotes) close(false);
    if (open) {
      const content = stripQuotes(line, open.quotes);
      if (isClosing(content, open)) close(true);
      else open.lines.push(content);
      continue;
    }
    const content = line.slice(prefix.length);
    if (content.trim() === '') continue;
    const { rest, indent, items: inner } = readItems(content, items);
    items = inner;
    const opening = fence.exec(rest);
    const info = opening?.[3] ?? '';
    const character = opening?.[2]?.charAt(0) ?? '';
    const column = indent + (opening?.[1]?.length ?? 0);
    if (opening?.[2] && column - (items.at(-1) ?? 0) < 4 && !(character === '`' && info.includes('`'))) {
      open = { character, length: opening[2].length, indent: column, quotes, info: info.trim(), before, lines: [] };
    } else before = content;
  }
  // The end of a text that ends in a line end is no line of its own.
  if (open?.lines.at(-1) === '') open.lines.pop();
  close(false);
  return blocks;
}

/** The block without a first line that names its file, unless that may be something else. */
export function codeOf(block: CodeBlock): string {
  return block.certainty === 'perhaps' ? block.text : withoutName(block);
}

/** The block without a first line that only names its file. */
export function withoutName({ text, hasNameLine }: CodeBlock): string {
  if (!hasNameLine) return text;
  const end = text.indexOf('\n');
  return end === -1 ? '' : text.slice(end + 1);
}

/**
 * The block that shows `shown` as its text. White space is not compared: a page may write it differently. Of several the
 * one at `index`. `undefined` for text that is no block of the answer. `isCut`: `shown` is only the beginning.
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

/** Whether `part` stands in `text`, white space aside. */
export function holdsText(text: string, part: string): boolean {
  const wanted = squash(part);
  return wanted !== '' && squash(text).includes(wanted);
}

function squash(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

function toCodeBlock({ info, before, lines: written, indent }: OpenBlock, index: number, isClosed: boolean): CodeBlock {
  const lines = stripCommon(written, indent);
  const { language, path: infoPath } = readInfo(info);
  const named = infoPath === undefined ? findNamedPath(before, lines[0] ?? '', language) : undefined;
  const path = infoPath ?? named?.path;
  return {
    index,
    text: lines.join('\n'),
    language,
    ...(path !== undefined && { path, certainty: named?.certainty ?? 'said' }),
    ...(named?.isFirstLine && { hasNameLine: true }),
    isClosed,
  };
}

/** Follows list items: what remains of the line, where it begins, and the items that are open after it. */
function readItems(content: string, open: readonly number[]): { rest: string; indent: number; items: number[] } {
  let rest = content;
  let indent = 0;
  const width = /^[ \t]*/.exec(content)?.[0].length ?? 0;
  const items = open.filter((offset) => offset <= width);
  for (
    let marker = listMarker.exec(rest);
    marker && items.length < maxDepth && !isRule(rest);
    marker = listMarker.exec(rest)
  ) {
    const column = indent + (marker[1]?.length ?? 0);
    if (column - (items.at(-1) ?? 0) >= 4) break;
    indent += marker[0].length;
    rest = rest.slice(marker[0].length);
    items.push(indent);
  }
  return { rest, indent, items };
}

/** Whether a line of stars or dashes divides the text and is no list. */
function isRule(line: string): boolean {
  return /^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(line);
}

/** Whether a line within a block opens one of its own, with a fence that its closing one does not tell apart. */
function isNestedOpening(content: string, open: OpenBlock): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.{-][^`]*)$/.exec(content);
  return match?.[1] !== undefined && match[1].charAt(0) === open.character && match[1].length >= open.length;
}

/** Deeper than the opening fence a model means its closing one as well, if it is no deeper than CommonMark allows. */
function isClosing(content: string, open: OpenBlock): boolean {
  const match = /^([ \t]*)(`+|~+)[ \t]*$/.exec(content);
  if (!match?.[2] || match[2].charAt(0) !== open.character) return false;
  return match[2].length >= open.length && (match[1]?.length ?? 0) < open.indent + 4;
}

function contentOf(line: string, open: OpenBlock): string {
  return stripIndent(stripQuotes(line, open.quotes), open.indent);
}

/** Lines less deep than their fence lose no more than all of them have: else they would lose their depth to each other. */
function stripCommon(lines: readonly string[], indent: number): string[] {
  const widths = lines.flatMap((line) => (line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0]));
  const common = widths.reduce((least, width) => Math.min(least, width), indent);
  return lines.map((line) => stripIndent(line, common));
}

function stripIndent(line: string, indent: number): string {
  let at = 0;
  while (at < indent && (line[at] === ' ' || line[at] === '\t')) at += 1;
  return line.slice(at);
}

function countQuotes(prefix: string): number {
  return prefix.split('>').length - 1;
}

function stripQuotes(line: string, count: number): string {
  let rest = line;
  for (let index = 0; index < count; index += 1) rest = rest.replace(/^ {0,3}> ?/, '');
  return rest;
}
