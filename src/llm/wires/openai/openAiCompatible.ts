import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { Answer } from '#llm/http/answer.ts';
import { ChatReader } from './chatReader.ts';
import { OpenAiLlm } from './openAiLlm.ts';
import type { JsonObject } from '#llm/json.ts';
import type { LlmError } from '#llm/llmError.ts';
import { openAiBaseUrl, openAiErrorRules, openAiRequestPath } from './openAiWire.ts';
import { toTurns } from '#llm/http/messages.ts';
import { mergeParams } from '#llm/http/params.ts';
import { addOpenAiTemperature } from '#llm/wires/temperature.ts';
import { amendTokenLimit, hasOwnLimit, limitThinking, limitTokens } from '#llm/http/errors/tokenLimit.ts';
import type { GenerateOptions, LlmConfig, Message } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';

const wire: Wire = {
  provider: 'openai-compatible',
  officialBaseUrl: openAiBaseUrl,
  requestPath: openAiRequestPath,
  errorRules: openAiErrorRules,
  maxFrameLength: 32 * 1024 * 1024,
};

/** Any server that speaks OpenAI's Chat Completions: Ollama, LM Studio, llama.cpp, vLLM, gateways; on OpenAI's SDK. */
export class OpenAiCompatible extends OpenAiLlm {
  constructor(config: LlmConfig) {
    super(config, wire, '/chat/completions');
  }

  protected override toRequest(messages: Message[], options: GenerateOptions): JsonObject {
    return toChatRequest(this.config, messages, options);
  }

  protected override createReader(answer: Answer): ChatReader {
    return new ChatReader(answer);
  }

  /** Leaves out `stream_options`, which older servers refuse: usage is not worth the answer. */
  protected override amendRequest(request: JsonObject, error: LlmError): JsonObject | undefined {
    if ('stream_options' in request && /stream_?options|include_usage/i.test(error.message)) {
      const { stream_options: _, ...rest } = request;
      return rest;
    }
    return hasOwnLimit(this.config, limitNames) ? undefined : amendTokenLimit(request, error, limitNames);
  }
}

/** The fields that limit the answer: servers know the one, the other, or both. */
const limitNames = ['max_tokens', 'max_completion_tokens'] as const;

/** The body of a Chat Completions request. */
export function toChatRequest(config: LlmConfig, messages: Message[], options: GenerateOptions = {}): JsonObject {
  const temperature = options.temperature ?? config.temperature;
  const limit = options.maxTokens ?? config.maxTokens;
  const body: JsonObject = withoutUndefined({
    model: config.model,
    messages: toTurns(messages).map(({ role, content }) => ({ role, content })),
    [maxTokensField(config.baseUrl)]: limitsTokens(config.params, options.params) ? undefined : limit,
    stream: true,
    stream_options: { include_usage: true },
  });
  const request = limitTokens(mergeParams(body, config.params, options.params), limitNames, options.maxTokens);
  const fitting = options.maxTokens === undefined ? request : limitThinking(request, limitNames);
  return addOpenAiTemperature(fitting, config.model, temperature);
}

/** Returns true where the parameters hold a limit, by either of its names: a request with both is refused. */
function limitsTokens(...layers: (JsonObject | undefined)[]): boolean {
  return layers.some((layer) => limitNames.some((name) => layer?.[name] !== undefined));
}

/** The addresses of OpenAI's own models: at OpenAI and at Azure. */
const openAiHosts = /^https:\/\/([a-z]+\.)?(api\.openai\.com|[\w-]+\.(openai|services\.ai)\.azure\.com)(\/|$)/i;

/** Returns the name of the limit: OpenAI's newer models refuse `max_tokens`; other servers all know it, and often nothing newer. */
function maxTokensField(baseUrl: string | undefined): string {
  return baseUrl === undefined || openAiHosts.test(baseUrl) ? 'max_completion_tokens' : 'max_tokens';
}
