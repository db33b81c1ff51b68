import assert from 'node:assert/strict';
import { groupByDay } from '#editor/history/historyGroups.ts';

const now = new Date(2026, 10, 25, 0, 5);
const at = (year: number, month: number, day: number, hour = 12) => ({
  startedAt: new Date(year, month - 1, day, hour).toISOString(),
});
const labels = (runs: { startedAt: string }[], locale = 'en') =>
  groupByDay(runs, { now, locale }).map(({ label }) => label);

describe('runs grouped by day', () => {
  it('are of today, of yesterday, of a weekday, or of a date', () => {
    const runs = [at(2026, 11, 25, 0), at(2026, 11, 24, 23), at(2026, 11, 23), at(2026, 11, 19), at(2026, 11, 18)];
    assert.deepEqual(labels(runs), ['Today', 'Yesterday', 'Monday', 'Thursday', 'November 18, 2026']);
  });

  it('speak the language of the user', () => {
    assert.deepEqual(labels([at(2026, 11, 25, 0), at(2026, 11, 24), at(2026, 10, 3)], 'de'), [
      'Heute',
      'Gestern',
      '3. Oktober 2026',
    ]);
  });

  it('keep the order in which they come, and a key that does not change overnight', () => {
    const runs = [at(2026, 11, 24, 22), at(2026, 11, 24, 9), at(2026, 1, 2)];
    const groups = groupByDay(runs, { now, locale: 'en' });
    assert.deepEqual(
      groups.map(({ key, runs: { length } }) => [key, length]),
      [
        ['2026-11-24', 2],
        ['2026-01-02', 1],
      ],
    );
    assert.deepEqual(groups[0]?.runs, runs.slice(0, 2));
  });

  it('have a group also where the clock was wrong', () => {
    assert.deepEqual(labels([at(2027, 1, 1), { startedAt: 'never' }]), ['January 1, 2027', '?']);
  });
});
