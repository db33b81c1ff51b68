import assert from 'node:assert/strict';
import { createBackground } from '#common/background.ts';
import { HistoryActions } from '#editor/history/historyActions.ts';
import { type ExecutionResult, openRunStore, type RunStart } from '#orchestration/index.ts';
import { FakeEditorUi } from '#test/fakes/fakeEditorUi.ts';
import { makeEnd, makeStart, makeTask } from '#test/orchestration/store/storeSetup.ts';

type KnownRun = ReturnType<ConstructorParameters<typeof HistoryActions>[0]['runs']['get']>;

/** The actions over a history in memory, beside a session that knows the runs it has adopted. */
async function setUp({ isLasting = true } = {}) {
  const history = await openRunStore();
  const ui = new FakeEditorUi();
  const adopted = new Map<string, string[]>();
  const calls: string[] = [];
  const shownRuns: string[] = [];
  const shownPlans: { planId: string }[] = [];
  const actions = new HistoryActions({
    history,
    isLasting: () => isLasting,
    runs: {
      get: (runId) => {
        const result = history.getRun(runId)?.result ?? makeEnd(makeStart(runId));
        const known: Partial<NonNullable<KnownRun>> = { threadId: runId, result };
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more than these members is read
        return adopted.has(runId) ? (known as KnownRun) : undefined;
      },
      adopt: (record, parts) =>
        adopted.set(
          record.result.runId,
          parts.map(({ runId }) => runId),
        ),
      runAgain: async (runId, agent) => {
        calls.push(`run ${runId} again on ${agent}`);
        return undefined;
      },
      forget: (runId) => calls.push(`forget ${runId}`),
    },
    panel: {
      runs: { runIds: shownRuns, select: (threadId) => calls.push(`select ${threadId}`) },
      plans: { views: shownPlans },
      reveal: () => undefined,
      forget: (runIds, planIds) => calls.push(`take ${[...runIds, ...planIds].join()} away`),
    },
    planTabs: {
      show: async (planId) => history.getPlan(planId) !== undefined,
      restore: async (planId) => history.getPlan(planId) !== undefined,
      findRun: async (_planId, taskId) => (taskId === 'done' ? 'a' : undefined),
    },
    ui,
    copy: (text) => calls.push(`copy ${text}`),
    askForAgent: async (uri) => uri,
    background: createBackground((error) => assert.fail(String(error))),
  });
  const add = (start: RunStart, over?: Partial<ExecutionResult>): void => {
    history.record({ type: 'runBegun', start });
    if (over) history.record({ type: 'runSettled', result: makeEnd(start, over) });
  };
  const messages = (): string[] => ui.notices.map(({ message }) => message);
  return { actions, history, ui, adopted, calls, shownRuns, shownPlans, add, messages };
}

describe('A run of the history', () => {
  it('is opened with its parts, and a part with the run it is of', async () => {
    const { actions, add, adopted, calls, messages } = await setUp();
    add(makeStart('whole'), {});
    add(makeStart('part', {}, { parentRunId: 'whole' }), {});
    assert.equal(actions.open('whole'), true);
    assert.deepEqual([...adopted], [['whole', ['part']]]);
    assert.equal(actions.adopt('part'), true);
    assert.equal(actions.open('gone'), false);
    assert.deepEqual([calls, messages()], [['select whole'], ['This run is not in the history any more.']]);
  });

  it('is not opened while it runs elsewhere', async () => {
    const { actions, add, messages } = await setUp();
    add(makeStart('active'));
    assert.equal(actions.open('active'), false);
    assert.deepEqual(messages(), ['This run goes on elsewhere. It can be opened when it has ended.']);
  });

  it('is run again on the agent that is given, or that is chosen for its document', async () => {
    const { actions, add, calls } = await setUp();
    add(makeStart('a', {}, { task: makeTask('t', { documentUri: 'file:///a.ts' }) }), {});
    add(makeStart('b'), {});
    await actions.runAgain('a');
    await actions.runWithAgent('a', 'gpt');
    await actions.runWithAgent('a');
    await actions.runWithAgent('b');
    const again = calls.filter((call) => call.startsWith('run'));
    assert.deepEqual(again, ['run a again on undefined', 'run a again on gpt', 'run a again on file:///a.ts']);
  });

  it('has an answer to copy, or says that there is none', async () => {
    const { actions, add, calls, messages } = await setUp();
    add(makeStart('a'), { output: 'Yes.' });
    add(makeStart('b'), { output: '' });
    for (const runId of ['a', 'b', 'gone']) await actions.copyAnswer(runId);
    assert.deepEqual(calls, ['copy Yes.']);
    assert.deepEqual(messages(), ['This run has no answer to copy.', 'This run is not in the history any more.']);
  });
});

