import type { Disposable } from '#common/disposable.ts';
import { toErrorMessage } from '#common/errors.ts';
import { plainCopy } from '#common/plainCopy.ts';
import { type Logger, silentLogger } from '#common/logger.ts';
import type {
  PlanRecord,
  PlanSummary,
  RunChange,
  RunHistory,
  RunPage,
  RunQuery,
  RunRecord,
  RunStore,
  StoreProblem,
} from '#orchestration/store/runStore.ts';
import { ChangeEvents } from './changeEvents.ts';
import { ChangeQueue } from './changeQueue.ts';
import { DamageRecovery } from './damageRecovery.ts';
import type { Database } from '#orchestration/store/sqlite/file/database.ts';
import type { DatabaseHome } from '#orchestration/store/sqlite/file/databaseHome.ts';
import { History } from './history.ts';
import { Liveness } from './liveness.ts';
import { PlanClaims } from './planClaims.ts';
import { PlanTable } from './planTable.ts';
import { Retention, type RetentionLimits } from './retention.ts';
import { RunTable } from './runTable.ts';
import { Survivors } from './survivors.ts';
import { TextBuffer } from './textBuffer.ts';
import { Upkeep } from './upkeep.ts';

/** Output and cost are written in batches, all else at once. */
type StoredChange = Exclude<RunChange, { type: 'runOutput' | 'runCost' }>;

/** What a {@link SqliteRunStore} works with. */
export interface SqliteRunStoreOptions {
  home: DatabaseHome;
  /** The folder or workspace file that is open, as an URI; empty without one. */
  workspace?: () => string;
  /** Without limits, everything is kept. */
  limits?: () => RetentionLimits;
  logger?: Logger;
  onProblem?: (problem: StoreProblem) => void;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Keeps runs and plans in an SQLite database, which other windows may use at the same time. */
export class SqliteRunStore implements RunStore, RunHistory, Disposable {
  readonly #options: SqliteRunStoreOptions;
  readonly #database: Database;
  readonly #home: DatabaseHome;
  readonly #logger: Logger;
  readonly #runs: RunTable;
  readonly #plans: PlanTable;
  readonly #history: History;
  readonly #survivors: Survivors;
  readonly #text = new TextBuffer(() => this.#flush());
  readonly #events: ChangeEvents;
  readonly #changes: ChangeQueue;
  readonly #upkeep: Upkeep;
  readonly #recovery: DamageRecovery;
  readonly #liveness: Liveness;
  readonly #claims: PlanClaims;
  #seenVersion = 0;
  #isDisposed = false;

  constructor(options: SqliteRunStoreOptions) {
    const { home, logger = silentLogger } = options;
    const { database } = home;
    this.#options = options;
    this.#database = database;
    this.#home = home;
    this.#logger = logger;
    this.#runs = new RunTable(database);
    this.#plans = new PlanTable(database);
    this.#history = new History(database, this.#runs, logger);
    const [runs, plans, history] = [this.#runs, this.#plans, this.#history];
    this.#survivors = new Survivors({ database, history, runs, plans, session: home.sessionId, logger });
    this.#events = new ChangeEvents(
      () => this.#poll(),
      (error) => logger.error('A listener of the history failed.', { error: toErrorMessage(error) }),
    );
    this.#changes = new ChangeQueue({
      database,
      onChanged: () => this.#events.fire(),
      onRetry: (failure) => this.#recovery.reconnect(failure),
      onBlocked: (cause) => options.onProblem?.({ kind: 'unsaved', cause }),
      onCaughtUp: () => options.onProblem?.({ kind: 'savedAgain' }),
      onFailed: (error) => {
        if (this.#recovery.mend(error)) return true;
        logger.error('A change of the history was lost.', { error: toErrorMessage(error) });
        return false;
      },
    });
    const [text, changes, survivors] = [this.#text, this.#changes, this.#survivors];
    this.#recovery = new DamageRecovery({ home, runs, survivors, text, changes, logger });
    const change = (apply: () => void): void => this.#change(apply);
    const isAlive = (session: number): boolean => home.isAlive(session);
    this.#liveness = new Liveness({ database, runs, plans, isAlive, change, logger });
    const session = home.sessionId;
    this.#claims = new PlanClaims({
      plans,
      changes,
      session,
      read: (otherwise, read) => this.#read(otherwise, read),
      change,
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
    home.begin({
      onMoving: () => this.#flush(),
      onMoved: () => this.#changes.moveOn(),
    });
    this.#read(undefined, () => undefined);
    this.#upkeep.schedule();
  }

