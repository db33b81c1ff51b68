import { isRecord } from '#common/isRecord.ts';
import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import * as v from 'valibot';
import { suggest } from './didYouMean.ts';
import { planSchema } from './planSchema.ts';
import { checkTasks } from './planTasks.ts';
import { isArraySchema, isObjectSchema, isWrapper, type ObjectSchema } from './schemaKinds.ts';
import type { Plan } from '#orchestration/types.ts';
import type { PlanIssue, PlanCheckOptions, Path } from './planTypes.ts';
import { nameType } from '#orchestration/wrongValues.ts';

/** So many errors of a kind are told: what each of very many was meant to be would take minutes to find out. */
const maxErrors = 100;

/** See `checkPlan`, which loads this on first use. Never throws. */
export function findPlanIssues(value: unknown, options: PlanCheckOptions = {}): { plan?: Plan; issues: PlanIssue[] } {
  const issues = limitErrors(findUnknownProperties(planSchema, value, []));
  const parsed = v.safeParse(planSchema, value);
  for (const issue of parsed.issues ?? []) {
    // In the list already: valibot names one unknown property of several, and takes a list for an object.
    const isListed = issue.expected === 'never' || Array.isArray(issue.path?.at(-1)?.input);
    if (issue.type === 'strict_object' && issue.expected !== 'Object' && isListed) continue;
    issues.push(toPlanIssue(issue));
  }
  for (const issue of limitErrors(checkTasks(value, options))) issues.push({ ...issue, isBeyondSchema: true });
  const isGood = parsed.success && issues.every(({ severity }) => severity !== 'error');
  return isGood ? { plan: parsed.output satisfies Plan, issues } : { issues };
}

/** The issues up to the last error that is told. Warnings are not counted: an error behind many of them must not be missed. */
function limitErrors(found: Iterable<PlanIssue>): PlanIssue[] {
  const issues: PlanIssue[] = [];
  let errorCount = 0;
  for (const issue of found) {
    issues.push(issue);
    if (issue.severity === 'error') errorCount += 1;
    if (errorCount === maxErrors) break;
  }
  return issues;
}

/** The properties that a schema of objects does not have, and lists in place of objects, wherever they are. */
function* findUnknownProperties(schema: v.GenericSchema, value: unknown, path: Path): Generator<PlanIssue> {
  if (isWrapper(schema)) return yield* findUnknownProperties(schema.wrapped, value, path);
  if (isObjectSchema(schema) && isRecord(value)) {
    for (const [key, field] of Object.entries(value)) {
      const entry = Object.hasOwn(schema.entries, key) ? schema.entries[key] : undefined;
      if (entry) yield* findUnknownProperties(entry, field, [...path, key]);
      else yield { severity: 'error', message: toUnknownMessage(key, schema), path: [...path, key], isKey: true };
    }
  }
  if (isObjectSchema(schema) && Array.isArray(value)) {
    yield { severity: 'error', message: l10n.t('Expected an object, got {0}.', nameType(value)), path };
  }
  if (isArraySchema(schema) && Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* findUnknownProperties(schema.item, item, [...path, index]);
  }
}

function toUnknownMessage(key: string, schema: ObjectSchema): string {
  const known = Object.keys(schema.entries);
  const message = l10n.t('Unknown property "{0}".', key);
  const suggested = suggest(message, key, known);
  return suggested === message ? l10n.t('{0} Expected one of {1}.', message, known.join(', ')) : suggested;
}

function toPlanIssue(issue: v.BaseIssue<unknown>): PlanIssue {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const name = path.at(-1);
  if (issue.type === 'strict_object' && issue.expected !== 'Object') {
    return { severity: 'error', message: l10n.t('The property "{0}" is missing.', String(name)), path };
  }
  return { severity: 'error', message: toMessage(issue), path };
}

/** Valibot's own messages are English and repeat the value, which may be long; ours name its type. */
function toMessage({ type, input, expected, path, requirement }: v.BaseIssue<unknown>): string {
  const name = path?.at(-1)?.key;
  const limit = typeof requirement === 'number' ? requirement : 0;
  switch (type) {
    case 'strict_object':
      return l10n.t('Expected an object, got {0}.', nameType(input));
    case 'array':
      return l10n.t('Expected a list, got {0}.', nameType(input));
    case 'string': {
      const isBare = typeof input === 'number' || typeof input === 'boolean';
      return isBare
        ? l10n.t('Expected a string, got {0}. Put it in quotes.', nameType(input))
        : l10n.t('Expected a string, got {0}.', nameType(input));
    }
    case 'number':
      return l10n.t('Expected a number, got {0}.', Number.isNaN(input) ? 'NaN' : nameType(input));
    case 'integer':
      return l10n.t('Expected a whole number.');
    case 'min_value':
      return l10n.t('Expected a number of at least {0}.', formatNumber(limit));
    case 'max_value':
      return l10n.t('Expected a number of at most {0}.', formatNumber(limit));
    case 'literal':
      return l10n.t('Expected {0}.', expected ?? '');
    case 'picklist': {
      const known = expected?.match(/[\w-]+/g) ?? [];
      const wanted = l10n.t('Expected one of {0}.', known.join(', '));
      return typeof input === 'string' ? suggest(wanted, input, known) : wanted;
    }
    case 'regex':
      return name === 'id'
        ? l10n.t('Expected an id of letters (a-z), digits, "-" and "_".')
        : l10n.t('Expected a text that is not empty.');
    case 'min_length':
      return name === 'agents' ? l10n.t('Expected at least one agent.') : l10n.t('Expected at least one task.');
    case 'max_length':
      if (name === 'id') return l10n.t('Expected an id of at most {0} characters.', formatNumber(limit));
      return name === 'agents'
        ? l10n.t('Expected at most {0} agents.', formatNumber(limit))
        : l10n.t('Expected at most {0} tasks.', formatNumber(limit));
    default:
      return l10n.t('Expected another value.');
  }
}
