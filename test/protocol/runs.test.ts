import assert from 'node:assert/strict';
import type { RunViewStatus } from '../../src/protocol/messages.ts';
import { findSurplusRuns, isFinished } from '../../src/protocol/runs.ts';
import { makeRunHead } from '../fakes/makeRunHead.ts';

describe('runs the panel keeps', () => {
  const makeRuns = (...statuses: RunViewStatus[]) =>
    statuses.map((status, index) => makeRunHead({ runId: `r${index}`, status }));

  it('are all kept up to the limit', () => {
    assert.deepEqual(findSurplusRuns(makeRuns('success', 'failed'), 2), []);
  });

  it('are dropped oldest first beyond it', () => {
    assert.deepEqual(findSurplusRuns(makeRuns('success', 'failed', 'success'), 1), ['r0', 'r1']);
  });

  it('are never dropped while they go on', () => {
    assert.deepEqual(findSurplusRuns(makeRuns('in_progress', 'pending', 'cancelled', 'success'), 2), ['r2', 'r3']);
  });

  it('have ended unless they wait or run', () => {
    const statuses: RunViewStatus[] = ['pending', 'in_progress', 'success', 'failed', 'cancelled', 'interrupted'];
    assert.deepEqual(statuses.map(isFinished), [false, false, true, true, true, true]);
  });
});
