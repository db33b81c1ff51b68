import type { Disposable } from '../../common/disposable.ts';
import { toDisposable } from '../../common/disposable.ts';
import { toErrorMessage } from '../../common/errors.ts';
import { type Logger, silentLogger } from '../../common/logger.ts';
import type {
  PlanFacts,
  PlanRecord,
  PlanSummary,
  RunDelta,
  RunHistory,
  RunPage,
  RunQuery,
  RunRecord,
  RunStart,
  RunStore,
  TaskStateChange,
} from '../runStore.ts';
import type { AgentTask, ExecutionResult } from '../types.ts';
import type { Database } from './database.ts';
import { History } from './history.ts';
import { PlanTable } from './planTable.ts';
import { RunTable } from './runTable.ts';

/** Text of a run is written at most this often, in milliseconds: a crash loses no more. */
const flushIntervalMs = 250;

/** How often another window's changes are looked for while somebody listens, in milliseconds. */
const pollIntervalMs = 1_000;

/** Which windows live. The store disposes of it when it is disposed of itself. */
export interface SessionSource extends Disposable {
  /** This window's own session. */
  readonly id: string;
  isAlive(session: string): boolean;
}

/** What a {@link SqliteRunStore} works with. */
export interface SqliteRunStoreOptions {
  /** Of the current schema. */
  database: Database;
  sessions: SessionSource;
  /** The folder or workspace file that is open, as an URI; empty without one. */
  workspace?: () => string;
  logger?: Logger;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Keeps runs and plans in an SQLite database, which other windows may use at the same time. */
export class SqliteRunStore implements RunStore, RunHistory, Disposable {
  readonly #database: Database;
  readonly #sessions: SessionSource;
  readonly #workspace: () => string;
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #runs: RunTable;
  readonly #plans: PlanTable;
  readonly #history: History;
  /** This window's runs that go on, each with its text that is not written yet. */
  readonly #going = new Map<string, { text: string; thinking: string }>();
  readonly #listeners = new Set<() => void>();
  #flushTimer: NodeJS.Timeout | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  #notice: NodeJS.Immediate | undefined;
  #seenVersion = 0;
  #isDisposed = false;

  constructor({ database, sessions, workspace, now, logger = silentLogger }: SqliteRunStoreOptions) {
    this.#database = database;
    this.#sessions = sessions;
    this.#workspace = workspace ?? (() => '');
    this.#now = now ?? Date.now;
    this.#logger = logger;
    this.#runs = new RunTable(database);
    this.#plans = new PlanTable(database);
    this.#history = new History(database, this.#runs, logger);
    this.#settleDeadSessions();
  }

  begin(start: RunStart): void {
    this.#going.set(start.result.runId, { text: '', thinking: '' });
    this.#change(() => this.#runs.begin(start, this.#workspace(), this.#sessions.id));
  }

  append(runId: string, { text = '', thinking = '' }: RunDelta): void {
    const pending = this.#going.get(runId);
    if (!pending) return;
    pending.text += text;
    pending.thinking += thinking;
    this.#flushTimer ??= setTimeout(() => this.#flush(), flushIntervalMs);
  }

  settle(result: ExecutionResult): void {
    if (!this.#going.delete(result.runId)) return;
    this.#change(() => this.#runs.settle(result), { isDurable: true });
  }

  savePlan(planId: string, facts: PlanFacts): void {
    this.#change(() => this.#plans.save(planId, facts, this.#workspace(), this.#timestamp()));
  }

  saveTasks(planId: string, tasks: readonly AgentTask[]): void {
    this.#change(() => this.#plans.saveTasks(planId, tasks, this.#workspace(), this.#timestamp()));
  }

  removeTask(planId: string, taskId: string): void {
    this.#change(() => this.#plans.removeTask(planId, taskId));
  }

  saveTaskState(change: TaskStateChange): void {
    this.#change(() => this.#plans.saveState(change, this.#sessions.id));
  }

  getRun(runId: string): RunRecord | undefined {
    this.#prepareToRead();
    return this.#history.getRun(runId);
  }

  getParts(runId: string): RunRecord[] {
    this.#prepareToRead();
    return this.#history.getParts(runId);
  }

  listRuns(query: RunQuery = {}): RunPage {
    this.#prepareToRead();
    return this.#history.listRuns(query);
  }

  getPlan(planId: string): PlanRecord | undefined {
    this.#prepareToRead();
    return this.#history.getPlan(planId);
  }

  listPlans(limit?: number): PlanSummary[] {
    this.#prepareToRead();
    return this.#history.listPlans(limit);
  }

  sumSpent(since: number): { tokens: number; costUsd: number } {
    return this.#history.sumSpent(since);
  }

  deleteRun(runId: string): boolean {
    this.#prepareToRead();
    const seq = this.#runs.findSettled(runId);
    if (seq === undefined) return false;
    this.#change(() => this.#runs.delete(seq));
    this.#shrink();
    return true;
  }

  deletePlan(planId: string): boolean {
    this.#prepareToRead();
    if (!this.#plans.isIdle(planId)) return false;
    this.#change(() => {
      for (const seq of this.#plans.findRuns(planId)) this.#runs.delete(seq);
      this.#plans.delete(planId);
    });
    this.#shrink();
    return true;
  }

  clear(): void {
    this.#prepareToRead();
    this.#change(() => {
      this.#plans.deleteIdle();
      this.#runs.deleteAllSettled();
    });
    this.#shrink();
  }

