import { toErrorMessage } from '#common/errors.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import type { Logger } from '#common/logger.ts';
import type { PlanRecord, PlanSummary, RunPage, RunQuery, RunRecord } from '#orchestration/store/runStore.ts';
import type { TaskStatus } from '#common/vocabulary.ts';
import type { ExecutionResult, Spent } from '#orchestration/types.ts';
import { type Database, type Row, type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import { sqlAmount } from './amounts.ts';
import { isTaskStatus, summaryColumns, toPlanSummary, toRecord, toSummary, toTaskRecord } from './rows.ts';
import { idle } from './planTable.ts';
import { seqsPerMs, spentSql } from './runTable.ts';
import { isStoredResult } from './storedFacts.ts';
import { hasWords, toMatchExpression } from './searchText.ts';
import type { Tables } from './tables.ts';

const defaultLimit = 50;
const maxLimit = 1_000;

const recordSql = 'SELECT * FROM runs JOIN run_texts USING (seq)';

/** Reads runs and plans. A row that cannot be read is left out and logged. */
export class History {
  readonly #tables: Tables;
  readonly #database: Database;
  readonly #logger: Logger;

  constructor(tables: Tables, logger: Logger) {
    this.#tables = tables;
    this.#database = tables.database;
    this.#logger = logger;
  }

  getRun(runId: string): RunRecord | undefined {
    const [run] = this.#toRecords(this.#database.all(`${recordSql} WHERE run_id = ?`, runId));
    return run && this.#withParts(run);
  }

  getParts(runId: string): RunRecord[] {
    return this.#toRecords(this.#database.all(`${recordSql} WHERE parent_run_id = ? ORDER BY seq`, runId));
  }

  listRuns({ text = '', status, workspace, limit = defaultLimit, after }: RunQuery = {}): RunPage {
    const conditions = ['parent_run_id IS NULL'];
    const values: (string | RowId)[] = [];
    const add = (condition: string, value: string | RowId): void => {
      conditions.push(condition);
      values.push(value);
    };
    if (after !== undefined) add('runs.seq < ?', toSeq(after));
    if (status !== undefined) add('status = ?', status);
    if (status === 'in_progress') conditions.push('session IS NOT NULL');
    if (workspace !== undefined) add('workspace = ?', workspace);
    const count = Math.min(maxLimit, Math.max(1, Math.trunc(limit) || defaultLimit));
    // One more than asked for tells whether there is a next page.
    const rows =
      text.trim() === ''
        ? this.#select(`FROM runs WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`, ...values, count + 1)
        : this.#search(text, conditions, values, after, count + 1);
    const page = rows.slice(0, count);
    const last = page.at(-1);
    const next = rows.length > count && last ? String(last['seq']) : undefined;
    return withoutUndefined({ runs: this.#readAll(page, toSummary), next });
  }

  getPlan(planId: string): PlanRecord | undefined {
    const row = this.#database.get('SELECT * FROM plans WHERE plan_id = ?', planId);
    const [summary] = row ? this.#readAll([row], (plan) => this.#withCounts(plan)) : [];
    if (!summary) return undefined;
    const rows = this.#database.all(
      `SELECT task_id, task, status, run_id FROM plan_tasks JOIN task_states USING (plan, task_id)
         WHERE plan = (SELECT plan FROM plans WHERE plan_id = ?) ORDER BY position`,
      planId,
    );
    const tasks = this.#readAll(rows, toTaskRecord);
    const { goal, maxConcurrent } = summary;
    return {
      ...summary,
      plan: {
        ...withoutUndefined({ goal, maxConcurrent }),
        version: 1,
        tasks: tasks.map(({ task }) => task),
      },
      states: Object.fromEntries(tasks.map(({ task, ...state }) => [task.id, state])),
    };
  }

  listPlans(limit = defaultLimit, workspace?: string): PlanSummary[] {
    const count = Math.min(maxLimit, Math.max(1, Math.trunc(limit) || defaultLimit));
    const where = workspace === undefined ? '' : 'WHERE workspace = ?';
    const values = workspace === undefined ? [count] : [workspace, count];
    const rows = this.#database.all(`SELECT * FROM plans ${where} ORDER BY plan DESC LIMIT ?`, ...values);
    return this.#readAll(rows, (plan) => this.#withCounts(plan));
  }

  /** Returns idle plans with tasks left, newest first. Of a file, only the newest: it has replaced the others. */
  listUnfinishedPlans(workspace: string): PlanSummary[] {
    const rows = this.#database.all(
      `SELECT * FROM plans WHERE workspace = ? AND ${idle}
         AND EXISTS (SELECT 1 FROM task_states WHERE task_states.plan = plans.plan AND status <> 'completed')
         AND NOT EXISTS (SELECT 1 FROM plans AS newer WHERE newer.source = plans.source AND newer.plan > plans.plan
           AND newer.source NOT LIKE 'untitled:%')
         ORDER BY plan DESC LIMIT ?`,
      workspace,
      maxLimit,
    );
    return this.#readAll(rows, (plan) => this.#withCounts(plan));
  }

  findLatestPlan(source: string): PlanSummary | undefined {
    const rows = this.#database.all('SELECT * FROM plans WHERE source = ? ORDER BY plan DESC LIMIT 1', source);
    return this.#readAll(rows, (plan) => this.#withCounts(plan))[0];
  }

  sumSpent(since: number, end: number | undefined, session: number): Spent {
    const row = this.#database.get(
      `SELECT total(tokens) AS tokens, total(cost_usd) AS cost_usd FROM (
         SELECT tokens, cost_usd FROM (${spentSql}) AS spent_run WHERE seq >= ?1 * ${seqsPerMs} AND seq < ?3 * ${seqsPerMs} AND session IS NOT ?2
           AND NOT EXISTS (SELECT 1 FROM runs AS whole WHERE whole.run_id = spent_run.parent_run_id AND whole.session = ?2)
         UNION ALL SELECT ${sqlAmount('tokens')}, ${sqlAmount('cost_usd')} FROM spent WHERE started_at_ms >= ?1 AND started_at_ms < ?3)`,
      Math.trunc(since) || 0,
      session,
      Math.trunc(end ?? Number.MAX_SAFE_INTEGER / seqsPerMs),
    );
    return toSpent(row);
  }

  sumSpentOnPlan(planId: string): Spent {
    const row = this.#database.get(
      `SELECT total(tokens) AS tokens, total(cost_usd) AS cost_usd FROM (${spentSql})
         WHERE plan_id = ?1 OR parent_run_id IN (SELECT run_id FROM runs WHERE plan_id = ?1)`,
      planId,
    );
    return toSpent(row);
  }

  /** Searches the index for settled runs, and those in progress, never many, one by one. */
  #search(
    text: string,
    conditions: readonly string[],
    values: readonly (string | RowId)[],
    after: string | undefined,
    count: number,
  ): Row[] {
    const match = toMatchExpression(text);
    if (match === undefined) return [];
    const where = conditions.join(' AND ');
    const settled = this.#select(
      `FROM run_search CROSS JOIN runs ON runs.seq = run_search.rowid WHERE run_search MATCH ? AND run_search.rowid < ?
         AND session IS NULL AND ${where} ORDER BY run_search.rowid DESC LIMIT ?`,
      match,
      after === undefined ? Number.MAX_SAFE_INTEGER : toSeq(after),
      ...values,
      count,
    );
    const active = this.#select(`FROM runs WHERE session IS NOT NULL AND ${where}`, ...values);
    const found = active.filter((row) => this.#activeRunHas(toRowId(row['seq']), text));
    return [...settled, ...found].sort((left, right) => Number(right['seq']) - Number(left['seq'])).slice(0, count);
  }

  #activeRunHas(seq: RowId, text: string): boolean {
    const row = this.#database.get('SELECT title, task FROM runs JOIN run_texts USING (seq) WHERE seq = ?', seq);
    return hasWords(
      `${String(row?.['title'])}\n${String(row?.['task'])}\n${this.#tables.runs.readPieces(seq).text}`,
      text,
    );
  }

  #select(sql: string, ...values: (string | RowId)[]): Row[] {
    return this.#database.all(`SELECT runs.seq, ${summaryColumns} ${sql}`, ...values);
  }

  #toRecords(rows: readonly Row[]): RunRecord[] {
    return this.#readAll(rows, (row) => {
      const record = toRecord(row);
      if (row['session'] === null) return record;
      const { text, thinking } = this.#tables.runs.readPieces(toRowId(row['seq']));
      record.result.output = text;
      if (thinking) record.result.metadata.thinking = thinking;
      return record;
    });
  }

  /** Replaces ids of stored parts by the parts. */
  #withParts(run: RunRecord): RunRecord {
    const { parts } = run.result.metadata;
    if (!parts) return run;
    const stored = new Map(this.getParts(run.result.runId).map(({ result }) => [result.runId, result]));
    run.result.metadata.parts = parts
      .map((part: Partial<ExecutionResult> | null) => stored.get(part?.runId ?? '') ?? part)
      .filter((part): part is ExecutionResult => isStoredResult(part));
    return run;
  }

  #withCounts(row: Row): PlanSummary {
    const counts: Partial<Record<TaskStatus, number>> = {};
    const rows = this.#database.all(
      'SELECT status, count(*) AS count FROM task_states WHERE plan = ? GROUP BY status',
      row['plan'] ?? null,
    );
    for (const { status, count } of rows) if (isTaskStatus(status)) counts[status] = Number(count);
    const isRunning = row['session'] !== null || (counts.in_progress ?? 0) > 0;
    return { ...toPlanSummary(row), counts, ...withoutUndefined({ isRunning: isRunning || undefined }) };
  }

  #readAll<T>(rows: readonly Row[], read: (row: Row) => T): T[] {
    return rows.flatMap((row) => {
      try {
        return [read(row)];
      } catch (error) {
        this.#logger.warn('A part of the history is left out.', { error: toErrorMessage(error) });
        return [];
      }
    });
  }
}

/** Position of a page. Text that is none is the position before everything: there is nothing after it. */
function toSeq(after: string): RowId {
  const seq = /^-?\d{1,19}$/.test(after) ? BigInt(after) : 0n;
  return BigInt.asIntN(64, seq) === seq ? seq : 0;
}

function toSpent(row: Row | undefined): Spent {
  return { tokens: Number(row?.['tokens'] ?? 0), costUsd: Number(row?.['cost_usd'] ?? 0) };
}
