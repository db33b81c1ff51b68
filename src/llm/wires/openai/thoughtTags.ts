const tags = ['<think>', '<thought>'] as const;

/** The most white space before a tag: a model that says nothing else is not held back for ever. */
const longestLead = 64;

/** The answer that thoughts and text are added to. */
export interface ThoughtReceiver {
  /** True once thoughts have arrived by other means. */
  readonly hasThought: boolean;
  addText(text: string): void;
  addThinking(text: string): void;
}

/**
 * Separates thoughts from a text that begins with them, in the tags of models whose server does not know them. Tags
 * anywhere else belong to the text. See `docs/wire.md`, "Reading the wires".
 */
export class ThoughtTags {
  #state: 'before' | 'inside' | 'after' | 'past' = 'before';
  #held = '';
  #closing = '';

  /** Adds the next piece of the text to `answer`, without what may yet turn out to be a tag. */
  read(piece: string, answer: ThoughtReceiver): void {
    if (this.#state === 'past') {
      answer.addText(piece);
      return;
    }
    this.#held += piece;
    // A server that tells the thoughts apart leaves none in the text.
    if (this.#state === 'before' && answer.hasThought) this.#state = 'past';
    if (this.#state === 'before') this.#readOpening();
    if (this.#state === 'inside') this.#readThought(answer);
    if (this.#state === 'after') {
      this.#held = this.#held.trimStart();
      if (this.#held !== '') this.#state = 'past';
    }
    if (this.#state === 'past') this.end(answer);
  }

  /** Adds what was held back, of which no tag came. */
  end(answer: ThoughtReceiver): void {
    const rest = this.#held;
    this.#held = '';
    if (this.#state === 'inside') answer.addThinking(rest);
    else answer.addText(rest);
  }

  #readOpening(): void {
    const start = this.#held.trimStart();
    const tag = tags.find((candidate) => start.startsWith(candidate));
    if (tag) {
      this.#state = 'inside';
      this.#closing = tag.replace('<', '</');
      this.#held = start.slice(tag.length);
    } else if (this.#held.length > longestLead || !tags.some((candidate) => candidate.startsWith(start))) {
      this.#state = 'past';
    }
  }

  #readThought(answer: ThoughtReceiver): void {
    const end = this.#held.indexOf(this.#closing);
    if (end >= 0) {
      answer.addThinking(this.#held.slice(0, end));
      this.#held = this.#held.slice(end + this.#closing.length);
      this.#state = 'after';
      return;
    }
    let kept = Math.min(this.#closing.length - 1, this.#held.length);
    while (!this.#closing.startsWith(this.#held.slice(this.#held.length - kept))) kept -= 1;
    answer.addThinking(this.#held.slice(0, this.#held.length - kept));
    this.#held = this.#held.slice(this.#held.length - kept);
  }
}
