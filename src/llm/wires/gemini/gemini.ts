import * as l10n from '@vscode/l10n';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { Answer } from '#llm/http/answer.ts';
import type { ErrorRule } from '#llm/http/errors/errorBody.ts';
import { HttpLlm } from '#llm/http/httpLlm.ts';
import { asObject, type JsonObject } from '#llm/json.ts';
import { LlmError } from '#llm/llmError.ts';
import { splitSystem } from '#llm/http/messages.ts';
import { mergeParams } from '#llm/http/params.ts';
import { FetchError } from '#llm/http/pinnedFetch.ts';
import { amendTokenLimit, hasOwnLimit, limitTokens } from '#llm/http/errors/tokenLimit.ts';
import type { GenerateOptions, LlmConfig, Message } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';
import { GeminiReader } from './geminiReader.ts';

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
 * Gemini, over Google's `streamGenerateContent`. `@google/generative-ai` gives the enums and the check of a key; the stream
 * is requested here: `docs/wire.md`, "Google's SDK".
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

  protected override createReader(answer: Answer): GeminiReader {
    return new GeminiReader(answer);
  }

  protected override amendRequest(request: JsonObject, error: LlmError): JsonObject | undefined {
    const own = asObject(request['generationConfig']);
    if (!own || hasOwnLimit(this.config, limitNames)) return undefined;
    const generationConfig = amendTokenLimit(own, error, limitNames);
    return generationConfig && { ...request, generationConfig };
  }

  #headers(): Record<string, string> {
    const { apiKey, headers, hasKeyInHeaders } = this.endpoint;
    return {
      'content-type': 'application/json',
      ...withoutUndefined({ 'x-goog-api-key': hasKeyInHeaders ? undefined : apiKey }),
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
  const generationConfig = withoutUndefined({ maxOutputTokens: options.maxTokens ?? config.maxTokens, temperature });
  const body = withoutUndefined({
    contents: turns.map(({ role, content }) => ({
      role: role === 'assistant' ? 'model' : 'user',
      parts: [{ text: content }],
    })),
    systemInstruction: system ? { parts: [{ text: system }] } : undefined,
    generationConfig: Object.keys(generationConfig).length > 0 ? generationConfig : undefined,
  });
  const request = mergeParams(body, config.params, options.params);
  if (options.maxTokens === undefined) return request;
  const limited = limitTokens(asObject(request['generationConfig']) ?? {}, limitNames, options.maxTokens);
  return { ...request, generationConfig: limited };
}

/** Returns the model's place in the path, one segment or two with its collection, and refuses what would leave it. */
function toModelPath(model: string): string {
  const segments = (model.includes('/') ? model : `models/${model}`).split('/');
  if (segments.some((segment) => segment === '' || /^\.+$/.test(segment))) {
    throw new LlmError({
      kind: 'invalidRequest',
      provider: wire.provider,
      message: l10n.t('"{0}" is not the name of a model.', model),
    });
  }
  return segments.map(encodeURIComponent).join('/');
}
