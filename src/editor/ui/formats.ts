import { env } from 'vscode';
import { formatDollars, formatDuration, formatMoment } from '#common/text/amounts.ts';

// Times and money in the way of VS Code's language.

/** A duration as `4.2s`, `1m 5s` or `1h 2m 5s`. */
export function formatSeconds(seconds: number): string {
  return formatDuration(seconds, env.language, 1);
}

/** What a run cost. */
export function formatCost(dollars: number): string {
  return formatDollars(dollars, env.language);
}

/** A day and a time of the day. */
export function formatTime(time: string | number, style: 'short' | 'medium' = 'medium'): string {
  return formatMoment(time, env.language, style);
}
