/** The length from which on a line may be shortened: one that fits in a few chunks is not worth it. */
const longLine = 64 * 1024;

/** The length of the longest escape sequence. */
const longestEscape = 6;

const quoteOrBackslash = /["\\]/g;

/**
 * Shortens lines of a stream that repeat what was already said, so that a long answer is not held several times over: the
 * middle of long strings goes, the frame stays JSON. Short lines pass as they are. See `docs/wire.md`, "Frames".
 */
export class RepeatFilter {
  readonly #isRepeat: (lineStart: string) => boolean;
  /** The line that has begun, as far as it is needed to judge it; `undefined` once it was judged. */
  #line: string | undefined = '';
  #isShortening = false;
  #isInString = false;
  #isEscaped = false;

  /** @param isRepeat returns true for the start of a line that repeats what was already said. */
  constructor(isRepeat: (lineStart: string) => boolean) {
    this.#isRepeat = isRepeat;
  }

  /** Returns what remains of the next piece of the stream. */
  filter(text: string): string {
    const lineEnd = text.indexOf('\n');
    if (lineEnd < 0) return this.#filterLine(text);
    // Hot path: the line that ends here was not long.
    const head = this.#isShortening ? this.#shorten(text.slice(0, lineEnd)) + text.slice(lineEnd) : text;
    this.#isShortening = false;
    this.#line = text.slice(text.lastIndexOf('\n') + 1);
    return head;
  }

  #filterLine(text: string): string {
    if (this.#isShortening) return this.#shorten(text);
    if (this.#line === undefined) return text;
    this.#line += text;
    if (this.#line.length < longLine) return text;
    this.#isShortening = this.#isRepeat(this.#line.slice(0, 200));
    // What was passed on already is whole; from here on only the state at its end matters.
    if (this.#isShortening) this.#enter(this.#line);
    this.#line = undefined;
    return text;
  }

  /** Brings the state to the end of `line`. */
  #enter(line: string): void {
    this.#isInString = false;
    this.#isEscaped = false;
    this.#scan(line, 0);
  }

  /** Moves the state from `start` to the end of the text. */
  #scan(text: string, start: number): void {
    let position = start;
    while (position < text.length) position = this.#step(text, position);
  }

  /** Moves the state past the next quote, and past a character that is escaped. Returns where it is then. */
  #step(text: string, start: number): number {
    if (this.#isEscaped) {
      this.#isEscaped = false;
      return start + 1;
    }
    quoteOrBackslash.lastIndex = start;
    const found = quoteOrBackslash.exec(text);
    if (!found) return text.length;
    if (found[0] === '"') this.#isInString = !this.#isInString;
    else this.#isEscaped = this.#isInString;
    return found.index + 1;
  }

  #shorten(text: string): string {
    let shortened = '';
    let position = 0;
    while (position < text.length) {
      const wasInString = this.#isInString;
      const start = position;
      while (position < text.length && this.#isInString === wasInString) position = this.#step(text, position);
      shortened += wasInString ? withoutMiddle(text.slice(start, position)) : text.slice(start, position);
    }
    return shortened;
  }
}

/** Returns the ends of a piece of a string, with escape sequences at either end whole. */
function withoutMiddle(piece: string): string {
  if (piece.length <= 4 * longestEscape) return piece;
  let start = longestEscape;
  // An escape sequence that has begun stays whole.
  while (start < piece.length && piece.slice(start - longestEscape, start).includes('\\')) start += 1;
  let end = Math.max(start, piece.length - 2 * longestEscape);
  while (end > start && piece.slice(end - longestEscape, end).includes('\\')) end -= 1;
  return piece.slice(0, start) + piece.slice(end);
}
