import { withoutUndefined } from '#common/withoutUndefined.ts';
import { isRecord } from '#common/isRecord.ts';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { type BudgetScope, budgetScopes } from '#common/vocabulary.ts';
import type { SettingProblem, BudgetLimit, Budget } from '#orchestration/types.ts';
import { toWrongType, toProblem, toUnknownSetting } from '#orchestration/wrongValues.ts';

const setting = 'switchyard.budget';
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const limitSchema = v.strictObject({ tokens: v.optional(amount), usd: v.optional(amount) });

/** The value of `switchyard.budget`. */
export const budgetSchema = v.strictObject({
  perRun: v.optional(limitSchema),
  perPlan: v.optional(limitSchema),
  perDay: v.optional(limitSchema),
} satisfies Record<BudgetScope, v.GenericSchema>);

/**
 * Reads `switchyard.budget`. Whatever is wrong with it, a misspelt name too, makes a budget with a `problem`, which lets
 * nothing through: a limit that nobody can read would limit nothing.
 */
export function parseBudget(value: unknown): { budget: Budget; problems: SettingProblem[] } {
  if (value === undefined || value === null) return { budget: {}, problems: [] };
  const budget: Budget = {};
  const problems: SettingProblem[] = [];
  if (isRecord(value)) {
    problems.push(...unknownKeys(value, budgetScopes, [setting]));
    for (const scope of budgetScopes) {
      const limit = parseLimit(value[scope], [setting, scope], problems);
      if (Object.keys(limit).length > 0) budget[scope] = limit;
    }
  } else {
    problems.push(toProblem([setting], toWrongType('object', value)));
  }
  return { budget: withoutUndefined({ ...budget, problem: problems[0] }), problems };
}

function parseLimit(value: unknown, path: string[], problems: SettingProblem[]): BudgetLimit {
  const limit: BudgetLimit = {};
  if (value === undefined) return limit;
  if (!isRecord(value)) {
    problems.push(toProblem(path, toWrongType('object', value)));
    return limit;
  }
  problems.push(...unknownKeys(value, Object.keys(limitSchema.entries), path));
  for (const unit of ['tokens', 'usd'] as const) {
    if (value[unit] === undefined) continue;
    const parsed = v.safeParse(amount, value[unit]);
    if (parsed.success) limit[unit] = parsed.output;
    else problems.push(toProblem([...path, unit], l10n.t('expected a number that is not negative')));
  }
  return limit;
}

function unknownKeys(value: object, known: readonly string[], path: string[]): SettingProblem[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => toProblem([...path, key], toUnknownSetting(known)));
}
