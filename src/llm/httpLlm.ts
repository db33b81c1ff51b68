import { toErrorMessage } from '../common/errors.ts';
import { redact } from '../common/redact.ts';
import { Answer } from './answer.ts';
import { BaseLlm } from './baseLlm.ts';
import { Call, CallEndedError } from './call.ts';
import { type Endpoint, listSecrets, readEndpoint } from './endpoint.ts';
import { holdsError, readErrorBody } from './errorBody.ts';
import { classify, describeStatus, type ErrorRule } from './errorRules.ts';
import { FrameReader, WireFormatError } from './frameReader.ts';
import { asObject, isObject, type JsonObject, parseJson } from './json.ts';
import { LlmError, type LlmErrorDetails } from './llmError.ts';
import { listModelIds } from './modelList.ts';
import { describeNetworkError } from './networkErrors.ts';
import { findFetchError, RedirectError } from './pinnedFetch.ts';
import { longestRequestId, readRequestId } from './requestId.ts';
import { BodyReader, readText } from './responseBody.ts';
import { readRetryAfter } from './retryAfter.ts';
import type { GenerateOptions, LlmConfig, LlmEvent, Message } from './types.ts';

/** What distinguishes one wire from another as far as {@link HttpLlm} must know. */
export interface Wire {
  /** The `AgentType`, for errors. */
  provider: string;
  officialBaseUrl: string;
  errorRules: readonly ErrorRule[];
  /** Characters one frame may have: what a server may make us hold in memory. */
  maxFrameLength: number;
}

/** An answer that is cut this often is not going anywhere. */
const maxContinuations = 64;

/**
 * A model behind an HTTP wire that streams. It drives the call: limits, abort, reading, errors. A subclass says how a
 * request looks, sends it (through an SDK where there is one) and reads the frames into an {@link Answer}.
 *
 * The SDKs build, authenticate and send the requests; their responses are read raw, because their own iteration ends
 * quietly on a cut or aborted stream and drops frames it does not know (wire.md, traps 1 to 8).
 */
export abstract class HttpLlm extends BaseLlm {
  readonly #wire: Wire;
  #endpoint: Endpoint | undefined;

  constructor(config: LlmConfig, wire: Wire) {
    super(config);
    this.#wire = wire;
  }

  /** The body of the request, parameters merged in. */
  protected abstract toRequest(messages: Message[], options: GenerateOptions): JsonObject;

  /** Sends a request for a stream and resolves with the raw response. */
  protected abstract send(request: JsonObject, signal: AbortSignal): Promise<Response>;

  /** Asks for the list of models, the cheapest request that needs a key. */
  protected abstract sendModelList(signal: AbortSignal): Promise<Response>;

