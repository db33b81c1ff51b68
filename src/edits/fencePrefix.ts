/** The signs that may stand in front of a fence: those of quotes, of list items and of a footnote. */
const signs = /^(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])(?=[ \t])|\[\^[^\s[\]]+\]:)*/;

const footnoteSign = /\[\^[^\s[\]]+\]:/g;

/** The white space that the text of a footnote is indented by. */
const footnoteIndent = ' '.repeat(4);

/** The beginning that the lines of a block of code have in common, as it stands in quotes, in list items, or indented. */
export class FencePrefix {
  /** Characters of white space before each sign of a quote, and before the text. */
  readonly #widths: number[];

  /** @param opening is the line of the fence that opens the block. */
  constructor(opening: string) {
    const prefix = signs.exec(opening)?.[0] ?? '';
    const [first = '', ...others] = prefix.replaceAll(footnoteSign, footnoteIndent).split('>');
    // One space behind the sign of a quote belongs to it.
    this.#widths = [first.length, ...others.map((part) => Math.max(0, part.length - 1))];
  }

  /** Returns what a line of the answer would be within the block. */
  strip(line: string): string {
    let at = 0;
    for (const [index, width] of this.#widths.entries()) {
      const isLast = index === this.#widths.length - 1;
      const start = skipSpace(line, at, isLast ? width : Math.max(width, 3));
      if (isLast) at = start;
      else if (line[start] === '>') at = start + (isSpace(line[start + 1]) ? 2 : 1);
    }
    return line.slice(at);
  }
}

function skipSpace(line: string, start: number, count: number): number {
  let at = start;
  while (at - start < count && isSpace(line[at])) at += 1;
  return at;
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
