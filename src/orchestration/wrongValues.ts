import * as l10n from '@vscode/l10n';
import type { SettingProblem } from './types.ts';

/** Names the kind of a value, for a message that must not repeat it. */
export function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return l10n.t('a list');
  if (value === undefined) return l10n.t('nothing');
  if (typeof value === 'string') return l10n.t('a string');
  if (typeof value === 'number') return l10n.t('a number');
  return typeof value === 'boolean' ? l10n.t('a boolean') : l10n.t('an object');
}

/** Says what was expected of a value, and what it is instead. */
export function toWrongType(expected: 'string' | 'number' | 'boolean' | 'object' | 'list', value: unknown): string {
  return expectations[expected](nameType(value));
}

/** A problem in the one form that all of them have. */
export function toProblem(path: readonly string[], expectation: string): SettingProblem {
  const joined = path.join(' › ');
  return { path: joined, message: l10n.t('{0}: {1}', joined, expectation) };
}

/** Says what was expected of a name that no setting has. */
export function toUnknownSetting(known: readonly string[]): string {
  return l10n.t('unknown setting; expected one of {0}', known.join(', '));
}

const expectations = {
  string: (found: string) => l10n.t('expected a string, got {0}', found),
  number: (found: string) => l10n.t('expected a number, got {0}', found),
  boolean: (found: string) => l10n.t('expected a boolean, got {0}', found),
  object: (found: string) => l10n.t('expected an object, got {0}', found),
  list: (found: string) => l10n.t('expected a list, got {0}', found),
};
