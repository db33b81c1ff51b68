import { silentLogger } from '#common/logger.ts';
import type { OpenRunStoreOptions } from './openRunStore.ts';
import type { Database, Sqlite } from '#orchestration/store/sqlite/file/database.ts';
import { DatabaseHome } from '#orchestration/store/sqlite/file/databaseHome.ts';
import { HistoryFile, openDatabase } from '#orchestration/store/sqlite/file/historyFile.ts';
import { SqliteRunStore } from '#orchestration/store/sqlite/sqliteRunStore.ts';
import type { StoreProblem } from './runStore.ts';

/** Opens a store with its files, or in memory for as long as they cannot be used. Never rejects because of the files. */
export async function openSqliteRunStore(sqlite: Sqlite, options: OpenRunStoreOptions): Promise<SqliteRunStore> {
  const { folder, logger = silentLogger } = options;
  const createMemory = (): Database => openDatabase(sqlite, ':memory:');
  const onProblem = (problem: StoreProblem): void => {
    logger.warn('The history has a problem.', { ...problem });
    options.onProblem?.(problem);
  };
  const file = folder === undefined ? undefined : new HistoryFile(sqlite, folder, logger);
  const home = new DatabaseHome({ memory: createMemory(), createMemory, file, onProblem, logger });
  await home.open();
  return new SqliteRunStore({ ...options, logger, home, onProblem });
}
