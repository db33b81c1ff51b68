import { currentLanguage } from '#common/language.ts';
import { formatDollars, formatDuration, formatMoment } from '#common/text/amounts.ts';

// Times and money in the language of VS Code.

/** A duration as `4.2s`, `1m 5s` or `1h 2m 5s`. */
export function formatSeconds(seconds: number): string {
  return formatDuration(seconds, currentLanguage(), 1);
}

/** What a run cost. */
export function formatCost(dollars: number): string {
  return formatDollars(dollars, currentLanguage());
}

/** A day and a time of the day. */
export function formatTime(time: string | number, style: 'short' | 'medium' = 'medium'): string {
  return formatMoment(time, currentLanguage(), style);
}
