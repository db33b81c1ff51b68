/**
 * The layer without its provider classes: what the rest of the extension imports, so that no SDK stands in the static
 * imports of its bundle. Providers come in through {@link registerBuiltInLlms}, when they are first created.
 */
export { BaseLlm } from './baseLlm.ts';
export { Call, type CallEnd } from './call.ts';
export { checkEvent } from './checkedEvent.ts';
export { saysNoCredit } from './creditRules.ts';
export type { PriceOverrides } from './cost.ts';
export { LlmError, type LlmErrorDetails, type LlmErrorKind, type LlmErrorReason } from './llmError.ts';
export { type LlmClass, LlmFactory, type LlmLoader } from './llmFactory.ts';
export type { Price } from './prices.ts';
export { registerBuiltInLlms } from './providers.ts';
export { toTurns } from './messages.ts';
export { asksForThinking, leastThinkingTokens } from './tokenLimit.ts';
export { listHeaderSecrets, shortestHeaderSecret } from './secrets.ts';
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

/** What computes costs, with its table of prices: loaded when something is first about to cost money. */
export const loadCosts = () => import('./cost.ts');