  record(change: RunChange): void {
    if (this.#isDisposed) return;
    if (change.type === 'runOutput') return this.#text.append(change.runId, change);
    if (change.type === 'runCost') return this.#text.noteCost(change.runId, change.cost);
    const copy = plainCopy(change);
    switch (copy.type) {
      case 'runBegun':
        this.#text.begin(copy.start.result.runId);
        return this.#write(copy);
      case 'runSettled':
        if (!this.#text.end(copy.result.runId)) return;
        this.#write(copy, { isDurable: true });
        return this.#upkeep.schedule();
      case 'answerChosen':
        return this.#write(copy, { isDurable: true });
      case 'planSaved':
      case 'tasksSaved':
      case 'taskStateChanged':
        this.#survivors.addPlan(copy.planId);
        return this.#write(copy);
      case 'taskRemoved':
        return this.#write(copy);
    }
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

  claimPlan(planId: string, { isAlone = false } = {}): boolean {
    return this.#claims.claim(planId, isAlone);
  }

  releasePlan(planId: string): void {
    this.#claims.release(planId);
  }

  sumSpent(since: number, end?: number): { tokens: number; costUsd: number } {
    return this.#read({ tokens: 0, costUsd: 0 }, () => this.#history.sumSpent(since, end, this.#home.sessionId));
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
    this.#changes.retryAtOnce();
    this.#flush();
    this.#home.dispose();
    this.#liveness.interrupt(this.#home.sessionId);
    this.#changes.retryAtOnce();
    this.#upkeep.dispose();
    this.#isDisposed = true;
    this.#text.dispose();
    this.#changes.dispose();
    this.#events.dispose();
    this.#home.close();
  }

  #write(change: StoredChange, options?: { isDurable: boolean }): void {
    const [workspace, createdAt] = [this.#workspace(), this.#timestamp()];
    const apply = (): void => {
      this.#apply(change, workspace, createdAt);
      if (change.type === 'runBegun') this.#survivors.addRun(change.start.result.runId, apply);
      if (change.type === 'runSettled') this.#survivors.removeRun(change.result.runId);
    };
    this.#change(apply, options);
  }

  #apply(change: StoredChange, workspace: string, createdAt: string): void {
    const [runs, plans, session] = [this.#runs, this.#plans, this.#home.sessionId];
    switch (change.type) {
      case 'runBegun':
        return runs.begin(change.start, workspace, session);
      case 'runSettled':
        return runs.settle(change.result);
      case 'answerChosen':
        return runs.choose(change.runId, change.partRunId);
      case 'planSaved':
        return plans.save(change.planId, change.facts, workspace, createdAt);
      case 'tasksSaved':
        return plans.saveTasks(change.planId, change.tasks, workspace, createdAt);
      case 'taskRemoved':
        return plans.removeTask(change.planId, change.taskId);
      case 'taskStateChanged':
        return plans.saveState(change, session);
    }
  }

  /** Throws what no waiting cures, so that whoever calls can log what was lost. */
  #change(apply: () => void, options?: { isDurable: boolean }): void {
    if (this.#isDisposed) return;
    this.#recovery.leaveGoneFile();
    try {
      this.#changes.make(apply, options);
    } catch (error) {
      if (!this.#recovery.mend(error)) throw error;
      this.#changes.make(apply, options);
    }
  }

  #read<T>(otherwise: T, read: () => T): T {
    if (this.#isDisposed) return otherwise;
    this.#recovery.leaveGoneFile();
    try {
      this.#flush();
      // While nothing can be written, each read would only add a change to those that wait.
      if (!this.#changes.isBlocked) this.#liveness.settleDeadSessions();
      return read();
    } catch (error) {
      this.#logger.error('The history could not be read.', { error: toErrorMessage(error) });
      return this.#recovery.mend(error) ? this.#read(otherwise, read) : otherwise;
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
      if (!this.#recovery.mend(error)) this.#text.wait();
    }
  }

  /** Another window's change, or its death, is told like one's own. */
  #poll(): void {
    const version = this.#read(this.#seenVersion, () => this.#readDataVersion());
    if (version !== this.#seenVersion) this.#events.fire();
    this.#seenVersion = version;
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
