import { MarkdownStream } from './markdownStream.ts';

/** Characters written before the clock is looked at again. */
const sliceLength = 4_096;

/** Text that arrives faster than it may be shown: kept until a frame has time for it, then rendered as Markdown. */
export class StreamedText {
  readonly element: HTMLElement;
  readonly #stream: MarkdownStream;
  #waiting: string;
  #hasEnded = false;

  constructor(target: HTMLElement, text: string) {
    this.element = target;
    this.#stream = new MarkdownStream(target);
    this.#waiting = text;
  }

  /** Takes more text; nothing is shown yet. */
  append(text: string): void {
    this.#waiting += text;
  }

  /** Nothing follows. */
  end(): void {
    this.#hasEnded = true;
  }

  /** Shows what waits, until `deadline` (by `performance.now()`). Says whether anything is left. */
  render(deadline: number): boolean {
    while (this.#waiting !== '') {
      if (performance.now() > deadline) return true;
      const length = Math.min(sliceLength, this.#waiting.length);
      this.#stream.write(this.#waiting.slice(0, length));
      this.#waiting = this.#waiting.slice(length);
    }
    if (this.#hasEnded) this.#stream.end();
    return false;
  }
}
