import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import { openSqliteRunStore } from '#orchestration/store/openSqliteRunStore.ts';
import { StoreWindow } from '#test/support/store/storeWindow.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { makeTask } from './storeSetup.ts';

/** Lets a test act right before a connection executes something, and right after. */
class WatchedConnection extends sqlite.DatabaseSync {
  static before: Record<string, () => void> = {};
  static after: Record<string, () => void> = {};

  override exec(sql: string): void {
    WatchedConnection.before[sql]?.();
    super.exec(sql);
    WatchedConnection.after[sql]?.();
  }
}

describe('a plan that two windows claim', function () {
  this.timeout(30_000);
  afterEach(() => {
    WatchedConnection.before = {};
    WatchedConnection.after = {};
  });

  it('is asked for again where the other let go in between, not taken for claimed', async () => {
    await using temporary = await makeTemporaryFolder();
    const open = (DatabaseSync = sqlite.DatabaseSync) =>
      openSqliteRunStore({ DatabaseSync }, { folder: temporary.path });
    const store = await open(WatchedConnection);
    const other = await open();
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('a')] });
    // The other has it just while this one tries.
    let count = 0;
    WatchedConnection.before['BEGIN IMMEDIATE'] = () => count++ === 0 && assert.ok(other.claimPlan('p'));
    WatchedConnection.after['COMMIT'] = () => other.releasePlan('p');
    assert.equal(store.claimPlan('p'), true);
    WatchedConnection.after = {};
    assert.equal(other.claimPlan('p'), false);
    store.dispose();
    other.dispose();
  });

  it('is not had by both while a third writes', async () => {
    await using temporary = await makeTemporaryFolder();
    const store = await openSqliteRunStore(sqlite, { folder: temporary.path });
    store.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('a')] });
    const third = new sqlite.DatabaseSync(join(temporary.path, 'history.db'));
    third.exec('BEGIN IMMEDIATE');
    assert.equal(store.claimPlan('p'), false);
    third.exec('COMMIT');
    third.close();
    const other = await openSqliteRunStore(sqlite, { folder: temporary.path });
    // What waited is written.
    store.claimPlan('none');
    assert.deepEqual([other.claimPlan('p'), store.claimPlan('p')], [true, false]);
    other.dispose();
    store.dispose();
  });

  it('is had alone of its file by one, whichever of two plans of it that is', async () => {
    await using temporary = await makeTemporaryFolder();
    const open = () => openSqliteRunStore(sqlite, { folder: temporary.path });
    const [store, other] = [await open(), await open()];
    const source = 'file:///plan.switchyard.yaml';
    store.record({ type: 'planSaved', planId: 'p', facts: { source } });
    other.record({ type: 'planSaved', planId: 'q', facts: { source } });
    other.record({ type: 'planSaved', planId: 'of another file', facts: { source: 'file:///other.switchyard.yaml' } });
    other.record({ type: 'planSaved', planId: 'of no file', facts: {} });
    const isAlone = true;
    assert.deepEqual(
      [store.claimPlan('p', { isAlone }), other.claimPlan('q', { isAlone }), store.claimPlan('p', { isAlone })],
      [true, false, true],
    );
    assert.equal(other.claimPlan('of another file', { isAlone }), true);
    assert.equal(other.claimPlan('of no file', { isAlone }), true);
    assert.equal(other.claimPlan('q'), true, 'whoever wants both may have both');
    other.releasePlan('q');
    store.releasePlan('p');
    assert.equal(other.claimPlan('q', { isAlone }), true);
    other.dispose();
    assert.equal(store.claimPlan('p', { isAlone }), true, 'a window that is gone has none');
    store.dispose();
  });

  it('never belongs to two processes at once, however often they claim and release it', async () => {
    await using temporary = await makeTemporaryFolder();
    await using first = await StoreWindow.open(temporary.path);
    await using second = await StoreWindow.open(temporary.path);
    await first.call('record', { type: 'tasksSaved', planId: 'p', tasks: [makeTask('a')] });
    const both = await Promise.all([first.claimMany('p', 50), second.claimMany('p', 50)]);
    const held = both.flat().sort((left, right) => left.from - right.from);
    for (const [index, { to }] of held.entries()) assert.ok(to <= (held[index + 1]?.from ?? Infinity), 'both had it');
  });
});
