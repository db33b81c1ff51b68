import { loadCosts, type PriceOverrides, type Usage } from '../llm/core.ts';
import { effectiveBaseUrl, isBuiltInType, isLoopback } from './endpoints.ts';
import type { AgentConfig } from './types.ts';

/** Request fields that choose another price than the standard one, with the values that do not. */
const rateParams: ReadonlyMap<string, ReadonlySet<unknown>> = new Map([
  ['service_tier', new Set(['auto', 'default', 'standard', 'standard_only'])],
  ['serviceTier', new Set(['auto', 'default', 'standard'])],
  ['speed', new Set(['standard'])],
  ['inference_geo', new Set(['global'])],
]);

/**
 * What an agent's answer cost in US dollars, or `undefined` where no figure is better than a guess. The table's prices
 * hold where a provider asks money for its standard tier: not on this machine, for a model of VS Code or of another
 * extension, or for another tier. What the user set holds everywhere.
 */
export type ComputeRunCost = (
  agent: AgentConfig,
  model: string,
  usage: Usage,
  overrides: PriceOverrides,
  at: Date,
) => number | undefined;

/** Loads the prices. */
export async function loadRunCost(): Promise<ComputeRunCost> {
  const { computeCost, computeOverriddenCost } = await loadCosts();
  return (agent, model, usage, overrides, at) => {
    // The name that the user knows counts before the one that the server answered with.
    for (const name of [agent.model, model]) {
      const override = computeOverriddenCost(name, usage, overrides);
      if (override !== undefined) return override;
    }
    if (!hasListPrice(agent)) return undefined;
    return computeCost(model, usage, at) ?? computeCost(agent.model, usage, at);
  };
}

function hasListPrice(agent: AgentConfig): boolean {
  if (!isBuiltInType(agent.type) || agent.type === 'vscode-lm' || agent.simulated) return false;
  const baseUrl = effectiveBaseUrl(agent);
  if (baseUrl === undefined || isLoopback(baseUrl)) return false;
  return Object.entries(agent.params ?? {}).every(([name, value]) => rateParams.get(name)?.has(value) ?? true);
}
