import type { Tier } from './tier.ts';

/** A request as it would be sent, without the headers. */
export interface RequestDescription {
  url: string;
  /** The fields of its body besides the messages. */
  parameters: Readonly<Record<string, unknown>>;
}

/** The speaker of a {@link Message}. */
export type Role = 'system' | 'user' | 'assistant';

/** One turn of the conversation that a model is given. */
export interface Message {
  role: Role;
  content: string;
}

/** The wire that a model is reached over. Open: `LlmFactory.register` adds more. */
export type AgentType =
  | 'google-gemini'
  | 'anthropic-claude'
  | 'openai-gpt'
  | 'openai-compatible'
  | 'vscode-lm'
  | (string & {});

/** The model and endpoint of an LLM. Times are milliseconds. */
export interface LlmConfig {
  model: string;
  apiKey?: string;
  /** As the provider's own SDK means it: with `/v1` for OpenAI and compatible servers, no path for Anthropic and Google. */
  baseUrl?: string;
  /** Extra request headers. `${apiKey}` in a value stands for the key. */
  headers?: Record<string, string>;
  maxTokens?: number;
  /** Sent only when set: not every model takes it. */
  temperature?: number;
  /** Merged into the request body as they are. */
  params?: Record<string, unknown>;
  /** Until the response headers arrive. */
  connectTimeoutMs?: number;
  /** Silence between two bytes of the answer. */
  timeoutMs?: number;
  /** The whole call. */
  totalTimeoutMs?: number;
}

/** Options of one call, which hold over the {@link LlmConfig}. */
export interface GenerateOptions {
  signal?: AbortSignal;
  /** Holds for the whole answer, whatever `params` say: an answer that a provider cuts into several is not continued. */
  maxTokens?: number;
  temperature?: number;
  params?: Record<string, unknown>;
}

/** The reason why a model stopped. `contentFilter` covers refusals and safety blocks. */
export type FinishReason = 'stop' | 'length' | 'contentFilter' | 'toolCalls' | 'other';

/** Tokens of one call, the same for every provider. */
export interface Usage {
  /** All input, cached included. */
  inputTokens: number;
  /** All output, reasoning included. */
  outputTokens: number;
  /** Input that came from the provider's cache. */
  cachedInputTokens?: number;
  /** Input that went into the provider's cache, where that costs extra. */
  cacheWriteInputTokens?: number;
  /** Of {@link cacheWriteInputTokens}, what stays there longer than for the shortest time. */
  longCacheWriteInputTokens?: number;
  reasoningTokens?: number;
  /** Searches of the web that the provider made and counted. It charges for them besides the tokens. */
  webSearches?: number;
  /** True where the provider charges for something else besides the tokens, and nobody here knows how much. */
  hasUnknownFees?: boolean;
  /** The tier that the tokens were charged by, where that is not the provider's standard. */
  tier?: Tier;
}

/** Facts about an end besides its reason. */
export interface AnswerEnd {
  /** The provider's own word for a reason that is `other`. */
  word?: string;
  /** True where the provider says that its output is broken, so that no text before it makes an answer. */
  isBroken?: boolean;
  /** True where the same request may succeed, although this answer is broken or empty. */
  isRetryable?: boolean;
  /** The reason to count the answer as whole although the server had not closed it: silence, or a broken connection. */
  assumed?: 'silence' | 'disconnect';
}

/** A part of a model's stream. A stream ends with exactly one `finish`, or throws one `LlmError`. */
export type LlmEvent =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string }
  | { type: 'finish'; reason: FinishReason; usage?: Usage; model?: string; end?: AnswerEnd };

/** A whole answer, drained from the stream. */
export interface LlmResponse {
  text: string;
  thinking?: string;
  finishReason: FinishReason;
  usage?: Usage;
  model?: string;
  end?: AnswerEnd;
}
