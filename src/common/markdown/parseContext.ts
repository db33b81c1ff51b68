import type { Block } from './blocks.ts';
import { pendingAddress } from './completion.ts';
import { type NamedAddress, ParseWatch } from './parseWatch.ts';

/** A block that cannot change any more, and the line behind it. */
export interface Known {
  blocks: Block[];
  end: number;
}

/** Holds what one parse of the end of a text is given, and gathers. Lines are those of the parsed text but where said. */
export class ParseContext extends ParseWatch {
  readonly definitions: NamedAddress[] = [];
  /** Stretches of lines of the whole text that were passed over. */
  readonly skipped: [start: number, end: number][] = [];
  readonly #found = new Map<string, Known>();
  readonly #indents = new Map<string, number>();
  readonly #first: number;
  readonly #known: ReadonlyMap<string, Known>;

  /**
   * @param first is the line of the whole text that the parsed text begins with.
   * @param known are the blocks to pass over, by {@link toKey}.
   */
  constructor(first: number, known: ReadonlyMap<string, Known>, hasEnded: boolean, isWithinList: boolean) {
    super(hasEnded, isWithinList);
    this.#first = first;
    this.#known = known;
  }

  override define(line: number, name: string, isPending = false): void {
    const given = this.references[name] ?? { href: '', title: '' };
    const target = isPending ? { ...given, href: pendingAddress } : given;
    this.definitions.push({ line: line + this.#first, name, target });
  }

  override findKnown(line: number, level: number, indent: number): Known | undefined {
    this.#indents.set(`${line}:${level}`, indent);
    const known = this.#known.get(toKey(line + this.#first, level, indent));
    if (!known) return undefined;
    this.skipped.push([line + this.#first, known.end]);
    this.#found.set(`${line}:${level}`, known);
    return { blocks: known.blocks, end: known.end - this.#first };
  }

  /** Returns the blocks that were passed over. */
  knownAt(line: number, level: number): Block[] {
    return this.#found.get(`${line}:${level}`)?.blocks ?? [];
  }

  /** Returns the indentation that the content of the block around a line had. */
  indentOf(line: number, level: number): number {
    return this.#indents.get(`${line}:${level}`) ?? 0;
  }
}

/** Makes the name of a place: a line of the whole text, and how deep it is nested there. */
export function toKey(line: number, level: number, indent: number): string {
  return `${line}:${level}:${indent}`;
}
