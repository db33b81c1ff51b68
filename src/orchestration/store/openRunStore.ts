import type { Logger } from '#common/logger.ts';
import type { RetentionLimits } from '#orchestration/store/sqlite/retention.ts';
import type { SqliteRunStore } from '#orchestration/store/sqlite/sqliteRunStore.ts';
import type { StoreProblem } from './runStore.ts';

/** Options of {@link openRunStore}. */
export interface OpenRunStoreOptions {
  /** Folder of its own, created where it is missing. Without one, everything stays in memory. */
  folder?: string;
  /** Returns the folder or workspace file that is open, as an URI; empty without one. Called for each run. */
  workspace?: () => string;
  /** Limits of the history, read anew each time. Without them, everything stays. */
  limits?: () => RetentionLimits;
  logger?: Logger;
  /** Called with problems that a person should know of. */
  onProblem?: (problem: StoreProblem) => void;
}

/** Opens the history of a folder. Problems with its files go to `onProblem` and are never thrown. Loads SQLite. */
export async function openRunStore(options: OpenRunStoreOptions = {}): Promise<SqliteRunStore> {
  const [sqlite, store] = await Promise.all([import('node:sqlite'), import('./openSqliteRunStore.ts')]);
  return store.openSqliteRunStore(sqlite, options);
}
