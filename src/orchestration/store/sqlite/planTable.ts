import type { PlanFacts, TaskStateChange } from '#orchestration/store/runStore.ts';
import type { AgentTask } from '#orchestration/types.ts';
import { toCount } from './amounts.ts';
import { type Database, type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import { type RunTable, seqsPerMs } from './runTable.ts';

/** Writes plans. Every method is a part of the caller's transaction, and does the same when it is tried again. */
export class PlanTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  save(planId: string, { goal, maxConcurrent, source }: PlanFacts, workspace: string, createdAt: string): void {
    this.#database.run(
      `INSERT INTO plans (plan_id, workspace, created_at, goal, max_concurrent, source) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (plan_id) DO UPDATE SET goal = excluded.goal, max_concurrent = excluded.max_concurrent,
           source = excluded.source`,
      planId,
      workspace,
      createdAt,
      typeof goal === 'string' ? goal : null,
      toCount(maxConcurrent) ?? null,
      typeof source === 'string' ? source : null,
    );
  }

  saveTasks(planId: string, tasks: readonly AgentTask[], workspace: string, createdAt: string): void {
    const plan = this.#find(planId) ?? (this.save(planId, {}, workspace, createdAt), this.#find(planId) ?? Number.NaN);
    for (const task of tasks) {
      this.#database.run(
        `INSERT INTO plan_tasks (plan, task_id, task) VALUES (?, ?, ?)
           ON CONFLICT (plan, task_id) DO UPDATE SET task = excluded.task`,
        plan,
        task.id,
        JSON.stringify(task),
      );
      this.#database.run(
        "INSERT INTO task_states (plan, task_id, status) VALUES (?, ?, 'pending') ON CONFLICT DO NOTHING",
        plan,
        task.id,
      );
    }
  }

  removeTask(planId: string, taskId: string): void {
    const plan = this.#find(planId);
    if (plan === undefined) return;
    this.#database.run('DELETE FROM plan_tasks WHERE plan = ? AND task_id = ?', plan, taskId);
    this.#database.run('DELETE FROM task_states WHERE plan = ? AND task_id = ?', plan, taskId);
  }

  /** Saves the state of a task. Changes nothing for a task that was not saved. */
  saveState({ planId, taskId, status, runId }: TaskStateChange, session: number): void {
    this.#database.run(
      `UPDATE task_states SET status = ?, run_id = coalesce(?, run_id), session = ?
         WHERE plan = (SELECT plan FROM plans WHERE plan_id = ?) AND task_id = ?`,
      status,
      runId ?? null,
      status === 'in_progress' ? session : null,
      planId,
      taskId,
    );
  }

  /** Moves plans to another file or folder. Plans that were there before lose their source. */
  moveSource(from: string, to: string): void {
    const within = (folder: string) =>
      `(source = ${folder} OR substr(source, 1, length(${folder}) + 1) = ${folder} || '/')`;
    this.#database.run(`UPDATE plans SET source = NULL WHERE ${within('?2')} AND NOT ${within('?1')}`, from, to);
    this.#database.run(
      `UPDATE plans SET source = ?2 || substr(source, length(?1) + 1) WHERE ${within('?1')}`,
      from,
      to,
    );
  }

  /**
   * Makes a plan that is idle elsewhere a session's, in one step. With `isAlone`, only while no other session has another
   * plan of its file.
   */
  claim(planId: string, session: number, isAlone = false): boolean {
    const sql = `UPDATE plans SET session = ?1 WHERE plan_id = ?2 AND ${toFree(isAlone)}`;
    return this.#database.run(sql, session, planId) > 0;
  }

  has(planId: string): boolean {
    return this.#find(planId) !== undefined;
  }

  release(planId: string, session: number): void {
    this.#database.run('UPDATE plans SET session = NULL WHERE plan_id = ? AND session = ?', planId, session);
  }

  /** Finds the holder of a plan: this session, or others that have claimed it or run some of it. */
  findHolder(planId: string, session: number, isAlone: boolean): 'us' | 'others' | undefined {
    const row = this.#database.get(
      `SELECT session, NOT (${toFree(isAlone)}) AS is_elsewhere FROM plans WHERE plan_id = ?2`,
      session,
      planId,
    );
    if (row?.['session'] === session) return 'us';
    return row?.['is_elsewhere'] === 1 ? 'others' : undefined;
  }

  /** Releases the plans of a dead session. Their tasks wait to be run again. Returns the number of tasks. */
  interrupt(session: RowId): number {
    this.#database.run('UPDATE plans SET session = NULL WHERE session = ?', session);
    return this.#database.run("UPDATE task_states SET status = 'pending', session = NULL WHERE session = ?", session);
  }

  /** Tells whether a plan exists and is idle. */
  isIdle(planId: string): boolean {
    return this.#database.get(`SELECT 1 FROM plans WHERE plan_id = ? AND ${idle}`, planId) !== undefined;
  }

  /** Finds the idle plans, each with the `seq` of its latest run or of its creation. */
  findIdle(): { planId: string; last: number }[] {
    const rows = this.#database.all(
      // An unreadable time does not make a plan old.
      `SELECT plan_id, max(coalesce(created_seq, ${Number.MAX_SAFE_INTEGER}), coalesce(run_seq, 0)) AS last FROM (
         SELECT plan_id, CAST(unixepoch(created_at, 'subsec') * 1000 AS INTEGER) * ${seqsPerMs} AS created_seq,
           (SELECT max(seq) FROM runs WHERE runs.plan_id = plans.plan_id) AS run_seq FROM plans WHERE ${idle})`,
    );
    return rows.map(({ plan_id: planId, last }) => ({ planId: String(planId), last: Number(last) }));
  }

  /** Removes a plan with its tasks and their runs. */
  deleteWithRuns(planId: string, runs: RunTable): void {
    const rows = this.#database.all('SELECT seq FROM runs WHERE plan_id = ? AND parent_run_id IS NULL', planId);
    for (const { seq } of rows) runs.delete(toRowId(seq));
    this.#database.run('DELETE FROM plans WHERE plan_id = ?', planId);
  }

  /** Removes all idle plans. */
  deleteIdle(): void {
    this.#database.run(`DELETE FROM plans WHERE ${idle}`);
  }

  #find(planId: string): RowId | undefined {
    const row = this.#database.get('SELECT plan FROM plans WHERE plan_id = ?', planId);
    return row && toRowId(row['plan']);
  }
}

/** Condition that neither the plan nor a run or task of it has a session, or a session like this. */
const toIdle = (session: string): string => `
  NOT (plans.session IS NOT NULL AND plans.session ${session})
  AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.plan_id = plans.plan_id AND runs.session IS NOT NULL AND runs.session ${session})
  AND NOT EXISTS (SELECT 1 FROM task_states WHERE task_states.plan = plans.plan
    AND task_states.session IS NOT NULL AND task_states.session ${session})`;

/** Condition that session `?1` may claim a plan. */
const toFree = (isAlone: boolean): string => `${toIdle('IS NOT ?1')}
  ${isAlone ? 'AND NOT EXISTS (SELECT 1 FROM plans AS other WHERE other.source = plans.source AND other.session IS NOT NULL AND other.session IS NOT ?1)' : ''}`;

/** Condition that no session has the plan, a run or a task of it. */
export const idle = toIdle('IS NOT NULL');
