import type { Logger } from '#common/logger.ts';
import type { RetentionLimits } from '#orchestration/store/sqlite/retention.ts';
import type { SqliteRunStore } from '#orchestration/store/sqlite/sqliteRunStore.ts';
import type { StoreProblem } from './runStore.ts';

/** What {@link openRunStore} opens. */
export interface OpenRunStoreOptions {
  /** A folder of its own, which is made if it is not there. Without one, everything is kept in memory. */
  folder?: string;
  /** The folder or workspace file that is open, as an URI; empty without one. Asked for each run. */
  workspace?: () => string;
  /** How much is kept. Asked each time. Without it, everything. */
  limits?: () => RetentionLimits;
  logger?: Logger;
  /** Is told what a person should know. */
  onProblem?: (problem: StoreProblem) => void;
}

/** Opens the runs and plans that are kept in a folder; what stands in the way is told, never thrown. Loads SQLite. */
export async function openRunStore(options: OpenRunStoreOptions = {}): Promise<SqliteRunStore> {
  const [sqlite, { RunStoreOpener }] = await Promise.all([import('node:sqlite'), import('./runStoreOpener.ts')]);
  return new RunStoreOpener(sqlite, options).open();
}
