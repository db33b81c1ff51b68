import type * as sqlite from 'node:sqlite';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** Module `node:sqlite`, as `import()` gives it: nothing here loads it. */
export type Sqlite = Pick<typeof sqlite, 'DatabaseSync'>;

export type Row = Record<string, SQLOutputValue>;

/** Id of a row. */
export type RowId = number | bigint;

/** Returns the id in a column. */
export function toRowId(value: SQLOutputValue | undefined): RowId {
  return typeof value === 'bigint' ? value : Number(value);
}

/**
 * Time that a change waits for another window's, in milliseconds. The calls are synchronous and hold up the whole extension
 * host, so it is short: transactions take well under a millisecond, and a change that does not get its turn is tried again later.
 */
const busyTimeoutMs = 100;

/** Size in bytes to which a larger WAL file is cut back after a checkpoint. */
const journalSizeLimit = 4_000_000;

/** One SQLite connection with its prepared statements. */
export class Database {
  readonly #sqlite: Sqlite;
  #path: string;
  #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param path a file, or `:memory:`. Throws SQLite's error for a file that it cannot use. */
  constructor(sqlite: Sqlite, path: string) {
    this.#sqlite = sqlite;
    this.#path = path;
    this.#connection = connect(sqlite, path);
  }

  /** Replaces the connection by another database's, which must not be used any more. */
  become(other: Database): void {
    this.close();
    this.#path = other.#path;
    this.#connection = other.#connection;
    other.#statements.clear();
  }

  /** Opens the file anew: a connection that was made while it was read-only stays so. */
  reconnect(): void {
    const other = new Database(this.#sqlite, this.#path);
    try {
      other.configure();
    } catch (error) {
      other.close();
      throw error;
    }
    this.become(other);
  }

  /** To be called before anything is written: a file that is not ours must stay as it is. */
  configure(): void {
    // The first counts only in a file that is still empty. WAL: readers and a writer do not wait for each other. Deleted
    // text is overwritten everywhere: FAST would leave some of it in pages that are used again.
    this.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA journal_size_limit = ${journalSizeLimit};
      PRAGMA synchronous = NORMAL;
      PRAGMA secure_delete = ON;
    `);
  }

  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Runs a statement and returns how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    const row = this.#prepare(sql).get(...values);
    return row && withNumbers(row);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql)
      .all(...values)
      .map(withNumbers);
  }

  /** Returns the one number of a statement's result; 0 where there is none. */
  number(sql: string, ...values: SQLInputValue[]): number {
    const [value] = Object.values(this.get(sql, ...values) ?? {});
    return typeof value === 'number' ? value : 0;
  }

  /**
   * Makes one change: all of `change` or nothing. A change is safe from a crash of the process once this returns;
   * `isDurable` waits until it is safe from a power failure too.
   */
  transaction<T>(change: () => T, { isDurable = false } = {}): T {
    if (isDurable) this.exec('PRAGMA synchronous = FULL');
    try {
      this.exec('BEGIN IMMEDIATE');
      const value = change();
      this.exec('COMMIT');
      return value;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk for one.
      if (this.#connection.isTransaction) this.exec('ROLLBACK');
      throw error;
    } finally {
      if (isDurable) this.exec('PRAGMA synchronous = NORMAL');
    }
  }

  /**
   * Gives the room of deleted rows back to the disk, so that nothing of them stays in the files. Returns false when another
   * window was reading just then: pages that it may still read stay in the WAL.
   */
  shrink(): boolean {
    this.exec('PRAGMA incremental_vacuum');
    return this.get('PRAGMA wal_checkpoint(TRUNCATE)')?.['busy'] !== 1;
  }

  /** Bytes of all rows and indexes, without the WAL. */
  get size(): number {
    const pages = this.number('PRAGMA page_count') - this.number('PRAGMA freelist_count');
    return pages * this.number('PRAGMA page_size');
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      // Otherwise one integer beyond what a number can hold makes reading all rows throw.
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Turns the integers of a row into numbers, all but those too large for a number. */
function withNumbers(row: Row): Row {
  for (const column in row) {
    const value = row[column];
    if (typeof value !== 'bigint') continue;
    const number = Number(value);
    if (Number.isSafeInteger(number)) row[column] = number;
  }
  return row;
}

function connect({ DatabaseSync }: Sqlite, path: string): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  connection.exec('PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;');
  return connection;
}
