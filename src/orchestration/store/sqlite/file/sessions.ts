import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Disposable } from '#common/disposable.ts';
import type { Sqlite } from './database.ts';
import { toSqliteFailure } from './failures.ts';

/**
 * Windows that live. Each keeps a file of its own locked, by an exclusive SQLite transaction: the operating system frees
 * it the moment the process ends, however it ends, and a process that is paused or asleep keeps it. So nothing depends on
 * process ids or clocks.
 */
export class Sessions implements Disposable {
  /** This window's. A number, since it is written with each change of a task's state. */
  readonly id: number;
  readonly #sqlite: Sqlite;
  readonly #folder: string;
  #lock: DatabaseSync | undefined;

  /** Locks this session's file. Throws where the folder cannot be written to. */
  constructor(sqlite: Sqlite, folder: string, id: number) {
    this.#sqlite = sqlite;
    this.#folder = folder;
    this.id = id;
    makeFolder(folder);
    this.#lock = tryLock(sqlite, this.#toPath(this.id));
    if (!this.#lock) throw new Error('The file of a new session is locked already.');
  }

  /** Tells whether the session's process still lives. Removes the file of a dead one. */
  isAlive(id: number): boolean {
    if (id === this.id) return this.#lock !== undefined;
    const path = this.#toPath(id);
    if (!existsSync(path)) return false;
    const lock = tryLock(this.#sqlite, path);
    if (!lock) return true;
    remove(lock, path);
    return false;
  }

  /** Tells whether another window lives. Removes the files of dead ones. */
  hasOthers(): boolean {
    const ids = readdirSync(this.#folder).flatMap((name) =>
      /^\d+\.lock$/.test(name) ? [Number.parseInt(name, 10)] : [],
    );
    return ids.filter((id) => id !== this.id && this.isAlive(id)).length > 0;
  }

  /** True while other windows can see that this one lives. */
  get isSeen(): boolean {
    return this.#lock !== undefined && existsSync(this.#toPath(this.id));
  }

  dispose(): void {
    if (this.#lock) remove(this.#lock, this.#toPath(this.id));
    this.#lock = undefined;
  }

  #toPath(id: number): string {
    return join(this.#folder, `${id}.lock`);
  }
}

/** Creates the id of a new session. */
export function createSessionId(): number {
  return randomInt(2 ** 48 - 1);
}

/**
 * Locks a file, which is made if it is not there, until the connection is closed. Returns `undefined`
 * while another window has it. Something that cannot be a lock file is replaced by a new one: nobody can have locked it.
 */
export function tryLock(sqlite: Sqlite, path: string): DatabaseSync | undefined {
  try {
    return lockFile(sqlite, path);
  } catch (error) {
    if (!isDamaged(path, error)) throw error;
    for (const file of [path, `${path}-journal`]) rmSync(file, { recursive: true, force: true });
    return lockFile(sqlite, path);
  }
}

function lockFile({ DatabaseSync }: Sqlite, path: string): DatabaseSync | undefined {
  const connection = new DatabaseSync(path, { timeout: 0 });
  try {
    // Without a journal file beside it.
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
    return connection;
  } catch (error) {
    connection.close();
    if (toSqliteFailure(error) === 'busy') return undefined;
    throw error;
  }
}

/** Tells whether a lock file that cannot be used is none, or has lost its rights. */
function isDamaged(path: string, error: unknown): boolean {
  const failure = toSqliteFailure(error);
  if (failure === 'corrupt') return true;
  if (failure !== 'io' && failure !== 'readOnly') return false;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && (!stats.isFile() || (stats.mode & 0o600) !== 0o600);
}

/** Makes a folder of our own, in place of anything else of its name. */
function makeFolder(folder: string): void {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) rmSync(folder, { force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ((statSync(folder).mode & 0o700) !== 0o700) chmodSync(folder, 0o700);
}

function remove(lock: DatabaseSync, path: string): void {
  lock.close();
  // Windows removes no file that a third process is just looking at: then it stays, unlocked, until the next look.
  rmSync(path, { force: true });
}
