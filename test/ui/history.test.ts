import { strict as assert } from 'node:assert';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { openRunStore } from '#orchestration/index.ts';
import { makePlanView } from '#test/fakes/makePlanView.ts';
import { makeRunRecord } from '#test/fakes/makeRunRecord.ts';
import { answerOf, panelButton, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  answerDialog,
  fillInput,
  openFile,
  pickItem,
  pressMenuItem,
  runCommand,
  waitForInput,
  webview,
} from '#test/support/actions/workbenchActions.ts';

describe('the tree of runs', () => {
  let workbench: Workbench;
  let page: Page;
  const tree = () => page.locator('.part.sidebar .monaco-list');
  const row = (text: string): Locator => tree().locator('.monaco-list-row').filter({ hasText: text });

  before(async () => {
    workbench = await openWorkbench();
    page = workbench.page;
  });

  after(() => workbench.close());

  it('says that there is nothing yet, with a way to begin', async () => {
    await page.getByRole('tab', { name: 'Switchyard' }).click();
    await page.getByRole('button', { name: 'Run Task…' }).waitFor();
    await page.getByText('No tasks have run here yet.').waitFor();
  });

  it('lists a run under its day as soon as it has ended', async () => {
    await openFile(page, 'src/greet.ts');
    await runTask(page, 'Name the planets.');
    await waitForRun(page, 'Name the planets.', 'Done');
    await row('Today').waitFor();
    await row('Name the planets.').waitFor();
    assert.match(
      (await row('Name the planets.').getAttribute('aria-label')) ?? '',
      /^Name the planets\., Gemini · .* · Done/,
    );
  });

  it('opens a run with its whole text after a reload, and goes on with it', async () => {
    await workbench.reload();
    await row('Name the planets.').click();
    const run = await waitForRun(page, 'Name the planets.', 'Done');
    await answerOf(run).getByText('This answer is simulated').waitFor();
    await panelButton(page, 'Run With Another Agent…').click();
    await waitForInput(page, 'Run With Another Agent');
    await pickItem(page, 'Claude');
    await row('Claude').waitFor();
  });

  it('is searched while words are typed, and shows all again', async () => {
    await runTask(page, 'Count to ten.');
    await row('Count to ten.').waitFor();
    await runCommand(page, 'Switchyard: Search Runs…');
    await waitForInput(page, 'Search Runs');
    await fillInput(page, 'planet');
    await page.getByText('Only runs with “planet” are shown.').waitFor();
    await row('Count to ten.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear Search' }).click();
    await row('Count to ten.').waitFor();
  });

  it('shows what another window runs as it goes on, its plan as a graph, and what it left when it died', async () => {
    const folder = join(dirname(workbench.workspace!), 'data/data/User/globalStorage/switchyard.switchyard/history');
    const store = await openRunStore({ folder, workspace: () => 'file:///elsewhere' });
    try {
      await runCommand(page, 'Switchyard: Show Task History');
      await page.getByRole('button', { name: 'Show Runs of All Workspaces' }).click();
      const { planId, title, nodes } = makePlanView();
      store.record({ type: 'planSaved', planId, facts: { goal: title } });
      store.record({
        type: 'tasksSaved',
        planId,
        tasks: nodes.map(({ taskId: id, title: name, dependencies }) => ({
          id,
          title: name,
          description: name,
          dependencies,
        })),
      });
      for (const { taskId, status } of nodes) {
        const start = makeRunRecord({ runId: taskId, taskId, status: 'in_progress', output: '' }, { title: taskId });
        if (status === 'pending' || status === 'blocked') {
          store.record({ type: 'taskStateChanged', planId, taskId, status });
          continue;
        }
        store.record({ type: 'runBegun', start: { ...start, threadId: taskId, planId } });
        store.record({ type: 'taskStateChanged', planId, taskId, status, runId: taskId });
        store.record({ type: 'runOutput', runId: taskId, text: `Half of ${taskId}` });
        if (status !== 'in_progress')
          store.record({
            type: 'runSettled',
            result: { ...makeRunRecord({ runId: taskId, taskId }).result, output: `All of ${taskId}` },
          });
      }
      await page.getByRole('treeitem', { name: 'Running', exact: true }).waitFor();
      await row(title).waitFor();
      await row(title).click();
      await row('Blocked by Map the fields').first().waitFor();
      // The tree is drawn anew as the other window writes, which may take the button away under the click.
      await waitUntil('the graph', async () => {
        await row(title).hover();
        await row(title).getByRole('button', { name: 'Open Graph' }).click();
        const progress = webview(page).getByText('3 of 10 done · 1 running · 1 failed · 3 blocked');
        return progress.waitFor({ timeout: 5_000 }).then(
          () => true,
          () => false,
        );
      });
      await webview(page)
        .getByRole('button', { name: /^Write the schema/ })
        .click();
      await webview(page).getByText('All of schema').waitFor();
    } finally {
      store.dispose();
    }
    await page.getByRole('treeitem', { name: /^Write the client.*, Interrupted$/ }).waitFor();
    await page.getByRole('treeitem', { name: /^client, .* · Interrupted$/ }).click();
    await webview(page).getByText('Half of client').waitFor();
    await webview(page).getByText('The run was cut off').waitFor();
  });

  it('deletes by its context menu and by the Delete key, after asking', async () => {
    const askToDelete = async () => {
      await row('Count to ten.').click({ button: 'right' });
      await pressMenuItem(page.getByRole('menuitem', { name: /^Delete Run/ }));
    };
    await askToDelete();
    await answerDialog(page, 'Cancel');
    await askToDelete();
    await answerDialog(page, 'Delete');
    await row('Count to ten.').waitFor({ state: 'detached' });
    await row('Name the planets.').first().click();
    // The panel takes the focus when it shows the run, now or a little later: the tree gets it back until it keeps it.
    await waitUntil('the question', async () => {
      await runCommand(page, 'Switchyard: Show Task History');
      await page.keyboard.press('Delete');
      const question = page.locator('.monaco-dialog-box');
      return question.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    await answerDialog(page, 'Delete');
    await row('Name the planets.').nth(1).waitFor({ state: 'detached' });
    assert.equal(await row('Name the planets.').count(), 1);
  });
});
