/**
 * Formats a number. A formatter is costly to make and cheap to use: one for each way to write a number, made when first
 * needed.
 */
function format(value: number, language: string | undefined, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify([language, options]);
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(language, options);
  formatters.set(key, formatter);
  return formatter.format(value);
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Formats a number with the separators of a language and at most so many decimals. */
export function formatAmount(value: number, language: string | undefined, digits: number): string {
  return format(value, language, { maximumFractionDigits: digits });
}

/**
 * Formats seconds as `4s`, `4.2s` (with `digits` 1 and under a minute), `1m 5s` or `1h 2m 5s`, as a language has them.
 */
export function formatDuration(seconds: number, language: string | undefined, digits: 0 | 1): string {
  const positive = Math.max(0, seconds);
  const say = (value: number, unit: 'hour' | 'minute' | 'second', decimals = 0): string =>
    format(value, language, {
      style: 'unit',
      unit,
      unitDisplay: 'narrow',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  if (positive < 60) return say(digits === 0 ? Math.floor(positive) : Math.min(59.9, positive), 'second', digits);
  const whole = Math.floor(positive);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const parts = [say(minutes, 'minute'), say(whole % 60, 'second')];
  if (hours > 0) parts.unshift(say(hours, 'hour'));
  return new Intl.ListFormat(language, { type: 'unit', style: 'narrow' }).format(parts);
}

/** Formats a day and a time of the day, or `?` where there is none: not every text of a file is a time. */
export function formatMoment(time: string | number, language: string | undefined, style: 'short' | 'medium'): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '?';
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: style }).format(date);
}

const smallestShownCost = 0.0001;

/** Formats US dollars, with enough digits for a small sum to be told from nothing: `$1.25`, `$0.0004`, `<$0.0001`. */
export function formatDollars(dollars: number, language: string | undefined): string {
  if (dollars > 0 && dollars < smallestShownCost) return `<${formatDollars(smallestShownCost, language)}`;
  const digits = dollars !== 0 && Math.abs(dollars) < 0.1 ? 4 : 2;
  return format(dollars, language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
