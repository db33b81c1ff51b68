import { type Database, type RowId, toRowId } from '#orchestration/store/sqlite/file/database.ts';
import { toSearchText } from './searchText.ts';

/** Pages of the index that are written in one go. */
const mergedPages = 64;

/** Full-text index of settled runs that are no parts. Every change is a part of the caller's transaction. */
export class SearchIndex {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Bytes of the index, half-empty pages included. */
  get size(): number {
    return this.#database.number('SELECT count(*) FROM run_search_data') * this.#database.number('PRAGMA page_size');
  }

  /** Adds a run that has settled, unless it is a part. */
  add(seq: RowId): void {
    if (!this.#canHold(seq)) return;
    this.#database.run(
      'INSERT INTO run_search (rowid, title, description, output) VALUES (?, ?, ?, ?)',
      ...this.#readTexts(seq),
    );
  }

  /** Removes a run whose texts are still what they were when it was added. */
  remove(seq: RowId): void {
    if (!this.#canHold(seq)) return;
    this.#database.run(
      "INSERT INTO run_search (run_search, rowid, title, description, output) VALUES ('delete', ?, ?, ?, ?)",
      ...this.#readTexts(seq),
    );
  }

  rebuild(): void {
    this.#database.run("INSERT INTO run_search (run_search) VALUES ('delete-all')");
    for (const { seq } of this.#database.all('SELECT seq FROM runs WHERE session IS NULL')) this.add(toRowId(seq));
  }

  /**
   * Merges segments of the index where there are several of a size, for some milliseconds, and returns whether there is more
   * to do. `isAll` begins with all of them, whatever their sizes: that makes the index as small as it can be.
   */
  merge({ isAll = false } = {}): boolean {
    const before = this.#database.number('SELECT total_changes()');
    const pages = isAll ? -mergedPages : mergedPages;
    this.#database.run("INSERT INTO run_search (run_search, rank) VALUES ('merge', ?)", pages);
    // https://sqlite.org/fts5.html#the_merge_command
    return this.#database.number('SELECT total_changes()') - before >= 2;
  }

  #canHold(seq: RowId): boolean {
    return this.#database.get('SELECT 1 FROM runs WHERE seq = ? AND parent_run_id IS NULL', seq) !== undefined;
  }

  #readTexts(seq: RowId): [RowId, string, string, string] {
    const row = this.#database.get(
      `SELECT title, CASE WHEN json_valid(task) THEN task ->> '$.description' END AS description, output
         FROM runs JOIN run_texts USING (seq) WHERE seq = ?`,
      seq,
    );
    const read = (column: string): string => {
      const value = row?.[column];
      return toSearchText(typeof value === 'string' ? value : '');
    };
    return [seq, read('title'), read('description'), read('output')];
  }
}
