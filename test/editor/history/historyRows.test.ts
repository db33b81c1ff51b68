import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { type HistoryNode, HistoryRows, type ListedHistory } from '#editor/history/historyRows.ts';
import type { PlanRecord, PlanSummary, RunQuery, RunSummary } from '#orchestration/index.ts';
import { makeRunRecord } from '#test/fakes/makeRunRecord.ts';

const makeRun = (runId: string, over: Partial<RunSummary> = {}): RunSummary => ({
  runId,
  taskId: 't',
  threadId: 't',
  title: runId,
  agent: 'a',
  status: 'success',
  startedAt: '2026-11-25T08:00:00.000Z',
  workspace: 'file:///w',
  ...over,
});

/** A history of these runs, newest first, that finds them by their title and page by page. */
class FakeHistory implements ListedHistory {
  readonly queries: RunQuery[] = [];
  readonly plans: PlanRecord[] = [];
  readonly #runs: readonly RunSummary[];
  #listener: (() => void) | undefined;

  constructor(...runs: RunSummary[]) {
    this.#runs = runs;
  }

  listRuns(query: RunQuery = {}) {
    this.queries.push(query);
    const { text = '', status, limit = 50, after } = query;
    const found = this.#runs.filter((run) => run.title.includes(text) && (!status || run.status === status));
    const start = Number(after ?? 0);
    const runs = found.slice(start, start + limit);
    return { runs, ...(start + limit < found.length && { next: String(start + limit) }) };
  }

  listPlans(): PlanSummary[] {
    return this.plans.map(({ planId, createdAt }) => ({ planId, createdAt, workspace: 'file:///w', counts: {} }));
  }

  getPlan(planId: string): PlanRecord | undefined {
    return this.plans.find((plan) => plan.planId === planId);
  }

  getRun(runId: string) {
    return makeRunRecord({ runId, status: 'interrupted' });
  }

  onDidChange(listener: () => void) {
    this.#listener = listener;
    return { dispose: () => (this.#listener = undefined) };
  }

  change(): void {
    this.#listener?.();
  }
}

function openRows(history: FakeHistory, loadItems: () => Promise<unknown> = async () => undefined) {
  const failures: unknown[] = [];
  const rows = new HistoryRows({
    open: async () => history,
    workspace: () => 'file:///w',
    locale: 'en',
    loadItems,
    background: (action) => {
      Promise.resolve(action()).catch((error: unknown) => failures.push(error));
    },
  });
  return { rows, failures };
}

const keysOf = (nodes: readonly HistoryNode[]): string[] =>
  nodes.map((node) => {
    if (node.kind === 'section') return node.section;
    if (node.kind === 'day') return node.key;
    return node.kind === 'run' ? node.runId : node.kind;
  });

describe('The rows of the history', () => {
  it('are what runs, plans, and the ended runs by day', async () => {
    const history = new FakeHistory(makeRun('running', { status: 'in_progress' }), makeRun('ended'));
    const { rows } = openRows(history);
    const roots = await rows.getChildren();
    assert.deepEqual(keysOf(roots), ['running', 'history']);
    assert.deepEqual(keysOf(await rows.getChildren(roots[0])), ['running']);
    const [day] = await rows.getChildren(roots[1]);
    assert.ok(day?.kind === 'day' && day.key === '2026-11-25');
    const [ended = assert.fail()] = await rows.getChildren(day);
    assert.deepEqual(keysOf([ended]), ['ended']);
    assert.equal(rows.getParent(ended), day);
    assert.deepEqual(rows.getParent(day), roots[1]);
    assert.deepEqual(rows.find('running'), { kind: 'run', runId: 'running', run: history.listRuns().runs[0] });
    assert.equal(rows.find('unknown'), undefined);
    rows.dispose();
  });

  it('are read page by page, and more when that is asked for', async () => {
    const runs = Array.from({ length: 120 }, (_, index) => makeRun(String(index)));
    const { rows } = openRows(new FakeHistory(...runs));
    const counts: number[] = [];
    rows.onDidRead((count) => counts.push(count));
    const list = async () => rows.getChildren((await rows.getChildren())[0]);
    assert.deepEqual(keysOf(await list()), ['2026-11-25', 'more']);
    rows.loadMore();
    assert.deepEqual(keysOf(await list()), ['2026-11-25', 'more']);
    rows.loadMore();
    assert.deepEqual(keysOf(await list()), ['2026-11-25']);
    assert.deepEqual(counts, [50, 100, 120]);
    rows.dispose();
  });

  it('are those that a search finds, without sections and with what runs, from the first page on', async () => {
    const history = new FakeHistory(
      makeRun('needle 1', { status: 'in_progress' }),
      makeRun('hay'),
      makeRun('needle 2'),
    );
    const { rows } = openRows(history);
    rows.setFilter({ text: 'needle' });
    const [day, ...others] = await rows.getChildren();
    assert.deepEqual([day?.kind, others], ['day', []]);
    assert.deepEqual(keysOf(await rows.getChildren(day)), ['needle 1', 'needle 2']);
    assert.ok(day && rows.getParent(day) === undefined);
    assert.equal(history.queries.at(-1)?.workspace, 'file:///w');
    rows.setFilter({ hasAllWorkspaces: true });
    await rows.getChildren();
    assert.equal(history.queries.at(-1)?.workspace, undefined);
    rows.dispose();
  });

  it('have a plan’s tasks below it, those that were cut off and those that wait for others', async () => {
    const history = new FakeHistory();
    history.plans.push({
      planId: 'p',
      createdAt: '2026-11-25T08:00:00.000Z',
      workspace: 'file:///w',
      counts: {},
      plan: {
        version: 1,
        tasks: [
          { id: 'cut', description: 'Cut.' },
          { id: 'bad', description: 'Bad.' },
          { id: 'late', title: 'Late', description: 'x', dependencies: ['bad'] },
        ],
      },
      states: { cut: { status: 'pending', runId: 'r' }, bad: { status: 'failed' }, late: { status: 'blocked' } },
    });
    const { rows } = openRows(history);
    const [plans] = await rows.getChildren();
    const [plan] = await rows.getChildren(plans);
    const tasks = await rows.getChildren(plan);
    assert.deepEqual(
      tasks.map((node) => node.kind === 'task' && [node.task.id, node.status, node.blockers]),
      [
        ['cut', 'interrupted', []],
        ['bad', 'failed', []],
        ['late', 'blocked', ['Bad.']],
      ],
    );
    rows.dispose();
  });

  it('are asked for again once after several changes, and not after they are disposed', async () => {
    const history = new FakeHistory();
    const { rows } = openRows(history);
    let changes = 0;
    rows.onDidChange(() => (changes += 1));
    await rows.getChildren();
    history.change();
    history.change();
    await delay(250);
    assert.equal(changes, 1);
    history.change();
    rows.dispose();
    await delay(250);
    assert.equal(changes, 1);
  });

  it('are none where what draws them is gone after an update, which is told once', async () => {
    const missing = Object.assign(new Error('Cannot find module'), { code: 'ERR_MODULE_NOT_FOUND' });
    const { rows, failures } = openRows(new FakeHistory(), () => Promise.reject(missing));
    assert.deepEqual([await rows.getChildren(), await rows.getChildren()], [[], []]);
    await delay(0);
    assert.deepEqual(failures, [missing]);
    rows.dispose();
  });
});
