import * as l10n from '@vscode/l10n';
import { formatAmount, formatDollars, formatDuration, formatMoment } from '#common/text/amounts.ts';

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

/** Formats the duration of a run as `4.2s`, `1m 5s` or `1h 2m 5s`. */
export function formatRunDuration(seconds: number): string {
  return formatDuration(seconds, language, 1);
}

/** Formats the cost of a run. */
export function formatRunCost(dollars: number): string {
  return formatDollars(dollars, language);
}

/** Formats a date and a time of day. */
export function formatTime(time: string | number, style: 'short' | 'medium' = 'medium'): string {
  return formatMoment(time, language, style);
}

/** Translates an English text that is a literal elsewhere, such as the description of a property in a schema. */
export function translateLiteral(english: string): string {
  return l10n.t(english);
}
