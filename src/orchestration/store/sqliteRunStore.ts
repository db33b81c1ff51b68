import type { Disposable } from '../../common/disposable.ts';
import { toErrorMessage } from '../../common/errors.ts';
import { plainCopy } from '../../common/plainCopy.ts';
import { toPhrase } from '../../common/phrase.ts';
import { type Logger, silentLogger } from '../../common/logger.ts';
import type { StoreProblem } from '../openRunStore.ts';
import type {
  PlanFacts,
  PlanRecord,
  PlanSummary,
  RunCost,
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
import { ChangeEvents } from './changeEvents.ts';
import { ChangeQueue } from './changeQueue.ts';
import { type Database, type RowId, toRowId } from './database.ts';
import { isIndexFailure, toSqliteFailure } from './failures.ts';
import { History } from './history.ts';
import { PlanTable } from './planTable.ts';
import { Retention, type RetentionLimits } from './retention.ts';
import { RunTable } from './runTable.ts';
import { prepare } from './schema.ts';
import { Survivors } from './survivors.ts';
import { TextBuffer } from './textBuffer.ts';
import { Upkeep } from './upkeep.ts';

/** So often what another window keeps from being written is tried when the store closes: for a second at most. */
const lastAttempts = 10;

/** So often a plan is asked for that others claim and release in the same moments. */
const claimAttempts = 100;

/** Which windows live. The store disposes of it when it is disposed of itself. */
export interface SessionSource extends Disposable {
  /** This window's own session. */
  readonly id: number;
  isAlive(session: number): boolean;
}

/** What a {@link SqliteRunStore} works with. */
export interface SqliteRunStoreOptions {
  /** Of the current schema. */
  database: Database;
  sessions: SessionSource;
  /** The folder or workspace file that is open, as an URI; empty without one. */
  workspace?: () => string;
  /** Without limits, everything is kept. */
  limits?: () => RetentionLimits;
  logger?: Logger;
  onProblem?: (problem: StoreProblem) => void;
  /** The file turned out to be damaged and should not be opened again. */
  onDamaged?: () => void;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Keeps runs and plans in an SQLite database, which other windows may use at the same time. */
export class SqliteRunStore implements RunStore, RunHistory, Disposable {
  readonly #options: SqliteRunStoreOptions;
  readonly #database: Database;
  readonly #sessions: SessionSource;
  readonly #logger: Logger;
  readonly #runs: RunTable;
  readonly #plans: PlanTable;
  readonly #history: History;
  readonly #survivors: Survivors;
  readonly #text = new TextBuffer(() => this.#flush());
  readonly #events: ChangeEvents;
  readonly #changes: ChangeQueue;
  readonly #upkeep: Upkeep;
  #seenVersion = 0;
  #isDamaged = false;
  #isIndexMended = false;
  #isDisposed = false;

  constructor(options: SqliteRunStoreOptions) {
    const { database, sessions, logger = silentLogger } = options;
    this.#options = options;
    this.#database = database;
    this.#sessions = sessions;
    this.#logger = logger;
    this.#runs = new RunTable(database);
    this.#plans = new PlanTable(database);
    this.#history = new History(database, this.#runs, logger);
    const [runs, plans, history] = [this.#runs, this.#plans, this.#history];
    this.#survivors = new Survivors({ database, history, runs, plans, session: sessions.id, logger });
    this.#events = new ChangeEvents(
      () => this.#poll(),
      (error) => logger.error('A listener of the history failed.', { error: toErrorMessage(error) }),
    );
    this.#changes = new ChangeQueue({
      database,
      onChanged: () => this.#events.fire(),
      onBlocked: (cause) => options.onProblem?.({ kind: 'unsaved', cause }),
      onCaughtUp: () => options.onProblem?.({ kind: 'savedAgain' }),
      onFailed: (error) => {
        if (this.#mend(error)) return true;
        logger.error('A change of the history was lost.', { error: toErrorMessage(error) });
        return false;
      },
    });
    this.#upkeep = new Upkeep({
      database,
      runs,
      retention: new Retention(database, runs, plans),
      changes: this.#changes,
      limits: () => options.limits?.(),
      now: () => this.#now(),
      guard: (work) => this.#read(false, work),
      logger,
    });
    this.#read(undefined, () => undefined);
    this.#upkeep.schedule();
  }

  begin(begun: RunStart): void {
    const start = plainCopy(begun);
    const workspace = this.#workspace();
    this.#text.begin(start.result.runId);
    const enter = (): void => {
      this.#runs.begin(start, workspace, this.#sessions.id);
      this.#survivors.addRun(start.result.runId, enter);
    };
    this.#change(enter);
  }

  append(runId: string, delta: RunDelta): void {
    if (!this.#isDisposed) this.#text.append(runId, delta);
  }

  noteCost(runId: string, cost: RunCost): void {
    if (!this.#isDisposed) this.#text.noteCost(runId, cost);
  }

  settle(settled: ExecutionResult): void {
    const result = plainCopy(settled);
    if (!this.#text.end(result.runId)) return;
    const leave = (): void => {
      this.#runs.settle(result);
      this.#survivors.removeRun(result.runId);
    };
    this.#change(leave, { isDurable: true });
    this.#upkeep.schedule();
  }

  choose(runId: string, partRunId: string): void {
    this.#change(() => this.#runs.choose(runId, partRunId), { isDurable: true });
  }

  savePlan(planId: string, plan: PlanFacts): void {
    const facts = plainCopy(plan);
    const [workspace, createdAt] = [this.#workspace(), this.#timestamp()];
    this.#survivors.addPlan(planId);
    this.#change(() => this.#plans.save(planId, facts, workspace, createdAt));
  }

  saveTasks(planId: string, planned: readonly AgentTask[]): void {
    const tasks = plainCopy(planned);
    const [workspace, createdAt] = [this.#workspace(), this.#timestamp()];
    this.#survivors.addPlan(planId);
    this.#change(() => this.#plans.saveTasks(planId, tasks, workspace, createdAt));
  }

  removeTask(planId: string, taskId: string): void {
    this.#change(() => this.#plans.removeTask(planId, taskId));
  }

  saveTaskState(change: TaskStateChange): void {
    this.#survivors.addPlan(change.planId);
    this.#change(() => this.#plans.saveState(change, this.#sessions.id));
  }

  getRun(runId: string): RunRecord | undefined {
    return this.#read(undefined, () => this.#history.getRun(runId));
  }

  getParts(runId: string): RunRecord[] {
    return this.#read([], () => this.#history.getParts(runId));
  }

  listRuns(query: RunQuery = {}): RunPage {
    return this.#read({ runs: [] }, () => this.#history.listRuns(query));
  }

  getPlan(planId: string): PlanRecord | undefined {
    return this.#read(undefined, () => this.#history.getPlan(planId));
  }

  listPlans(limit?: number, workspace?: string): PlanSummary[] {
    return this.#read([], () => this.#history.listPlans(limit, workspace));
  }

  listUnfinishedPlans(): PlanSummary[] {
    return this.#read([], () => this.#history.listUnfinishedPlans(this.#workspace()));
  }

  findLatestPlan(source: string): PlanSummary | undefined {
    return this.#read(undefined, () => this.#history.findLatestPlan(source));
  }

  moveSource(from: string, to: string): void {
    this.#change(() => this.#plans.moveSource(from, to));
  }

  claimPlan(planId: string): boolean {
    const { id } = this.#sessions;
    for (let attempt = 0; attempt < claimAttempts; attempt += 1) {
      const holder = this.#read(undefined, () => this.#plans.findHolder(planId, id));
      if (holder) return holder === 'us';
      let isClaimed = false;
      this.#change(() => (isClaimed = this.#plans.claim(planId, id)));
      this.#writeWaiting();
      if (isClaimed) return true;
      if (this.#changes.blockedBy === 'busy') {
        // It may be this plan that another window claims. What waits must not claim it later on.
        this.releasePlan(planId);
        return false;
      }
      // Where the disk takes nothing, or there is no such plan, no other window has it either.
      if (this.#changes.isBlocked || !this.#read(false, () => this.#plans.has(planId))) return true;
      // Another window had it, and may have let go since.
    }
    return false;
  }

  releasePlan(planId: string): void {
    this.#change(() => this.#plans.release(planId, this.#sessions.id));
  }

  sumSpent(since: number, end?: number): { tokens: number; costUsd: number } {
    return this.#read({ tokens: 0, costUsd: 0 }, () => this.#history.sumSpent(since, end, this.#sessions.id));
  }

  sumSpentOnPlan(planId: string): { tokens: number; costUsd: number } {
    return this.#read({ tokens: 0, costUsd: 0 }, () => this.#history.sumSpentOnPlan(planId));
  }

  deleteRun(runId: string): boolean {
    const seq = this.#read(undefined, () => this.#runs.findSettled(runId));
    if (seq === undefined) return false;
    this.#change(() => this.#runs.delete(seq));
    this.#upkeep.shrink();
    return true;
  }

  deletePlan(planId: string): boolean {
    if (!this.#read(false, () => this.#plans.isIdle(planId))) return false;
    this.#change(() => {
      // Another window may have claimed it since.
      if (this.#plans.isIdle(planId)) this.#plans.deleteWithRuns(planId, this.#runs);
    });
    this.#upkeep.shrink();
    return true;
  }

  clear(): void {
    this.#read(undefined, () => undefined);
    this.#change(() => {
      this.#plans.deleteIdle();
      this.#runs.deleteAllSettled();
    });
    this.#upkeep.shrink();
  }

  onDidChange(listener: () => void): Disposable {
    this.#seenVersion = this.#read(0, () => this.#readDataVersion());
    return this.#events.subscribe(listener);
  }

  /** Ends this window's part: its runs that go on are interrupted, with all of their text. Later calls change nothing. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#writeWaiting();
    this.#flush();
    this.#interrupt(this.#sessions.id);
    this.#writeWaiting();
    this.#upkeep.dispose();
    this.#isDisposed = true;
    this.#text.dispose();
    this.#changes.dispose();
    this.#events.dispose();
    this.#database.close();
    this.#sessions.dispose();
  }

  /** Throws what no waiting cures, so that whoever calls can log what was lost. */
  #change(apply: () => void, options?: { isDurable: boolean }): void {
    if (this.#isDisposed) return;
    try {
      this.#changes.make(apply, options);
    } catch (error) {
      if (!this.#mend(error)) throw error;
      this.#changes.make(apply, options);
    }
  }

  #read<T>(otherwise: T, read: () => T): T {
    if (this.#isDisposed) return otherwise;
    try {
      this.#flush();
      this.#settleDeadSessions();
      return read();
    } catch (error) {
      this.#logger.error('The history could not be read.', { error: toErrorMessage(error) });
      return this.#mend(error) ? this.#read(otherwise, read) : otherwise;
    }
  }

  /** Writes what runs have said since the last time, all of it in one transaction. */
  #flush(): void {
    const pieces = this.#text.take();
    if (pieces.length === 0 || this.#isDisposed) return;
    // A run may be among what waits: its text comes after it.
    if (this.#changes.isBlocked) return this.#text.wait();
    try {
      this.#database.transaction(() => {
        for (const piece of pieces) this.#runs.append(piece);
      });
      this.#text.written(pieces);
    } catch (error) {
      this.#logger.warn('The text of runs was not saved yet.', { error: toErrorMessage(error) });
      if (!this.#mend(error)) this.#text.wait();
    }
  }

  #writeWaiting(): void {
    for (let attempt = 0; attempt < lastAttempts && this.#changes.isBlocked; attempt += 1) this.#changes.retry();
  }

  /** What another window left behind when it died is interrupted. Looks only at sessions that still have something going. */
  #settleDeadSessions(): void {
    // While nothing can be written, each read would only add a change to those that wait.
    if (this.#changes.isBlocked) return;
    const rows = this.#database.all(
      `SELECT session FROM runs WHERE session IS NOT NULL UNION SELECT session FROM task_states WHERE session IS NOT NULL
         UNION SELECT session FROM plans WHERE session IS NOT NULL`,
    );
    for (const { session } of rows) {
      const id = toRowId(session);
      if (typeof id === 'bigint' || !this.#sessions.isAlive(id)) this.#interrupt(id);
    }
  }

  #interrupt(session: RowId): void {
    this.#change(() => {
      const count = this.#runs.interrupt(session) + this.#plans.interrupt(session);
      if (count > 0) this.#logger.info('Runs and tasks were interrupted.', { session: Number(session), count });
    });
  }

  /** Another window's change, or its death, is told like one's own. */
  #poll(): void {
    const version = this.#read(this.#seenVersion, () => this.#readDataVersion());
    if (version !== this.#seenVersion) this.#events.fire();
    this.#seenVersion = version;
  }

  /** Says whether what failed is worth another try. */
  #mend(error: unknown): boolean {
    return this.#mendIndex(error) || this.#noteDamage(error);
  }

  /** An index that does not fit its rows is made anew, once. Where that fails, more than the index is damaged. */
  #mendIndex(error: unknown): boolean {
    if (this.#isIndexMended || !isIndexFailure(error)) return false;
    this.#isIndexMended = true;
    this.#logger.warn('The search index of the history is made anew.', { error: toErrorMessage(error) });
    try {
      this.#database.transaction(() => this.#runs.rebuildIndex());
      return true;
    } catch (failure) {
      this.#logger.error('The search index could not be made anew.', { error: toErrorMessage(failure) });
      return this.#noteDamage(failure);
    }
  }

  /**
   * A damaged file is left alone. The window goes on in memory, with what goes on in it, and the file is set aside when it is
   * opened next. Says whether the error was the first that told of damage.
   */
  #noteDamage(error: unknown): boolean {
    if (this.#isDamaged || toSqliteFailure(error) !== 'corrupt') return false;
    this.#isDamaged = true;
    this.#survivors.moveTo(() => {
      this.#database.replaceByMemory();
      prepare(this.#database);
      this.#options.onDamaged?.();
      this.#options.onProblem?.({ kind: 'inMemory', reason: 'corrupt', cause: toPhrase(toErrorMessage(error)) });
    });
    this.#text.rewind();
    this.#changes.moveOn();
    return true;
  }

  /** Changes when another connection has written. */
  #readDataVersion(): number {
    return this.#database.number('PRAGMA data_version');
  }

  #workspace(): string {
    return this.#options.workspace?.() ?? '';
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString();
  }
}
