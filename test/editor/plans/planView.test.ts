import assert from 'node:assert/strict';
import { findBlockers, toPlanView, toRunFacts } from '#editor/plans/planView.ts';
import type { AgentTask, PlanRecord, TaskStatus } from '#orchestration/index.ts';
import { makeRunRecord } from '#test/fakes/makeRunRecord.ts';

function makePlan(tasks: (AgentTask & { status?: TaskStatus; runId?: string })[]): PlanRecord {
  return {
    planId: 'plan-1',
    workspace: '',
    createdAt: '2026-11-25T08:00:00.000Z',
    counts: {},
    plan: { version: 1, tasks },
    states: Object.fromEntries(
      tasks.map(({ id, status = 'pending', runId }) => [id, { status, ...(runId !== undefined && { runId }) }]),
    ),
  };
}

const task = (id: string, status: TaskStatus = 'pending', dependencies: string[] = []) => ({
  id,
  description: `Do ${id}`,
  status,
  dependencies,
});

const options = { runOf: () => undefined, labelOf: (id: string) => id, untitled: 'Plan', canAct: true };

describe('a plan for the panel', () => {
  it('names what blocks a task, however far away', () => {
    const record = makePlan([
      task('a', 'failed'),
      task('b', 'blocked', ['a']),
      task('ok', 'completed'),
      task('c', 'blocked', ['b', 'ok', 'gone']),
    ]);
    assert.deepEqual(findBlockers(record, 'c'), ['a']);
    assert.deepEqual(toPlanView(record, options).nodes.find(({ taskId }) => taskId === 'c')?.blockedBy, ['a']);
  });

  it('puts dependencies before their dependents, whatever the order of the file, and ends at a cycle', () => {
    const order = (record: PlanRecord) => toPlanView(record, options).nodes.map(({ taskId }) => taskId);
    assert.deepEqual(order(makePlan([task('c', 'pending', ['b']), task('b', 'pending', ['a']), task('a')])), [
      'a',
      'b',
      'c',
    ]);
    assert.deepEqual(order(makePlan([task('a', 'pending', ['b']), task('b', 'pending', ['a'])])), ['a', 'b']);
  });

  it('offers what can be done as it stands', () => {
    const actions = (...statuses: TaskStatus[]) =>
      toPlanView(makePlan(statuses.map((status, index) => task(String(index), status))), options).actions;
    assert.deepEqual(actions('in_progress', 'pending'), ['cancel', 'retry']);
    assert.deepEqual(actions('completed', 'cancelled'), ['resume', 'retry']);
    assert.deepEqual(actions('completed', 'failed'), ['resume', 'retry']);
    assert.deepEqual(actions('completed'), ['retry']);
    assert.deepEqual(toPlanView(makePlan([task('a')]), { ...options, canAct: false }).actions, []);
    const waiting = { ...makePlan([task('a', 'completed'), task('b')]), isRunning: true };
    assert.deepEqual(toPlanView(waiting, options).actions, ['cancel', 'retry']);
  });

  it('takes figures from the run, and keeps no text of it', () => {
    const facts = toRunFacts(makeRunRecord({ output: 'long', metadata: { thinking: 'hm', costUsd: 0.5 } }));
    assert.ok(!JSON.stringify(facts).includes('long') && !JSON.stringify(facts).includes('hm'));
    const record = makePlan([{ ...task('a', 'completed'), runId: 'run-1' }]);
    const [node] = toPlanView(record, { ...options, runOf: () => facts }).nodes;
    assert.deepEqual([node?.hasRun, node?.agent, node?.durationSeconds, node?.costUsd], [true, 'claude', 8.42, 0.5]);
  });

  it('shows a task whose run was cut off as interrupted', () => {
    const record = makePlan([{ ...task('a'), runId: 'run-1' }]);
    const runOf = () => toRunFacts(makeRunRecord({ status: 'interrupted' }));
    assert.equal(toPlanView(record, { ...options, runOf }).nodes[0]?.isInterrupted, true);
  });

  it('cuts hostile titles to one harmless line', () => {
    const title = `\u202Egnp.exe\n\t${'x'.repeat(10_000)}`;
    const view = toPlanView({ ...makePlan([{ ...task('a'), title }]), goal: title }, options);
    assert.equal(view.title.length, 300);
    assert.ok(view.nodes[0]?.title.startsWith('gnp.exe xxx'));
    assert.equal(view.nodes[0]?.title.length, 200);
  });
});
