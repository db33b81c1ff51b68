import type { FinishReason as GeminiFinishReason } from '@google/generative-ai';
import { phrase } from '#common/phrase.ts';
import type { Answer } from '#llm/http/answer.ts';
import { isNoReason, toEndFailure, toOtherEnd } from '#llm/http/endWords.ts';
import { holdsError, type ErrorRule } from '#llm/http/errors/errorBody.ts';
import { HttpLlm } from '#llm/http/httpLlm.ts';
import { asObject, asObjects, asText, isObject, type JsonObject, readCount } from '#llm/json.ts';
import { LlmError } from '#llm/llmError.ts';
import { splitSystem } from '#llm/http/messages.ts';
import { mergeParams } from '#llm/http/params.ts';
import { FetchError } from '#llm/http/pinnedFetch.ts';
import { joinTiers, readTier } from '#llm/tier.ts';
import { amendTokenLimit, hasOwnLimit, limitTokens } from '#llm/http/errors/tokenLimit.ts';
import type { AnswerEnd, FinishReason, GenerateOptions, LlmConfig, Message, Usage } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';

const apiVersion = 'v1beta';

/** Google's errors: https://ai.google.dev/gemini-api/docs/troubleshooting, and the reasons in their details. */
export const geminiErrorRules: readonly ErrorRule[] = [
  // A bad key is a 400, an expired or leaked one a 400 or a 403, none at all a 403.
  { name: /^API_KEY_(INVALID|EXPIRED)$/, kind: 'authentication' },
  {
    message:
      /API key (not valid|not found|expired)|reported as leaked|unregistered callers|without established identity/i,
    kind: 'authentication',
  },
  { name: 'UNAUTHENTICATED', kind: 'authentication' },
  {
    message:
      /token count[^.]*(exceeds|only supports up to)|exceeds the maximum number of tokens|(input|prompt|context)[^.]*too long|payload size exceeds/i,
    kind: 'contextLength',
  },
  { message: /user location is not supported|free tier is not available in your country/i, kind: 'permission' },
  // The model has no free tier: waiting does not give it one.
  { name: 'RESOURCE_EXHAUSTED', message: /limit: 0\b/, kind: 'rateLimit', retryable: false },
  { name: 'PERMISSION_DENIED', kind: 'permission' },
  { name: 'NOT_FOUND', kind: 'notFound' },
  // A quota of the day is not back in a minute, whatever RetryInfo says.
  { name: /PerDay/, kind: 'rateLimit', retryable: false },
  { name: 'RESOURCE_EXHAUSTED', kind: 'rateLimit' },
  { name: 'UNAVAILABLE', kind: 'overloaded' },
  { name: 'DEADLINE_EXCEEDED', kind: 'timeout' },
  { name: /^(INTERNAL|ABORTED)$/, kind: 'server' },
  { name: /^(INVALID_ARGUMENT|FAILED_PRECONDITION|OUT_OF_RANGE)$/, kind: 'invalidRequest' },
];

const wire: Wire = {
  provider: 'google-gemini',
  officialBaseUrl: 'https://generativelanguage.googleapis.com',
  requestPath: /(?<=\/v1(alpha|beta)?)\/(models(\/[^/]+)?|openai(\/chat\/completions)?)$/i,
  errorRules: geminiErrorRules,
  maxFrameLength: 32 * 1024 * 1024,
};

/**
 * Gemini, over Google's `streamGenerateContent`. `@google/generative-ai` gives the enums and the check of a key; it has
 * no raw response, mixes thoughts into the text, passes errors on as chunks, ignores an abort and can end the process,
 * so the stream is requested here.
 */
export class Gemini extends HttpLlm {
  constructor(config: LlmConfig) {
    super(config, wire);
  }

  protected override toRequest(messages: Message[], options: GenerateOptions): JsonObject {
    return toGeminiRequest(this.config, messages, options);
  }

  protected override requestUrl(): string {
    return `${this.#versionedUrl()}/${toModelPath(this.config.model)}:streamGenerateContent?alt=sse`;
  }

  protected override send(request: JsonObject, signal: AbortSignal): Promise<Response> {
    return this.endpoint.fetch(this.requestUrl(), {
      method: 'POST',
      headers: this.#headers(),
      body: JSON.stringify(request),
      signal,
    });
  }

