import type { SQLInputValue } from 'node:sqlite';
import { sqlAmount } from '#orchestration/store/sqlite/amounts.ts';
import { type Database, type Row, type RowId, toRowId } from './database.ts';
import { toSqliteFailure } from './failures.ts';
import { RunTable, seqsPerMs } from '#orchestration/store/sqlite/runTable.ts';

/** Options of {@link copyHistory}. */
export interface CopyOptions {
  /** Replaces runs and plans that are there already. */
  isReplacing?: boolean;
  /** Called with errors of reading; the unreadable part is left out. Without it, they are thrown. */
  onUnreadable?: (error: unknown) => void;
}

/**
 * Copies runs and plans of one database into another of the current schema, which may hold others, oldest first. Yields after
 * each run, so that whoever copies can pause, and returns how many there were. The transaction is the caller's.
 */
export function* copyHistory(from: Database, to: Database, options: CopyOptions = {}): Generator<undefined, number> {
  const copier = new HistoryCopier(from, to, options);
  let count = 0;
  for (const seq of copier.listRuns()) {
    if (copier.attempt(() => copier.copyRun(seq))) count += 1;
    yield;
  }
  for (const plan of copier.listPlans()) copier.attempt(() => copier.copyPlan(plan));
  copier.attempt(() => copier.copySpent());
  return count;
}

class HistoryCopier {
  readonly #from: Database;
  readonly #to: Database;
  readonly #runs: RunTable;
  readonly #options: CopyOptions;
  readonly #columns = new Map<string, ReadonlySet<string>>();

  constructor(from: Database, to: Database, options: CopyOptions) {
    this.#from = from;
    this.#to = to;
    this.#runs = new RunTable(to);
    this.#options = options;
  }

  /** Lists the positions of all runs: where a part of the table is damaged, those before and behind it, and those in indexes. */
  listRuns(): RowId[] {
    const seqs = new Set([...this.#walk('>', 'ASC', -Infinity), ...this.#walk('<', 'DESC', Infinity)]);
    if (this.#options.onUnreadable) {
      for (const index of [
        'runs_of_workspace WHERE parent_run_id IS NULL',
        'runs_of_parent WHERE parent_run_id IS NOT NULL',
      ]) {
        for (const { seq } of this.#readAll(`SELECT seq FROM runs INDEXED BY ${index}`)) seqs.add(toRowId(seq));
      }
    }
    return [...seqs].sort((left, right) => Number(left) - Number(right));
  }

  /** Copies a run with its texts. Returns false where it cannot be read, or is there already. */
  copyRun(seq: RowId): boolean {
    const [run] = this.#readAll('SELECT * FROM runs WHERE seq = ?', seq);
    if (!run) return false;
    const there = this.#to.get('SELECT seq FROM runs WHERE run_id = ?', run['run_id'] ?? null);
    if (there && !this.#options.isReplacing) return false;
    if (there) this.#runs.drop(toRowId(there['seq']));
    const [texts] = this.#readAll('SELECT * FROM run_texts WHERE seq = ?', seq);
    const place = { seq: this.#runs.nextSeq(Math.floor(Number(seq) / seqsPerMs)) };
    this.#insert('runs', { ...run, ...place });
    this.#insert('run_texts', { ...(texts ?? withoutTexts(run)), ...place });
    for (const { text, thinking } of this.#readAll('SELECT * FROM run_pieces WHERE seq = ? ORDER BY piece', seq)) {
      this.#insert('run_pieces', { ...place, text: text ?? '', thinking: thinking ?? '' });
    }
    if (run['session'] === null) this.#runs.index.add(place.seq);
    return true;
  }

  listPlans(): Row[] {
    return this.#readAll('SELECT * FROM plans ORDER BY plan');
  }

  copyPlan({ plan: id, ...plan }: Row): boolean {
    const planId = plan['plan_id'] ?? null;
    const isThere = this.#to.get('SELECT 1 FROM plans WHERE plan_id = ?', planId) !== undefined;
    if (isThere && !this.#options.isReplacing) return false;
    this.#to.run('DELETE FROM plans WHERE plan_id = ?', planId);
    this.#insert('plans', plan);
    const place = { plan: this.#to.get('SELECT plan FROM plans WHERE plan_id = ?', planId)?.['plan'] ?? null };
    for (const [table, order] of [
      ['plan_tasks', 'position'],
      ['task_states', 'task_id'],
    ] as const) {
      const rows = this.#readAll(`SELECT * FROM ${table} WHERE plan = ? ORDER BY ${order}`, id ?? null);
      for (const { position: _, ...row } of rows) this.#insert(table, { ...row, ...place });
    }
    return true;
  }

  copySpent(): boolean {
    for (const row of this.#readAll('SELECT * FROM spent')) {
      this.#to.run(
        `INSERT INTO spent (started_at_ms, tokens, cost_usd) VALUES (?1, ${sqlAmount('?2')}, ${sqlAmount('?3')})
           ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens, cost_usd = cost_usd + excluded.cost_usd`,
        row['started_at_ms'] ?? null,
        row['tokens'] ?? null,
        row['cost_usd'] ?? null,
      );
    }
    return true;
  }

  /** Copies something whole or not at all. Throws where the target cannot be written. */
  attempt(copy: () => boolean): boolean {
    const { onUnreadable } = this.#options;
    if (!onUnreadable) return copy();
    this.#to.exec('SAVEPOINT part');
    try {
      const isCopied = copy();
      this.#to.exec('RELEASE part');
      return isCopied;
    } catch (error) {
      if (toSqliteFailure(error)) throw error;
      this.#to.exec('ROLLBACK TO part; RELEASE part');
      onUnreadable(error);
      return false;
    }
  }

  /** Yields one run after the other, as far as they can be read. */
  *#walk(beyond: '<' | '>', order: 'ASC' | 'DESC', start: number): Generator<RowId> {
    for (let last: RowId = start; ;) {
      const [row] = this.#readAll(`SELECT seq FROM runs WHERE seq ${beyond} ? ORDER BY seq ${order} LIMIT 1`, last);
      if (!row) return;
      last = toRowId(row['seq']);
      yield last;
    }
  }

  #readAll(sql: string, ...values: SQLInputValue[]): Row[] {
    try {
      return this.#from.all(sql, ...values);
    } catch (error) {
      const { onUnreadable } = this.#options;
      if (!onUnreadable) throw error;
      onUnreadable(error);
      return [];
    }
  }

  /** Writes a row, as far as the table has its columns. */
  #insert(table: string, row: Row): void {
    const known = this.#columnsOf(table);
    const columns = Object.keys(row).filter((column) => known.has(column));
    this.#to.run(
      `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
      ...columns.map((column) => row[column] ?? null),
    );
  }

  #columnsOf(table: string): ReadonlySet<string> {
    let columns = this.#columns.get(table);
    if (!columns) {
      columns = new Set(this.#to.all(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => String(name)));
      this.#columns.set(table, columns);
    }
    return columns;
  }
}

/** Texts for a run whose own cannot be read. */
function withoutTexts({ task_id: taskId, title }: Row): Row {
  const task = { id: String(taskId), description: String(title) };
  return { task: JSON.stringify(task), output: '', metadata: '{}' };
}
