import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toErrorMessage } from '../../common/errors.ts';
import { phrase, PhrasedError, phraseOf, sayPhrase, toPhrase } from '../../common/phrase.ts';
import { silentLogger } from '../../common/logger.ts';
import type { OpenRunStoreOptions, StoreProblem } from '../openRunStore.ts';
import { Database, type Sqlite } from './database.ts';
import { isSqliteError, toSqliteFailure } from './failures.ts';
import { ForeignSchemaError, NewerSchemaError, prepare } from './schema.ts';
import { Sessions, tryLock } from './sessions.ts';
import { type SessionSource, SqliteRunStore } from './sqliteRunStore.ts';

const fileName = 'history.db';

/** Stands beside a file that turned out to be damaged. */
const damageMark = '-damaged';

class DamagedError extends PhrasedError {}

/** Waits for another window that is just opening the file: so often, and so many milliseconds each time. */
const lockAttempts = 100;
const lockDelayMs = 20;

/** Opens a store's files: one window at a time, so that no two of them set the same file aside. */
export class RunStoreOpener {
  readonly #sqlite: Sqlite;
  readonly #options: OpenRunStoreOptions;

  constructor(sqlite: Sqlite, options: OpenRunStoreOptions) {
    this.#sqlite = sqlite;
    this.#options = options;
  }

  /** Never rejects for what the disk holds. */
  async open(): Promise<SqliteRunStore> {
    const { folder } = this.#options;
    if (folder === undefined) return this.#openInMemory();
    let lock: DatabaseSync | undefined;
    try {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o700);
      lock = await this.#lock(join(folder, 'opening.lock'));
      return this.#openFile(folder);
    } catch (error) {
      return this.#openInMemory({
        kind: 'inMemory',
        reason: toReason(error),
        cause: phraseOf(error) ?? toPhrase(toErrorMessage(error)),
      });
    } finally {
      lock?.close();
    }
  }

  #openFile(folder: string): SqliteRunStore {
    const path = join(folder, fileName);
    const sessions = new Sessions(this.#sqlite, join(folder, 'sessions'));
    try {
      const database = this.#openOrReplace(path, sessions);
      try {
        return this.#createStore(database, sessions, () => writeFileSync(path + damageMark, ''));
      } catch (error) {
        database.close();
        throw error;
      }
    } catch (error) {
      sessions.dispose();
      throw error;
    }
  }

  #openOrReplace(path: string, sessions: Sessions): Database {
    const hasOthers = sessions.hasOthers();
    try {
      if (existsSync(path + damageMark)) throw new DamagedError(phrase('It was damaged when it was last used.'));
      return openDatabase(this.#sqlite, path);
    } catch (error) {
      const reason = toReason(error);
      // A window that still uses the file would go on writing to it under its new name.
      if (reason === 'unusable' || hasOthers) throw error;
      const aside = setAside(path, reason);
      const database = openDatabase(this.#sqlite, path);
      this.#tell({ kind: 'setAside', reason, path: aside });
      return database;
    }
  }

  #openInMemory(problem?: StoreProblem): SqliteRunStore {
    const sessions = { id: 1, isAlive: () => true, dispose() {} };
    const store = this.#createStore(openDatabase(this.#sqlite, ':memory:'), sessions);
    if (problem) this.#tell(problem);
    return store;
  }

  #createStore(database: Database, sessions: SessionSource, markDamaged?: () => void): SqliteRunStore {
    const { folder: _, ...options } = this.#options;
    return new SqliteRunStore({
      ...options,
      database,
      sessions,
      onProblem: (problem) => this.#tell(problem),
      ...(markDamaged && { onDamaged: markDamaged }),
    });
  }

  #tell(problem: StoreProblem): void {
    const { logger = silentLogger, onProblem } = this.#options;
    const facts = problem.kind === 'inMemory' ? { ...problem, cause: sayPhrase(problem.cause) } : problem;
    logger.warn('The history has a problem.', { ...facts });
    onProblem?.(problem);
  }

  async #lock(path: string): Promise<DatabaseSync> {
    for (let attempt = 1; ; attempt += 1) {
      const lock = tryLock(this.#sqlite, path);
      if (lock) return lock;
      if (attempt === lockAttempts)
        throw new PhrasedError(phrase('Another window keeps the history from being opened.'));
      await sleep(lockDelayMs);
    }
  }
}

/** Opens a file that can be used. Throws what is wrong with it. */
function openDatabase(sqlite: Sqlite, path: string): Database {
  const database = new Database(sqlite, path);
  try {
    prepare(database);
    if (path !== ':memory:') for (const file of filesOf(path)) chmodSync(file, 0o600);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Moves a file and what belongs to it out of the way, and returns where to. */
function setAside(path: string, reason: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${path}.${reason}-${time}`;
  for (const file of filesOf(path)) renameSync(file, aside + file.slice(path.length));
  return aside;
}

/** The files of a database that are there. */
function filesOf(path: string): string[] {
  return ['', '-wal', '-shm', damageMark].map((suffix) => path + suffix).filter((file) => existsSync(file));
}

function toReason(error: unknown): 'corrupt' | 'newer' | 'unusable' {
  if (error instanceof NewerSchemaError) return 'newer';
  if (error instanceof DamagedError || error instanceof ForeignSchemaError) return 'corrupt';
  // What SQLite can read but not use is damaged too: a table that has lost a column, for instance.
  const failure = toSqliteFailure(error);
  return failure === 'corrupt' || (!failure && isSqliteError(error)) ? 'corrupt' : 'unusable';
}
