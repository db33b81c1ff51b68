/** What kept a change from being written. */
export type SqliteFailure = 'busy' | 'full' | 'readOnly' | 'corrupt' | 'io';

/** https://sqlite.org/rescode.html, the lower byte. */
const failures: ReadonlyMap<number, SqliteFailure> = new Map([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'readOnly'],
  [10, 'io'],
  [11, 'corrupt'],
  [13, 'full'],
  [14, 'io'],
  [26, 'corrupt'],
]);

/** `undefined` for what no disk is to blame for. */
export function toSqliteFailure(error: unknown): SqliteFailure | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return failures.get(Number(error.errcode) & 0xff);
}
