import { formatAmount, formatDollars, formatDuration } from '#common/text/amounts.ts';

/** The language of the page, which is VS Code's and may be another than the browser's. */
function pageLanguage(): string | undefined {
  return globalThis.document?.documentElement.lang || undefined;
}

/** A whole number, such as one of tokens, with the separators of the user's language. */
export function formatCount(count: number): string {
  return formatAmount(count, pageLanguage(), 0);
}

/** Seconds as `4s`, `4.2s` (with `digits` 1 and under a minute), `1m 5s` or `1h 2m 5s`. */
export function formatElapsed(seconds: number, digits: 0 | 1 = 0): string {
  return formatDuration(seconds, pageLanguage(), digits);
}

/** US dollars, with enough digits for a small sum to be told from nothing: `$1.25`, `$0.0004`, `<$0.0001`. */
export function formatPrice(dollars: number): string {
  return formatDollars(dollars, pageLanguage());
}
