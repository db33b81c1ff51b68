/** Runs of one day, newest first. */
export interface DayGroup<Run> {
  /** Local date as `2026-11-25`: it stays the same while the label changes overnight. */
  key: string;
  label: string;
  runs: Run[];
}

/**
 * Groups runs by the local day they began on, in the given order. The label is Today, Yesterday, a weekday of the last
 * week, or a date, in the language of `locale` (a BCP 47 tag).
 */
export function groupByDay<Run extends { startedAt: string }>(
  runs: readonly Run[],
  { now, locale }: { now: Date; locale: string },
): DayGroup<Run>[] {
  const groups = new Map<string, DayGroup<Run>>();
  for (const run of runs) {
    const date = new Date(run.startedAt);
    const key = toDayKey(date);
    const group = groups.get(key);
    if (group) group.runs.push(run);
    else groups.set(key, { key, label: describeDay(date, now, locale), runs: [run] });
  }
  return [...groups.values()];
}

/** Key of the day of a run. */
export function toDayKey(date: Date): string {
  if (Number.isNaN(date.getTime())) return 'unknown';
  const parts = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return [date.getFullYear(), ...parts].join('-');
}

function describeDay(date: Date, now: Date, locale: string): string {
  if (Number.isNaN(date.getTime())) return '?';
  // Counted by the calendar: a day may have 23 or 25 hours.
  const days = Math.round((toMidnight(now) - toMidnight(date)) / 86_400_000);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day');
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  }
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(locale, { weekday: 'long' }).format(date);
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(date);
}

function toMidnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
