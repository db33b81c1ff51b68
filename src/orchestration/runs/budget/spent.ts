import type { Usage } from '#llm/core.ts';
import type { ExecutionResult, Spent } from '#orchestration/types.ts';

export function nothing(): Spent {
  return { tokens: 0, costUsd: 0 };
}

/** Sum of amounts. */
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

/** Cost of runs, as far as their results know it. Parts are in the sums of the runs that they belong to. */
export function sumSpent(results: readonly ExecutionResult[]): Spent {
  return addUp(
    results.flatMap(({ metadata: { usage, costUsd, guessed } }) => [toSpent(usage, costUsd), guessed ?? nothing()]),
  );
}

export function toSpent(usage: Usage | undefined, costUsd: number | undefined): Spent {
  return { tokens: usage ? usage.inputTokens + usage.outputTokens : 0, costUsd: costUsd ?? 0 };
}

/** Tells whether a value from outside is a finite number from 0 on: any other would spoil every sum. */
export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** Returns the amounts, if both can be counted. */
export function toCountable(spent: Spent | undefined): Spent | undefined {
  return spent && isAmount(spent.tokens) && isAmount(spent.costUsd) ? spent : undefined;
}
