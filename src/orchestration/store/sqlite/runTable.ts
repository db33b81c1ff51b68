import { cutText } from '#common/text/cutText.ts';
import type { RunStart } from '#orchestration/store/runStore.ts';
import type { ExecutionMetadata, ExecutionResult } from '#orchestration/types.ts';
import { sqlAmount, toAmount, toCount } from './amounts.ts';
import { type Database, type Row, type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import { toSearchText } from './searchText.ts';
import type { Piece } from './textBuffer.ts';

/** Numbers a `runs.seq` has for each millisecond. */
export const seqsPerMs = 1_000;

/** The year 2255: the position of a run that began later would be beyond what a number can hold. */
const latestMs = 9e12;

/** Pages of the index that are written in one go. */
const mergedPages = 64;

/** A first line longer than this is cut, and so is the name of a model. */
const maxTitleLength = 200;
const maxNameLength = 200;

/** Writes runs. Every method is part of a transaction of the caller's, and does the same when it is tried again. */
export class RunTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  begin(start: RunStart, workspace: string, session: number): void {
    const { result, task } = start;
    const seq = this.nextSeq(toStart(result.startedAt));
    this.#database.run(
      `INSERT INTO runs (seq, run_id, task_id, plan_id, thread_id, parent_run_id, workspace, session, title, agent, model,
         strategy, status, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      seq,
      result.runId,
      asText(result.taskId),
      asTextOrNull(start.planId),
      asText(start.threadId),
      asTextOrNull(start.parentRunId),
      workspace,
      session,
      toTitle(asText(task.title ?? task.description)),
      asText(result.agent),
      toName(result.metadata.model),
      toName(result.metadata.strategy ?? task.strategy),
      'in_progress',
      asText(result.startedAt),
    );
    this.#database.run(
      'INSERT INTO run_texts (seq, task, output, metadata) VALUES (?, ?, ?, ?)',
      seq,
      JSON.stringify(task),
      '',
      JSON.stringify(result.metadata),
    );
  }

  append({ runId, text, thinking, cost }: Piece): void {
    if (cost) {
      this.#database.run(
        'UPDATE runs SET guessed_tokens = ?, guessed_cost_usd = ? WHERE run_id = ? AND session IS NOT NULL',
        toCount(cost.tokens) ?? null,
        toAmount(cost.costUsd) ?? null,
        runId,
      );
    }
    if (text === '' && thinking === '') return;
    this.#database.run(
      'INSERT INTO run_pieces (seq, text, thinking) SELECT seq, ?, ? FROM runs WHERE run_id = ? AND session IS NOT NULL',
      text,
      thinking,
      runId,
    );
  }

  /** Ends a run that goes on; anything else is left as it is. */
  settle(result: ExecutionResult): void {
    const { usage, costUsd, guessed, model, strategy } = result.metadata;
    const row = this.#database.get('SELECT seq FROM runs WHERE run_id = ? AND session IS NOT NULL', result.runId);
    if (!row) return;
    const seq = toRowId(row['seq']);
    this.#database.run(
      `UPDATE runs SET session = NULL, agent = ?, model = coalesce(?, model), strategy = coalesce(?, strategy), status = ?,
         completed_at = ?, duration_seconds = ?, input_tokens = ?, output_tokens = ?, cost_usd = ?,
         guessed_tokens = ?, guessed_cost_usd = ? WHERE seq = ?`,
      asText(result.agent),
      toName(model),
      toName(strategy),
      asText(result.status),
      asTextOrNull(result.completedAt),
      toAmount(result.durationSeconds) ?? null,
      toCount(usage?.inputTokens) ?? null,
      toCount(usage?.outputTokens) ?? null,
      toAmount(costUsd) ?? null,
      toCount(guessed?.tokens) ?? null,
      toAmount(guessed?.costUsd) ?? null,
      seq,
    );
    this.#database.run(
      'UPDATE run_texts SET output = ?, error = ?, metadata = ? WHERE seq = ?',
      asText(result.output),
      result.error ? JSON.stringify(result.error) : null,
      JSON.stringify(this.#withoutStoredParts(result.metadata)),
      seq,
    );
    this.#database.run('DELETE FROM run_pieces WHERE seq = ?', seq);
    this.index(seq);
  }

  /** Notes whose answer a settled run's is. Its own output, which may be a judge's, stays. */
  choose(runId: string, partRunId: string): void {
    this.#database.run(
      `UPDATE run_texts SET metadata = json_set(metadata, '$.chosenRunId', ?2)
         WHERE seq = (SELECT seq FROM runs WHERE run_id = ?1 AND session IS NULL) AND json_valid(metadata)`,
      runId,
      partRunId,
    );
    this.#database.run(
      `UPDATE runs SET agent = part.agent FROM runs AS part
         WHERE runs.run_id = ?1 AND runs.session IS NULL AND part.run_id = ?2 AND part.parent_run_id = ?1`,
      runId,
      partRunId,
    );
  }

  /** Ends the runs of a session that is no more, with the text that was written of them, and says how many there were. */
  interrupt(session: RowId): number {
    const rows = this.#database.all('SELECT seq FROM runs WHERE session = ?', session);
    for (const row of rows) {
      const seq = toRowId(row['seq']);
      const { text, thinking } = this.readPieces(seq);
      this.#database.run("UPDATE runs SET session = NULL, status = 'interrupted' WHERE seq = ?", seq);
      this.#database.run(
        `UPDATE run_texts SET output = ?1,
           metadata = CASE WHEN ?2 = '' OR NOT json_valid(metadata) THEN metadata ELSE json_set(metadata, '$.thinking', ?2) END WHERE seq = ?3`,
        text,
        thinking,
        seq,
      );
      this.#database.run('DELETE FROM run_pieces WHERE seq = ?', seq);
      this.index(seq);
    }
    return rows.length;
  }

  /** What was written so far of a run that goes on. */
  readPieces(seq: RowId): { text: string; thinking: string } {
    const pieces = this.#database.all('SELECT text, thinking FROM run_pieces WHERE seq = ? ORDER BY piece', seq);
    const join = (column: string) => pieces.map((piece) => piece[column]).join('');
    return { text: join('text'), thinking: join('thinking') };
  }

  /** The position of a run that is there and, like all of its parts, has ended. */
  findSettled(runId: string): RowId | undefined {
    const row = this.#database.get(
      `SELECT seq FROM runs WHERE run_id = ?1 AND session IS NULL
         AND NOT EXISTS (SELECT 1 FROM runs WHERE parent_run_id = ?1 AND session IS NOT NULL)`,
      runId,
    );
    return row && toRowId(row['seq']);
  }

  /** Removes a settled run with its parts. What they cost still counts. */
  delete(seq: RowId): void {
    const rows = this.#database.all(
      'SELECT seq FROM runs WHERE seq = ?1 OR parent_run_id = (SELECT run_id FROM runs WHERE seq = ?1)',
      seq,
    );
    const seqs = toList(rows);
    this.#keepSpent('seq IN (SELECT value FROM json_each(?))', seqs);
    this.#unindex(seq);
    this.#database.run('DELETE FROM runs WHERE seq IN (SELECT value FROM json_each(?))', seqs);
  }

  /** Removes one run, as if it had never been. */
  drop(seq: RowId): void {
    if (this.#database.get('SELECT 1 FROM runs WHERE seq = ? AND session IS NULL', seq)) this.#unindex(seq);
    this.#database.run('DELETE FROM runs WHERE seq = ?', seq);
  }

  /** Removes all runs but those that go on and those of a plan that is still there. */
  deleteAllSettled(): void {
    const kept = this.#database.all(
      `SELECT seq FROM runs WHERE session IS NOT NULL OR plan_id IN (SELECT plan_id FROM plans)
         UNION SELECT run.seq FROM runs AS part JOIN runs AS run ON run.run_id = part.parent_run_id
           WHERE part.session IS NOT NULL
         UNION SELECT part.seq FROM runs AS run JOIN runs AS part ON part.parent_run_id = run.run_id
           WHERE run.session IS NOT NULL`,
    );
    const seqs = toList(kept);
    this.#keepSpent('seq NOT IN (SELECT value FROM json_each(?))', seqs);
    this.#database.run('DELETE FROM runs WHERE seq NOT IN (SELECT value FROM json_each(?))', seqs);
    // Run by run this would take minutes.
    this.rebuildIndex();
  }

  /** Makes the full-text index anew. */
  rebuildIndex(): void {
    this.#database.run("INSERT INTO run_search (run_search) VALUES ('delete-all')");
    for (const { seq } of this.#database.all('SELECT seq FROM runs WHERE session IS NULL')) this.index(toRowId(seq));
  }

  /** The bytes that the full-text index takes up, half-empty pages included. */
  get indexSize(): number {
    return this.#database.number('SELECT count(*) FROM run_search_data') * this.#database.number('PRAGMA page_size');
  }

  /**
   * Merges segments of the index where there are several of a size, for some milliseconds, and says whether there is more
   * to do. `isAll` begins with all of them, whatever their sizes: that makes the index as small as it can be.
   */
  mergeIndex({ isAll = false } = {}): boolean {
    const before = this.#database.number('SELECT total_changes()');
    const pages = isAll ? -mergedPages : mergedPages;
    this.#database.run("INSERT INTO run_search (run_search, rank) VALUES ('merge', ?)", pages);
    // https://sqlite.org/fts5.html#the_merge_command
    return this.#database.number('SELECT total_changes()') - before >= 2;
  }

  /** A position for a run that began then, behind those that began before. */
  nextSeq(startedAtMs: number): number {
    let first = startedAtMs * seqsPerMs;
    for (;;) {
      const last = this.#database.get(
        'SELECT max(seq) AS seq FROM runs WHERE seq >= ? AND seq < ?',
        first,
        first + seqsPerMs,
      );
      const seq = typeof last?.['seq'] === 'number' ? last['seq'] + 1 : first;
      if (seq < first + seqsPerMs) return seq;
      first += seqsPerMs;
    }
  }

  /** Parts that have rows of their own are not kept twice: their ids stand for them. */
  #withoutStoredParts(metadata: ExecutionMetadata): object {
    if (!metadata.parts) return metadata;
    const parts = metadata.parts.map((part: Partial<ExecutionResult> | null) => {
      const runId = asText(part?.runId);
      return this.#database.get('SELECT 1 FROM runs WHERE run_id = ?', runId) ? { runId } : part;
    });
    return { ...metadata, parts };
  }

  /** Makes the words of a run that has settled known to searches, unless it is a part. */
  index(seq: RowId): void {
    const row = this.#database.get('SELECT 1 FROM runs WHERE seq = ? AND parent_run_id IS NULL', seq);
    if (!row) return;
    this.#database.run(
      'INSERT INTO run_search (rowid, title, description, output) VALUES (?, ?, ?, ?)',
      ...this.#readSearchTexts(seq),
    );
  }

  #unindex(seq: RowId): void {
    const row = this.#database.get('SELECT 1 FROM runs WHERE seq = ? AND parent_run_id IS NULL', seq);
    if (!row) return;
    this.#database.run(
      "INSERT INTO run_search (run_search, rowid, title, description, output) VALUES ('delete', ?, ?, ?, ?)",
      ...this.#readSearchTexts(seq),
    );
  }

  #keepSpent(which: string, seqs: string): void {
    this.#database.run(
      `INSERT INTO spent (started_at_ms, tokens, cost_usd)
         SELECT seq / ${seqsPerMs}, CAST(total(tokens) AS INTEGER), total(cost_usd) FROM (${spentSql}) WHERE ${which}
           AND (tokens > 0 OR cost_usd > 0) GROUP BY 1
         ON CONFLICT DO UPDATE SET tokens = ${sqlAmount('tokens')} + excluded.tokens,
           cost_usd = ${sqlAmount('cost_usd')} + excluded.cost_usd`,
      seqs,
    );
  }

  #readSearchTexts(seq: RowId): [RowId, string, string, string] {
    const row = this.#database.get(
      `SELECT title, CASE WHEN json_valid(task) THEN task ->> '$.description' END AS description, output
         FROM runs JOIN run_texts USING (seq) WHERE seq = ?`,
      seq,
    );
    const read = (column: string) => toSearchText(asText(row?.[column]));
    return [seq, read('title'), read('description'), read('output')];
  }
}

/** What each run has cost, at least. One with parts counts by its parts: they are there before it has ended. */
export const spentSql = `
  SELECT seq, plan_id, parent_run_id, session,
    ${['input_tokens', 'output_tokens', 'guessed_tokens'].map(sqlAmount).join(' + ')} AS tokens,
    ${['cost_usd', 'guessed_cost_usd'].map(sqlAmount).join(' + ')} AS cost_usd FROM runs
    WHERE NOT EXISTS (SELECT 1 FROM runs AS part WHERE part.parent_run_id = runs.run_id)`;

/** Ids of rows as a JSON array, also those that no number can hold. */
function toList(rows: readonly Row[]): string {
  return `[${rows.map(({ seq }) => String(seq)).join()}]`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asTextOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function toName(value: unknown): string | null {
  return typeof value === 'string' ? cutText(value, maxNameLength).toWellFormed() : null;
}

/** When a run began, in milliseconds: a clock may say anything. */
function toStart(startedAt: string): number {
  const time = Date.parse(startedAt);
  return Number.isNaN(time) ? Date.now() : Math.min(latestMs, Math.max(0, time));
}

function toTitle(text: string): string {
  const [line = ''] = text.trim().split('\n', 1);
  return cutText(line, maxTitleLength).toWellFormed();
}
