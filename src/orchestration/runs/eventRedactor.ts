import type { RedactedStream, Redactor } from '#common/redact.ts';
import type { LlmEvent } from '#llm/core.ts';

/** Removes live keys from the events of one request, should a server send its key back. */
export class EventRedactor {
  readonly #redactor: Redactor | undefined;
  readonly #text: RedactedStream | undefined;
  readonly #thinking: RedactedStream | undefined;

  constructor(redactor: Redactor | undefined) {
    this.#redactor = redactor;
    this.#text = redactor?.openStream();
    this.#thinking = redactor?.openStream();
  }

  /** Removes keys from a text that is no part of the answer. */
  readonly clean = (text: string): string => this.#redactor?.redact(text) ?? text;

  /** Returns the event without keys, after text that was held back before it. */
  redact(event: LlmEvent): LlmEvent[] {
    if (!this.#redactor) return [event];
    switch (event.type) {
      case 'text':
        return toEvents('text', this.#text?.take(event.text));
      case 'thinking':
        return toEvents('thinking', this.#thinking?.take(event.text));
      case 'finish':
        return [...this.end(), event];
    }
  }

  /** Returns the text that is still held back, when no more events come. */
  end(): LlmEvent[] {
    return [...toEvents('thinking', this.#thinking?.end()), ...toEvents('text', this.#text?.end())];
  }
}

function toEvents(type: 'text' | 'thinking', text: string | undefined): LlmEvent[] {
  return text ? [{ type, text }] : [];
}
