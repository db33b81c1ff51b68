import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { PlanRuns, type PlanRunsOptions } from '../../../src/editor/planRuns.ts';
import { DeferredRunStore, openRunStore, type Plan, RunSlots } from '../../../src/orchestration/index.ts';
import { FakeLlmFactory, finish, llmError, text } from '../../fakes/fakeLlm.ts';
import { FakeLogger } from '../../fakes/fakeLogger.ts';
import { setUp } from '../../orchestration/executorSetup.ts';

const plan: Plan = {
  version: 1,
  goal: 'Three steps.',
  tasks: [
    { id: 'one', description: 'First.', agent: 'gpt' },
    { id: 'two', description: 'Second: {{tasks.one.output}}', agent: 'gpt', dependencies: ['one'] },
    { id: 'three', description: 'Third: {{tasks.two.output}}', agent: 'gpt', dependencies: ['two'] },
  ],
};

/** A window's plans over a history that windows share. The panel is left out. */
function openWindow(folder: string, factory: FakeLlmFactory) {
  const store = new DeferredRunStore(() => openRunStore({ folder }));
  const { executor } = setUp({ factory, store });
  const runs: Pick<PlanRunsOptions['runs'], 'runPlanned'> = {
    runPlanned: (task, options, { execute }) => execute(task, options),
  };
  const plans = new PlanRuns({
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a class with private fields has no other stand-in
    runs: runs as PlanRunsOptions['runs'],
    executor,
    store,
    slots: new RunSlots(),
    logger: new FakeLogger(),
  });
  return { plans, store };
}

const success = (output: string) => [text(output), finish()];
const failure = [llmError({ kind: 'invalidRequest' })];

describe('The plans of a window', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('can be gone on with in the next one, where only what is left is run, with what was received before', async () => {
    const factory = new FakeLlmFactory([success('from one'), failure, success('from two'), success('from three')]);
    const first = openWindow(folder, factory);
    const source = vscode.Uri.parse('file:///folder/three.switchyard.yaml');
    const results = await first.plans.run(plan, { source });
    assert.deepEqual(
      results.map(({ taskId, status }) => [taskId, status]),
      [
        ['one', 'success'],
        ['two', 'failed'],
      ],
    );
    first.plans.dispose();
    first.store.dispose();

    const second = openWindow(folder, factory);
    const [unfinished, ...others] = await second.plans.listUnfinished();
    assert.ok(unfinished && others.length === 0);
    const { planId, goal, counts } = unfinished;
    assert.deepEqual(
      [goal, unfinished.source, counts],
      ['Three steps.', source.toString(), { blocked: 1, completed: 1, failed: 1 }],
    );
    const resumed = await second.plans.resume(planId);
    assert.deepEqual(
      resumed?.map(({ taskId, output }) => [taskId, output]),
      [
        ['two', 'from two'],
        ['three', 'from three'],
      ],
    );
    assert.match(factory.requests[2]?.messages.at(-1)?.content ?? '', /^Second: [^]*from one/);
    const state = second.plans.getPlan(planId);
    assert.deepEqual(
      [state?.isRunning, state?.tasks.map(({ status }) => status)],
      [false, ['completed', 'completed', 'completed']],
    );
    assert.equal(second.plans.findBySource(source)?.planId, planId);
    assert.deepEqual(await second.plans.listUnfinished(), []);
    second.plans.dispose();
    second.store.dispose();
  });

  it('is gone on with in one of two windows that want it in the same moment, and told to the other', async () => {
    const factory = new FakeLlmFactory([failure, success('from one'), success('from two'), success('from three')]);
    const source = vscode.Uri.parse('file:///folder/two.switchyard.yaml');
    const first = openWindow(folder, factory);
    await first.plans.run(plan, { source });
    const second = openWindow(folder, factory);
    const { planId } = (await second.plans.findUnfinished(source)) ?? assert.fail();
    const windows = [first, second];
    const outcomes = await Promise.all(
      windows.map(async ({ plans }) => {
        const results = await plans.resume(planId);
        return results?.length ?? ((await plans.isElsewhere(planId)) ? 'elsewhere' : 'unknown');
      }),
    );
    assert.deepEqual(outcomes.map(String).toSorted(), ['3', 'elsewhere']);
    assert.equal(factory.requests.length, 4);
    // Whoever did not run it still has it in memory as it was: it is not run again.
    for (const { plans } of windows) assert.deepEqual(await plans.resume(planId), []);
    for (const { plans } of windows) assert.equal(await plans.findUnfinished(source), undefined);
    assert.equal(factory.requests.length, 4);
    for (const window of windows) {
      window.plans.dispose();
      window.store.dispose();
    }
  });

  it('is offered no more once its file was run anew, in whichever window', async () => {
    const factory = new FakeLlmFactory([failure, success('one'), success('two'), success('three')]);
    const source = vscode.Uri.parse('file:///folder/anew.switchyard.yaml');
    const first = openWindow(folder, factory);
    await first.plans.run(plan, { source });
    assert.equal((await first.plans.findUnfinished(source))?.leftCount, 3);
    const second = openWindow(folder, factory);
    await second.plans.run(plan, { source });
    assert.equal(await first.plans.findUnfinished(source), undefined);
    assert.deepEqual(await first.plans.listUnfinished(), []);
    for (const window of [first, second]) {
      window.plans.dispose();
      window.store.dispose();
    }
  });

  it('runs a failed task again on its own, and then what waited for it', async () => {
    const factory = new FakeLlmFactory([success('from one'), failure, success('from two'), success('from three')]);
    const { plans, store } = openWindow(folder, factory);
    const changes: string[] = [];
    plans.onDidChangePlan((planId) => changes.push(planId));
    await plans.run(plan);
    const planId = changes[0] ?? '';
    assert.deepEqual(
      plans.getPlan(planId)?.tasks.map(({ status }) => status),
      ['completed', 'failed', 'blocked'],
    );
    assert.deepEqual(
      (await plans.retry(planId, 'two'))?.map(({ taskId }) => taskId),
      ['two', 'three'],
    );
    assert.equal(await plans.retry(planId, 'four'), undefined);
    assert.equal(await plans.retry('nothing', 'two'), undefined);
    assert.equal(plans.cancel(planId), false);
    plans.dispose();
    store.dispose();
  });

  it('runs the plan of a document once, however often it is asked to', async () => {
    const factory = new FakeLlmFactory([['hang']]);
    const { plans, store } = openWindow(folder, factory);
    const source = vscode.Uri.parse('untitled:plan');
    const calls = [plans.run(plan, { source }), plans.run(plan, { source })];
    assert.equal(plans.cancel(), true);
    const [first, second] = await Promise.all(calls);
    assert.equal(first, second);
    assert.deepEqual(
      first?.map(({ status }) => status),
      ['cancelled'],
    );
    plans.dispose();
    store.dispose();
  });
});
