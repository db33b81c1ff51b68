import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createBackground } from '#common/background.ts';
import { type PlanLens, PlanLenses } from '#editor/plans/planLenses.ts';
import type { Plan } from '#orchestration/index.ts';
import { FakeLlmFactory, type FakeStep, finish, llmError, text } from '#test/fakes/fakeLlm.ts';
import { openPlanWindow } from '#test/support/planWindow.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

const plan: Plan = {
  version: 1,
  tasks: [
    { id: 'one', description: 'First.', agent: 'gpt' },
    { id: 'two', description: 'Second.', agent: 'gpt', dependencies: ['one'] },
  ],
};

/** A window with the lenses of a file that holds the plan. */
async function open(folder: string, ...outputs: FakeStep[][]) {
  const path = join(folder, 'plan.switchyard.json');
  await writeFile(path, JSON.stringify(plan));
  const source = pathToFileURL(path).href;
  const window = openPlanWindow(folder, new FakeLlmFactory(outputs));
  const lenses = new PlanLenses({
    plans: window.plans,
    isTrusted: () => window.trust.isTrusted,
    background: createBackground((error) => assert.fail(String(error))),
  });
  const close = (): void => {
    lenses.dispose();
    window.close();
  };
  return { ...window, source, lenses, close };
}

const titlesOf = (lenses: readonly PlanLens[]): string[] => lenses.map(({ title }) => title);

describe('The lenses of a plan', () => {
  it('offer to run it and, where it did not end well, to resume it, with what became of each task', async () => {
    await using folder = await makeTemporaryFolder();
    const { lenses, plans, source, close } = await open(folder.path, [llmError({ kind: 'invalidRequest' })]);
    assert.deepEqual(await lenses.list(source), [
      { title: '$(play) Run Plan', command: 'switchyard.runPlan', argument: { uri: source } },
    ]);
    await plans.run(plan, { source });
    const [run, resume, one, two] = await lenses.list(source);
    assert.deepEqual(titlesOf([run!, resume!]), ['$(play) Run Plan', '$(debug-continue) Resume Plan (2 left)']);
    assert.match(one?.title ?? '', /^\$\(error\) Failed/);
    assert.deepEqual([one?.command, one?.taskId], ['switchyard.showResults', 'one']);
    assert.deepEqual(two, { taskId: 'two', title: '$(circle-slash) Blocked by one', command: '' });
    close();
  });

  it('offer to stop it while it runs, and tell of each change', async () => {
    await using folder = await makeTemporaryFolder();
    const { lenses, plans, source, close } = await open(folder.path, [text('done'), finish()], ['hang']);
    let changes = 0;
    lenses.onDidChange(() => (changes += 1));
    const results = plans.run(plan, { source });
    await waitUntil('the second task', async () => plans.findBySource(source)?.tasks[1]?.status === 'in_progress');
    const [stop, one, two] = await lenses.list(source);
    const { planId } = plans.findBySource(source) ?? assert.fail();
    assert.equal(stop?.title, '$(debug-stop) Stop (1 of 2 tasks, 1 running)');
    assert.deepEqual(stop?.argument, { planId });
    assert.match(one?.title ?? '', /^\$\(pass\) Done · /);
    assert.equal(two?.title, '$(sync~spin) Running');
    plans.cancel(planId);
    await results;
    assert.ok(changes > 1);
    close();
  });

  it('say that another window runs it, until that has ended', async () => {
    await using folder = await makeTemporaryFolder();
    const there = await open(folder.path, ['hang']);
    const here = await open(folder.path);
    const { source } = here;
    const results = there.plans.run(plan, { source });
    const { planId } = there.plans.findBySource(source) ?? assert.fail();
    await waitUntil('this window to know', () => here.plans.sources.findElsewhere(source));
    const title = '$(multiple-windows) Another window runs this plan';
    assert.deepEqual(await here.lenses.list(source), [{ title, command: 'switchyard.openPlan', argument: { planId } }]);
    let changes = 0;
    here.lenses.onDidChange(() => (changes += 1));
    there.plans.cancel();
    await results;
    await waitUntil('the lenses to change', async () => changes > 0);
    assert.deepEqual(titlesOf(await here.lenses.list(source)), [
      '$(play) Run Plan',
      '$(debug-continue) Resume Plan (2 left)',
    ]);
    here.close();
    there.close();
  });

  it('lead to the trust of the workspace where that is missing, except in a document that was never saved', async () => {
    await using folder = await makeTemporaryFolder();
    const { lenses, source, trust, close } = await open(folder.path);
    trust.isTrusted = false;
    const [lens] = await lenses.list(source);
    assert.equal(lens?.command, 'workbench.trust.manage');
    assert.deepEqual(titlesOf(await lenses.list('untitled:Untitled-1')), ['$(play) Run Plan']);
    close();
  });
});
