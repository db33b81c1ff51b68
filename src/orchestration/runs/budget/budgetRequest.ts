import { isRecord } from '#common/isRecord.ts';
import { plainCopy } from '#common/plainCopy.ts';
import { asksForThinking, leastThinkingTokens, type Message, type Usage } from '#llm/core.ts';
import type { BudgetPrices } from './budgetPrices.ts';
import { isAmount, type Spent } from './spent.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/** How far an answer has come. */
export interface AnswerProgress {
  /** Characters (UTF-16 units) of text and thinking. */
  length: number;
  /** Until the first of them, or until now: what a model thinks in that time it need not say. */
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
 * At least how many tokens a text has for about any tokenizer in use: a third of its ASCII characters (prose has about
 * four a token, code three and more) and one for each other UTF-16 unit (Chinese and Japanese have about one).
 */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) others += 1;
  return Math.ceil((text.length - others) / 3) + others;
}

/** What role and separators add to a message, generously. */
const tokensPerMessage = 8;

/** What models think without saying it, in tokens a second: about what they write. */
const tokensPerSilentSecond = 100;

/** What is kept free for an answer whose agent sets no limit of its own. No model of Claude's allows less at most. */
const usualOutputTokens = 32_000;

/** The fewest tokens that an answer is worth asking for; no provider takes a lower limit. */
const leastTokens = 16;

/** What is known of a request that goes on or broke off. */
interface SoFar {
  /** What the provider itself had counted. */
  counted?: Usage | undefined;
  /** The limit that its answer had. */
  maxTokens?: number | undefined;
  /** No answer had begun: then nobody thought in silence either. */
  isUnheard?: boolean | undefined;
}

/** What one request costs, before anybody can know it. */
export class RequestEstimate {
  readonly #request: BudgetedRequest;
  readonly #prices: BudgetPrices;
  #inputTokens: number | undefined;

  constructor(request: BudgetedRequest, prices: BudgetPrices) {
    this.#request = request;
    this.#prices = prices;
  }

  /** What the answer may come to, if it is not limited further. */
  get wantedTokens(): number {
    return ownLimitOf(this.#request.agent) ?? usualOutputTokens;
  }

  /** The least that the answer needs: an agent with a budget for thinking must have room for the smallest one. */
  get leastTokens(): number {
    const thinking = asksForThinking(this.#request.agent.params ?? {}) ? leastThinkingTokens : 0;
    return Math.min(this.wantedTokens, thinking + leastTokens);
  }

  /** So far. */
  soFar({ counted, maxTokens = this.wantedTokens, isUnheard = false }: SoFar = {}): Spent {
    const { length, silentMs } = this.#request.progress();
    const said = Math.ceil(length / 3);
    const seconds = isUnheard ? 0 : Math.floor(Math.max(0, silentMs) / 1000);
    const unsaid = Math.min(seconds * tokensPerSilentSecond, Math.max(0, maxTokens - said));
    const written = (said + unsaid) * countAnswers(this.#request.agent);
    return this.#toSpent(Math.max(written, toCount(counted?.outputTokens)), toCount(counted?.inputTokens));
  }

  /** With an answer of this many tokens, and others of the same length where the agent's parameters ask for several. */
  with(outputTokens: number): Spent {
    return this.#toSpent(outputTokens * countAnswers(this.#request.agent));
  }

  /** How many tokens an answer may have that costs no more than what is left. */
  findRoom(left: Partial<Spent>): number {
    const input = this.with(0);
    const perToken = (this.with(1_000_000).costUsd - input.costUsd) / 1_000_000;
    const tokens = left.tokens === undefined ? Infinity : left.tokens - input.tokens;
    const byTokens = tokens / countAnswers(this.#request.agent);
    const dollars = left.costUsd === undefined ? Infinity : left.costUsd - input.costUsd;
    const byDollars = perToken > 0 ? dollars / perToken : dollars < 0 ? 0 : Infinity;
    return Math.floor(Math.min(byTokens, byDollars));
  }

  /** What an answer counts besides its usage: nothing where that is whole and the price is known. */
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

/** The limit that an agent's settings put on its answers. What its parameters say goes before `maxTokens`, as on the wire. */
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

/** What an agent's parameters add to the input: models read a schema, tools and instructions as they read messages. */
function estimateParams({ params = {} }: AgentConfig): number {
  const values = Object.values(params).filter((value) => typeof value === 'object' || typeof value === 'string');
  return values.length === 0 ? 0 : estimateTokens(JSON.stringify(plainCopy(values)));
}

/** How many answers an agent's parameters ask for. Each is paid for, though only the first is read. */
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
