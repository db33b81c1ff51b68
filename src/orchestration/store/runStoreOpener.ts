import { silentLogger } from '#common/logger.ts';
import type { OpenRunStoreOptions } from './openRunStore.ts';
import type { Database, Sqlite } from '#orchestration/store/sqlite/file/database.ts';
import { DatabaseHome } from '#orchestration/store/sqlite/file/databaseHome.ts';
import { HistoryFile, openDatabase } from '#orchestration/store/sqlite/file/historyFile.ts';
import { SqliteRunStore } from '#orchestration/store/sqlite/sqliteRunStore.ts';
import type { StoreProblem } from './runStore.ts';

/** Opens a store with its files, or in memory for as long as they cannot be used. */
export class RunStoreOpener {
  readonly #sqlite: Sqlite;
  readonly #options: OpenRunStoreOptions;

  constructor(sqlite: Sqlite, options: OpenRunStoreOptions) {
    this.#sqlite = sqlite;
    this.#options = options;
  }

  /** Never rejects because of the files. */
  async open(): Promise<SqliteRunStore> {
    const { folder, logger = silentLogger, ...options } = this.#options;
    const createMemory = (): Database => openDatabase(this.#sqlite, ':memory:');
    const onProblem = (problem: StoreProblem): void => this.#report(problem);
    const file = folder === undefined ? undefined : new HistoryFile(this.#sqlite, folder, logger);
    const home = new DatabaseHome({ memory: createMemory(), createMemory, file, onProblem, logger });
    await home.open();
    return new SqliteRunStore({ ...options, logger, home, onProblem });
  }

  #report(problem: StoreProblem): void {
    const { logger = silentLogger, onProblem } = this.#options;
    const facts = problem.kind === 'inMemory' ? { ...problem, cause: problem.cause } : problem;
    logger.warn('The history has a problem.', { ...facts });
    onProblem?.(problem);
  }
}
