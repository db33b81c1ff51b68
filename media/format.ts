/** The language of the page, which is VS Code's and may be another than the browser's. */
function pageLanguage(): string | undefined {
  return globalThis.document?.documentElement.lang || undefined;
}

/** A formatter is costly to make and cheap to use: one for each way to write a number, made when first needed. */
function format(value: number, options: Intl.NumberFormatOptions): string {
  const language = pageLanguage();
  const key = JSON.stringify([language, options]);
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(language, options);
  formatters.set(key, formatter);
  return formatter.format(value);
}

const formatters = new Map<string, Intl.NumberFormat>();

/** A number of tokens with the separators of the user's language. */
export function formatCount(count: number): string {
  return format(count, { maximumFractionDigits: 0 });
}

/** Seconds as `4 s`, `4.2 s` (with `digits` 1 and under a minute), `1:05` or `1:02:05`. */
export function formatSeconds(seconds: number, digits: 0 | 1 = 0): string {
  const positive = Math.max(0, seconds);
  if (positive < 60) {
    const shown = digits === 0 ? Math.floor(positive) : Math.min(59.9, positive);
    return format(shown, {
      style: 'unit',
      unit: 'second',
      unitDisplay: 'narrow',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  }
  const whole = Math.floor(positive);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

const smallestShownCost = 0.0001;

/** US dollars, with enough digits for a small sum to be told from nothing: `$1.25`, `$0.0004`, `<$0.0001`. */
export function formatCost(dollars: number): string {
  if (dollars > 0 && dollars < smallestShownCost) return `<${formatCost(smallestShownCost)}`;
  const digits = dollars !== 0 && Math.abs(dollars) < 0.1 ? 4 : 2;
  return format(dollars, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
