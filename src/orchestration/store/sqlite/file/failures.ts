/** What kept a change from being written. */
export type SqliteFailure = 'busy' | 'full' | 'readOnly' | 'corrupt' | 'io';

/** What may be over in a while. */
export type PassingFailure = Exclude<SqliteFailure, 'corrupt'>;

/** https://sqlite.org/rescode.html, the lower byte. */
const failures: ReadonlyMap<number, SqliteFailure> = new Map([
  [3, 'readOnly'],
  [5, 'busy'],
  [6, 'busy'],
  [7, 'io'],
  [8, 'readOnly'],
  [10, 'io'],
  [11, 'corrupt'],
  [13, 'full'],
  [14, 'io'],
  [15, 'busy'],
  [22, 'io'],
  [26, 'corrupt'],
]);

/** `undefined` for what no disk is to blame for. */
export function toSqliteFailure(error: unknown): SqliteFailure | undefined {
  return isSqliteError(error) ? failures.get(Number(error.errcode) & 0xff) : undefined;
}

/** Whether SQLite itself says so. */
export function isSqliteError(error: unknown): error is Error & { errcode: unknown } {
  return error instanceof Error && 'errcode' in error;
}

/** SQLITE_CORRUPT_VTAB: the full-text index does not fit what it is of. The rows themselves may well be whole. */
const corruptIndex = 267;

/** Whether only the full-text index is said to be damaged. */
export function isIndexFailure(error: unknown): boolean {
  return isSqliteError(error) && error.errcode === corruptIndex;
}
