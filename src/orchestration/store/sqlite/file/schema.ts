import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import { sqlIsAmount, sqlMend } from '#orchestration/store/sqlite/amounts.ts';
import type { Database } from './database.ts';

/**
 * Migrations of a file from each version to the next; `user_version` counts them. A released one is never changed.
 *
 * `runs.seq` is the start in milliseconds times 1,000 plus a number that makes it unique: its order is that of time, so
 * that lists and searches page along the row id, without sorting and without an index of their own.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    task_id TEXT NOT NULL,
    plan_id TEXT,
    thread_id TEXT NOT NULL,
    parent_run_id TEXT,
    workspace TEXT NOT NULL,
    session INTEGER,            -- whose it is, while it goes on
    title TEXT NOT NULL,
    agent TEXT NOT NULL,
    model TEXT,
    strategy TEXT,
    status TEXT NOT NULL,
    started_at TEXT NOT NULL,
    completed_at TEXT,
    duration_seconds REAL,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cost_usd REAL
  ) STRICT;
  CREATE INDEX runs_going ON runs (session) WHERE session IS NOT NULL;
  CREATE INDEX runs_of_plan ON runs (plan_id) WHERE plan_id IS NOT NULL;
  CREATE INDEX runs_of_parent ON runs (parent_run_id) WHERE parent_run_id IS NOT NULL;
  CREATE INDEX runs_of_workspace ON runs (workspace) WHERE parent_run_id IS NULL;

  -- What only an opened run needs: lists stay small and quick.
  CREATE TABLE run_texts (
    seq INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    task TEXT NOT NULL,
    output TEXT NOT NULL,
    error TEXT,
    metadata TEXT NOT NULL
  ) STRICT;

  -- The text of runs that go on.
  CREATE TABLE run_pieces (
    piece INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    text TEXT NOT NULL,
    thinking TEXT NOT NULL
  ) STRICT;
  CREATE INDEX run_pieces_of_run ON run_pieces (seq);

  -- Settled runs that are no parts, by runs.seq. Written once a run; deleting needs the same words again. The prefix index
  -- is for what is just being typed: from three letters on, the words themselves are few enough.
  CREATE VIRTUAL TABLE run_search USING fts5 (
    title, description, output, content='', columnsize=0, prefix='2', tokenize='unicode61 remove_diacritics 2'
  );
  INSERT INTO run_search (run_search, rank) VALUES ('secure-delete', 1);
  -- Left to itself, FTS5 merges its segments all at once in the middle of a change: this is done bit by bit in between.
  INSERT INTO run_search (run_search, rank) VALUES ('automerge', 0);
  INSERT INTO run_search (run_search, rank) VALUES ('crisismerge', 64);

  -- What runs cost that were deleted: a day's budget does not begin anew with them.
  CREATE TABLE spent (
    started_at_ms INTEGER PRIMARY KEY,
    tokens INTEGER NOT NULL,
    cost_usd REAL NOT NULL
  ) STRICT;

  CREATE TABLE plans (
    plan INTEGER PRIMARY KEY,
    plan_id TEXT NOT NULL UNIQUE,
    workspace TEXT NOT NULL,
    created_at TEXT NOT NULL,
    goal TEXT,
    max_concurrent INTEGER,
    source TEXT
  ) STRICT;
  CREATE TABLE plan_tasks (
    position INTEGER PRIMARY KEY,
    plan INTEGER NOT NULL REFERENCES plans ON DELETE CASCADE,
    task_id TEXT NOT NULL,
    task TEXT NOT NULL,
    UNIQUE (plan, task_id)
  ) STRICT;
  -- Apart from the tasks, which can be large: a change of state writes a small row.
  CREATE TABLE task_states (
    plan INTEGER NOT NULL REFERENCES plans ON DELETE CASCADE,
    task_id TEXT NOT NULL,
    status TEXT NOT NULL,
    run_id TEXT,
    session INTEGER,
    PRIMARY KEY (plan, task_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tasks_going ON task_states (session) WHERE session IS NOT NULL;
  `,
  `
  -- Whose a plan is, while it runs: also in moments in which none of its tasks does.
  ALTER TABLE plans ADD COLUMN session INTEGER;
  -- What requests have cost at least whose usage nobody told: of runs that go on, were stopped or cut off.
  ALTER TABLE runs ADD COLUMN guessed_tokens INTEGER;
  ALTER TABLE runs ADD COLUMN guessed_cost_usd REAL;
  CREATE INDEX plans_going ON plans (session) WHERE session IS NOT NULL;
  CREATE INDEX plans_of_workspace ON plans (workspace);
  CREATE INDEX plans_of_source ON plans (source) WHERE source IS NOT NULL;
  `,
  // Earlier versions took the numbers of a server as they came.
  `
  ${sqlMend('runs', ['duration_seconds', 'input_tokens', 'output_tokens', 'cost_usd', 'guessed_tokens', 'guessed_cost_usd'])}
  ${sqlMend('plans', ['max_concurrent'])}
  DELETE FROM spent WHERE NOT ${sqlIsAmount('tokens')} OR NOT ${sqlIsAmount('cost_usd')};
  `,
];

/** A row of each table, and a look into the index: they throw where a first page is damaged. */
const samples: readonly string[] = [
  ...['runs', 'run_texts', 'run_pieces', 'spent', 'plans', 'plan_tasks', 'task_states'].map(
    (table) => `SELECT * FROM ${table} LIMIT 1`,
  ),
  "SELECT rowid FROM run_search WHERE run_search MATCH 'a' LIMIT 1",
];

/** The file was written by a later version of the extension. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
}

/** The file is an SQLite database, but none of ours. */
export class ForeignSchemaError extends Error {
  override readonly name = 'ForeignSchemaError';
}

/**
 * Makes a database ready to be used: new, or of this version or an earlier one. It is brought up to date at once or not at
 * all. Throws a {@link NewerSchemaError} or a {@link ForeignSchemaError}, and has changed nothing then.
 */
export function prepare(database: Database): void {
  checkVersion(readVersion(database));
  if (readVersion(database) === 0 && database.number('SELECT count(*) FROM sqlite_schema') > 0) {
    throw new ForeignSchemaError(l10n.t('The file is a database of another program.'));
  }
  database.configure();
  if (readVersion(database) < migrations.length) {
    database.transaction(() => {
      // Read again: another window may have been quicker.
      const version = readVersion(database);
      checkVersion(version);
      for (const migration of migrations.slice(version)) database.exec(migration);
      database.exec(`PRAGMA user_version = ${migrations.length}`);
    });
  }
  for (const sample of samples) database.get(sample);
}

function checkVersion(version: number): void {
  if (version <= migrations.length) return;
  throw new NewerSchemaError(
    l10n.t(
      'The history has version {0}; this extension knows {1}.',
      formatNumber(version),
      formatNumber(migrations.length),
    ),
  );
}

function readVersion(database: Database): number {
  return database.number('PRAGMA user_version');
}
