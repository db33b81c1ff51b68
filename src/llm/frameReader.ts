import { createParser, type EventSourceParser } from 'eventsource-parser';
import { parseJson } from './json.ts';

/** Says that what the server sent is not what the wire promises. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}

/** Who takes the frames of an answer. */
export interface FrameReaderOptions {
  /** Whether the server declared `text/event-stream`. */
  isEventStream: boolean;
  /** How many characters one frame may have. */
  maxFrameLength: number;
  onFrame(frame: unknown): void;
  /** `data: [DONE]`. */
  onDone(): void;
}

type Format = 'undecided' | 'events' | 'json';

const fieldNames = ['data:', 'event:', 'id:', 'retry:'];
const fieldStart = /^(data|event|id|retry)?:/;

const webPageMessage = "The server answered with a web page in place of the model's answer. Check the base URL.";
const foreignMessage = 'The server answered with something that is neither a stream of events nor JSON.';

/** How much of the end of a stream is kept to look for an error that was not framed. */
const tailLength = 65_536;

/** How many places are tried where such an error may begin: trying each would cost the square of the length. */
const maxErrorStarts = 32;

/**
 * Cuts the text of a response into JSON frames, in whatever form the server chose: server-sent events, with or without
 * `event:` lines, or one JSON document although a stream was asked for. `event:` names are not needed: all four wires
 * say the type in the data, and proxies drop the names.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #parser: EventSourceParser;
  #format: Format = 'undecided';
  #head = '';
  #pieces: string[] = [];
  #piecesLength = 0;
  #tail = '';
  #isEnding = false;
  #frameCount = 0;
  #document: unknown;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
    this.#parser = createParser({
      maxBufferSize: options.maxFrameLength,
      onEvent: ({ data, event }) => this.#onData(data, event),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded')
          throw new WireFormatError('The server sent a frame without end.');
      },
    });
  }

  /** How many frames were read. */
  get frameCount(): number {
    return this.#frameCount;
  }

  /** The JSON document that came in place of a stream, if one did. */
  get document(): unknown {
    return this.#document;
  }

  /** Whether nothing but white space arrived. */
  get isEmpty(): boolean {
    return this.#format === 'undecided' && this.#head === '';
  }

  /** Reads the next piece of text. Throws a {@link WireFormatError} for what can never be an answer. */
  feed(text: string): void {
    if (this.#format === 'events') {
      this.#feedEvents(text);
    } else if (this.#format === 'json') {
      this.#feedJson(text);
    } else {
      this.#head += text;
      this.#decide(false);
    }
  }

  /** Reads what the end of the body completes: a last frame without a blank line, or the JSON document. */
  end(): void {
    this.#isEnding = true;
    if (this.#format === 'undecided') this.#decide(true);
    if (this.#format === 'events') {
      this.#parser.feed('\n\n');
    } else if (this.#format === 'json') {
      const document = parseJson(this.#pieces.join(''));
      if (document === undefined) {
        throw new WireFormatError('The server sent JSON in place of a stream, and it is cut off or not valid.');
      }
      this.#document = document;
      this.#emit(document);
    }
  }

  /** Reads a JSON error that a server wrote into the stream without framing it, if the stream ended with one. */
  readUnframedError(): void {
    if (this.#format !== 'events') return;
    const starts = [...this.#tail.matchAll(/(?:^|[\r\n])[ \t]*(?=[[{])/g)].slice(-maxErrorStarts);
    for (const { index } of starts) {
      const document = parseJson(this.#tail.slice(index));
      if (document === undefined) continue;
      this.#emit(document);
      return;
    }
  }

  #decide(isEnd: boolean): void {
    const head = this.#head.trimStart();
    this.#head = head;
    if (head === '') return;
    if (head.startsWith('{') || head.startsWith('[')) this.#format = 'json';
    else if (head.startsWith('<')) throw new WireFormatError(webPageMessage);
    else if (this.#options.isEventStream || fieldStart.test(head)) this.#format = 'events';
    else if (isEnd || !fieldNames.some((name) => name.startsWith(head))) throw new WireFormatError(foreignMessage);
    else return;
    this.#head = '';
    this.feed(head);
  }

  #feedEvents(text: string): void {
    this.#tail += text;
    if (this.#tail.length > 2 * tailLength) this.#tail = this.#tail.slice(-tailLength);
    this.#parser.feed(text);
  }

  #feedJson(text: string): void {
    this.#pieces.push(text);
    this.#piecesLength += text.length;
    if (this.#piecesLength > this.#options.maxFrameLength)
      throw new WireFormatError('The server sent a frame without end.');
  }

  #onData(data: string, event: string | undefined): void {
    if (data.trim() === '[DONE]') {
      this.#options.onDone();
      return;
    }
    const frame = parseJson(data);
    if (frame !== undefined) this.#emit(frame);
    else if (event === 'error') this.#emit({ error: { message: data } });
    // A frame that the end of the body cut in half belongs to a broken connection, not to a broken server.
    else if (!this.#isEnding && data.trim() !== '') {
      throw new WireFormatError('The server sent a frame that is not valid JSON.');
    }
  }

  #emit(document: unknown): void {
    for (const frame of Array.isArray(document) ? document : [document]) {
      this.#frameCount += 1;
      this.#options.onFrame(frame);
    }
  }
}
