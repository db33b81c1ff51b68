import { element } from '#media/base/dom.ts';
import { MarkdownStream, type RendererOptions } from './markdownStream.ts';

/** Characters written before the clock is looked at again. */
const sliceLength = 4_096;

/** Lines that are: short ones make as many blocks as long ones, and those of a table a cell in each of its columns. */
const sliceLines = 512;
const sliceRows = 64;

/** Length after which a section ends with the next block, within a long list or table later. */
const sectionLength = 8_000;
const brokenSectionLength = 24_000;

/** Callbacks for the parts of an answer as they are created. */
export interface StreamedTextOptions extends Pick<RendererOptions, 'codeAdded'> {
  /** A stretch of some screens of the answer. Those before it are complete. */
  sectionAdded?(section: HTMLElement): void;
}

/** Text that arrives faster than it may be shown: kept until a frame has time for it, then rendered as Markdown. */
export class StreamedText {
  readonly element: HTMLElement;
  readonly #stream: MarkdownStream;
  readonly #options: StreamedTextOptions;
  /** Texts in the order of their arrival, from `#next` on. */
  #waiting: string[];
  #next = 0;
  /** Characters written to the section that is open. */
  #written = 0;
  #hasEnded = false;

  constructor(target: HTMLElement, text: string, options: StreamedTextOptions = {}) {
    this.element = target;
    this.#options = options;
    this.#waiting = [text];
    this.#stream = new MarkdownStream(this.#addSection(), {
      ...options,
      directed: target,
      nextRoot: (depth) =>
        this.#written > (depth === 0 ? sectionLength : brokenSectionLength) ? this.#addSection() : undefined,
    });
  }

  /** Adds text; nothing is shown yet. */
  append(text: string): void {
    if (text !== '') this.#waiting.push(text);
  }

  /** Ends the text: nothing follows. */
  end(): void {
    this.#hasEnded = true;
  }

  /** Shows what waits, until `deadline` (by `performance.now()`). Returns whether anything is left. */
  render(deadline: number): boolean {
    for (let piece = this.#removePiece(); piece !== ''; piece = this.#removePiece()) {
      this.#written += piece.length;
      this.#stream.write(piece);
      if (performance.now() > deadline && this.#next < this.#waiting.length) return true;
    }
    if (this.#hasEnded) this.#stream.end();
    while (this.#stream.catchUp()) if (performance.now() > deadline) return true;
    return false;
  }

  /** Removes and returns the next piece of what waits, at most a slice long. */
  #removePiece(): string {
    let piece = '';
    while (this.#next < this.#waiting.length && piece.length < sliceLength) {
      const waiting = this.#waiting[this.#next] ?? '';
      const room = sliceLength - piece.length;
      const taken = takeLines(waiting.slice(0, room));
      piece += taken;
      if (waiting.length > taken.length) this.#waiting[this.#next] = waiting.slice(taken.length);
      else this.#next += 1;
      if (taken.length < Math.min(waiting.length, room)) break;
    }
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
    return piece;
  }

  /** Returns what takes the content of the section. */
  #addSection(): HTMLElement {
    const content = element('div', { class: 'content' });
    const section = element('div', { class: 'section' }, content);
    this.#written = 0;
    this.element.append(section);
    this.#options.sectionAdded?.(section);
    return content;
  }
}

/** Returns the beginning of a text that has at most so many lines as are written at once. */
function takeLines(text: string): string {
  const limit = text.includes('|') ? sliceRows : sliceLines;
  let end = 0;
  for (let count = 0; count < limit; count += 1) {
    const next = text.indexOf('\n', end);
    if (next === -1) return text;
    end = next + 1;
  }
  return text.slice(0, end);
}
