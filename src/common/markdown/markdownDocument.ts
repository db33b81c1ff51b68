import type { List, Root, Table } from './blocks.ts';
import { blocksOf, buildBlocks, type Placed } from './blockTree.ts';
import type { InlineContent } from './inlineContent.ts';
import { gatherKnown, isFirm, type KnownBlocks } from './knownBlocks.ts';
import { Names } from './names.ts';
import { isDecided, openLast } from './openEnd.ts';
import { OpenFence } from './openFence.ts';
import { ParseContext } from './parseContext.ts';
import { parseBlocks } from './parser.ts';

/** Length of the pieces that are parsed at once. */
const pieceLength = 8_192;

/** Length from which on the end of a text is parsed the more seldom the longer it is. */
const patientLength = 64_000;

/** The list or table at the end of a text, whose first children are not parsed again. */
interface Spine {
  block: List | Table;
  /** The lines of a table's heads, without which its rows are none. */
  head: string;
}

/**
 * Reads Markdown that arrives in pieces as blocks: CommonMark, with GitHub's tables, task lists, strikethrough and bare
 * addresses, footnotes and formulas. What it shows of a text is what a new document would show of it. Only the end of the
 * text is parsed again as it grows; blocks before it stay the same objects.
 */
export class MarkdownDocument {
  readonly root: Root = { kind: 'root', children: [], settled: 0 };
  readonly #names = new Names();
  /** The end of the text, from the first line on that further text may change, and the number of that line. */
  #tail = '';
  #first = 0;
  /** Characters that have not been parsed, as the end of the text is long. */
  #waiting = 0;
  #spine: Spine | undefined;
  #fence: OpenFence | undefined;
  /** True when the tail goes on with a paragraph. */
  #isContinued = false;
  #known: KnownBlocks = { blocks: new Map(), items: new Map() };
  #held = '';
  #hasEnded = false;

