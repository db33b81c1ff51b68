import * as l10n from '@vscode/l10n';
import { createParser, type EventSourceParser } from 'eventsource-parser';
import { holdsError } from '#llm/http/errors/errorBody.ts';
import { isRecord } from '#common/isRecord.ts';
import { parseJson } from '#llm/json.ts';
import { JsonArrayReader, JsonEnd } from './jsonArrayReader.ts';
import { RepeatFilter } from './repeatFilter.ts';

/** An error for a response that breaks the rules of its wire. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}

/** The consumer of the frames of an answer. */
export interface FrameReaderOptions {
  /** True where the server declared `text/event-stream`. */
  isEventStream: boolean;
  /** The most characters of one frame. */
  maxFrameLength: number;
  /** Returns true for the start of a long line that repeats what was already said. */
  isRepeat(lineStart: string): boolean;
  onFrame(frame: unknown): void;
  /** `data: [DONE]`. */
  onDone(): void;
}

type Format = 'undecided' | 'events' | 'document' | 'array';

const fieldNames = ['data:', 'event:', 'id:', 'retry:'];
const fieldStart = /^(data|event|id|retry)?:/;

/** Names of events that only keep the connection open: their data may be anything. */
const keepAliveName = /^(ping|heartbeat|keep[-_]?alive)$/i;

const endlessMessage = (): string => l10n.t('The server sent a frame without end.');
const brokenFrameMessage = (): string => l10n.t('The server sent a frame that is not valid JSON.');
const brokenDocumentMessage = (): string => l10n.t('The server sent JSON in place of a stream, and it is not valid.');
const webPageMessage = (): string =>
  l10n.t('The server answered with a web page in place of an answer. Check the base URL.');
const foreignMessage = (): string =>
  l10n.t('The server answered with something that is neither a stream of events nor JSON.');

/** The mark that servers send behind their last frame, and the forms that some make of it. */
const doneMark = /^\s*"?\[?done\]?"?\s*$/i;
const longestDoneMark = 16;

/** The characters held of the end of a stream, at least, to look for an error that was not framed. */
const tailLength = 65_536;

/** The most places that are tried for the start of such an error: all of them would cost the square of the length. */
const maxErrorStarts = 32;