describe('Delete in the history', () => {
  it('asks first, and leaves what is active', async () => {
    const { actions, add, calls, history, messages, ui } = await setUp();
    add(makeStart('a'), {});
    add(makeStart('active'));
    assert.equal(await actions.delete({ runIds: [], planIds: [] }), false);
    assert.equal(await actions.delete({ runIds: ['a'], planIds: [] }), false);
    assert.ok(history.getRun('a'));
    ui.answer('Delete', 'Delete');
    assert.equal(await actions.delete({ runIds: ['a', 'active'], planIds: [] }), true);
    assert.deepEqual(calls, ['forget a', 'take a away']);
    assert.deepEqual(messages(), ['What is still running was not deleted. Stop it first.']);
    const questions = ui.questions.map(({ message }) => message);
    assert.deepEqual(questions, ['Delete the run “Title of task”?', 'Delete 2 runs and plans?']);
  });

  it('takes a plan away with all of its runs', async () => {
    const { actions, add, calls, history, ui } = await setUp();
    history.record({ type: 'planSaved', planId: 'p', facts: { goal: 'Two steps.' } });
    history.record({ type: 'tasksSaved', planId: 'p', tasks: [makeTask('one')] });
    add(makeStart('a', {}, { planId: 'p', task: makeTask('one') }), {});
    history.record({ type: 'taskStateChanged', planId: 'p', taskId: 'one', status: 'completed', runId: 'a' });
    ui.answer('Delete');
    assert.equal(await actions.delete({ runIds: [], planIds: ['p'] }), true);
    assert.deepEqual(calls, ['forget a', 'take a,p away']);
    assert.equal(ui.questions[0]?.message, 'Delete the plan “Two steps.” with all of its runs?');
  });

  it('of everything takes away what the panel shows and the history has lost', async () => {
    const { actions, add, adopted, calls, shownRuns, shownPlans, ui } = await setUp();
    add(makeStart('a'), {});
    add(makeStart('active'));
    for (const runId of ['a', 'active']) adopted.set(runId, []);
    shownRuns.push('a', 'active', 'unknown');
    shownPlans.push({ planId: 'p' });
    assert.equal(await actions.clear(), false);
    ui.answer('Delete All');
    assert.equal(await actions.clear(), true);
    assert.deepEqual(calls, ['forget a', 'take a,p away']);
  });
});

describe('A page that is restored', () => {
  it('learns which of its runs were deleted', async () => {
    const { actions, add, adopted } = await setUp();
    add(makeStart('a'), {});
    assert.deepEqual(await actions.restore(['a', 'gone'], []), ['gone']);
    assert.deepEqual([...adopted.keys()], ['a']);
  });

  it('keeps runs that a history in memory never had, and loses those that were deleted since', async () => {
    const { actions, add, ui } = await setUp({ isLasting: false });
    add(makeStart('a'), {});
    ui.answer('Delete');
    await actions.delete({ runIds: ['a'], planIds: [] });
    assert.deepEqual(await actions.restore(['a', 'earlier'], []), ['a']);
  });
});
