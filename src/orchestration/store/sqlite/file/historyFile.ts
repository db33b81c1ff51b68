import { chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { setImmediate as pause, setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import { copyHistory } from './copyHistory.ts';
import { Database, type Sqlite } from './database.ts';
import { isSqliteError, toSqliteFailure } from './failures.ts';
import { ForeignSchemaError, NewerSchemaError, prepare } from './schema.ts';
import { createSessionId, Sessions, tryLock } from './sessions.ts';

const fileName = 'history.db';

/** Suffix of the mark beside a file that turned out to be damaged. */
const damageMark = '-damaged';

/** Suffix of the copy of a damaged file, until it takes its place. */
const rebuiltMark = '-rebuilt';

class DamagedError extends Error {}

/** Attempts to lock the file while another window is opening it, and the delay between them in milliseconds. */
const lockAttempts = 100;
const lockDelayMs = 20;

/** Time for which copying may hold up the extension host at once, in milliseconds. */
const sliceMs = 10;

/** A file that can be used. */
export interface OpenedFile {
  database: Database;
  sessions: Sessions;
  /** File that was in its place before: its path now, and the number of its runs that are in the new one. */
  aside?: { reason: 'corrupt' | 'newer'; path: string; keptCount: number };
}

/**
 * File of the history, with its journal and marks, for one window. Windows open it one after the other, so that no two set
 * the same file aside.
 */
export class HistoryFile {
  /** Session of this window, also while it has no file. */
  readonly sessionId = createSessionId();
  readonly #sqlite: Sqlite;
  readonly #folder: string;
  readonly #path: string;
  readonly #logger: Logger;
  #sessions: Sessions | undefined;
  #identity: string | undefined;

  constructor(sqlite: Sqlite, folder: string, logger: Logger) {
    this.#sqlite = sqlite;
    this.#folder = folder;
    this.#path = join(folder, fileName);
    this.#logger = logger;
  }

  /**
   * Opens the file. A damaged one is set aside, and its readable part copied into a new one. Throws the error that
   * keeps it from being used, which may be over in a while.
   */
  async open(): Promise<OpenedFile> {
    this.#makeFolder();
    const lock = await this.#lock();
    try {
      const sessions = this.#openSessions();
      try {
        return this.#openSound(sessions);
      } catch (error) {
        return await this.#replace(toReason(error), error, sessions);
      }
    } finally {
      lock.close();
    }
  }

  /** Opens the file if that is possible right now and it is sound. */
  openNow(): OpenedFile | undefined {
    let lock: DatabaseSync | undefined;
    try {
      this.#makeFolder();
      lock = tryLock(this.#sqlite, this.#lockPath);
      return lock && this.#openSound(this.#openSessions());
    } catch (error) {
      this.#logger.warn('The history could not be opened.', { error: toErrorMessage(error) });
      return undefined;
    } finally {
      lock?.close();
    }
  }

  /** Marks the file as damaged: the next window that opens it sets it aside, and windows that use it leave it. */
  markDamaged(): void {
    writeFileSync(this.#path + damageMark, '');
  }

  /** True when the file that this window has opened is no longer the history's: it was set aside, deleted or replaced. */
  get isGone(): boolean {
    return this.#identity !== this.#identify() || existsSync(this.#path + damageMark);
  }

  /** Ends the session: other windows no longer see that this one lives. */
  dispose(): void {
    this.#sessions?.dispose();
  }

  get #lockPath(): string {
    return join(this.#folder, 'opening.lock');
  }

  #makeFolder(): void {
    if (lstatSync(this.#folder, { throwIfNoEntry: false })?.isFile()) setAside(this.#folder, 'corrupt');
    mkdirSync(this.#folder, { recursive: true });
    chmodSync(this.#folder, 0o700);
  }

  async #lock(): Promise<DatabaseSync> {
    for (let attempt = 1; ; attempt += 1) {
      const lock = tryLock(this.#sqlite, this.#lockPath);
      if (lock) return lock;
      if (attempt === lockAttempts) throw new Error(l10n.t('Another window keeps the history from being opened.'));
      await sleep(lockDelayMs);
    }
  }

  #openSessions(): Sessions {
    if (this.#sessions?.isSeen) return this.#sessions;
    this.#sessions?.dispose();
    this.#sessions = new Sessions(this.#sqlite, join(this.#folder, 'sessions'), this.sessionId);
    return this.#sessions;
  }

  #openSound(sessions: Sessions): OpenedFile {
    // A window ended right before the rebuilt file took its place.
    if (!existsSync(this.#path) && existsSync(this.#path + rebuiltMark)) this.#moveRebuilt();
    if (existsSync(this.#path + damageMark)) throw new DamagedError(l10n.t('It was damaged when it was last used.'));
    const database = openDatabase(this.#sqlite, this.#path);
    this.#identity = this.#identify();
    return { database, sessions };
  }

  async #replace(reason: 'corrupt' | 'newer' | 'unusable', error: unknown, sessions: Sessions): Promise<OpenedFile> {
    // A window of a newer version that uses the file would go on writing to it under its new name.
    if (reason === 'unusable' || (reason === 'newer' && sessions.hasOthers())) throw error;
    const keptCount = reason === 'corrupt' ? await this.#rebuild() : 0;
    const path = setAside(this.#path, reason);
    if (reason === 'corrupt') this.#moveRebuilt();
    return { ...this.#openSound(sessions), aside: { reason, path, keptCount } };
  }

  /** Copies the readable part of the file into a new one beside it, and returns the number of its runs. */
  async #rebuild(): Promise<number> {
    const path = this.#path + rebuiltMark;
    for (const file of filesOf(path)) rmSync(file);
    const target = openDatabase(this.#sqlite, path);
    let source: Database | undefined;
    try {
      source = new Database(this.#sqlite, this.#path);
      return await this.#copy(source, target);
    } catch (error) {
      // Where not even a connection can be had, there is nothing to copy.
      if (source) throw error;
      return 0;
    } finally {
      source?.close();
      target.close();
    }
  }

  async #copy(from: Database, to: Database): Promise<number> {
    const onUnreadable = (error: unknown): void =>
      this.#logger.warn('A part of the damaged history cannot be read.', { error: toErrorMessage(error) });
    const copying = copyHistory(from, to, { onUnreadable });
    for (;;) {
      const end = performance.now() + sliceMs;
      const step = to.transaction(() => {
        let next = copying.next();
        while (!next.done && performance.now() < end) next = copying.next();
        return next;
      });
      if (step.done) return step.value;
      await pause();
    }
  }

  #moveRebuilt(): void {
    const path = this.#path + rebuiltMark;
    // The file itself comes last: with it all of it is there.
    for (const file of filesOf(path).reverse()) renameSync(file, this.#path + file.slice(path.length));
  }

  #identify(): string | undefined {
    const stats = statSync(this.#path, { throwIfNoEntry: false, bigint: true });
    return stats && `${stats.dev}:${stats.ino}`;
  }
}

/** Opens a file and brings it up to date. Throws an error that says why it cannot be used. */
export function openDatabase(sqlite: Sqlite, path: string): Database {
  const isFile = path !== ':memory:';
  if (isFile && lstatSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new ForeignSchemaError('There is a folder in the place of the file.');
  const secure = (): void => {
    if (isFile) for (const file of filesOf(path)) chmodSync(file, 0o600);
  };
  // Before, so that it can be written; afterwards, as there may be files that were not there before.
  secure();
  const database = new Database(sqlite, path);
  try {
    prepare(database);
    secure();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Moves a file, with its journal and marks, out of the way. Returns its new path. */
function setAside(path: string, reason: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${path}.${reason}-${time}`;
  for (const file of filesOf(path)) renameSync(file, aside + file.slice(path.length));
  return aside;
}

/** Existing files of a database. */
function filesOf(path: string): string[] {
  return ['', '-wal', '-shm', damageMark].map((suffix) => path + suffix).filter((file) => existsSync(file));
}

function toReason(error: unknown): 'corrupt' | 'newer' | 'unusable' {
  if (error instanceof NewerSchemaError) return 'newer';
  if (error instanceof DamagedError || error instanceof ForeignSchemaError) return 'corrupt';
  // A file that SQLite can read but not use is damaged too: a table may have lost a column, for instance.
  const failure = toSqliteFailure(error);
  return failure === 'corrupt' || (!failure && isSqliteError(error)) ? 'corrupt' : 'unusable';
}
