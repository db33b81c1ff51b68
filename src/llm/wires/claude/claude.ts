import type { BaseAnthropic } from '@anthropic-ai/sdk';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { Answer } from '#llm/http/answer.ts';
import type { ErrorRule } from '#llm/http/errors/errorBody.ts';
import { HttpLlm } from '#llm/http/httpLlm.ts';
import type { JsonObject } from '#llm/json.ts';
import { mergeParams } from '#llm/http/params.ts';
import { splitSystem } from '#llm/http/messages.ts';
import { addClaudeTemperature } from '#llm/wires/temperature.ts';
import { ClaudeReader } from './claudeReader.ts';
import { limitThinking, limitTokens } from '#llm/http/errors/tokenLimit.ts';
import type { GenerateOptions, LlmConfig, Message } from '#llm/types.ts';
import type { Wire } from '#llm/http/wireErrors.ts';

/** The wire demands a limit. Every current model allows this one, and a stream is not held to the SDK's 21,333. */
const defaultMaxTokens = 16_384;

/** Anthropic's errors: https://platform.claude.com/docs/en/api/errors, and what only their messages tell. */
export const claudeErrorRules: readonly ErrorRule[] = [
  {
    message: /(prompt|input) is too long|exceeds? (the )?(maximum )?context|context (window|limit|length)/i,
    kind: 'contextLength',
  },
  {
    message:
      /reached your specified (workspace )?API usage limits|usage is required for long context|exceeded your current quota/i,
    kind: 'rateLimit',
    retryable: false,
  },
  { message: /organization has been disabled/i, kind: 'permission' },
  { message: /blocked by content filtering/i, kind: 'contentFilter' },
  { name: 'authentication_error', kind: 'authentication' },
  { name: 'permission_error', kind: 'permission' },
  { name: 'not_found_error', kind: 'notFound' },
  { name: 'request_too_large', kind: 'contextLength' },
  { name: 'rate_limit_error', kind: 'rateLimit' },
  { name: 'overloaded_error', kind: 'overloaded' },
  { name: 'timeout_error', kind: 'timeout' },
  { status: 'none', name: 'invalid_request_error', kind: 'invalidRequest' },
];

const wire: Wire = {
  provider: 'anthropic-claude',
  officialBaseUrl: 'https://api.anthropic.com',
  requestPath: /\/v1(\/(messages(\/(count_tokens|batches))?|models|complete))?$/i,
  errorRules: claudeErrorRules,
  maxFrameLength: 32 * 1024 * 1024,
};

const messagesPath = '/v1/messages';

/** Claude, over Anthropic's Messages API and its official SDK, which loads with the first request. */
export class Claude extends HttpLlm {
  #client: BaseAnthropic | undefined;

  constructor(config: LlmConfig) {
    super(config, wire);
  }

  protected override toRequest(messages: Message[], options: GenerateOptions): JsonObject {
    return toClaudeRequest(this.config, messages, options);
  }

  protected override requestUrl(): string {
    return `${this.endpoint.baseUrl}${messagesPath}`;
  }

  protected override async send(request: JsonObject, signal: AbortSignal): Promise<Response> {
    const client = await this.#openClient();
    // Not `messages.create`: docs/wire.md, "Why responses are read raw".
    return client.post(messagesPath, { body: request, stream: true, signal }).asResponse();
  }

  protected override async sendModelList(signal: AbortSignal): Promise<Response> {
    const client = await this.#openClient();
    return client.get('/v1/models', { query: { limit: 1000 }, signal }).asResponse();
  }

  protected override createReader(answer: Answer): ClaudeReader {
    return new ClaudeReader(answer);
  }

  async #openClient(): Promise<BaseAnthropic> {
    const { endpoint } = this;
    this.#client ??= (await import('./claudeClient.ts')).createClaudeClient(endpoint);
    return this.#client;
  }
}

/** The body of a Messages request. */
export function toClaudeRequest(config: LlmConfig, messages: Message[], options: GenerateOptions = {}): JsonObject {
  const { system, turns } = splitSystem(messages);
  const temperature = options.temperature ?? config.temperature;
  const body = withoutUndefined({
    model: config.model,
    max_tokens: options.maxTokens ?? config.maxTokens ?? defaultMaxTokens,
    system: system || undefined,
    messages: turns.map(({ role, content }) => ({ role, content })),
    stream: true,
  });
  const request = limitTokens(mergeParams(body, config.params, options.params), ['max_tokens'], options.maxTokens);
  const fitting = options.maxTokens === undefined ? request : limitThinking(request, ['max_tokens']);
  return addClaudeTemperature(fitting, config.headers, temperature);
}
