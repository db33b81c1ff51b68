import type { Database } from './database.ts';
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

/** A run that belongs to no plan, or a whole plan: it is as old as its latest run. */
interface Unit {
  last: number;
  seq?: number;
  planId?: string;
}

/** Removes what is too old, and the oldest of what is too much. What goes on never goes, nor a plan of which something does. */
export class Retention {
  readonly #database: Database;
  readonly #runs: RunTable;
  readonly #plans: PlanTable;
  /** Stays until there is room again. */
  #isOverfull = false;

  constructor(database: Database, runs: RunTable, plans: PlanTable) {
    this.#database = database;
    this.#runs = runs;
    this.#plans = plans;
  }

  /** Whether there is something to remove: cheap enough to be asked after each run. */
  isDue(limits: RetentionLimits, now: number): boolean {
    if (this.#database.size > toBytes(limits)) this.#isOverfull = true;
    const [oldest] = this.#findOldest(1);
    return oldest !== undefined && this.#isSurplus(oldest, limits, now);
  }

  /** Removes at most `count` runs and plans. A part of the caller's transaction. */
  removeSome(limits: RetentionLimits, now: number, count: number): void {
    this.#database.run('DELETE FROM spent WHERE started_at_ms < ?', now - spentDays * dayMs);
    for (const unit of this.#findOldest(count)) {
      if (this.#isSurplus(unit, limits, now)) this.#remove(unit);
    }
  }

  #isSurplus({ last }: Unit, limits: RetentionLimits, now: number): boolean {
    if (this.#isOverfull) this.#isOverfull = this.#database.size > toBytes(limits) * roomToLeave;
    return this.#isOverfull || last < (now - limits.maxAgeDays * dayMs) * seqsPerMs;
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
    const units: Unit[] = runs.map(({ seq }) => ({ last: Number(seq), seq: Number(seq) }));
    for (const { planId, last } of this.#plans.findIdle()) units.push({ last, planId });
    return units.sort((left, right) => left.last - right.last).slice(0, count);
  }
}

function toBytes({ maxMegabytes }: RetentionLimits): number {
  return maxMegabytes * 1_000_000;
}
