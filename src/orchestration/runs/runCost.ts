import { loadCosts, type PriceOverrides, type Usage } from '#llm/core.ts';
import { effectiveBaseUrl, isBuiltInType, isLoopback } from '#orchestration/agents/endpoints.ts';
import type { AgentConfig } from '#orchestration/types.ts';

/** Request fields that choose another price than the standard one, with the values that do not. */
const rateParams: ReadonlyMap<string, ReadonlySet<unknown>> = new Map([
  ['service_tier', new Set(['auto', 'default', 'standard', 'standard_only'])],
  ['serviceTier', new Set(['auto', 'default', 'standard'])],
  ['speed', new Set(['standard'])],
  ['inference_geo', new Set(['global'])],
]);

const tierParams: ReadonlySet<string> = new Set(['service_tier', 'serviceTier']);

/**
 * Computes the cost of an agent's answer in US dollars, or `undefined` where any figure would be a guess. The table's prices
 * hold where a provider asks money: not on this machine, nor for a model of VS Code or of another extension. A tier other
 * than the standard one has a price where the answer names it and its price is known. Prices set by the user hold everywhere.
 */
export type ComputeRunCost = (
  agent: AgentConfig,
  model: string,
  usage: Usage,
  overrides: PriceOverrides,
  at: Date,
) => number | undefined;

/** Computes the cost by the dearest known model of an agent's provider, for a model that has no price. */
export type ComputeDearestCost = (agent: AgentConfig, usage: Usage, at: Date) => number | undefined;

/** The providers whose prices are known, by the origin that they answer at, and how their models' names begin. */
const pricedProviders: ReadonlyMap<string, string> = new Map([
  ['https://api.anthropic.com', 'claude-'],
  ['https://api.openai.com', 'gpt-'],
  ['https://generativelanguage.googleapis.com', 'gemini-'],
]);

/** Loads the prices. */
export async function loadDearestCost(): Promise<ComputeDearestCost> {
  const { computeDearestCost } = await loadCosts();
  return (agent, usage, at) => {
    const baseUrl = effectiveBaseUrl(agent);
    const isKnown = baseUrl !== undefined && URL.canParse(baseUrl) && hasListPrice(agent, usage);
    const prefix = isKnown ? pricedProviders.get(new URL(baseUrl).origin) : undefined;
    return prefix === undefined ? undefined : computeDearestCost(prefix, usage, at);
  };
}

/** Loads the prices. */
export async function loadRunCost(): Promise<ComputeRunCost> {
  const { computeCost, findOverriddenCost, hasPrice } = await loadCosts();
  return (agent, model, usage, overrides, at) => {
    // The name that the user knows counts before the one that the server answered with.
    for (const name of [agent.model, model]) {
      const overridden = findOverriddenCost(name, usage, overrides);
      if (overridden) return overridden.costUsd;
    }
    if (!hasListPrice(agent, usage)) return undefined;
    const priced = [model, agent.model].find((name) => hasPrice(name, at));
    return priced === undefined ? undefined : computeCost(priced, usage, at);
  };
}

/** OpenAI's hosts for a region, which ask more. */
const regionalHost = /^https:\/\/[a-z]+\.api\.openai\.com(\/|$)/i;

/** Tells whether list prices hold. The answer's tier counts before the requested one. */
function hasListPrice(agent: AgentConfig, { tier }: Usage): boolean {
  if (!isBuiltInType(agent.type) || agent.type === 'vscode-lm' || agent.simulated) return false;
  const baseUrl = effectiveBaseUrl(agent);
  if (baseUrl === undefined || isLoopback(baseUrl) || regionalHost.test(baseUrl)) return false;
  return Object.entries(agent.params ?? {}).every(
    ([name, value]) => (tier && tierParams.has(name)) || (rateParams.get(name)?.has(value) ?? true),
  );
}
