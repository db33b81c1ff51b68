import * as l10n from '@vscode/l10n';
import { formatAmount } from './text/amounts.ts';

let language = 'en';

/**
 * Sets the language of every message and number from here on: English by default.
 * @param bundle the translation of each English text.
 */
export function setLanguage(tag: string, bundle: Record<string, string> = {}): void {
  language = tag;
  l10n.config({ contents: bundle });
}

/** Returns the language as a BCP 47 tag. */
export function currentLanguage(): string {
  return language;
}

/** Formats a number with the separators of the language and at most so many decimals; by default all it has. */
export function formatNumber(value: number, digits = 20): string {
  return formatAmount(value, language, digits);
}

/** Translates an English text that is a literal elsewhere, such as the description of a property in a schema. */
export function translate(english: string): string {
  return l10n.t(english);
}
