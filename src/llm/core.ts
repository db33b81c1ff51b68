/**
 * The layer without its provider classes: what the rest of the extension imports, so that no SDK stands in the static
 * imports of its bundle. Providers come in through {@link registerBuiltInLlms}, when they are first created.
 */
export { BaseLlm } from './baseLlm.ts';
export { Call, type CallEnd } from '#llm/http/call.ts';
export { checkEvent } from './checkedEvent.ts';
export { saysNoCredit } from '#llm/http/errors/creditRules.ts';
export type { PriceOverrides } from '#llm/cost/cost.ts';
export { LlmError, type LlmErrorDetails, type LlmErrorKind, type LlmErrorReason } from './llmError.ts';
export { type LlmClass, LlmFactory, type LlmLoader } from './llmFactory.ts';
export type { Price } from '#llm/cost/prices.ts';
export { registerBuiltInLlms } from '#llm/wires/providers.ts';
export { toTurns } from '#llm/http/messages.ts';
export { asksForThinking, leastThinkingTokens } from '#llm/http/errors/tokenLimit.ts';
export { listHeaderSecrets, shortestHeaderSecret } from '#llm/http/secrets.ts';
export type {
  AgentType,
  AnswerEnd,
  FinishReason,
  GenerateOptions,
  LlmConfig,
  LlmEvent,
  LlmResponse,
  Message,
  RequestDescription,
  Role,
  Usage,
} from './types.ts';

/** Loads what computes costs, with its table of prices, when something is first about to cost money. */
export const loadCosts = () => import('#llm/cost/cost.ts');
