import { hasVisibleText } from '#common/text/visibleText.ts';
import { asObject } from '#llm/json.ts';
import type { LlmEvent } from '#llm/types.ts';
import type { Answer } from './answer.ts';
import type { AnswerReader } from './answerReader.ts';
import type { Call } from './call.ts';
import { FrameReader } from './frameReader.ts';
import { ProgressDetector } from './keepAlive.ts';
import { BodyReader } from './responseBody.ts';
import type { WireErrors } from './wireErrors.ts';

/** The parts of a call that a {@link ResponseReader} works with. */
interface ResponseReaderOptions {
  call: Call;
  answer: Answer;
  reader: AnswerReader;
  errors: WireErrors;
  /** Characters one frame may have. */
  maxFrameLength: number;
}

/** Reads one response under the limits of its call: bytes into frames, frames into the answer, which gives the events. */
export class ResponseReader {
  readonly #response: Response;
  readonly #call: Call;
  readonly #answer: Answer;
  readonly #errors: WireErrors;
  readonly #body: BodyReader;
  readonly #frames: FrameReader;
  readonly #progress = new ProgressDetector();
  #isAtEnd = false;
  /** The error that stopped the frame reader: what it had read by then stays in the answer. */
  #failure: unknown;

  constructor(response: Response, { call, answer, reader, errors, maxFrameLength }: ResponseReaderOptions) {
    this.#response = response;
    this.#call = call;
    this.#answer = answer;
    this.#errors = errors;
    this.#body = new BodyReader(response, call);
    this.#frames = new FrameReader({
      isEventStream: response.headers.get('content-type')?.includes('event-stream') ?? false,
      maxFrameLength,
      isRepeat: (lineStart) => reader.isRepeat(lineStart),
      onFrame: (frame) => {
        if (answer.isClosed || answer.failure !== undefined) return;
        const object = asObject(frame);
        if (object) reader.readFrame(object);
      },
      onDone: () => answer.close(),
    });
    reader.readHeaders(response.headers);
  }

  /** Reads the next piece of the body and returns the events that came of it. */
  async read(): Promise<LlmEvent[]> {
    const chunk = await this.#readChunk();
    this.#isAtEnd = chunk === undefined;
    const { frameCount } = this.#frames;
    this.#feed(chunk);
    const events = this.#answer.drain();
    const isSaid = events.some((event) => event.type !== 'finish' && hasVisibleText(event.text));
    if (isSaid) this.#progress.reset();
    this.#call.recordBytes(isSaid || this.#saysSomething(frameCount, chunk));
    return events;
  }

  /** Throws if the call was cancelled, or ran out of time before the answer was whole. */
  throwIfEnded(): void {
    if (!this.#answer.isWhole || this.#body.isCancelled) this.#call.throwIfEnded();
  }

  /** Returns false once the whole answer was read. Throws where it can no longer become whole. */
  hasMore(): boolean {
    const answer = this.#answer;
    if (this.#failure !== undefined) {
      // What follows the end cannot make a whole answer less whole.
      if (!answer.seemsWhole) throw this.#failure;
      answer.close();
    }
    if (answer.failure !== undefined) throw this.#errors.fromServer(answer.failure, this.#response);
    if (!this.#isAtEnd && !answer.isClosed) return true;
    if (!answer.isWhole) throw this.#errors.fromIncomplete(this.#frames, answer, this.#response);
    return false;
  }

  /** Releases the connection of a whole answer. Resolves when nothing more can come; never rejects. */
  finish(): Promise<void> {
    return this.#body.finish();
  }

  /**
   * Reads the next piece of text. Where the connection breaks or falls silent behind the end of an answer, the answer
   * stands, and its end says that the server had not closed it.
   */
  async #readChunk(): Promise<string | undefined> {
    const answer = this.#answer;
    try {
      return await this.#body.read(answer.awaits, answer.progress);
    } catch (error) {
      const isSilence = this.#call.end?.kind === 'timeout';
      if (this.#body.isCancelled || !(isSilence ? answer.canBeEnded : answer.seemsWhole)) throw error;
      if (answer.awaits !== 'close') answer.assumeEnd(isSilence ? 'silence' : 'disconnect');
      return undefined;
    }
  }

  #feed(chunk: string | undefined): void {
    try {
      if (chunk === undefined) this.#frames.end();
      else this.#frames.feed(chunk);
    } catch (error) {
      this.#failure = error;
    }
  }

  /** Returns true for a piece without visible text that is still more than what keeps a connection open. */
  #saysSomething(earlierCount: number, chunk = ''): boolean {
    const frames = this.#frames;
    if (!frames.isStream) return /\S/.test(chunk);
    return frames.frameCount > earlierCount && this.#progress.isProgress(frames.lastFrame);
  }
}
