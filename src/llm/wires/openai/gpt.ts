import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { Answer } from '#llm/http/answer.ts';
import { GptReader } from './gptReader.ts';
import { OpenAiLlm } from './openAiLlm.ts';
import type { JsonObject } from '#llm/json.ts';
import type { LlmError } from '#llm/llmError.ts';
import { splitSystem } from '#llm/http/messages.ts';
import { openAiBaseUrl, openAiErrorRules, openAiRequestPath } from './openAiWire.ts';
import { mergeParams } from '#llm/http/params.ts';
import { addOpenAiTemperature } from '#llm/wires/temperature.ts';
import { amendTokenLimit, hasOwnLimit, limitTokens } from '#llm/http/errors/tokenLimit.ts';
import type { GenerateOptions, LlmConfig, Message } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';

const wire: Wire = {
  provider: 'openai-gpt',
  officialBaseUrl: openAiBaseUrl,
  requestPath: openAiRequestPath,
  errorRules: openAiErrorRules,
  maxFrameLength: 128 * 1024 * 1024,
};

/** GPT, over OpenAI's Responses API and its official SDK. */
export class Gpt extends OpenAiLlm {
  constructor(config: LlmConfig) {
    super(config, wire, '/responses');
  }

  protected override toRequest(messages: Message[], options: GenerateOptions): JsonObject {
    return toGptRequest(this.config, messages, options);
  }

  protected override createReader(answer: Answer): GptReader {
    return new GptReader(answer);
  }

  protected override amendRequest(request: JsonObject, error: LlmError): JsonObject | undefined {
    return hasOwnLimit(this.config, limitNames) ? undefined : amendTokenLimit(request, error, limitNames);
  }
}

/** The field that limits the answer. */
const limitNames = ['max_output_tokens'] as const;

/** The body of a Responses request. Nothing is stored at OpenAI unless the user's parameters ask for it. */
export function toGptRequest(config: LlmConfig, messages: Message[], options: GenerateOptions = {}): JsonObject {
  const { system, turns } = splitSystem(messages);
  const temperature = options.temperature ?? config.temperature;
  const body = withoutUndefined({
    model: config.model,
    instructions: system || undefined,
    input: turns.map(({ role, content }) => ({ role, content })),
    max_output_tokens: options.maxTokens ?? config.maxTokens,
    store: false,
    stream: true,
  });
  const request = limitTokens(mergeParams(body, config.params, options.params), limitNames, options.maxTokens);
  return addOpenAiTemperature(request, config.model, temperature);
}
