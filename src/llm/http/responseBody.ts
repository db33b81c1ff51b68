import type { Call } from './call.ts';
import { FetchError } from './pinnedFetch.ts';

/** The time, in milliseconds, in which a whole answer's connection may end by itself, to be used again. */
const drainMs = 500;

/** The most that is read of an error body or a list of models. */
const maxUnaryBytes = 4 * 1024 * 1024;

/** Reads the body of a response as text, under the limits of its call. */
export class BodyReader {
  readonly #call: Call;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #decoder = new TextDecoder();
  #isDone = false;

  constructor(response: Response, call: Call) {
    this.#call = call;
    const reader = response.body?.getReader();
    this.#reader = reader;
    // The SDKs let go of the signal once they have seen a refusal: its body must close with the call all the same.
    call.signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  /** True once the caller gave up on the call. */
  get isCancelled(): boolean {
    return this.#call.end?.kind === 'cancelled';
  }

  /** Reads the next piece of text; `undefined` at the end. A character cut in half waits for its other half. Throws a {@link FetchError}. */
  async read(awaits: 'text' | 'end' | 'close' = 'text', progress = 0): Promise<string | undefined> {
    if (this.#isDone || !this.#reader) return undefined;
    this.#call.wait(awaits, progress);
    const { done, value } = await this.#reader.read().catch((reason: unknown) => {
      throw new FetchError({ reason });
    });
    this.#call.pause();
    this.#call.throwIfEnded();
    if (!done) return this.#decoder.decode(value, { stream: true });
    this.#isDone = true;
    return this.#decoder.decode() || undefined;
  }

  /**
   * Releases the connection of a whole answer. What little may follow is read in the background, so that the connection
   * can be used again; one that does not end is closed. Resolves when nothing more can come; never rejects.
   */
  async finish(): Promise<void> {
    const reader = this.#reader;
    if (this.#isDone || !reader) return;
    // The call itself may go on, with the request that continues this answer.
    const timer = setTimeout(() => this.#close(), drainMs).unref();
    try {
      for (let chunks = 0; chunks < 16; chunks += 1) {
        if ((await reader.read()).done) return;
      }
      this.#close();
    } catch {
      // Closed from the other side, which is what was wanted.
    } finally {
      clearTimeout(timer);
    }
  }

  #close(): void {
    void this.#reader?.cancel().catch(() => undefined);
  }
}

/** Reads the whole body as text, up to {@link maxUnaryBytes}. */
export async function readBodyText(response: Response, call: Call): Promise<string> {
  const body = new BodyReader(response, call);
  let text = '';
  for (let chunk = await body.read(); chunk !== undefined; chunk = await body.read()) {
    text += chunk;
    if (text.length > maxUnaryBytes) {
      call.abort();
      break;
    }
  }
  return text;
}
