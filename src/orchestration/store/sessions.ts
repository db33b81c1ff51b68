import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { Disposable } from '../../common/disposable.ts';
import type { Sqlite } from './database.ts';
import { toSqliteFailure } from './failures.ts';

/**
 * Which windows live. Each keeps a file of its own locked, by an exclusive SQLite transaction: the operating system frees
 * it the moment the process ends, however it ends, and a process that is paused or asleep keeps it. So nothing depends on
 * process ids or clocks.
 */
export class Sessions implements Disposable {
  /** This window's, a new one each time. A number, since it is written with each change of a task's state. */
  readonly id = randomInt(2 ** 48 - 1);
  readonly #sqlite: Sqlite;
  readonly #folder: string;
  #lock: DatabaseSync | undefined;

  /** Locks this session's file. Throws where the folder cannot be written to. */
  constructor(sqlite: Sqlite, folder: string) {
    this.#sqlite = sqlite;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#lock = tryLock(sqlite, this.#toPath(this.id));
    if (!this.#lock) throw new Error('The file of a new session is locked already.');
  }

  /** Whether the session's process still has it open. The file of one that has not is removed. */
  isAlive(id: number): boolean {
    if (id === this.id) return this.#lock !== undefined;
    const path = this.#toPath(id);
    if (!existsSync(path)) return false;
    const lock = tryLock(this.#sqlite, path);
    if (!lock) return true;
    remove(lock, path);
    return false;
  }

  /** Whether another window lives. The files of those that do not are removed. */
  hasOthers(): boolean {
    const ids = readdirSync(this.#folder).flatMap((name) =>
      /^\d+\.lock$/.test(name) ? [Number.parseInt(name, 10)] : [],
    );
    return ids.filter((id) => id !== this.id && this.isAlive(id)).length > 0;
  }

  dispose(): void {
    if (this.#lock) remove(this.#lock, this.#toPath(this.id));
    this.#lock = undefined;
  }

  #toPath(id: number): string {
    return join(this.#folder, `${id}.lock`);
  }
}

/** Locks a file, which is made if it is not there, until the connection is closed. `undefined` while another has it. */
export function tryLock({ DatabaseSync }: Sqlite, path: string): DatabaseSync | undefined {
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

function remove(lock: DatabaseSync, path: string): void {
  lock.close();
  // Windows removes no file that a third process is just looking at: then it stays, unlocked, until the next look.
  rmSync(path, { force: true });
}
