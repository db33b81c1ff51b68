import * as v from 'valibot';
import { phrase } from '../common/phrase.ts';
import { isPlainObject, toProblem, toUnknownSetting, toWrongType } from './agentSettings.ts';
import type { Budget, BudgetLimit } from './budget.ts';
import type { SettingProblem } from './types.ts';

const setting = 'switchyard.budget';
const scopes = ['perRun', 'perPlan', 'perDay'] as const;
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const units = { tokens: amount, usd: amount };

/**
 * Reads `switchyard.budget`. What is wrong with one limit leaves the others valid. A limit that cannot be read limits
 * nothing, so it must be told: its problem names where it stands.
 */
export function parseBudget(value: unknown): { budget: Budget; problems: SettingProblem[] } {
  if (value === undefined || value === null) return { budget: {}, problems: [] };
  if (!isPlainObject(value)) {
    return { budget: {}, problems: [toProblem([setting], toWrongType('object', value))] };
  }
  const problems = unknownKeys(value, scopes, [setting]);
  const budget: Budget = {};
  for (const scope of scopes) {
    const limit = parseLimit(value[scope], [setting, scope], problems);
    if (Object.keys(limit).length > 0) budget[scope] = limit;
  }
  return { budget, problems };
}

function parseLimit(value: unknown, path: string[], problems: SettingProblem[]): BudgetLimit {
  const limit: BudgetLimit = {};
  if (value === undefined) return limit;
  if (!isPlainObject(value)) {
    problems.push(toProblem(path, toWrongType('object', value)));
    return limit;
  }
  problems.push(...unknownKeys(value, Object.keys(units), path));
  for (const unit of ['tokens', 'usd'] as const) {
    if (value[unit] === undefined) continue;
    const parsed = v.safeParse(units[unit], value[unit]);
    if (parsed.success) limit[unit] = parsed.output;
    else problems.push(toProblem([...path, unit], phrase('expected a number that is not negative')));
  }
  return limit;
}

function unknownKeys(value: object, known: readonly string[], path: string[]): SettingProblem[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => toProblem([...path, key], toUnknownSetting(known)));
}
