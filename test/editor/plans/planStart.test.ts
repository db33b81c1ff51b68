import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlanEdits } from '#editor/plans/planEdits.ts';
import { startPlan } from '#editor/plans/planStart.ts';
import type { Plan } from '#orchestration/index.ts';
import { FakeEditorUi } from '#test/fakes/fakeEditorUi.ts';
import { FakeLlmFactory, type FakeStep, finish, text } from '#test/fakes/fakeLlm.ts';
import { openPlanWindow } from '#test/support/planWindow.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

const plan: Plan = { version: 1, tasks: [{ id: 'one', description: 'First.', agent: 'gpt' }] };
const changed: Plan = { version: 1, tasks: [{ id: 'one', description: 'Changed.', agent: 'gpt' }] };

/** A window with a file that holds the plan, and what is shown in it. */
async function open(folder: string, ...outputs: FakeStep[][]) {
  const path = join(folder, 'plan.switchyard.json');
  await writeFile(path, JSON.stringify(plan));
  const window = openPlanWindow(folder, new FakeLlmFactory(outputs));
  const ui = new FakeEditorUi();
  const shown: string[] = [];
  let joins = 0;
  const start = (source: string, started = plan) =>
    startPlan(started, source, {
      plans: window.plans,
      ui,
      showPlan: (planId) => shown.push(planId),
      onJoin: () => (joins += 1),
    });
  return { ...window, ui, shown, start, source: pathToFileURL(path).href, joins: () => joins };
}

describe('Run Plan', () => {
  it('runs the plan of a document, and joins its run while it is active', async () => {
    await using folder = await makeTemporaryFolder();
    const { start, source, plans, joins, close, ui } = await open(folder.path, ['hang']);
    const first = start(source);
    await waitUntil('the plan to run', async () => plans.findBySource(source)?.isRunning);
    const second = start(source, changed);
    await waitUntil('the second call', async () => joins() === 1);
    plans.cancel();
    assert.equal(await second, await first);
    assert.equal(ui.picks.length, 0);
    close();
  });

  it('asks where another window runs it: shows it there, runs it here as well, or does nothing', async () => {
    await using folder = await makeTemporaryFolder();
    const there = await open(folder.path, ['hang']);
    const results = there.start(there.source);
    await waitUntil('the plan to run', async () => there.plans.findBySource(there.source)?.isRunning);
    const here = await open(folder.path, [text('done'), finish()]);
    await waitUntil('this window to know', () => here.plans.sources.findElsewhere(here.source));
    assert.deepEqual(await here.start(here.source), []);
    here.ui.answer('Show the Plan');
    assert.deepEqual(await here.start(here.source), []);
    assert.deepEqual(here.shown, [there.plans.findBySource(there.source)?.planId]);
    here.ui.answer('Run It Here as Well');
    assert.deepEqual(
      (await here.start(here.source))?.map(({ output }) => output),
      ['done'],
    );
    there.plans.cancel();
    await results;
    here.close();
    there.close();
  });
});

describe('A plan whose file is saved with changes while it runs', () => {
  it('goes on as it was, which is said once a run, and whenever it is run again', async () => {
    await using folder = await makeTemporaryFolder();
    const { plans, start, source, ui, close } = await open(folder.path, ['hang'], ['hang']);
    const edits = new PlanEdits({ plans, ui });
    const run = async () => {
      const results = start(source);
      await waitUntil('the plan to run', async () => plans.findBySource(source)?.isRunning);
      return results;
    };
    const isRunning = () => waitUntil('the plan', async () => plans.findBySource(source)?.isRunning);
    let results = run();
    await isRunning();
    await edits.reportSaved(source, plan);
    await edits.reportSaved(source, undefined);
    await edits.reportSaved('file:///other', changed);
    assert.equal(ui.notices.length, 0, 'nothing has changed');
    await edits.reportSaved(source, changed);
    await edits.reportSaved(source, changed);
    assert.equal(ui.notices.length, 1);
    await edits.reportRun(source, changed);
    assert.equal(ui.notices.length, 2);
    plans.cancel();
    await results;
    await edits.reportSaved(source, changed);
    assert.equal(ui.notices.length, 2, 'it does not run');
    results = run();
    await isRunning();
    ui.answer('Stop the Plan');
    await edits.reportSaved(source, changed);
    assert.equal(ui.notices.length, 3, 'another run is another plan');
    assert.deepEqual(
      (await results)?.map(({ status }) => status),
      ['cancelled'],
    );
    edits.dispose();
    close();
  });
});
