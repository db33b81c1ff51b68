import { type Database, type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import type { PlanTable } from './planTable.ts';
import { type RunTable, seqsPerMs } from './runTable.ts';

/** How much history is kept. */
export interface RetentionLimits {
  maxAgeDays: number;
  maxMegabytes: number;
}

const dayMs = 24 * 60 * 60 * 1_000;

/** What deleted runs cost is remembered for longer than any budget lasts. */
const spentDays = 62;

/** When there is too much, a little more than that goes, so that it is not the same again after the next run. */
const roomToLeave = 0.9;

/** How long removing may hold up the extension host, in milliseconds; one large run alone can take longer. */
const sliceMs = 10;
const maxPerSlice = 50;

/** A run that belongs to no plan, or a whole plan: it is as old as its latest run. */
interface Unit {
  last: number;
  seq?: RowId;
  planId?: string;
}

/** Removes what is too old, and the oldest of what is too much. What goes on never goes, nor a plan of which something does. */
export class Retention {
  readonly #database: Database;
  readonly #runs: RunTable;
  readonly #plans: PlanTable;
  /** While too much is being removed: the size at which to stop. */
  #targetSize: number | undefined;

  constructor(database: Database, runs: RunTable, plans: PlanTable) {
    this.#database = database;
    this.#runs = runs;
    this.#plans = plans;
  }

  /** Whether there is something to remove: cheap enough to be asked after each run. */
  isDue({ maxAgeDays, maxMegabytes }: RetentionLimits, now: number): boolean {
    if (this.#isSpentDue(now)) return true;
    const [oldest] = this.#findOldest(1);
    if (!oldest) return false;
    const maxSize = maxMegabytes * 1_000_000;
    if (this.#database.size > maxSize) this.#targetSize ??= this.#toTargetSize(maxSize);
    return this.#targetSize !== undefined || oldest.last < toSeq(now - maxAgeDays * dayMs);
  }

  /** Works for some milliseconds on what is due. A part of the caller's transaction. */
  work({ maxAgeDays }: RetentionLimits, now: number): void {
    const end = performance.now() + sliceMs;
    this.#database.run('DELETE FROM spent WHERE started_at_ms NOT BETWEEN ? AND ?', ...toSpentSpan(now));
    const oldestSeq = toSeq(now - maxAgeDays * dayMs);
    for (const unit of this.#findOldest(maxPerSlice)) {
      const isTooMuch = this.#targetSize !== undefined && this.#database.size > this.#targetSize;
      if (isTooMuch || unit.last < oldestSeq) this.#remove(unit);
      if (performance.now() > end) return;
    }
    if (this.#targetSize === undefined || (this.#database.size > this.#targetSize && this.#findOldest(1).length > 0))
      return;
    this.#targetSize = undefined;
    this.#runs.mergeIndex({ isAll: true });
  }

  #isSpentDue(now: number): boolean {
    const [first, last] = toSpentSpan(now);
    const sql = 'SELECT 1 FROM spent WHERE started_at_ms < ?1 UNION SELECT 1 FROM spent WHERE started_at_ms > ?2';
    return this.#database.get(sql, first, last) !== undefined;
  }

  /**
   * What is removed from the index leaves its pages half empty, until they are merged. So the rest is brought down by the
   * share by which the whole is too large, and the index follows.
   */
  #toTargetSize(maxSize: number): number {
    const { size } = this.#database;
    const indexSize = this.#runs.indexSize;
    return indexSize + ((size - indexSize) * maxSize * roomToLeave) / size;
  }

  #remove({ seq, planId }: Unit): void {
    if (seq !== undefined) this.#runs.delete(seq);
    if (planId !== undefined) this.#plans.deleteWithRuns(planId, this.#runs);
  }

  #findOldest(count: number): Unit[] {
    const runs = this.#database.all(
      `SELECT seq FROM runs WHERE session IS NULL AND parent_run_id IS NULL
         AND (plan_id IS NULL OR plan_id NOT IN (SELECT plan_id FROM plans))
         AND NOT EXISTS (SELECT 1 FROM runs AS part WHERE part.parent_run_id = runs.run_id AND part.session IS NOT NULL)
         ORDER BY seq LIMIT ?`,
      count,
    );
    const units: Unit[] = runs.map(({ seq }) => ({ last: Number(seq), seq: toRowId(seq) }));
    for (const { planId, last } of this.#plans.findIdle()) units.push({ last, planId });
    return units.sort((left, right) => left.last - right.last).slice(0, count);
  }
}

/** What was spent while the clock was ahead would count once more on the day that it showed. */
function toSpentSpan(now: number): [first: number, last: number] {
  return [now - spentDays * dayMs, now + dayMs];
}

function toSeq(milliseconds: number): number {
  return milliseconds * seqsPerMs;
}
