import {
  type AgentConfig,
  type ComputeDearestCost,
  type ComputeRunCost,
  loadDearestCost,
  loadRunCost,
} from '#orchestration/index.ts';
import { readPrices } from '#editor/settings/configuration.ts';

type Usage = Parameters<ComputeRunCost>[2];

/** Costs of runs, by the user's prices and the table. */
export class RunCosts {
  #compute: ComputeRunCost | undefined;
  #computeDearest: ComputeDearestCost | undefined;

  /** Loads the table. Nothing has a cost before. */
  async load(): Promise<void> {
    this.#compute ??= await loadRunCost();
    this.#computeDearest ??= await loadDearestCost();
  }

  /** Computes the cost on the dearest known model of the agent's provider, for a model without a price. */
  dearestCostOf(agent: AgentConfig, usage: Usage): number | undefined {
    return this.#computeDearest?.(agent, usage, new Date());
  }

  /** In US dollars, at today's prices; `undefined` where no figure is better than a guess. */
  costOf(agent: AgentConfig, model: string, usage: Usage): number | undefined {
    return this.#compute?.(agent, model, usage, readPrices(), new Date());
  }
}
