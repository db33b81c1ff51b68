import { phrase } from '#common/phrase.ts';
import { hasVisibleText } from '#common/text/visibleText.ts';
import { redact } from '#common/redact.ts';
import { Answer } from './answer.ts';
import { BaseLlm } from '#llm/baseLlm.ts';
import { Call } from './call.ts';
import { type Endpoint, readEndpoint } from './endpoint.ts';
import { holdsError } from '#llm/http/errors/errorBody.ts';
import { FrameReader, WireFormatError } from './frameReader.ts';
import { asObject, isObject, type JsonObject, parseJson } from '#llm/json.ts';
import { FrameNews } from './keepAlive.ts';
import { withoutMessages } from './params.ts';
import { LlmError } from '#llm/llmError.ts';
import { listModelIds } from './modelList.ts';
import { findFetchError } from './pinnedFetch.ts';
import { BodyReader, readText } from './responseBody.ts';
import { listSecrets } from './secrets.ts';
import type { GenerateOptions, LlmConfig, LlmEvent, Message, RequestDescription } from '#llm/types.ts';
import { type Wire, WireErrors } from './wireErrors.ts';

/** An answer that is cut this often is not going anywhere. */
const maxContinuations = 64;

/**
 * A model behind an HTTP wire that streams. It drives the call: limits, abort, reading, errors. A subclass says how a
 * request looks, sends it (through an SDK where there is one) and reads the frames into an {@link Answer}.
 *
 * The SDKs build, authenticate and send the requests; their responses are read raw, because their own iteration ends
 * quietly on a cut or aborted stream and drops frames it does not know.
 */
export abstract class HttpLlm extends BaseLlm {
  readonly #wire: Wire;
  readonly #errors: WireErrors;
  #endpoint: Endpoint | undefined;

  constructor(config: LlmConfig, wire: Wire) {
    super(config);
    this.#wire = wire;
    this.#errors = new WireErrors(wire, this.config, () => this.endpoint.origin);
  }

  /** The body of the request, parameters merged in. */
  protected abstract toRequest(messages: Message[], options: GenerateOptions): JsonObject;

  /** Where a request for a stream goes. */
  protected abstract requestUrl(): string;

  /** Sends a request for a stream and resolves with the raw response. */
  protected abstract send(request: JsonObject, signal: AbortSignal): Promise<Response>;

  /** Asks for the list of models, the cheapest request that needs a key. */
  protected abstract sendModelList(signal: AbortSignal): Promise<Response>;

  /** Reads one frame, or a whole answer that came as one JSON document. */
  protected abstract readFrame(frame: JsonObject, answer: Answer): void;

  /** Reads what the headers of a response say about the answer. */
  protected readHeaders(_headers: Headers, _answer: Answer): void {}

  /** Whether a long line of the stream that begins like this only repeats what is already in `answer`. */
  protected isRepeat(_lineStart: string, _answer: Answer): boolean {
    return false;
  }

  /** The request to send in place of one that was refused, if the wire knows one. Asked once a call. */
  protected amendRequest(_request: JsonObject, _error: LlmError): JsonObject | undefined {
    return undefined;
  }

  /** The request that continues a finished answer, where the provider cuts answers into several. */
  protected continueRequest(_request: JsonObject, _answer: Answer): JsonObject | undefined {
    return undefined;
  }

  /** Where requests go. Throws an {@link LlmError} if the configuration does not say. */
  protected get endpoint(): Endpoint {
    this.#endpoint ??= readEndpoint(this.config, this.#wire);
    return this.#endpoint;
  }

  override describeRequest(messages: Message[]): RequestDescription {
    return { url: this.requestUrl(), parameters: withoutMessages(this.toRequest(messages, {})) };
  }

  async *stream(messages: Message[], options: GenerateOptions = {}): AsyncIterable<LlmEvent> {
    const call = new Call(this.config, options.signal);
    const answer = new Answer();
    const news = new FrameNews();
    let response: Response | undefined;
    let isWhole = false;
    try {
      call.throwIfEnded();
      const last = messages.at(-1);
      if (last && !hasVisibleText(last.content)) throw this.#errors.fromBlankMessage();
      let request: JsonObject | undefined = this.toRequest(messages, options);
      for (let count = 0; request; count += 1) {
        try {
          response = await this.#open(request, call);
        } catch (error) {
          // What was said stands, even if the provider refuses to go on.
          if (count === 0 || call.end || !(error instanceof LlmError)) throw error;
          answer.finish('length');
          break;
        }
        if (count > 0) answer.reopen();
        isWhole = false;
        this.readHeaders(response.headers, answer);
        const body = new BodyReader(response, call);
        const frames = this.#createFrameReader(response, answer);
        let chunk: string | undefined;
        do {
          chunk = await this.#readChunk(body, call, answer);
          const { frameCount } = frames;
          const failure = readInto(frames, chunk);
          const events = answer.take();
          const isSaid = events.some((event) => event.type !== 'finish' && hasVisibleText(event.text));
          if (isSaid) news.reset();
          call.hear(isSaid || saysSomething(frames, frameCount, news, chunk));
          for (const event of events) {
            yield event;
            if (!answer.isWhole || body.isCancelled) call.throwIfEnded();
          }
          // What follows the end cannot make a whole answer less whole.
          if (failure !== undefined && answer.seemsWhole) answer.close();
          else if (failure !== undefined) throw failure;
          if (answer.failure !== undefined) throw this.#errors.fromServer(answer.failure, response);
        } while (chunk !== undefined && !answer.isClosed);
        if (!answer.isWhole) throw this.#errors.fromIncomplete(frames, answer, response);
        isWhole = true;
        const finished = body.finish();
        const mayGoOn: boolean = count < maxContinuations && options.maxTokens === undefined;
        request = mayGoOn ? this.continueRequest(request, answer) : undefined;
        // An SDK that hands out the response itself holds on to the signal until it is aborted.
        if (!request) void finished.then(() => call.abort());
      }
    } catch (error) {
      throw await this.#errors.fromThrown(error, call, answer, response);
    } finally {
      if (!isWhole) call.abort();
      call.dispose();
    }
    const secrets = listSecrets(this.config);
    yield answer.toFinish(answer.finishReason ?? 'other', (text) => redact(text, secrets));
  }