  protected override sendModelList(signal: AbortSignal): Promise<Response> {
    return this.endpoint.fetch(`${this.#versionedUrl()}/models?pageSize=1000`, { headers: this.#headers(), signal });
  }

  /** Google says in a header which tier served the answer. */
  protected override readHeaders(headers: Headers, answer: Answer): void {
    answer.tier = readTier(headers.get('x-gemini-service-tier'));
  }

  protected override readFrame(frame: JsonObject, answer: Answer): void {
    fromGeminiChunk(frame, answer);
  }

  protected override amendRequest(request: JsonObject, error: LlmError): JsonObject | undefined {
    const own = asObject(request['generationConfig']);
    if (!own || hasOwnLimit(this.config, limitNames)) return undefined;
    const generationConfig = amendTokenLimit(own, error, limitNames);
    return generationConfig && { ...request, generationConfig };
  }

  /** Gemini 4 ends a long answer with `CONTINUATION` and a token that the next request hands back. */
  protected override continueRequest(request: JsonObject, answer: Answer): JsonObject | undefined {
    const token = answer.continuationToken;
    answer.continuationToken = undefined;
    if (!token || token === request['continuationToken']) return undefined;
    return { ...request, continuationToken: token };
  }

  #headers(): Record<string, string> {
    const { apiKey, headers, hasKeyInHeaders } = this.endpoint;
    return {
      'content-type': 'application/json',
      ...(apiKey && !hasKeyInHeaders && { 'x-goog-api-key': apiKey }),
      ...headers,
    };
  }

  #versionedUrl(): string {
    const { baseUrl } = this.endpoint;
    return /\/v1(alpha|beta)?$/i.test(baseUrl) ? baseUrl : `${baseUrl}/${apiVersion}`;
  }

  /** Counts the tokens of one word, through Google's SDK, which cannot refuse redirects: at Google's own origin only. */
  override async verify(signal?: AbortSignal): Promise<void> {
    const { isOfficial, apiKey, hasKeyInHeaders } = this.endpoint;
    if (!isOfficial || !apiKey || hasKeyInHeaders) return super.verify(signal);
    const { GoogleGenerativeAI, toRefusal } = await import('./geminiSdk.ts');
    let isExplained = true;
    try {
      await this.withLimits(signal, async (call) => {
        const model = new GoogleGenerativeAI(apiKey).getGenerativeModel({ model: toModelPath(this.config.model) });
        // No `timeout`: the SDK never clears its timer. Our own limits abort the signal.
        await model.countTokens('Hi', { signal: call.signal }).catch((error: unknown) => {
          const refusal = toRefusal(error);
          isExplained = refusal !== undefined || call.end !== undefined;
          if (!refusal) throw error;
          throw new FetchError({ response: Response.json(refusal.body, { status: refusal.status }) });
        });
      });
    } catch (error) {
      if (isExplained) throw error;
      // The SDK hides why a connection failed: our own request tells.
      await super.verify(signal);
    }
  }
}

/** The field of `generationConfig` that limits the answer. */
const limitNames = ['maxOutputTokens'] as const;

