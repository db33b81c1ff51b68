import type { TextPosition, TextRange } from './planTypes.ts';

/** Turns offsets of a text into lines and columns. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (const { 0: lineBreak, index } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + lineBreak.length);
  }

  /** A range that ends on a line break ends before it. */
  toRange(start: number, end: number): TextRange {
    let last = Math.min(Math.max(start, end), this.#text.length);
    while (last > start && /[\r\n]/.test(this.#text.charAt(last - 1))) last--;
    return { start: this.#toPosition(Math.min(start, this.#text.length)), end: this.#toPosition(last) };
  }

  /** From an offset to the end of its line. */
  toLineRange(start: number): TextRange {
    const length = this.#text.slice(start).search(/[\r\n]|$/);
    return this.toRange(start, start + length);
  }

  #toPosition(offset: number): TextPosition {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