  override async verify(signal?: AbortSignal): Promise<void> {
    try {
      await this.listModels(signal);
    } catch (error) {
      // A server that speaks the wire need not list its models: then only a real request can tell.
      const hasNoList = error instanceof LlmError && [404, 405, 501].includes(error.status ?? 0);
      if (!hasNoList || this.endpoint.isOfficial) throw error;
      await super.verify(signal);
    }
  }

  override async listModels(signal?: AbortSignal): Promise<string[]> {
    const body = await this.request((callSignal) => this.sendModelList(callSignal), signal);
    return listModelIds(body);
  }

  /** Makes one unary request and resolves with its body, a JSON object or array. Throws an {@link LlmError}. */
  protected async request(
    send: (signal: AbortSignal) => Promise<Response>,
    signal?: AbortSignal,
  ): Promise<JsonObject | unknown[]> {
    return this.withLimits(signal, async (call) => {
      const response = await send(call.signal);
      const body = parseJson(await readText(response, call));
      if (Array.isArray(body)) return body;
      if (!isObject(body))
        throw new WireFormatError(phrase('The server answered with something that is not JSON. Check the base URL.'));
      if (holdsError(body['error'])) throw this.#errors.fromServer(body, response);
      return body;
    });
  }

  /** Runs something that ends when the limits of this LLM say so. Throws an {@link LlmError}. */
  protected async withLimits<T>(signal: AbortSignal | undefined, run: (call: Call) => Promise<T>): Promise<T> {
    const call = new Call(this.config, signal);
    try {
      call.throwIfEnded();
      call.wait('connect');
      return await run(call);
    } catch (error) {
      throw await this.#errors.fromThrown(error, call, new Answer(), undefined);
    } finally {
      call.abort();
      call.dispose();
    }
  }

  async #open(request: JsonObject, call: Call, canAmend = true): Promise<Response> {
    call.wait('connect');
    try {
      const response = await this.send(request, call.signal);
      call.pause();
      return response;
    } catch (error) {
      const refusal = findFetchError(error)?.response;
      if (!refusal || call.end) throw error;
      const failure = await this.#errors.fromRefusal(refusal, call);
      const amended = canAmend ? this.amendRequest(request, failure) : undefined;
      if (!amended || call.end) throw failure;
      return this.#open(amended, call, false);
    }
  }

  /**
   * The next piece of text. Where the connection breaks or falls silent behind the end of an answer, the answer stands, and
   * says that the server had not closed it.
   */
  async #readChunk(body: BodyReader, call: Call, answer: Answer): Promise<string | undefined> {
    try {
      return await body.read(answer.awaits, answer.progress);
    } catch (error) {
      const isSilence = call.end?.kind === 'timeout';
      if (body.isCancelled || !(isSilence ? answer.canBeEnded : answer.seemsWhole)) throw error;
      if (answer.awaits !== 'close') answer.assumeEnd(isSilence ? 'silence' : 'disconnect');
      return undefined;
    }
  }

  #createFrameReader(response: Response, answer: Answer): FrameReader {
    return new FrameReader({
      isEventStream: response.headers.get('content-type')?.includes('event-stream') ?? false,
      maxFrameLength: this.#wire.maxFrameLength,
      isRepeat: (lineStart) => this.isRepeat(lineStart, answer),
      onFrame: (frame) => {
        if (answer.isClosed || answer.failure !== undefined) return;
        const object = asObject(frame);
        if (object) this.readFrame(object, answer);
      },
      onDone: () => answer.close(),
    });
  }
}

/** Whether a piece of text in which nothing visible was said is more than what keeps a connection open. */
function saysSomething(frames: FrameReader, earlierCount: number, news: FrameNews, chunk = ''): boolean {
  return frames.isStream ? frames.frameCount > earlierCount && news.isNews(frames.lastFrame) : /\S/.test(chunk);
}

/** Feeds a piece of text, or the end of it, and gives back what stopped the reader: what it had read stays in the answer. */
function readInto(frames: FrameReader, chunk: string | undefined): unknown {
  try {
    if (chunk === undefined) frames.end();
    else frames.feed(chunk);
    return undefined;
  } catch (error) {
    return error;
  }
}
