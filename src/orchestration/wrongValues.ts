import { type Phrase, phrase, sayPhrase, toPhrase } from '#common/phrase.ts';
import type { SettingProblem } from './types.ts';

/** Whether a value is an object as JSON has them. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What kind of value this is, for a message that must not repeat it. */
export function nameType(value: unknown): Phrase {
  if (value === null) return toPhrase('null');
  if (Array.isArray(value)) return phrase('a list');
  if (value === undefined) return phrase('nothing');
  if (typeof value === 'string') return phrase('a string');
  if (typeof value === 'number') return phrase('a number');
  return typeof value === 'boolean' ? phrase('a boolean') : phrase('an object');
}

/** What was expected of a value, and what it is instead. */
export function toWrongType(expected: 'string' | 'number' | 'boolean' | 'object' | 'list', value: unknown): Phrase {
  return expectations[expected](nameType(value));
}

/** A problem in the one form that all of them have. */
export function toProblem(path: readonly string[], expectation: Phrase): SettingProblem {
  const joined = path.join(' › ');
  const words = phrase('{0}: {1}', joined, expectation);
  return { path: joined, message: sayPhrase(words), phrase: words };
}

/** What was expected of a name that no setting has. */
export function toUnknownSetting(known: readonly string[]): Phrase {
  return phrase('unknown setting; expected one of {0}', known.join(', '));
}

const expectations = {
  string: (found: Phrase) => phrase('expected a string, got {0}', found),
  number: (found: Phrase) => phrase('expected a number, got {0}', found),
  boolean: (found: Phrase) => phrase('expected a boolean, got {0}', found),
  object: (found: Phrase) => phrase('expected an object, got {0}', found),
  list: (found: Phrase) => phrase('expected a list, got {0}', found),
};