  onDidChange(listener: () => void): Disposable {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    if (!this.#pollTimer && !this.#isDisposed) {
      this.#seenVersion = this.#readDataVersion();
      this.#pollTimer = setInterval(() => this.#poll(), pollIntervalMs).unref();
    }
    return toDisposable(() => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) this.#stopPolling();
    });
  }

  /** Ends this window's part: its runs that go on are interrupted, with all of their text. Later calls change nothing. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#flush();
    if (this.#going.size > 0) this.#interrupt(this.#sessions.id);
    this.#isDisposed = true;
    this.#stopPolling();
    clearImmediate(this.#notice);
    this.#listeners.clear();
    this.#database.close();
    this.#sessions.dispose();
  }

  #change(apply: () => void, options?: { isDurable: boolean }): void {
    if (this.#isDisposed) return;
    this.#database.transaction(apply, options);
    this.#tell();
  }

  /** Writes what runs have said since the last time, all of it in one transaction. */
  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#isDisposed) return;
    const pieces = [...this.#going].flatMap(([runId, pending]) => {
      const text = takeWhole(pending.text);
      const thinking = takeWhole(pending.thinking);
      return text === '' && thinking === '' ? [] : [{ runId, pending, text, thinking }];
    });
    if (pieces.length === 0) return;
    try {
      this.#database.transaction(() => {
        for (const { runId, text, thinking } of pieces) this.#runs.append(runId, text, thinking);
      });
      for (const { pending, text, thinking } of pieces) {
        pending.text = pending.text.slice(text.length);
        pending.thinking = pending.thinking.slice(thinking.length);
      }
    } catch (error) {
      this.#logger.warn('The text of runs was not saved yet.', { error: toErrorMessage(error) });
    }
  }

  #prepareToRead(): void {
    this.#flush();
    this.#settleDeadSessions();
  }

  /** What another window left behind when it died is interrupted. Looks only at sessions that still have something going. */
  #settleDeadSessions(): void {
    const rows = this.#database.all(
      'SELECT session FROM runs WHERE session IS NOT NULL UNION SELECT session FROM task_states WHERE session IS NOT NULL',
    );
    for (const { session } of rows) {
      if (typeof session === 'string' && !this.#sessions.isAlive(session)) this.#interrupt(session);
    }
  }

  #interrupt(session: string): void {
    this.#change(() => {
      this.#runs.interrupt(session);
      this.#plans.interrupt(session);
    });
    this.#logger.info('Runs were interrupted.', { session });
  }

  #shrink(): void {
    try {
      this.#database.shrink();
    } catch (error) {
      this.#logger.warn('The history was not compacted.', { error: toErrorMessage(error) });
    }
  }

  /** Changes that follow each other at once are told once. */
  #tell(): void {
    if (this.#listeners.size === 0) return;
    this.#notice ??= setImmediate(() => {
      this.#notice = undefined;
      for (const listener of this.#listeners) {
        try {
          listener();
        } catch (error) {
          this.#logger.error('A listener of the history failed.', { error: toErrorMessage(error) });
        }
      }
    });
  }

  /** Another window's change, or its death, is told like one's own. */
  #poll(): void {
    try {
      const version = this.#readDataVersion();
      if (version !== this.#seenVersion) this.#tell();
      this.#seenVersion = version;
      this.#settleDeadSessions();
    } catch (error) {
      this.#logger.warn('The history was not looked at.', { error: toErrorMessage(error) });
    }
  }

  #stopPolling(): void {
    clearInterval(this.#pollTimer);
    this.#pollTimer = undefined;
  }

  /** Changes when another connection has written. */
  #readDataVersion(): number {
    return this.#database.number('PRAGMA data_version');
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString();
  }
}

/** `text` without a last half of a surrogate pair: alone, it would be stored as something else. */
function takeWhole(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
