import { isRecord } from '#common/isRecord.ts';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { Price, PriceOverrides } from '#llm/core.ts';
import type { SettingProblem } from '#orchestration/types.ts';
import { toProblem, toUnknownSetting } from '#orchestration/wrongValues.ts';

const setting = 'switchyard.prices';
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** An entry of `switchyard.prices`, in US dollars for a million tokens. */
export const priceSchema = v.strictObject({ input: amount, output: amount, cachedInput: v.optional(amount) });

/** Reads `switchyard.prices`, as it stands in the settings. An entry with a problem is left out whole. Never throws. */
export function parsePrices(value: unknown): { valid: PriceOverrides; problems: SettingProblem[] } {
  if (value === undefined || value === null) return { valid: {}, problems: [] };
  if (!isRecord(value)) return { valid: {}, problems: [toProblem([setting], l10n.t('expected an object'))] };
  const valid: [string, Price][] = [];
  const problems: SettingProblem[] = [];
  for (const [model, entry] of Object.entries(value)) {
    const found = findProblems(model, entry);
    problems.push(...found);
    if (found.length === 0 && v.is(priceSchema, entry)) valid.push([model, entry]);
  }
  return { valid: Object.fromEntries(valid), problems };
}

function findProblems(model: string, entry: unknown): SettingProblem[] {
  const path = [setting, model];
  if (model.trim() === '') return [toProblem([setting], l10n.t('expected the name of a model before each price'))];
  if (!isRecord(entry)) return [toProblem(path, l10n.t('expected an object with input and output'))];
  const names = Object.keys(priceSchema.entries);
  const problems = Object.keys(entry)
    .filter((key) => !names.includes(key))
    .map((key) => toProblem([...path, key], toUnknownSetting(names)));
  for (const name of names) {
    const isMissing = entry[name] === undefined;
    if (v.is(Reflect.get(priceSchema.entries, name), entry[name])) continue;
    const expected = isMissing
      ? l10n.t('expected US dollars for a million tokens, a number of at least 0; got nothing')
      : l10n.t('expected US dollars for a million tokens, a number of at least 0');
    problems.push(toProblem([...path, name], expected));
  }
  return problems;
}
