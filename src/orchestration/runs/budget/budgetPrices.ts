import type { Usage } from '#llm/core.ts';
import { isAmount } from './spent.ts';
import type { AgentConfig, CostOf } from '#orchestration/types.ts';

export interface BudgetPriceOptions {
  /** Throws, or gives no figure, where it knows none. */
  costOf?: CostOf | undefined;
  /** What the dearest model costs that is known of the agent's provider: counted for one without a price. */
  dearestCostOf?: CostOf | undefined;
}

/** Prices as a limit in dollars needs them: none is taken for nothing. */
export class BudgetPrices {
  readonly #options: BudgetPriceOptions;

  constructor(options: BudgetPriceOptions) {
    this.#options = options;
  }

  /** In US dollars; 0 only where no model of the provider has a price. Then {@link isUnknown}. */
  costOf(agent: AgentConfig, usage: Usage): number {
    return this.#ask(this.#options.costOf, agent, usage) ?? this.dearestOf(agent, usage);
  }

  /** What an answer counts whose own price is not known. */
  dearestOf(agent: AgentConfig, usage: Usage): number {
    return this.#ask(this.#options.dearestCostOf, agent, usage) ?? 0;
  }

  /**
   * Whether a limit in dollars cannot vouch for the agent: its model has no price, and a workspace chose it or no other of
   * the provider has one. Made-up answers cost nothing.
   */
  isUnknown(agent: AgentConfig): boolean {
    if (agent.simulated || this.#ask(this.#options.costOf, agent, sample) !== undefined) return false;
    return agent.isWorkspaceModel === true || this.#ask(this.#options.dearestCostOf, agent, sample) === undefined;
  }

  /** A price that cannot be computed is none. */
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
