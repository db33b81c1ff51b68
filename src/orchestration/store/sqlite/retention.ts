import { type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import { seqsPerMs } from './runTable.ts';
import type { Tables } from './tables.ts';

/** Limits of the history. */
export interface RetentionLimits {
  maxAgeDays: number;
  maxMegabytes: number;
}

const dayMs = 24 * 60 * 60 * 1_000;

/** Days for which costs of deleted runs are remembered: longer than any budget lasts. */
const spentDays = 62;

/** Share of the limit that is left when there is too much, so that the next run does not exceed it again. */
const remainingShare = 0.9;

/** Time for which removing may hold up the extension host, in milliseconds; one large run alone can take longer. */
const sliceMs = 10;
const maxPerSlice = 50;

/** A run that belongs to no plan, or a whole plan: it is as old as its latest run. */
interface Unit {
  last: number;
  seq?: RowId;
  planId?: string;
}

/** Removes runs and plans that are too old, and the oldest of too many. Runs in progress stay, and plans with one. */
export class Retention {
  readonly #tables: Tables;
  /** While too much is being removed: the size at which to stop. */
  #targetSize: number | undefined;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Tells whether there is something to remove. Cheap enough to be called after each run. */
  isDue({ maxAgeDays, maxMegabytes }: RetentionLimits, now: number): boolean {
    if (this.#isSpentDue(now)) return true;
    const [oldest] = this.#findOldest(1);
    if (!oldest) return false;
    const maxSize = maxMegabytes * 1_000_000;
    if (this.#tables.database.size > maxSize) this.#targetSize ??= this.#toTargetSize(maxSize);
    return this.#targetSize !== undefined || oldest.last < toSeq(now - maxAgeDays * dayMs);
  }

  /** Removes what is due, for some milliseconds. A part of the caller's transaction. */
  work({ maxAgeDays }: RetentionLimits, now: number): void {
    const end = performance.now() + sliceMs;
    this.#tables.database.run('DELETE FROM spent WHERE started_at_ms NOT BETWEEN ? AND ?', ...toSpentSpan(now));
    const oldestSeq = toSeq(now - maxAgeDays * dayMs);
    for (const unit of this.#findOldest(maxPerSlice)) {
      const isTooMuch = this.#targetSize !== undefined && this.#tables.database.size > this.#targetSize;
      if (isTooMuch || unit.last < oldestSeq) this.#remove(unit);
      if (performance.now() > end) return;
    }
    if (
      this.#targetSize === undefined ||
      (this.#tables.database.size > this.#targetSize && this.#findOldest(1).length > 0)
    )
      return;
    this.#targetSize = undefined;
    this.#tables.runs.index.merge({ isAll: true });
  }

  #isSpentDue(now: number): boolean {
    const [first, last] = toSpentSpan(now);
    const sql = 'SELECT 1 FROM spent WHERE started_at_ms < ?1 UNION SELECT 1 FROM spent WHERE started_at_ms > ?2';
    return this.#tables.database.get(sql, first, last) !== undefined;
  }

  /**
   * Size at which to stop. Removing from the index leaves its pages half empty, until they are merged: so the rest is reduced
   * by the share by which the whole is too large, and the index follows.
   */
  #toTargetSize(maxSize: number): number {
    const { size } = this.#tables.database;
    const indexSize = this.#tables.runs.index.size;
    return indexSize + ((size - indexSize) * maxSize * remainingShare) / size;
  }

  #remove({ seq, planId }: Unit): void {
    const { runs, plans } = this.#tables;
    if (seq !== undefined) runs.delete(seq);
    if (planId !== undefined) plans.deleteWithRuns(planId, runs);
  }

  #findOldest(count: number): Unit[] {
    const runs = this.#tables.database.all(
      `SELECT seq FROM runs WHERE session IS NULL AND parent_run_id IS NULL
         AND (plan_id IS NULL OR plan_id NOT IN (SELECT plan_id FROM plans))
         AND NOT EXISTS (SELECT 1 FROM runs AS part WHERE part.parent_run_id = runs.run_id AND part.session IS NOT NULL)
         ORDER BY seq LIMIT ?`,
      count,
    );
    const units: Unit[] = runs.map(({ seq }) => ({ last: Number(seq), seq: toRowId(seq) }));
    for (const { planId, last } of this.#tables.plans.findIdle()) units.push({ last, planId });
    return units.sort((left, right) => left.last - right.last).slice(0, count);
  }
}

/** Days whose costs are remembered: costs of a clock that was ahead would count once more on the day that it showed. */
function toSpentSpan(now: number): [first: number, last: number] {
  return [now - spentDays * dayMs, now + dayMs];
}

function toSeq(milliseconds: number): number {
  return milliseconds * seqsPerMs;
}
