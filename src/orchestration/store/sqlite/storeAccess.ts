import type { Disposable } from '#common/disposable.ts';
import { toErrorMessage } from '#common/errors.ts';
import type { Logger } from '#common/logger.ts';
import type { StoreProblem } from '#orchestration/store/runStore.ts';
import type { DatabaseHome } from '#orchestration/store/sqlite/file/databaseHome.ts';
import { ActiveRecords } from './activeRecords.ts';
import { ChangeQueue } from './changeQueue.ts';
import { DamageRecovery } from './damageRecovery.ts';
import type { History } from './history.ts';
import { RunOutbox } from './runOutbox.ts';
import { SessionCleanup } from './sessionCleanup.ts';
import type { ChangeOrigin, DirectChange, Tables } from './tables.ts';

export interface StoreAccessOptions {
  home: DatabaseHome;
  tables: Tables;
  history: History;
  logger: Logger;
  onProblem?: ((problem: StoreProblem) => void) | undefined;
  /** Called after each change but output, or once after several. */
  onChanged: () => void;
}

/**
 * Reads and changes a history that other windows use too, and whose file may be full, locked, damaged or gone at any time:
 * changes wait then, or continue in memory.
 */
export class StoreAccess implements Disposable {
  readonly changes: ChangeQueue;
  readonly outbox = new RunOutbox(() => this.flush());
  readonly #home: DatabaseHome;
  readonly #tables: Tables;
  readonly #logger: Logger;
  readonly #records: ActiveRecords;
  readonly #recovery: DamageRecovery;
  readonly #sessions: SessionCleanup;
  #isDisposed = false;

  constructor({ home, tables, history, logger, onProblem, onChanged }: StoreAccessOptions) {
    this.#home = home;
    this.#tables = tables;
    this.#logger = logger;
    this.#records = new ActiveRecords({ tables, history, session: home.sessionId, logger });
    this.changes = new ChangeQueue({
      database: tables.database,
      onChanged,
      onRetry: (failure) => this.#recovery.reconnect(failure),
      onBlocked: (cause) => onProblem?.({ kind: 'unsaved', cause }),
      onCaughtUp: () => onProblem?.({ kind: 'savedAgain' }),
      onFailed: (error) => {
        if (this.#recovery.repair(error)) return true;
        logger.error('A change of the history was lost.', { error: toErrorMessage(error) });
        return false;
      },
    });
    const { changes, outbox } = this;
    this.#recovery = new DamageRecovery({ home, tables, records: this.#records, outbox, changes, logger });
    this.#sessions = new SessionCleanup({
      tables,
      isAlive: (session) => home.isAlive(session),
      change: (apply) => this.change(apply),
      logger,
    });
    home.begin({ onMoving: () => this.flush(), onMoved: () => changes.moveOn() });
    this.read(undefined, () => undefined);
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Writes a change now or later. Throws an error that no waiting cures, so that the caller can log what was lost. */
  write(change: DirectChange, origin: ChangeOrigin): void {
    const { type } = change;
    if (type === 'runBegun') this.outbox.open(change.start.result.runId);
    // The result of a run that never began, or has settled before, is none.
    if (type === 'runSettled' && !this.outbox.close(change.result.runId)) return;
    if ('planId' in change) this.#records.addPlan(change.planId);
    const apply = (): void => {
      this.#tables.write(change, origin);
      if (type === 'runBegun') this.#records.addRun(change.start.result.runId, apply);
      if (type === 'runSettled') this.#records.removeRun(change.result.runId);
    };
    this.change(apply, { isDurable: type === 'runSettled' || type === 'answerChosen' });
  }

  /** Makes a change now or later. Throws an error that no waiting cures. */
  change(apply: () => void, options?: { isDurable: boolean }): void {
    if (this.#isDisposed) return;
    this.#recovery.leaveGoneFile();
    try {
      this.changes.make(apply, options);
    } catch (error) {
      if (!this.#recovery.repair(error)) throw error;
      this.changes.make(apply, options);
    }
  }

  /** Reads, with all output of this window and without runs of dead ones. Returns `otherwise` where nothing can be read. */
  read<T>(otherwise: T, read: () => T): T {
    if (this.#isDisposed) return otherwise;
    this.#recovery.leaveGoneFile();
    try {
      this.flush();
      // While nothing can be written, each read would only add a change to those that wait.
      if (!this.changes.isBlocked) this.#sessions.interruptDeadSessions();
      return read();
    } catch (error) {
      this.#logger.error('The history could not be read.', { error: toErrorMessage(error) });
      return this.#recovery.repair(error) ? this.read(otherwise, read) : otherwise;
    }
  }

  /** Writes the output of runs that waits, in one transaction. */
  flush(): void {
    const pieces = this.outbox.collect();
    if (pieces.length === 0 || this.#isDisposed) return;
    // The beginning of a run may wait among the changes: its output comes after it.
    if (this.changes.isBlocked) return this.outbox.schedule();
    try {
      this.#tables.database.transaction(() => {
        for (const piece of pieces) this.#tables.runs.append(piece);
      });
      this.outbox.markWritten(pieces);
    } catch (error) {
      this.#logger.warn('The text of runs was not saved yet.', { error: toErrorMessage(error) });
      if (!this.#recovery.repair(error)) this.outbox.schedule();
    }
  }

  /** Interrupts this window's runs, with all of their output. To be called before {@link dispose}. */
  endSession(): void {
    this.changes.retryAtOnce();
    this.flush();
    this.#home.dispose();
    this.#sessions.interrupt(this.#home.sessionId);
    this.changes.retryAtOnce();
  }

  /** Closes the database. Later calls change nothing. */
  dispose(): void {
    this.#isDisposed = true;
    this.outbox.dispose();
    this.changes.dispose();
    this.#home.close();
  }
}
