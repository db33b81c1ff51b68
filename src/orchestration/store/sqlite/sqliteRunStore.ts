import type { Spent } from '#orchestration/types.ts';
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
import type { DatabaseHome } from '#orchestration/store/sqlite/file/databaseHome.ts';
import { History } from './history.ts';
import { Maintenance } from './maintenance.ts';
import { PlanClaims } from './planClaims.ts';
import type { RetentionLimits } from './retention.ts';
import { StoreAccess } from './storeAccess.ts';
import { Tables } from './tables.ts';

export interface SqliteRunStoreOptions {
  home: DatabaseHome;
  /** The folder or workspace file that is open, as an URI; empty without one. */
  workspace?: (() => string) | undefined;
  /** Without limits, everything is kept. */
  limits?: (() => RetentionLimits) | undefined;
  logger?: Logger | undefined;
  onProblem?: ((problem: StoreProblem) => void) | undefined;
}

/** Runs and plans in an SQLite database, which other windows may use at the same time. */
export class SqliteRunStore implements RunStore, RunHistory, Disposable {
  readonly #workspace: () => string;
  readonly #session: number;
  readonly #tables: Tables;
  readonly #history: History;
  readonly #access: StoreAccess;
  readonly #claims: PlanClaims;
  readonly #maintenance: Maintenance;
  readonly #events: ChangeEvents;
  #seenVersion = 0;

  constructor({ home, workspace = () => '', limits, logger = silentLogger, onProblem }: SqliteRunStoreOptions) {
    this.#workspace = workspace;
    this.#session = home.sessionId;
    this.#events = new ChangeEvents(
      () => this.#poll(),
      (error) => logger.error('A listener of the history failed.', { error: toErrorMessage(error) }),
    );
    const tables = new Tables(home.database);
    const history = new History(tables, logger);
    const onChanged = (): void => this.#events.fire();
    this.#tables = tables;
    this.#history = history;
    this.#access = new StoreAccess({ home, tables, history, logger, onProblem, onChanged });
    this.#claims = new PlanClaims(this.#access, tables.plans, home.sessionId);
    this.#maintenance = new Maintenance({ tables, access: this.#access, limits, logger });
    this.#maintenance.schedule();
  }

  record(change: RunChange): void {
    if (this.#access.isDisposed) return;
    if (change.type === 'runOutput' || change.type === 'runCost') return this.#access.outbox.add(change);
    const recordedAt = new Date().toISOString();
    this.#access.write(plainCopy(change), { workspace: this.#workspace(), recordedAt, session: this.#session });
    if (change.type === 'runSettled') this.#maintenance.schedule();
  }

  getRun(runId: string): RunRecord | undefined {
    return this.#access.read(undefined, () => this.#history.getRun(runId));
  }

  getParts(runId: string): RunRecord[] {
    return this.#access.read([], () => this.#history.getParts(runId));
  }

  listRuns(query: RunQuery = {}): RunPage {
    return this.#access.read({ runs: [] }, () => this.#history.listRuns(query));
  }

  getPlan(planId: string): PlanRecord | undefined {
    return this.#access.read(undefined, () => this.#history.getPlan(planId));
  }

  listPlans(limit?: number, workspace?: string): PlanSummary[] {
    return this.#access.read([], () => this.#history.listPlans(limit, workspace));
  }

  listUnfinishedPlans(): PlanSummary[] {
    return this.#access.read([], () => this.#history.listUnfinishedPlans(this.#workspace()));
  }

  findLatestPlan(source: string): PlanSummary | undefined {
    return this.#access.read(undefined, () => this.#history.findLatestPlan(source));
  }

  moveSource(from: string, to: string): void {
    this.#access.change(() => this.#tables.plans.moveSource(from, to));
  }

  claimPlan(planId: string, { isAlone = false } = {}): boolean {
    return this.#claims.claim(planId, isAlone);
  }

  releasePlan(planId: string): void {
    this.#claims.release(planId);
  }

  sumSpent(since: number, end?: number): Spent {
    return this.#access.read({ tokens: 0, costUsd: 0 }, () => this.#history.sumSpent(since, end, this.#session));
  }

  sumSpentOnPlan(planId: string): Spent {
    return this.#access.read({ tokens: 0, costUsd: 0 }, () => this.#history.sumSpentOnPlan(planId));
  }

  deleteRun(runId: string): boolean {
    const seq = this.#access.read(undefined, () => this.#tables.runs.findSettled(runId));
    if (seq === undefined) return false;
    this.#access.change(() => this.#tables.runs.delete(seq));
    this.#maintenance.shrink();
    return true;
  }

  deletePlan(planId: string): boolean {
    if (!this.#access.read(false, () => this.#tables.plans.isIdle(planId))) return false;
    this.#access.change(() => {
      // Another window may have claimed it since.
      if (this.#tables.plans.isIdle(planId)) this.#tables.plans.deleteWithRuns(planId, this.#tables.runs);
    });
    this.#maintenance.shrink();
    return true;
  }

  clear(): void {
    this.#access.read(undefined, () => undefined);
    this.#access.change(() => {
      this.#tables.plans.deleteIdle();
      this.#tables.runs.deleteAllSettled();
    });
    this.#maintenance.shrink();
  }

  onDidChange(listener: () => void): Disposable {
    this.#seenVersion = this.#access.read(0, () => this.#readDataVersion());
    return this.#events.subscribe(listener);
  }

  /** Ends this window's part: its runs in progress are interrupted, with all of their output. Later calls change nothing. */
  dispose(): void {
    if (this.#access.isDisposed) return;
    this.#access.endSession();
    this.#maintenance.dispose();
    this.#events.dispose();
    this.#access.dispose();
  }

  /** Fires for another window's changes, and for its death, as for one's own. */
  #poll(): void {
    const version = this.#access.read(this.#seenVersion, () => this.#readDataVersion());
    if (version !== this.#seenVersion) this.#events.fire();
    this.#seenVersion = version;
  }

  /** Changes when another connection has written. */
  #readDataVersion(): number {
    return this.#tables.database.number('PRAGMA data_version');
  }
}
