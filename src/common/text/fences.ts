/** A fence that opens a block of code in Markdown: https://spec.commonmark.org/0.31.2/#fenced-code-blocks. */
export interface Fence {
  /** A backtick or a tilde. */
  character: string;
  length: number;
  /** Characters of white space before the fence. */
  indent: number;
  /** The rest of the line, trimmed. */
  info: string;
}

/** A block of code in Markdown, as {@link FenceReader} finds it. */
export interface FencedBlock extends Fence {
  /** Number of `>` that each of its lines begins with. */
  quotes: number;
  /** The last line with text before the block. */
  before: string;
  /** Its lines without the signs of quotes, as deep as they are written. */
  lines: string[];
}

/** Quotes and lists that are nested deeper than this are read as text. */
const maxDepth = 50;

const quotePrefix = new RegExp(`^(?: {0,3}> ?){0,${maxDepth}}`);
const listMarker = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)[ \t]*/;

/** Reads a line that may open a block of code, whatever its indentation. */
export function readFence(line: string): Fence | undefined {
  const [, indent = '', marks = '', info = ''] = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  const character = marks.charAt(0);
  if (character === '' || (character === '`' && info.includes('`'))) return undefined;
  return { character, length: marks.length, indent: indent.length, info: info.trim() };
}

/**
 * Returns whether a line closes a block. Models indent the closing fence as the opening one, so up to three characters more
 * than that are allowed, where CommonMark counts from the margin.
 */
export function isClosingFence(line: string, { character, length, indent }: Omit<Fence, 'info'>): boolean {
  const [, depth = '', marks = ''] = /^([ \t]*)(`+|~+)[ \t]*$/.exec(line) ?? [];
  return marks.startsWith(character) && marks.length >= length && depth.length < indent + 4;
}

/**
 * Finds the blocks of code of a Markdown text line by line, as CommonMark has them: with backticks or tildes, longer fences
 * around shorter ones, in quotes and lists. Time grows with the length of the text, whatever it holds.
 */
export class FenceReader {
  #open: FencedBlock | undefined;
  #before = '';
  /** Columns at which the text of the open list items begins. */
  #items: number[] = [];

  /** Reads a line without its end. Returns the block that ends with it, and whether its fence was closed. */
  read(line: string): { block: FencedBlock; isClosed: boolean } | undefined {
    const prefix = quotePrefix.exec(line)?.[0] ?? '';
    const quotes = prefix.split('>').length - 1;
    const open = this.#open;
    if (open && quotes >= open.quotes) {
      const content = stripQuotes(line, open.quotes);
      if (isClosingFence(content, open)) return this.#close(true);
      open.lines.push(content);
      return undefined;
    }
    const ended = this.#close(false);
    this.#readText(line.slice(prefix.length), quotes);
    return ended;
  }

  /** Returns the block that the end of the text leaves open. */
  end(): FencedBlock | undefined {
    const block = this.#close(false)?.block;
    // The end of a text that ends in a line end is no line of its own.
    if (block?.lines.at(-1) === '') block.lines.pop();
    return block;
  }

  #readText(content: string, quotes: number): void {
    if (content.trim() === '') return;
    const { rest, indent, items } = readItems(content, this.#items);
    this.#items = items;
    const fence = readFence(rest);
    const column = indent + (fence?.indent ?? 0);
    if (fence && column - (items.at(-1) ?? 0) < 4) {
      this.#open = { ...fence, indent: column, quotes, before: this.#before, lines: [] };
    } else this.#before = content;
  }

  #close(isClosed: boolean): { block: FencedBlock; isClosed: boolean } | undefined {
    const block = this.#open;
    if (!block) return undefined;
    this.#open = undefined;
    this.#before = '';
    return { block, isClosed };
  }
}

/** Finds the texts of the blocks of code of a Markdown text, the one that its end leaves open included. */
export function findFencedTexts(markdown: string): string[] {
  const reader = new FenceReader();
  const blocks = markdown.split(/\r\n?|\n/).map((line) => reader.read(line)?.block);
  return [...blocks, reader.end()].flatMap((block) => (block ? [contentLines(block).join('\n')] : []));
}

/** Returns the lines of a block without the depth of its fence. */
export function contentLines({ lines, indent }: FencedBlock): string[] {
  // Lines less deep than their fence lose no more than all of them have: else they would lose their depth to each other.
  const depths = lines.flatMap((line) => (line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0]));
  const common = depths.reduce((least, depth) => Math.min(least, depth), indent);
  return lines.map((line) => stripIndent(line, common));
}

/** Returns what a line of the text would be within a block. */
export function contentOf(line: string, { quotes, indent }: FencedBlock): string {
  return stripIndent(stripQuotes(line, quotes), indent);
}

/** Puts a text into a fence that it cannot close, as it has more backticks than any run in it. */
export function toFenced(content: string, languageId = ''): string {
  let longest = 2;
  for (const [run] of content.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const info = /^[\w+#.-]+$/.test(languageId) ? languageId : '';
  return `${fence}${info}\n${content}${content.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** Follows list items: what remains of the line, the column it begins at, and the items that are open after it. */
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

/** Returns whether a line of stars or dashes divides the text and is no list. */
function isRule(line: string): boolean {
  return /^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,})$/.test(line);
}

function stripIndent(line: string, indent: number): string {
  let at = 0;
  while (at < indent && (line[at] === ' ' || line[at] === '\t')) at += 1;
  return line.slice(at);
}

function stripQuotes(line: string, count: number): string {
  let rest = line;
  for (let index = 0; index < count; index += 1) rest = rest.replace(/^ {0,3}> ?/, '');
  return rest;
}
