import type { FinishReason as GeminiFinishReason } from '@google/generative-ai';
import { AnswerReader } from '#llm/http/answerReader.ts';
import { isNoReason, toEndFailure, toOtherEnd } from '#llm/http/endWords.ts';
import { holdsError } from '#llm/http/errors/errorBody.ts';
import { isRecord } from '#common/isRecord.ts';
import { asObject, asObjects, asText, type JsonObject, readCount } from '#llm/json.ts';
import { joinTiers, readTier } from '#llm/tier.ts';
import type { AnswerEnd, FinishReason, Usage } from '#llm/types.ts';

/** The most requests that continue one answer. */
const maxContinuations = 64;

/** In characters: each request that continues an answer carries the token back. */
const longestToken = 1_000_000;

/** Reads the chunks of `streamGenerateContent`, or a whole response. Only the first candidate counts; thoughts are not text. */
export class GeminiReader extends AnswerReader {
  /** Resumes an answer that the provider cut into several requests. */
  #continuationToken: string | undefined;
  #continuationCount = 0;

  /** Reads the tier that served the answer. */
  override readHeaders(headers: Headers): void {
    this.answer.tier = readTier(headers.get('x-gemini-service-tier'));
  }

  override readFrame(chunk: JsonObject): void {
    const { answer } = this;
    if (holdsError(chunk['error'])) {
      answer.failure = chunk;
      return;
    }
    answer.readModel(chunk['modelVersion']);
    this.#readUsage(asObject(chunk['usageMetadata']));
    const candidate = asObjects(chunk['candidates']).find((one) => (one['index'] ?? 0) === 0);
    if (candidate) this.#readCandidate(candidate);
    // A blocked prompt gets no candidate, as a rule, and it can be found out in the middle of an answer.
    const blockReason = asText(asObject(chunk['promptFeedback'])?.['blockReason']);
    if (blockReason && !isNoReason(blockReason)) {
      answer.finish('contentFilter');
      this.#continuationToken = undefined;
    }
  }

  /** Returns the next request of a long answer, which Gemini 4 ends with `CONTINUATION` and a token to hand back. */
  override continueRequest(request: JsonObject): JsonObject | undefined {
    const token = this.#continuationToken;
    this.#continuationToken = undefined;
    if (!token || token === request['continuationToken'] || this.#continuationCount >= maxContinuations)
      return undefined;
    this.#continuationCount += 1;
    return { ...request, continuationToken: token };
  }

  #readCandidate(candidate: JsonObject): void {
    const { answer } = this;
    for (const part of asObjects(asObject(candidate['content'])?.['parts'])) {
      const text = asText(part['text']);
      if (text && part['thought'] === true) answer.addThinking(text);
      else if (text) answer.addText(text);
      else if (breakingFields.some((name) => name in part)) answer.breakText();
      if (part['functionCall']) answer.addToolCall();
    }
    if (isPaidSearch(asObject(candidate['groundingMetadata']))) answer.hasUnknownFees = true;
    const token = asText(candidate['continuationToken']);
    if (token !== undefined && token.length <= longestToken) this.#continuationToken = token;
    const reason = asText(candidate['finishReason'])?.toUpperCase();
    if (!reason || isNoReason(reason)) return;
    const failure = toEndFailure(reason);
    if (failure) {
      answer.failure = failure;
      return;
    }
    const known = (Object.hasOwn(finishReasons, reason) ? finishReasons[reason] : undefined) ?? 'other';
    answer.finish(known, this.#toEnd(known, reason));
    // The next request begins at once: nothing follows, usage came with each chunk.
    if (reason === 'CONTINUATION') answer.close();
    else this.#continuationToken = undefined;
  }

  /** Returns the facts about an end: Google's own client asks again where it is empty or malformed. */
  #toEnd(known: FinishReason, reason: string): AnswerEnd | undefined {
    const { hasToolCalls, hasVisibleText } = this.answer;
    if (known === 'other') return toOtherEnd(reason, true);
    return known === 'stop' && !hasToolCalls && !hasVisibleText ? { isRetryable: true } : undefined;
  }

  #readUsage(usage: JsonObject | undefined): void {
    const { answer } = this;
    if (!usage) return;
    answer.usage = toUsage(usage) ?? answer.usage;
    const { serviceTier, trafficType } = usage;
    if (serviceTier || trafficType) answer.tier = joinTiers(serviceTier, trafficType) ?? answer.tier;
    // Pictures and sound have prices of their own.
    if (holdsMoreThanText(usage['promptTokensDetails']) || holdsMoreThanText(usage['candidatesTokensDetails']))
      answer.hasUnknownFees = true;
  }
}

/** Fields of a part that the model does or shows between two pieces of its text. */
const breakingFields = [
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

/** Returns true for searches of the web and of maps, which may cost extra; searches of one's own files do not. */
function isPaidSearch(grounding: JsonObject | undefined): boolean {
  if (!grounding) return false;
  const queries = grounding['webSearchQueries'];
  return (
    (Array.isArray(queries) && queries.length > 0) ||
    asObjects(grounding['groundingChunks']).some(({ web, maps }) => web !== undefined || maps !== undefined)
  );
}

function holdsMoreThanText(details: unknown): boolean {
  return (
    Array.isArray(details) &&
    details.some((detail: unknown) => isRecord(detail) && detail['tokenCount'] !== 0 && !isText(detail['modality']))
  );
}

function isText(modality: unknown): boolean {
  return modality === 'TEXT' || modality === 'DOCUMENT' || modality === undefined;
}

/** Reads usage: thoughts are counted apart from the candidates, and any count of 0 is absent. */
function toUsage(usage: JsonObject): Usage | undefined {
  const promptTokens = readCount(usage, 'promptTokenCount');
  const reasoningTokens = readCount(usage, 'thoughtsTokenCount');
  const toolTokens = readCount(usage, 'toolUsePromptTokenCount');
  const apart =
    (readCount(usage, 'totalTokenCount') ?? 0) - (promptTokens ?? 0) - (toolTokens ?? 0) - (reasoningTokens ?? 0);
  // What is left out of the parts is in the total all the same.
  const candidatesTokens = readCount(usage, 'candidatesTokenCount') ?? (apart > 0 ? apart : undefined);
  if (promptTokens === undefined && candidatesTokens === undefined && reasoningTokens === undefined) return undefined;
  return {
    inputTokens: (promptTokens ?? 0) + (toolTokens ?? 0),
    outputTokens: (candidatesTokens ?? 0) + (reasoningTokens ?? 0),
    cachedInputTokens: readCount(usage, 'cachedContentTokenCount'),
    reasoningTokens,
  };
}
