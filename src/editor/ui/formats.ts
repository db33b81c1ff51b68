import { currentLanguage } from '#common/language.ts';
import { formatDollars, formatDuration, formatMoment } from '#common/text/amounts.ts';

// Times and money in the language of VS Code.

/** Formats a duration as `4.2s`, `1m 5s` or `1h 2m 5s`. */
export function formatRunDuration(seconds: number): string {
  return formatDuration(seconds, currentLanguage(), 1);
}

/** Formats the cost of a run. */
export function formatRunCost(dollars: number): string {
  return formatDollars(dollars, currentLanguage());
}

/** Formats a day and a time of the day. */
export function formatTime(time: string | number, style: 'short' | 'medium' = 'medium'): string {
  return formatMoment(time, currentLanguage(), style);
}
