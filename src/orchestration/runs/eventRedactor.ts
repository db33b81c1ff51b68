import type { RedactedStream, Redactor } from '#common/redact.ts';
import type { LlmEvent } from '#llm/core.ts';

/** Takes live keys out of what one request brings, should a server hand its key back. */
export class EventRedactor {
  readonly #redactor: Redactor | undefined;
  readonly #text: RedactedStream | undefined;
  readonly #thinking: RedactedStream | undefined;

  constructor(redactor: Redactor | undefined) {
    this.#redactor = redactor;
    this.#text = redactor?.openStream();
    this.#thinking = redactor?.openStream();
  }

  /** A text that is no part of the answer, without keys. */
  readonly clean = (text: string): string => this.#redactor?.redact(text) ?? text;

  /** The event as it may be shown, after what was held back before it. */
  take(event: LlmEvent): LlmEvent[] {
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

  /** What is still held back, when nothing more comes. */
  end(): LlmEvent[] {
    return [...toEvents('thinking', this.#thinking?.end()), ...toEvents('text', this.#text?.end())];
  }
}

function toEvents(type: 'text' | 'thinking', text: string | undefined): LlmEvent[] {
  return text ? [{ type, text }] : [];
}
