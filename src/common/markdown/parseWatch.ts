/** The address that a name leads to. */
export interface Target {
  href: string;
  title: string;
}

/** A name and its address, in a line counted from the beginning of the text. */
export interface NamedAddress {
  line: number;
  name: string;
  target: Target;
}

/** Takes what the rules of the parser tell of the blocks that they meet. Lines are those of the parsed text. */
export abstract class ParseWatch {
  /** Lines that stand behind an empty one in the block that holds them. */
  readonly afterEmpty = new Set<number>();
  /** The addresses of names, as the parser writes them. */
  readonly references: Record<string, Target> = Object.create(null);
  /** True when no text follows. */
  readonly hasEnded: boolean;
  /** True when the text goes on with a list. */
  readonly isWithinList: boolean;

  constructor(hasEnded: boolean, isWithinList: boolean) {
    this.hasEnded = hasEnded;
    this.isWithinList = isWithinList;
  }

  /** Adds a name whose address a line gives; a footnote has none. `isPending`: more of the address may come. */
  abstract define(line: number, name: string, isPending?: boolean): void;

  /** Finds the line behind a block that begins in a line and is known from the last time, where it stands as deep. */
  abstract findKnown(line: number, level: number, indent: number): { end: number } | undefined;
}
