import type { Usage } from '#llm/core.ts';
import { isAmount } from './spent.ts';
import type { AgentConfig, CostOf } from '#orchestration/types.ts';

export interface BudgetPriceOptions {
  /** Throws, or gives no figure, where it knows none. */
  costOf?: CostOf | undefined;
  /** Price of the dearest known model of the agent's provider: counted for a model without a price. */
  dearestCostOf?: CostOf | undefined;
}

/** Prices for limits in dollars: an unknown one does not count as 0. */
export class BudgetPrices {
  readonly #options: BudgetPriceOptions;

  constructor(options: BudgetPriceOptions) {
    this.#options = options;
  }

  /** In US dollars; 0 only where no model of the provider has a price. Then {@link isUnknown}. */
  costOf(agent: AgentConfig, usage: Usage): number {
    return this.#ask(this.#options.costOf, agent, usage) ?? this.dearestOf(agent, usage);
  }

  /** Cost that counts for an answer whose own price is not known. */
  dearestOf(agent: AgentConfig, usage: Usage): number {
    return this.#ask(this.#options.dearestCostOf, agent, usage) ?? 0;
  }

  /**
   * Tells whether a limit in dollars cannot hold for the agent: its model has no price, and a workspace chose it or no other of
   * the provider has one. Simulated answers cost nothing.
   */
  isUnknown(agent: AgentConfig): boolean {
    if (agent.simulated || this.#ask(this.#options.costOf, agent, sample) !== undefined) return false;
    return agent.isWorkspaceModel === true || this.#ask(this.#options.dearestCostOf, agent, sample) === undefined;
  }

  /** Returns a price, or `undefined` where it cannot be computed. */
  #ask(costOf: CostOf | undefined, agent: AgentConfig, usage: Usage): number | undefined {
    try {
      const cost = costOf?.(agent, agent.model, usage);
      return isAmount(cost) ? cost : undefined;
    } catch {
      return undefined;
    }
  }
}

const sample: Usage = { inputTokens: 1000, outputTokens: 1000 };
