import { cutText } from '#common/text/cutText.ts';
import type { RunStart } from '#orchestration/store/runStore.ts';
import type { ExecutionMetadata, ExecutionResult } from '#orchestration/types.ts';
import { sqlAmount, toAmount, toCount } from './amounts.ts';
import { type Database, type Row, type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import type { OutputPiece } from './runOutbox.ts';
import { SearchIndex } from './searchIndex.ts';

/** Positions (`runs.seq`) within a millisecond. */
export const seqsPerMs = 1_000;

/** Year 2255: the position of a run that began later would be too large for a number. */
const latestMs = 9e12;

/** Length at which the first line of a task is cut, and the name of a model. */
const maxTitleLength = 200;
const maxNameLength = 200;

/** Writes runs. Every method is a part of the caller's transaction, and does the same when it is tried again. */
export class RunTable {
  readonly index: SearchIndex;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.index = new SearchIndex(database);
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

  append({ runId, text, thinking, cost }: OutputPiece): void {
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

  /** Ends a run in progress. Any other run is left as it is. */
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
    this.index.add(seq);
  }

  /** Records which part's answer is that of a settled run. The run's own output, which may be a judge's, stays. */
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

  /** Ends the runs of a dead session, with the output that was written of them, and returns their number. */
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
      this.index.add(seq);
    }
    return rows.length;
  }

  /** Output of a run in progress that was written so far. */
  readPieces(seq: RowId): { text: string; thinking: string } {
    const pieces = this.#database.all('SELECT text, thinking FROM run_pieces WHERE seq = ? ORDER BY piece', seq);
    const join = (column: string) => pieces.map((piece) => piece[column]).join('');
    return { text: join('text'), thinking: join('thinking') };
  }

  /** Position of a run that, like all of its parts, has ended. */
  findSettled(runId: string): RowId | undefined {
    const row = this.#database.get(
      `SELECT seq FROM runs WHERE run_id = ?1 AND session IS NULL
         AND NOT EXISTS (SELECT 1 FROM runs WHERE parent_run_id = ?1 AND session IS NOT NULL)`,
      runId,
    );
    return row && toRowId(row['seq']);
  }

  /** Removes a settled run with its parts. Their costs still count. */
  delete(seq: RowId): void {
    const rows = this.#database.all(
      'SELECT seq FROM runs WHERE seq = ?1 OR parent_run_id = (SELECT run_id FROM runs WHERE seq = ?1)',
      seq,
    );
    const seqs = toList(rows);
    this.#addToSpent('seq IN (SELECT value FROM json_each(?))', seqs);
    this.index.remove(seq);
    this.#database.run('DELETE FROM runs WHERE seq IN (SELECT value FROM json_each(?))', seqs);
  }

  /** Removes one run and its costs. */
  drop(seq: RowId): void {
    if (this.#database.get('SELECT 1 FROM runs WHERE seq = ? AND session IS NULL', seq)) this.index.remove(seq);
    this.#database.run('DELETE FROM runs WHERE seq = ?', seq);
  }

  /** Removes all runs but those in progress and those of a plan that is still there. */
  deleteAllSettled(): void {
    const kept = this.#database.all(
      `SELECT seq FROM runs WHERE session IS NOT NULL OR plan_id IN (SELECT plan_id FROM plans)
         UNION SELECT run.seq FROM runs AS part JOIN runs AS run ON run.run_id = part.parent_run_id
           WHERE part.session IS NOT NULL
         UNION SELECT part.seq FROM runs AS run JOIN runs AS part ON part.parent_run_id = run.run_id
           WHERE run.session IS NOT NULL`,
    );
    const seqs = toList(kept);
    this.#addToSpent('seq NOT IN (SELECT value FROM json_each(?))', seqs);
    this.#database.run('DELETE FROM runs WHERE seq NOT IN (SELECT value FROM json_each(?))', seqs);
    // Run by run this would take minutes.
    this.index.rebuild();
  }

  /** Position for a run that began then, behind those that began before. */
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

  /** Replaces parts that have rows of their own by their ids. */
  #withoutStoredParts(metadata: ExecutionMetadata): object {
    if (!metadata.parts) return metadata;
    const parts = metadata.parts.map((part: Partial<ExecutionResult> | null) => {
      const runId = asText(part?.runId);
      return this.#database.get('SELECT 1 FROM runs WHERE run_id = ?', runId) ? { runId } : part;
    });
    return { ...metadata, parts };
  }

  #addToSpent(which: string, seqs: string): void {
    this.#database.run(
      `INSERT INTO spent (started_at_ms, tokens, cost_usd)
         SELECT seq / ${seqsPerMs}, CAST(total(tokens) AS INTEGER), total(cost_usd) FROM (${spentSql}) WHERE ${which}
           AND (tokens > 0 OR cost_usd > 0) GROUP BY 1
         ON CONFLICT DO UPDATE SET tokens = ${sqlAmount('tokens')} + excluded.tokens,
           cost_usd = ${sqlAmount('cost_usd')} + excluded.cost_usd`,
      seqs,
    );
  }
}

/** Costs of each run, at least. A run with parts counts by its parts: they are there before it has ended. */
export const spentSql = `
  SELECT seq, plan_id, parent_run_id, session,
    ${['input_tokens', 'output_tokens', 'guessed_tokens'].map(sqlAmount).join(' + ')} AS tokens,
    ${['cost_usd', 'guessed_cost_usd'].map(sqlAmount).join(' + ')} AS cost_usd FROM runs
    WHERE NOT EXISTS (SELECT 1 FROM runs AS part WHERE part.parent_run_id = runs.run_id)`;

/** Ids of rows as a JSON array, also those too large for a number. */
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

/** Start of a run in milliseconds, within what a position can hold: a clock may be wrong. */
function toStart(startedAt: string): number {
  const time = Date.parse(startedAt);
  return Number.isNaN(time) ? Date.now() : Math.min(latestMs, Math.max(0, time));
}

function toTitle(text: string): string {
  const [line = ''] = text.trim().split('\n', 1);
  return cutText(line, maxTitleLength).toWellFormed();
}
