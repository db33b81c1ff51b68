import { parseJson } from '#llm/json.ts';

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Tracks the place in a JSON text: how many objects and arrays are open, and whether a string is. */
class JsonDepth {
  depth = 0;
  #isInString = false;
  #isEscaped = false;

  /** True where the text so far cannot be whole. */
  get isOpen(): boolean {
    return this.depth > 0 || this.#isInString;
  }

  /** Reads one UTF-16 unit. */
  read(code: number): void {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === backslash) this.#isEscaped = true;
      else if (code === quote) this.#isInString = false;
    } else if (code === quote) this.#isInString = true;
    else if (code === openBrace || code === openBracket) this.depth += 1;
    else if (code === closeBrace || code === closeBracket) this.depth -= 1;
  }
}

/** Reads the elements of a JSON array while it arrives: the form of Gemini's stream where SSE is not asked for. */
export class JsonArrayReader {
  readonly #place = new JsonDepth();
  #element = '';

  /** The number of characters held of an element that is not whole yet. */
  get heldLength(): number {
    return this.#element.length;
  }

  /** True while the array has not been closed. */
  get isOpen(): boolean {
    return this.#place.isOpen;
  }

  /** Reads the next piece and returns the objects and arrays that it completes; `undefined` for one that is not JSON. */
  feed(text: string): unknown[] {
    const elements: unknown[] = [];
    let start = 0;
    for (let index = 0; index < text.length; index += 1) {
      const before = this.#place.depth;
      this.#place.read(text.charCodeAt(index));
      if (before === 1 && this.#place.depth === 2) start = index;
      if (before !== 2 || this.#place.depth !== 1) continue;
      elements.push(parseJson(this.#element + text.slice(start, index + 1)));
      this.#element = '';
    }
    if (this.#place.depth > 1) this.#element += text.slice(start);
    return elements;
  }
}

/** Finds where a JSON object or array that arrives in pieces is closed. */
export class JsonEnd {
  readonly #place = new JsonDepth();

  /** Returns the index in the next piece behind the end of the text, or -1. */
  find(text: string): number {
    for (let index = 0; index < text.length; index += 1) {
      this.#place.read(text.charCodeAt(index));
      if (!this.#place.isOpen) return index + 1;
    }
    return -1;
  }
}