/**
 * Cuts the text of a response into JSON frames, in whatever form the server chose: server-sent events, JSON documents, or a
 * JSON array of frames. See `docs/wire.md`, "Frames".
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #parser: EventSourceParser;
  readonly #filter: RepeatFilter;
  #format: Format = 'undecided';
  #head = '';
  #pieces: string[] = [];
  #piecesLength = 0;
  #tail = '';
  #olderTail = '';
  #isEnding = false;
  #isCutOff = false;
  #frameCount = 0;
  readonly #array = new JsonArrayReader();
  #documentEnd = new JsonEnd();
  #document: unknown;
  #lastFrame: unknown;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
    this.#filter = new RepeatFilter((lineStart) => options.isRepeat(lineStart));
    this.#parser = createParser({
      maxBufferSize: options.maxFrameLength,
      onEvent: ({ data, event }) => this.#onData(data, event),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') throw new WireFormatError(endlessMessage());
      },
    });
  }

  /** The number of frames that were read. */
  get frameCount(): number {
    return this.#frameCount;
  }

  /** True for a stream of events, or what may yet become one. */
  get isStream(): boolean {
    return this.#format === 'events' || this.#format === 'undecided';
  }

  /** The one JSON document that came in place of a stream, if one did. */
  get document(): unknown {
    return this.#frameCount === 1 ? this.#document : undefined;
  }

  /** The last frame of a stream, or the document that came in place of one. */
  get lastFrame(): unknown {
    return this.#lastFrame;
  }

  /** True where the body ended in the middle of a form that was recognized. */
  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  /** True while nothing but white space arrived. */
  get isEmpty(): boolean {
    return this.#format === 'undecided' && this.#head === '' && this.#frameCount === 0;
  }

  /** Reads the next piece of text. Throws a {@link WireFormatError} for what can never be an answer. */
  feed(text: string): void {
    let rest = text;
    while (rest !== '') rest = this.#feedForm(rest);
  }

  /**
   * Reads what the end of the body completes: a last frame without a blank line, or the JSON document. Throws a
   * {@link WireFormatError} for what is broken rather than cut off.
   */
  end(): void {
    this.#isEnding = true;
    if (this.#format === 'undecided') this.feed(this.#decide(true));
    if (this.#format === 'events') {
      this.#parser.feed('\n\n');
      if (this.#frameCount === 0) this.#readUnframedDocument();
    } else if (this.#format === 'array') {
      this.#isCutOff = this.#array.isOpen;
    } else if (this.#format === 'document') {
      this.#isCutOff = true;
    }
  }

  /**
   * Reads a JSON error that a server wrote near the end of the stream without framing it: bare, or as llama.cpp did, in
   * a field of its own (`error: {"code":500,…}`).
   */
  readUnframedError(): void {
    if (this.#format !== 'events') return;
    const tail = this.#olderTail + this.#tail;
    const starts = [...tail.matchAll(/(?:^|[\r\n])[ \t]*(error:[ \t]*)?(?=[[{])/g)].slice(-maxErrorStarts);
    for (const { index, 0: start, 1: field } of starts) {
      // As the first element of an array it ends where it ends, whatever follows.
      const [found] = new JsonArrayReader().feed(`[${tail.slice(index + start.length)}`);
      if (field && isRecord(found)) this.#emitError(found);
      else if (isErrorFrame(Array.isArray(found) ? found[0] : found)) this.#emit(found);
      else continue;
      return;
    }
  }

  /** Reads a document that comes behind comments, or behind events that only kept the connection open. */
  #readUnframedDocument(): void {
    const tail = this.#olderTail + this.#tail;
    const start = /(?:^|[\r\n])[ \t]*(?=[{])/.exec(tail);
    if (!start) return;
    const [document] = new JsonArrayReader().feed(`[${tail.slice(start.index + start[0].length)}`);
    if (document !== undefined) this.#emit(document);
  }

  /** Reads on in the form of the body, and returns the rest where another form begins. */
  #feedForm(text: string): string {
    switch (this.#format) {
      case 'events':
        this.#feedEvents(text);
        return '';
      case 'array':
        this.#feedArray(text);
        return '';
      case 'document':
        return this.#feedDocument(text);
      case 'undecided':
        this.#head += text;
        return this.#decide(false);
    }
  }

  /** Decides on the form of what comes next, and returns it to be read; an empty text as long as that is open. */
  #decide(isEnd: boolean): string {
    const head = this.#head.trimStart();
    this.#head = head;
    if (head === '') return '';
    if (head.startsWith('{')) this.#format = 'document';
    else if (head.startsWith('[')) this.#format = 'array';
    else if (head.startsWith('<')) throw new WireFormatError(webPageMessage());
    else if (fieldStart.test(head) || (isEnd && isFieldBegun(head))) {
      this.#format = 'events';
      this.#isCutOff = true;
    } else if (!isEnd && isFieldBegun(head)) return '';
    else if (this.#document !== undefined) throw new WireFormatError(brokenDocumentMessage());
    else if (this.#options.isEventStream) this.#format = 'events';
    else throw new WireFormatError(foreignMessage());
    this.#head = '';
    return head;
  }

  #feedEvents(text: string): void {
    // Joined without being copied, and dropped by halves: cutting the text to size at each piece would copy it.
    if (this.#tail.length > tailLength) {
      this.#olderTail = this.#tail;
      this.#tail = '';
    }
    const filtered = this.#filter.filter(text);
    this.#tail += filtered;
    this.#parser.feed(filtered);
  }

  /** Reads a document as soon as it is closed. What stands behind it may be another, or events. */
  #feedDocument(text: string): string {
    const end = this.#documentEnd.find(text);
    this.#pieces.push(end < 0 ? text : text.slice(0, end));
    this.#piecesLength += end < 0 ? text.length : end;
    if (this.#piecesLength > this.#options.maxFrameLength) throw new WireFormatError(endlessMessage());
    if (end < 0) return '';
    const document = parseJson(this.#pieces.join(''));
    if (document === undefined) throw new WireFormatError(brokenDocumentMessage());
    this.#pieces = [];
    this.#piecesLength = 0;
    this.#documentEnd = new JsonEnd();
    this.#format = 'undecided';
    this.#document = document;
    this.#emit(document);
    return text.slice(end);
  }

  #feedArray(text: string): void {
    for (const element of this.#array.feed(text)) {
      if (element === undefined) throw new WireFormatError(brokenFrameMessage());
      this.#emit(element);
    }
    if (this.#array.heldLength > this.#options.maxFrameLength) throw new WireFormatError(endlessMessage());
  }

  #onData(data: string, event: string | undefined): void {
    if (data.length <= longestDoneMark && doneMark.test(data)) {
      this.#options.onDone();
      return;
    }
    const frame = parseJson(data);
    if (event === 'error') this.#emitError(frame ?? data);
    else if (frame !== undefined) this.#emit(frame);
    // Servers that leave out the blank lines have all of their frames in one event.
    else if (this.#emitLines(data)) return;
    // A frame that the end of the body cut in half belongs to a broken connection, not to a broken server.
    else if (!this.#isEnding && data.trim() !== '' && !keepAliveName.test(event ?? ''))
      throw new WireFormatError(brokenFrameMessage());
  }

  /** Reads the lines of an event that are frames, and says whether all of them are. */
  #emitLines(data: string): boolean {
    const lines = data.split('\n');
    if (lines.length === 1 || !isRecord(parseJson(lines[0] ?? ''))) return false;
    return lines.every((line) => {
      const isFrame = doneMark.test(line.slice(0, longestDoneMark)) || isRecord(parseJson(line));
      if (isFrame) this.#onData(line, undefined);
      return isFrame;
    });
  }

  /** Emits an error that is named outside of its data: the data may be the bare error, a sentence, or nothing. */
  #emitError(error: unknown): void {
    if (Array.isArray(error) || (isRecord(error) && holdsError(error['error']))) {
      this.#emit(error);
    } else if (isRecord(error)) {
      const { error: _, ...beside } = error;
      this.#emit({ ...error, error: holdsError(beside) ? beside : { type: 'error' } });
    } else {
      this.#emit({ error: { message: String(error) } });
    }
  }

  #emit(document: unknown): void {
    if (Array.isArray(document)) for (const frame of document) this.#emitFrame(frame);
    else this.#emitFrame(document);
  }

  #emitFrame(frame: unknown): void {
    this.#frameCount += 1;
    this.#lastFrame = frame;
    this.#options.onFrame(frame);
  }
}

function isErrorFrame(frame: unknown): boolean {
  return isRecord(frame) && 'error' in frame;
}

/** Returns true for a text that may be the beginning of a field of an event. */
function isFieldBegun(head: string): boolean {
  return fieldNames.some((name) => name.startsWith(head));
}