  /** Reads one frame, or a whole answer that came as one JSON document. */
  protected abstract readFrame(frame: JsonObject, answer: Answer): void;

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
    this.#endpoint ??= readEndpoint(this.config, this.#wire.provider, this.#wire.officialBaseUrl);
    return this.#endpoint;
  }

  async *stream(messages: Message[], options: GenerateOptions = {}): AsyncIterable<LlmEvent> {
    const call = new Call(this.config, options.signal);
    const answer = new Answer();
    let response: Response | undefined;
    let isWhole = false;
    try {
      call.throwIfEnded();
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
        const body = new BodyReader(response, call);
        const frames = this.#createFrameReader(response, answer);
        let chunk: string | undefined;
        do {
          chunk = await this.#readChunk(body, answer);
          const failure = readInto(frames, chunk);
          for (const event of answer.take()) {
            yield event;
            if (!answer.finishReason || body.isCancelled) call.throwIfEnded();
          }
          // Nor can what follows the terminal event make a whole answer less whole.
          if (failure !== undefined && answer.finishReason) answer.close();
          else if (failure !== undefined) throw failure;
          if (answer.failure !== undefined) throw this.#toServerError(answer.failure, response);
        } while (chunk !== undefined && !answer.isClosed);
        if (!answer.finishReason) throw this.#toIncompleteError(frames, answer, response);
        isWhole = true;
        body.finish();
        request = count < maxContinuations ? this.continueRequest(request, answer) : undefined;
      }
    } catch (error) {
      throw await this.#toLlmError(error, call, answer, response);
    } finally {
      if (!isWhole) call.abort();
      call.dispose();
    }
    yield answer.toFinish(answer.finishReason ?? 'other');
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
        throw new WireFormatError('The server answered with something that is not JSON. Check the base URL.');
      if (holdsError(body['error'])) throw this.#toServerError(body, response);
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
      throw await this.#toLlmError(error, call, new Answer(), undefined);
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
      const failure = await this.#toStatusError(refusal, call);
      const amended = canAmend ? this.amendRequest(request, failure) : undefined;
      if (!amended || call.end) throw failure;
      return this.#open(amended, call, false);
    }
  }

  /** The next piece of text. A connection that breaks after the terminal event cannot make a whole answer less whole. */
  async #readChunk(body: BodyReader, answer: Answer): Promise<string | undefined> {
    try {
      return await body.read(answer.finishReason && !answer.hasGoneOn ? 'aftermath' : 'idle');
    } catch (error) {
      if (answer.finishReason && !body.isCancelled) return undefined;
      throw error;
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

  async #toStatusError(response: Response, call: Call): Promise<LlmError> {
    // A body that stalls or breaks takes nothing away from the status.
    const text = await readText(response, call).catch(() => '');
    return this.#toServerError(text, response);
  }

  /** Maps what the server reported, in the body of a refusal or in the middle of a stream. */
  #toServerError(body: unknown, response: Response): LlmError {
    const facts = readErrorBody(body);
    const status = response.ok ? facts.status : response.status;
    const isRedirect = status !== undefined && status < 400;
    const { kind, retryable } = isRedirect
      ? { kind: 'protocol' as const, retryable: false }
      : classify(this.#wire.errorRules, facts, status);
    return this.#createError({
      kind,
      retryable,
      message: isRedirect
        ? `The server answered with a redirect (HTTP status ${status}) that leads nowhere.`
        : (facts.message ?? describeStatus(status, kind)),
      status,
      requestId: facts.requestId ?? readRequestId(response.headers),
      retryAfterMs: readRetryAfter(response.headers, facts.details),
    });
  }

  /** A body that ended before the wire's terminal event. */
  #toIncompleteError(frames: FrameReader, answer: Answer, response: Response): LlmError {
    frames.readUnframedError();
    if (answer.failure !== undefined) return this.#toServerError(answer.failure, response);
    const requestId = readRequestId(response.headers);
    if (frames.isCutOff || (frames.frameCount > 0 && frames.document === undefined)) {
      const message = 'The connection ended before the answer was complete.';
      return this.#createError({ kind: 'network', message, requestId });
    }
    // An error in no shape that the wire knows, but with a status: what some gateways send with a 200.
    if (readErrorBody(frames.document).status !== undefined) return this.#toServerError(frames.document, response);
    const message = frames.isEmpty
      ? 'The server sent an empty answer.'
      : (readErrorBody(frames.document).message ??
        'The server answered with something that is not an answer of this wire. Check the base URL.');
    return this.#createError({ kind: 'protocol', message, requestId });
  }

  async #toLlmError(error: unknown, call: Call, answer: Answer, response: Response | undefined): Promise<LlmError> {
    const partialText = answer.text || undefined;
    const requestId = response && readRequestId(response.headers);
    const end = call.end ?? (error instanceof CallEndedError ? error.end : undefined);
    // What the server reported says more than that it then took too long.
    if (end && !(end.kind === 'timeout' && error instanceof LlmError))
      return this.#createError({ ...end, partialText, requestId });
    if (error instanceof LlmError) return error.with({ partialText });
    const failure = findFetchError(error);
    if (failure?.response) return (await this.#toStatusError(failure.response, call)).with({ partialText });
    const cause = failure ? failure.reason : error;
    if (cause instanceof WireFormatError || cause instanceof RedirectError) {
      return this.#createError({ kind: 'protocol', message: cause.message, partialText, requestId });
    }
    if (!failure) {
      // Nothing was sent: the request itself is at fault, a parameter that is not JSON for instance.
      const message = `The request could not be made: ${toErrorMessage(error)}.`;
      return this.#createError({ kind: 'invalidRequest', message, partialText, requestId });
    }
    return this.#createError({ ...describeNetworkError(cause, this.endpoint.origin), partialText, requestId });
  }

  /** The one place where errors are made: nothing leaves here with a key in it. */
  #createError(details: Omit<LlmErrorDetails, 'provider'>): LlmError {
    const secrets = listSecrets(this.config);
    const { cause, requestId, ...facts } = details;
    // Node's own errors name addresses and codes; anything else might quote a header.
    const isSafe = cause instanceof Error && redact(String(cause), secrets) === String(cause);
    return new LlmError({
      ...facts,
      provider: this.#wire.provider,
      message: redact(details.message, secrets),
      requestId: requestId && redact(requestId, secrets).slice(0, longestRequestId),
      ...(isSafe && { cause }),
    });
  }
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
