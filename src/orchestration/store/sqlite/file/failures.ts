/** Reason why a change could not be written. */
export type SqliteFailure = 'busy' | 'full' | 'readOnly' | 'corrupt' | 'io';

/** Failure that may be over in a while. */
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

/** Returns the failure of an error, or `undefined` where the file is not the reason. */
export function toSqliteFailure(error: unknown): SqliteFailure | undefined {
  return isSqliteError(error) ? failures.get(Number(error.errcode) & 0xff) : undefined;
}

/** Tells whether an error is SQLite's own. */
export function isSqliteError(error: unknown): error is Error & { errcode: unknown } {
  return error instanceof Error && 'errcode' in error;
}

/** SQLITE_CORRUPT_VTAB: the full-text index does not fit its rows, which may well be whole. */
const corruptIndex = 267;

/** Tells whether an error is about the full-text index alone. */
export function isIndexFailure(error: unknown): boolean {
  return isSqliteError(error) && error.errcode === corruptIndex;
}
