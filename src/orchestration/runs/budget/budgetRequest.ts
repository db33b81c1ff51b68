import { isRecord } from '#common/isRecord.ts';
import { plainCopy } from '#common/plainCopy.ts';
import { asksForThinking, leastThinkingTokens, type Message, type Usage } from '#llm/core.ts';
import type { BudgetPrices } from './budgetPrices.ts';
import { isAmount } from './spent.ts';
import type { AgentConfig, Spent } from '#orchestration/types.ts';

/** Progress of an answer. */
export interface AnswerProgress {
  /** Characters (UTF-16 units) of text and thinking. */
  length: number;
  /** Time until the first of them, or until now, in which a model may think without output. */
  silentMs: number;
}

/** One request that is about to be sent. */
export interface BudgetedRequest {
  agent: AgentConfig;
  messages: readonly Message[];
  progress: () => AnswerProgress;
  /** The user wants it sent though nobody knows the price of its model. */
  isPriceAgreed?: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Least number of tokens of a text for about any tokenizer in use: a third of its ASCII characters (prose has about
 * four a token, code three and more) and one for each other UTF-16 unit (Chinese and Japanese have about one).
 */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) others += 1;
  return Math.ceil((text.length - others) / 3) + others;
}

/** Tokens of a message's role and separators, generously. */
const tokensPerMessage = 8;

/** Tokens per second that models think without output: about as fast as they write. */
const tokensPerSilentSecond = 100;

/** Tokens reserved for an answer whose agent sets no limit of its own. No model of Claude has a lower maximum. */
const usualOutputTokens = 32_000;

/** Least number of tokens of an answer; no provider accepts a lower limit. */
const leastTokens = 16;

/** Known facts of a request in progress, or of one that broke off. */
interface SoFar {
  /** Usage that the provider itself had counted. */
  counted?: Usage | undefined;
  /** The limit that its answer had. */
  maxTokens?: number | undefined;
  /** No answer had begun: then nobody thought in silence either. */
  isUnheard?: boolean | undefined;
}

/** Remaining tokens and dollars; `undefined` where they are not limited. */
export type Room = { [Unit in keyof Spent]: Spent[Unit] | undefined };

/** Estimated cost of one request. */
export class RequestEstimate {
  readonly #request: BudgetedRequest;
  readonly #prices: BudgetPrices;
  #inputTokens: number | undefined;

  constructor(request: BudgetedRequest, prices: BudgetPrices) {
    this.#request = request;
    this.#prices = prices;
  }

  /** Maximum tokens of the answer, if it is not limited further. */
  get wantedTokens(): number {
    return ownLimitOf(this.#request.agent) ?? usualOutputTokens;
  }

  /** Least number of tokens that the answer needs: an agent with a thinking budget must have room for the smallest one. */
  get leastTokens(): number {
    const thinking = asksForThinking(this.#request.agent.params ?? {}) ? leastThinkingTokens : 0;
    return Math.min(this.wantedTokens, thinking + leastTokens);
  }

  /** Estimates the cost so far. */
  soFar({ counted, maxTokens = this.wantedTokens, isUnheard = false }: SoFar = {}): Spent {
    const { length, silentMs } = this.#request.progress();
    const said = Math.ceil(length / 3);
    const seconds = isUnheard ? 0 : Math.floor(Math.max(0, silentMs) / 1000);
    const unsaid = Math.min(seconds * tokensPerSilentSecond, Math.max(0, maxTokens - said));
    const written = (said + unsaid) * countAnswers(this.#request.agent);
    return this.#toSpent(Math.max(written, toCount(counted?.outputTokens)), toCount(counted?.inputTokens));
  }

  /** Estimates the cost with an answer of this many tokens, or several where the agent's parameters ask for them. */
  with(outputTokens: number): Spent {
    return this.#toSpent(outputTokens * countAnswers(this.#request.agent));
  }

  /** Returns the number of tokens of an answer that costs no more than `left`. */
  findRoom(left: Room): number {
    const input = this.with(0);
    const perToken = (this.with(1_000_000).costUsd - input.costUsd) / 1_000_000;
    const tokens = left.tokens === undefined ? Infinity : left.tokens - input.tokens;
    const byTokens = tokens / countAnswers(this.#request.agent);
    const dollars = left.costUsd === undefined ? Infinity : left.costUsd - input.costUsd;
    const byDollars = perToken > 0 ? dollars / perToken : dollars < 0 ? 0 : Infinity;
    return Math.floor(Math.min(byTokens, byDollars));
  }

  /** Cost of an answer besides its reported usage: none where that is complete and the price is known. */
  addUnknown(usage: Usage, costUsd: number | undefined): Spent | undefined {
    const { agent, progress } = this.#request;
    const missing = {
      inputTokens: usage.inputTokens > 0 ? 0 : this.#countInput(),
      outputTokens: usage.outputTokens > 0 ? 0 : Math.ceil(progress().length / 3),
    };
    const tokens = missing.inputTokens + missing.outputTokens;
    if (isAmount(costUsd)) return tokens > 0 ? { tokens, costUsd: this.#prices.costOf(agent, missing) } : undefined;
    // Of an answer at an unknown rate, the dearest that is known: its model's own, or that of the provider's dearest model.
    const whole = {
      inputTokens: usage.inputTokens + missing.inputTokens,
      outputTokens: usage.outputTokens + missing.outputTokens,
    };
    const dearest = Math.max(this.#prices.costOf(agent, whole), this.#prices.dearestOf(agent, whole));
    return tokens > 0 || dearest > 0 ? { tokens, costUsd: dearest } : undefined;
  }

  #toSpent(outputTokens: number, countedInput = 0): Spent {
    const usage = { inputTokens: countedInput || this.#countInput(), outputTokens };
    return {
      tokens: usage.inputTokens + usage.outputTokens,
      costUsd: this.#prices.costOf(this.#request.agent, usage),
    };
  }

  #countInput(): number {
    this.#inputTokens ??= this.#request.messages.reduce(
      (sum, { content }) => sum + estimateTokens(content) + tokensPerMessage,
      estimateParams(this.#request.agent),
    );
    return this.#inputTokens;
  }
}

/** Limit of an agent's settings for its answers. Its parameters go before `maxTokens`, as on the wire. */
function ownLimitOf({ maxTokens, params = {} }: AgentConfig): number | undefined {
  const generation = params['generationConfig'];
  const named = [
    params['max_tokens'],
    params['max_completion_tokens'],
    params['max_output_tokens'],
    isRecord(generation) ? generation['maxOutputTokens'] : undefined,
  ].filter(isLimit);
  if (named.length > 0) return Math.max(...named);
  return isLimit(maxTokens) ? maxTokens : undefined;
}

/** Tokens that an agent's parameters add to the input: models read a schema, tools and instructions like messages. */
function estimateParams({ params = {} }: AgentConfig): number {
  const values = Object.values(params).filter((value) => typeof value === 'object' || typeof value === 'string');
  return values.length === 0 ? 0 : estimateTokens(JSON.stringify(plainCopy(values)));
}

/** Number of answers that an agent's parameters ask for. Each is paid for, though only the first is read. */
function countAnswers({ params = {} }: AgentConfig): number {
  const generation = params['generationConfig'];
  const named = [
    params['n'],
    params['best_of'],
    isRecord(generation) ? generation['candidateCount'] : undefined,
  ].filter(isLimit);
  return Math.max(1, ...named);
}

/** Servers take 0 or -1 for no limit at all. */
function isLimit(value: unknown): value is number {
  return isAmount(value) && value > 0;
}

function toCount(count: number | undefined): number {
  return isAmount(count) ? count : 0;
}
