import * as l10n from '@vscode/l10n';
import { hasVisibleText } from '#common/text/visibleText.ts';
import { redact } from '#common/redact.ts';
import { Answer } from './answer.ts';
import type { AnswerReader } from './answerReader.ts';
import { BaseLlm } from '#llm/baseLlm.ts';
import { Call } from './call.ts';
import { type PinnedEndpoint, readEndpoint } from './endpoint.ts';
import { holdsError } from '#llm/http/errors/errorBody.ts';
import { WireFormatError } from './frameReader.ts';
import { isRecord } from '#common/isRecord.ts';
import { type JsonObject, parseJson } from '#llm/json.ts';
import { withoutMessages } from './params.ts';
import { LlmError } from '#llm/llmError.ts';
import { listModelIds } from './modelList.ts';
import { findFetchError } from './pinnedFetch.ts';
import { readBodyText } from './responseBody.ts';
import { ResponseReader } from './responseReader.ts';
import { listSecrets } from './secrets.ts';
import type { GenerateOptions, LlmConfig, LlmEvent, Message, RequestDescription } from '#llm/types.ts';
import { type Wire, WireErrors } from './wireErrors.ts';

/**
 * A model behind an HTTP wire that streams. It drives the call: limits, abort, reading, errors. A subclass says how a
 * request looks, sends it (through an SDK where there is one) and creates the reader of its frames. Responses are read raw:
 * `docs/wire.md`, "Why responses are read raw".
 */
export abstract class HttpLlm extends BaseLlm {
  readonly #wire: Wire;
  readonly #errors: WireErrors;
  #endpoint: PinnedEndpoint | undefined;

  constructor(config: LlmConfig, wire: Wire) {
    super(config);
    this.#wire = wire;
    this.#errors = new WireErrors(wire, this.config, () => this.endpoint.origin);
  }

  /** Builds the body of the request, parameters merged in. */
  protected abstract toRequest(messages: Message[], options: GenerateOptions): JsonObject;

  /** Returns the address of a request for a stream. */
  protected abstract requestUrl(): string;

  /** Sends a request for a stream and resolves with the raw response. */
  protected abstract send(request: JsonObject, signal: AbortSignal): Promise<Response>;

  /** Asks for the list of models, the cheapest request that needs a key. */
  protected abstract sendModelList(signal: AbortSignal): Promise<Response>;

  /** Creates the reader of the frames of one answer. */
  protected abstract createReader(answer: Answer): AnswerReader;

  /** Returns the request to send in place of one that was refused, if the wire knows one. Called once for a request. */
  protected amendRequest(_request: JsonObject, _error: LlmError): JsonObject | undefined {
    return undefined;
  }

  /** The address of requests, read when it is first needed. Throws an {@link LlmError} if the configuration has none. */
  protected get endpoint(): PinnedEndpoint {
    this.#endpoint ??= readEndpoint(this.config, this.#wire);
    return this.#endpoint;
  }

  override describeRequest(messages: Message[]): RequestDescription {
    return { url: this.requestUrl(), parameters: withoutMessages(this.toRequest(messages, {})) };
  }

  async *stream(messages: Message[], options: GenerateOptions = {}): AsyncIterable<LlmEvent> {
    const call = new Call(this.config, options.signal);
    const answer = new Answer();
    const reader = this.createReader(answer);
    let response: Response | undefined;
    let isWhole = false;
    try {
      call.throwIfEnded();
      let request: JsonObject | undefined = this.#createRequest(messages, options);
      while (request) {
        const sent = await this.#send(request, call, answer);
        if (!sent) break;
        response = sent;
        isWhole = false;

        const body = this.#createResponseReader(response, call, answer, reader);
        do {
          for (const event of await body.read()) {
            yield event;
            body.throwIfEnded();
          }
        } while (body.hasMore());

        isWhole = true;
        const finished = body.finish();
        request = options.maxTokens === undefined ? reader.continueRequest(request) : undefined;
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
    yield answer.toFinish((text) => redact(text, secrets));
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
      const body = parseJson(await readBodyText(response, call));
      if (Array.isArray(body)) return body;
      if (!isRecord(body))
        throw new WireFormatError(l10n.t('The server answered with something that is not JSON. Check the base URL.'));
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

  #createRequest(messages: Message[], options: GenerateOptions): JsonObject {
    const last = messages.at(-1);
    if (last && !hasVisibleText(last.content)) throw this.#errors.fromBlankMessage();
    return this.toRequest(messages, options);
  }

  /** Sends a request. Returns `undefined` where the provider refuses to continue an answer: what it said before stands. */
  async #send(request: JsonObject, call: Call, answer: Answer): Promise<Response | undefined> {
    const isFirst = answer.finishReason === undefined;
    try {
      const response = await this.#sendOrAmend(request, call);
      if (!isFirst) answer.reopen();
      return response;
    } catch (error) {
      if (isFirst || call.end || !(error instanceof LlmError)) throw error;
      answer.finish('length');
      return undefined;
    }
  }

  async #sendOrAmend(request: JsonObject, call: Call, canAmend = true): Promise<Response> {
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
      return this.#sendOrAmend(amended, call, false);
    }
  }

  #createResponseReader(response: Response, call: Call, answer: Answer, reader: AnswerReader): ResponseReader {
    const { maxFrameLength } = this.#wire;
    return new ResponseReader(response, { call, answer, reader, errors: this.#errors, maxFrameLength });
  }
}
