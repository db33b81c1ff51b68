import type { Usage } from '#llm/core.ts';
import type { ExecutionResult } from '#orchestration/types.ts';

/** Tokens (input and output together) and US dollars. */
export interface Spent {
  tokens: number;
  costUsd: number;
}

export function nothing(): Spent {
  return { tokens: 0, costUsd: 0 };
}

/** What all of these come to together. */
export function addUp(amounts: readonly Spent[]): Spent {
  const sum = nothing();
  for (const amount of amounts) addTo(sum, amount);
  return sum;
}

export function addTo(sum: Spent, { tokens, costUsd }: Spent): void {
  sum.tokens += tokens;
  sum.costUsd += costUsd;
}

/** The larger of both, each unit for itself. */
export function atLeast(here: Spent, other: Spent = here): Spent {
  return { tokens: Math.max(here.tokens, other.tokens), costUsd: Math.max(here.costUsd, other.costUsd) };
}

/** What runs have spent, as far as their results know it. Parts are in the sums of the runs that they belong to. */
export function sumSpent(results: readonly ExecutionResult[]): Spent {
  return addUp(
    results.flatMap(({ metadata: { usage, costUsd, guessed } }) => [toSpent(usage, costUsd), guessed ?? nothing()]),
  );
}

export function toSpent(usage: Usage | undefined, costUsd: number | undefined): Spent {
  return { tokens: usage ? usage.inputTokens + usage.outputTokens : 0, costUsd: costUsd ?? 0 };
}

/** Whether a number from outside can be counted: one that is not would make every sum useless. */
export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** The amounts, if both can be counted. */
export function toCountable(spent: Spent | undefined): Spent | undefined {
  return spent && isAmount(spent.tokens) && isAmount(spent.costUsd) ? spent : undefined;
}
