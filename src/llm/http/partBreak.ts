/** Puts a blank line between the parts of a text that arrives in pieces. Costs nothing for a piece within a part. */
export class PartBreak {
  #last = '';
  #isDue = false;

  /** Begins a part of its own with the next piece. */
  begin(): void {
    this.#isDue = this.#last !== '';
  }

  /** Returns the piece as it is to be added: behind the line breaks that are missing before it, where a part begins. */
  apply(piece: string): string {
    const start = this.#isDue ? '\n'.repeat(Math.max(0, 2 - countAtEnd(this.#last) - countAtStart(piece))) : '';
    this.#isDue = false;
    this.#last = piece;
    return start + piece;
  }
}

function countAtEnd(text: string): number {
  return /\n*$/.exec(text.slice(-2))?.[0].length ?? 0;
}

function countAtStart(text: string): number {
  return /^\n*/.exec(text.slice(0, 2))?.[0].length ?? 0;
}
