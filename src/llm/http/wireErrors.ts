import * as l10n from '@vscode/l10n';
import { limitMessage } from '#common/text/limitText.ts';
import { toErrorMessage } from '#common/errors.ts';
import { redact } from '#common/redact.ts';
import type { Answer } from './answer.ts';
import { type Call, CallEndedError } from './call.ts';
import type { EndpointWire } from './endpoint.ts';
import { isOutOfCredit } from '#llm/http/errors/creditRules.ts';
import { type ErrorFacts, longestMessage, readErrorBody, type ErrorRule } from '#llm/http/errors/errorBody.ts';
import { type Classification, classify, describeHttpStatus } from '#llm/http/errors/errorRules.ts';
import { type FrameReader, WireFormatError } from './frameReader.ts';
import { LlmError, type LlmErrorDetails, type LlmErrorKind } from '#llm/llmError.ts';
import { describeNetworkError } from '#llm/http/errors/networkErrors.ts';
import { findFetchError, RedirectError } from './pinnedFetch.ts';
import { readRequestId } from '#llm/http/errors/requestId.ts';
import { readBodyText } from './responseBody.ts';
import { readRetryAfter } from '#llm/http/errors/retryAfter.ts';
import { listSecrets } from './secrets.ts';
import type { LlmConfig } from '#llm/types.ts';

/** The facts about a wire that {@link HttpLlm} works with. */
export interface Wire extends EndpointWire {
  errorRules: readonly ErrorRule[];
  /** The most characters of one frame, and so of what a server can make us hold in memory. */
  maxFrameLength: number;
}

/** Turns whatever can go wrong with a call into the one error that it throws. */
export class WireErrors {
  readonly #wire: Wire;
  readonly #config: LlmConfig;
  readonly #origin: () => string;

  /** @param origin returns the address of requests, for messages; called only once one was sent. */
  constructor(wire: Wire, config: LlmConfig, origin: () => string) {
    this.#wire = wire;
    this.#config = config;
    this.#origin = origin;
  }

  /** Creates the error of a request whose last message asks nothing: without it, there is nothing to answer. */
  fromBlankMessage(): LlmError {
    const message = l10n.t('The message holds nothing that can be seen, so there is nothing to answer.');
    return this.#create({ kind: 'invalidRequest', message });
  }

  /** Creates the error of a refusal. A body that stalls or breaks takes nothing away from the status. */
  async fromRefusal(response: Response, call: Call): Promise<LlmError> {
    const text = await readBodyText(response, call).catch(() => '');
    return this.fromServer(text, response);
  }

  /** Creates the error that the server reported, in the body of a refusal or in the middle of a stream. */
  fromServer(body: unknown, response: Response): LlmError {
    const facts = readErrorBody(body, this.#clean);
    const status = response.ok ? facts.status : response.status;
    const isRedirect = status !== undefined && status < 400;
    const { kind, reason, retryable }: Classification = isRedirect
      ? { kind: 'protocol', retryable: false }
      : classify(this.#wire.errorRules, facts, status);
    return this.#create({
      kind,
      reason,
      retryable: shouldRetry(response.headers) ?? retryable,
      message: isRedirect
        ? l10n.t('The server answered with a redirect (HTTP status {0}) that leads nowhere.', String(status))
        : describe(facts, status, kind, response.url),
      status,
      requestId: facts.requestId ?? readRequestId(response.headers),
      retryAfterMs: readRetryAfter(response.headers, facts.details),
    });
  }

  /** Creates the error of a body that ended before the wire's terminal event. */
  fromIncomplete(frames: FrameReader, answer: Answer, response: Response): LlmError {
    frames.readUnframedError();
    if (answer.failure !== undefined) return this.fromServer(answer.failure, response);
    // An error in no shape that the wire knows: what some gateways send with a 200.
    const facts = readErrorBody(frames.lastFrame, this.#clean);
    if (facts.status !== undefined || isOutOfCredit(facts)) return this.fromServer(frames.lastFrame, response);
    const requestId = readRequestId(response.headers);
    const isOneMessage = frames.frameCount === 1 && facts.message !== undefined && !answer.hasText;
    const isStream = answer.hasText || frames.isCutOff || (frames.frameCount > 0 && frames.document === undefined);
    if (isStream && !isOneMessage) {
      const message = l10n.t('The connection ended before the answer was complete.');
      return this.#create({ kind: 'network', message, requestId });
    }
    if (frames.isEmpty) {
      return this.#create({ kind: 'protocol', message: l10n.t('The server sent an empty answer.'), requestId });
    }
    const message =
      facts.words ??
      l10n.t('The server answered with something that is not an answer of this wire. Check the base URL.');
    return this.#create({ kind: 'protocol', message, requestId });
  }

  /** Creates the error of anything thrown, with the answer as far as it was read. */
  async fromThrown(error: unknown, call: Call, answer: Answer, response: Response | undefined): Promise<LlmError> {
    const thrown = await this.#fromThrown(error, call, response);
    return thrown.with({ partialText: answer.text || undefined, hasBegun: response?.ok, usage: answer.usage });
  }

  async #fromThrown(error: unknown, call: Call, response: Response | undefined): Promise<LlmError> {
    const requestId = response && readRequestId(response.headers);
    const end = call.end ?? (error instanceof CallEndedError ? error.end : undefined);
    // What the server reported says more than that it then took too long.
    if (end && !(end.kind === 'timeout' && error instanceof LlmError)) return this.#create({ ...end, requestId });
    if (error instanceof LlmError) return error;
    const failure = findFetchError(error);
    if (failure?.response) return this.fromRefusal(failure.response, call);
    const cause = failure ? failure.reason : error;
    if (cause instanceof WireFormatError || cause instanceof RedirectError) {
      return this.#create({ kind: 'protocol', message: cause.message, requestId });
    }
    if (!failure) {
      // Nothing was sent: the request itself is at fault, a parameter that is not JSON for instance.
      const message = l10n.t('The request could not be made: {0}.', toErrorMessage(error));
      return this.#create({ kind: 'invalidRequest', message, requestId });
    }
    return this.#create({ ...describeNetworkError(cause, this.#origin()), requestId });
  }

  readonly #clean = (text: string): string => redact(text, listSecrets(this.#config));

  /** Creates every error, so that none has a key in it. */
  #create(details: Omit<LlmErrorDetails, 'provider'>): LlmError {
    const { cause, requestId, message, ...facts } = details;
    // Node's own errors name addresses and codes; anything else might quote a header.
    const isSafe = cause instanceof Error && this.#clean(String(cause)) === String(cause);
    return new LlmError({
      ...facts,
      provider: this.#wire.provider,
      message: limitMessage(this.#clean(message), longestMessage),
      requestId: requestId && this.#clean(requestId),
      cause: isSafe ? cause : undefined,
    });
  }
}

/** Reads the header by which a server says that another try is in vain. That one is not, our own rules know better. */
function shouldRetry(headers: Headers): false | undefined {
  return headers.get('x-should-retry')?.trim().toLowerCase() === 'false' ? false : undefined;
}

/** Describes an error. Where the address may be at fault, the words name it. */
function describe(facts: ErrorFacts, status: number | undefined, kind: LlmErrorKind, url: string): string {
  const words = facts.words ?? describeHttpStatus(status, kind);
  const isAddress = (status === 404 || status === 405) && !/model|deployment|engine/i.test(facts.message ?? '');
  if (!isAddress || !URL.canParse(url)) return words;
  const { origin, pathname } = new URL(url);
  return `${words} ${l10n.t('The request went to {0}: check the base URL.', `${origin}${pathname}`)}`;
}
