/** The number of pieces that are held apart before they are joined: each costs several times what a short delta holds. */
const maxPieces = 1024;

/** Text that arrives in pieces. Adding one costs next to nothing, and many short ones take no more room than their text. */
export class TextBuffer {
  readonly #blocks: string[] = [];
  #pieces: string[] = [];

  /** True until something was added. */
  get isEmpty(): boolean {
    return this.#pieces.length === 0 && this.#blocks.length === 0;
  }

  /** Adds a piece behind the others. */
  add(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    if (this.#pieces.length < maxPieces) return;
    this.#blocks.push(this.#pieces.join(''));
    this.#pieces = [];
  }

  /** Returns the whole text. Costs its length. */
  toString(): string {
    return this.#blocks.join('') + this.#pieces.join('');
  }
}
