import assert from 'node:assert/strict';
import { findHistoryTarget } from '#editor/history/historyTargets.ts';
import type { HistoryNode } from '#editor/history/historyRows.ts';
import type { RunSummary } from '#orchestration/index.ts';

const run = (runId: string): HistoryNode => {
  const summary: RunSummary = {
    runId,
    taskId: 't',
    threadId: 't',
    title: 'x',
    agent: 'a',
    status: 'success',
    startedAt: '2026-11-25T08:00:00.000Z',
    workspace: '',
  };
  return { kind: 'run', runId, run: summary };
};
const [a, b, c] = [run('a'), run('b'), run('c')];
const task: HistoryNode = {
  kind: 'task',
  planId: 'p',
  task: { id: 't', description: 'x' },
  status: 'failed',
  runId: 'r',
  blockers: [],
};

describe('what a command of the history is about', () => {
  it('is the ids it is called with', () => {
    assert.deepEqual(findHistoryTarget({ runId: 'a' }, [b]), { runIds: ['a'], planIds: [] });
    assert.deepEqual(findHistoryTarget({ planId: 'p' }, [b]), { runIds: [], planIds: ['p'] });
    const expected = { runIds: [], planIds: [], task: { planId: 'p', taskId: 't' } };
    assert.deepEqual(findHistoryTarget({ planId: 'p', taskId: 't' }, []), expected);
  });

  it('is the row that was clicked, with the others only if it is one of those selected', () => {
    assert.deepEqual(findHistoryTarget(c, [a, b]).runIds, ['c']);
    assert.deepEqual(findHistoryTarget(a, [a, b]).runIds, ['a', 'b']);
  });

  it('is what is selected when a key was pressed', () => {
    assert.deepEqual(findHistoryTarget(undefined, [a, b]).runIds, ['a', 'b']);
  });

  it('is a task of a plan with its run', () => {
    assert.deepEqual(findHistoryTarget(task, []), { runIds: ['r'], planIds: [], task: { planId: 'p', taskId: 't' } });
  });

  it('is nothing for what is no argument', () => {
    for (const value of [7, 'a', null, [], { runId: 5 }, { kind: 'run' }, { kind: 'run', runId: 5 }, { kind: 'day' }])
      assert.deepEqual(findHistoryTarget(value, []), { runIds: [], planIds: [] }, JSON.stringify(value));
  });
});