  /** Reads a further piece. */
  write(markdown: string): void {
    if (this.#hasEnded) return;
    const text = this.#held + markdown;
    // Half a line end or half a character waits for its other half.
    this.#held = /[\r\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    this.#add(text.slice(0, text.length - this.#held.length));
  }

  /** Ends the text: markup that is not closed is none. */
  end(): void {
    if (this.#hasEnded) return;
    this.#add(this.#held);
    this.#hasEnded = true;
    this.#parse();
  }

  /** Removes and returns the texts in settled blocks that mean something else since a name of theirs has an address. */
  takeChanged(): readonly InlineContent[] {
    return this.#names.takeChanged();
  }

  #add(markdown: string): void {
    const text = markdown.replaceAll('\0', '\uFFFD').replaceAll(/\r\n?/g, '\n');
    for (let at = 0; at < text.length; at += pieceLength) {
      const piece = text.slice(at, at + pieceLength);
      this.#tail += piece;
      this.#waiting += piece.length;
      if (this.#fence || this.#tail.length < patientLength || this.#waiting > this.#tail.length / 8) this.#parse();
    }
  }

  #parse(): void {
    this.#waiting = 0;
    if (this.#fence && !this.#continuesFence(this.#fence)) return;
    const lineStart = this.#tail.lastIndexOf('\n') + 1;
    const isHeld = !this.#hasEnded && !isDecided(this.#tail.slice(lineStart));
    const text = isHeld ? this.#tail.slice(0, lineStart) : this.#tail;
    const head = this.#spine?.head ?? '';
    const headLines = countLines(head);
    const first = this.#first - headLines;
    const context = new ParseContext(first, this.#known.blocks, this.#hasEnded, this.#spine?.block.kind === 'list');
    const source = this.#isContinued ? `x${text}` : head + text;
    const lines = source.split('\n');
    const tokens = parseBlocks(source, { watch: context, references: context.references });
    const places = buildBlocks(tokens, {
      context,
      lines,
      scope: this.#names,
      first,
      items: this.#known.items,
      isContinued: this.#isContinued,
    });
    this.#names.update(context);
    const complete = lines.length - 1;
    const isHalfLine = !source.endsWith('\n');
    if (!this.#hasEnded) openLast(places, complete + Number(isHalfLine), isHalfLine);
    this.#joinSpine(places);
    this.#settle(places, { source, first, headLines, complete });
  }

  /** Adds to the block of code that is open. Returns whether there is more to parse. */
  #continuesFence(fence: OpenFence): boolean {
    const { rest, lines } = fence.add(this.#tail, this.#hasEnded, isDecided);
    this.#tail = rest;
    this.#first += lines;
    if (!fence.block.isClosed && !this.#hasEnded) return false;
    this.#fence = undefined;
    this.root.settled += 1;
    return true;
  }

  /** Adds what the first of the places holds to the list or table that it goes on with. */
  #joinSpine([place]: readonly Placed[]): void {
    const block = this.#spine?.block;
    const next = place?.blocks[0];
    if (!block || !place) return;
    block.children.length = block.settled;
    if (block.kind === 'list' && next?.kind === 'list') {
      block.isLoose ||= next.isLoose;
      block.children.push(...next.children);
    } else if (block.kind === 'table' && next?.kind === 'table') block.children.push(...next.children.slice(1));
    place.blocks = [block];
  }

  /** Settles what cannot change any more, and keeps the rest to parse it again with what follows. */
  #settle(places: readonly Placed[], parsed: Parsed): void {
    const { root } = this;
    const { first, headLines, complete } = parsed;
    root.children.length = root.settled;
    for (const block of blocksOf(places)) root.children.push(block);
    if (this.#hasEnded) {
      root.settled = root.children.length;
      return;
    }
    const cut = places.findLastIndex((place, at) => at > 0 && isFirm(place, complete, places[at - 1]));
    let keep = this.#spine || this.#isContinued ? headLines : (places[0]?.start ?? 0);
    if (cut > 0) {
      root.settled += blocksOf(places.slice(0, cut)).length;
      this.#spine = undefined;
      this.#isContinued = false;
      keep = places[cut]?.start ?? keep;
    }
    const open = places.slice(Math.max(0, cut));
    const [only] = open;
    if (only && open.length === 1) keep = this.#settleChildren(only, parsed) ?? keep;
    this.#known = gatherKnown(open, first, complete);
    this.#tail = this.#tail.slice(findLine(this.#tail, keep - headLines));
    this.#first = first + keep;
    if (only && open.length === 1) this.#settleText(only, parsed);
    this.#names.settle(this.#first);
  }

  /** Settles all but the last children of a list or table. Returns the line from which on it is parsed again. */
  #settleChildren(place: Placed, { source, complete }: Parsed): number | undefined {
    const { children = [], blocks } = place;
    const [block] = blocks;
    if (block?.kind !== 'list' && block?.kind !== 'table') return undefined;
    // The heads of a table are parsed each time, and stay.
    const least = block.kind === 'table' ? 2 : 1;
    const index = children.findLastIndex((child, at) => at >= least && child.start < complete);
    if (index === -1) return undefined;
    const isBegun = this.#spine?.block === block;
    const heads = findLine(source, place.start);
    const head = block.kind === 'table' ? source.slice(heads, findLine(source, place.start + 2)) : '';
    block.settled += index - Number(isBegun && block.kind === 'table');
    this.#spine = { block, head };
    return children[index]?.start;
  }

  /** Settles the beginning of a long paragraph, and of code what is there of it. */
  #settleText({ blocks, start }: Placed, { source, complete }: Parsed): void {
    const [block] = blocks;
    if (block?.kind === 'paragraph' && blocks.length > 1 && blocks.every(({ kind }) => kind === 'paragraph')) {
      const lead = this.#isContinued ? 0 : this.#tail.length - this.#tail.trimStart().length;
      const settled = blocks.slice(0, -1);
      const length = settled.reduce(
        (sum, part) => sum + (part.kind === 'paragraph' ? part.content.source.length : 0),
        lead,
      );
      this.root.settled += settled.length;
      this.#first += countLines(this.#tail.slice(0, length));
      this.#tail = this.#tail.slice(length);
      this.#isContinued = true;
    } else if (block?.kind === 'code' && block.fence && !block.isClosed && start < complete) {
      const indent = source.slice(findLine(source, start)).search(/\S/);
      this.#fence = new OpenFence(block, indent);
      this.#tail = this.#tail.slice(findLine(this.#tail, 1));
      this.#first += 1;
      this.#continuesFence(this.#fence);
    }
  }
}

/** A text that was parsed. */
interface Parsed {
  source: string;
  /** Line of the whole text that its lines count from. */
  first: number;
  /** Number of lines in front of it that only tell what it goes on with. */
  headLines: number;
  /** Number of its lines that are ended. */
  complete: number;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Finds where a line begins, counted from 0. */
function findLine(text: string, line: number): number {
  let at = 0;
  for (let count = 0; count < line; count += 1) {
    const end = text.indexOf('\n', at);
    if (end === -1) return text.length;
    at = end + 1;
  }
  return at;
}