/** The body of a `streamGenerateContent` request. */
export function toGeminiRequest(config: LlmConfig, messages: Message[], options: GenerateOptions = {}): JsonObject {
  const { system, turns } = splitSystem(messages);
  const temperature = options.temperature ?? config.temperature;
  const maxOutputTokens = options.maxTokens ?? config.maxTokens;
  const generationConfig = {
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(temperature !== undefined && { temperature }),
  };
  const body: JsonObject = {
    contents: turns.map(({ role, content }) => ({
      role: role === 'assistant' ? 'model' : 'user',
      parts: [{ text: content }],
    })),
    ...(system && { systemInstruction: { parts: [{ text: system }] } }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
  };
  const request = mergeParams(body, config.params, options.params);
  if (options.maxTokens === undefined) return request;
  const limited = limitTokens(asObject(request['generationConfig']) ?? {}, limitNames, options.maxTokens);
  return { ...request, generationConfig: limited };
}

/** Reads one chunk, or a whole response, into `answer`. Only the first candidate counts; thoughts are not text. */
export function fromGeminiChunk(chunk: JsonObject, answer: Answer): void {
  if (holdsError(chunk['error'])) {
    answer.failure = chunk;
    return;
  }
  answer.readModel(chunk['modelVersion']);
  readUsage(asObject(chunk['usageMetadata']), answer);
  const candidates = asObjects(chunk['candidates']);
  const candidate = candidates.find((one) => (one['index'] ?? 0) === 0);
  if (candidate) readCandidate(candidate, answer);
  // A blocked prompt gets no candidate, as a rule, and it can be found out in the middle of an answer.
  const blockReason = asText(asObject(chunk['promptFeedback'])?.['blockReason']);
  if (blockReason && !isNoReason(blockReason)) {
    answer.finish('contentFilter');
    answer.continuationToken = undefined;
  }
}

/** In characters: each request that continues an answer carries it back. */
const longestToken = 1_000_000;

function readCandidate(candidate: JsonObject, answer: Answer): void {
  for (const part of asObjects(asObject(candidate['content'])?.['parts'])) {
    const text = asText(part['text']);
    if (text && part['thought'] === true) answer.addThinking(text);
    else if (text) answer.addText(text);
    else if (ownParts.some((name) => name in part)) answer.breakText();
    if (part['functionCall']) answer.hasToolCalls = true;
  }
  if (isPaidSearch(asObject(candidate['groundingMetadata']))) answer.hasUnknownFees = true;
  const token = asText(candidate['continuationToken']);
  if (token !== undefined && token.length <= longestToken) answer.continuationToken = token;
  const reason = asText(candidate['finishReason'])?.toUpperCase();
  if (!reason || isNoReason(reason)) return;
  const failure = toEndFailure(reason);
  if (failure) {
    answer.failure = failure;
    return;
  }
  const known = toFinishReason(reason, answer);
  answer.finish(known, toEnd(known, reason, answer));
  // The next request begins at once: nothing follows, usage came with each chunk.
  if (reason === 'CONTINUATION') answer.close();
  else answer.continuationToken = undefined;
}

/** What the model does or shows between two parts of its text. */
const ownParts = [
  'executableCode',
  'codeExecutionResult',
  'functionCall',
  'functionResponse',
  'toolCall',
  'toolResponse',
  'inlineData',
  'fileData',
];

/** Every reason that the SDK knows, and newer ones. A reason that is not here is `other`. */
const finishReasons: Readonly<Partial<Record<string, FinishReason>>> = {
  FINISH_REASON_UNSPECIFIED: 'other',
  MALFORMED_FUNCTION_CALL: 'other',
  OTHER: 'other',
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'contentFilter',
  RECITATION: 'contentFilter',
  LANGUAGE: 'contentFilter',
  BLOCKLIST: 'contentFilter',
  PROHIBITED_CONTENT: 'contentFilter',
  SPII: 'contentFilter',
  IMAGE_SAFETY: 'contentFilter',
  IMAGE_PROHIBITED_CONTENT: 'contentFilter',
  IMAGE_RECITATION: 'contentFilter',
  MODEL_ARMOR: 'contentFilter',
} satisfies Record<`${GeminiFinishReason}`, FinishReason> & Record<string, FinishReason>;

/** Google's own client sends a request again that came to nothing or to something malformed. */
function toEnd(known: FinishReason, reason: string, answer: Answer): AnswerEnd | undefined {
  if (known === 'other') return toOtherEnd(reason, true);
  return known === 'stop' && !answer.hasVisibleText ? { isRetryable: true } : undefined;
}

function toFinishReason(reason: string, answer: Answer): FinishReason {
  const known = Object.hasOwn(finishReasons, reason) ? finishReasons[reason] : undefined;
  return known === 'stop' && answer.hasToolCalls ? 'toolCalls' : (known ?? 'other');
}

/** Searches of the web and of maps have a price of their own, and some of them none; searches of one's own files have none. */
function isPaidSearch(grounding: JsonObject | undefined): boolean {
  if (!grounding) return false;
  const queries = grounding['webSearchQueries'];
  return (
    (Array.isArray(queries) && queries.length > 0) ||
    asObjects(grounding['groundingChunks']).some(({ web, maps }) => web !== undefined || maps !== undefined)
  );
}

function readUsage(usage: JsonObject | undefined, answer: Answer): void {
  if (!usage) return;
  answer.usage = toUsage(usage) ?? answer.usage;
  const { serviceTier, trafficType } = usage;
  if (serviceTier || trafficType) answer.tier = joinTiers(serviceTier, trafficType) ?? answer.tier;
  // Pictures and sound have prices of their own.
  if (holdsMoreThanText(usage['promptTokensDetails']) || holdsMoreThanText(usage['candidatesTokensDetails']))
    answer.hasUnknownFees = true;
}

function holdsMoreThanText(details: unknown): boolean {
  return (
    Array.isArray(details) &&
    details.some((detail: unknown) => isObject(detail) && detail['tokenCount'] !== 0 && !isText(detail['modality']))
  );
}

function isText(modality: unknown): boolean {
  return modality === 'TEXT' || modality === 'DOCUMENT' || modality === undefined;
}

/** Thoughts are counted apart from the candidates. A count of 0 is left out, whichever it is. */
function toUsage(usage: JsonObject): Usage | undefined {
  const promptTokens = readCount(usage, 'promptTokenCount');
  const reasoningTokens = readCount(usage, 'thoughtsTokenCount');
  const toolTokens = readCount(usage, 'toolUsePromptTokenCount');
  const apart =
    (readCount(usage, 'totalTokenCount') ?? 0) - (promptTokens ?? 0) - (toolTokens ?? 0) - (reasoningTokens ?? 0);
  // What is left out of the parts is in the total all the same.
  const candidatesTokens = readCount(usage, 'candidatesTokenCount') ?? (apart > 0 ? apart : undefined);
  if (promptTokens === undefined && candidatesTokens === undefined && reasoningTokens === undefined) return undefined;
  const cachedInputTokens = readCount(usage, 'cachedContentTokenCount');
  return {
    inputTokens: (promptTokens ?? 0) + (toolTokens ?? 0),
    outputTokens: (candidatesTokens ?? 0) + (reasoningTokens ?? 0),
    ...(cachedInputTokens && { cachedInputTokens }),
    ...(reasoningTokens && { reasoningTokens }),
  };
}

/** The model is a segment of the path, or two with its collection: nothing in it may leave that place. */
function toModelPath(model: string): string {
  const segments = (model.includes('/') ? model : `models/${model}`).split('/');
  if (segments.some((segment) => segment === '' || /^\.+$/.test(segment))) {
    throw new LlmError({
      kind: 'invalidRequest',
      provider: wire.provider,
      message: phrase('"{0}" is not the name of a model.', model),
    });
  }
  return segments.map(encodeURIComponent).join('/');
}
