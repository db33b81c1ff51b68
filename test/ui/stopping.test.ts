import { strict as assert } from 'node:assert';
import { answerOf, findRun, panelButton, panelTab, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { readTaskRequests, waitForAbort, waitForRequest } from '#test/support/taskRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  openFile,
  quickPickItem,
  runCommand,
  statusBarItem,
  takeScreenshot,
  waitForInput,
  webview,
} from '#test/support/actions/workbenchActions.ts';

describe('a task that does not run to its end', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ isLifelike: true });
    await openFile(workbench.page, 'src/greet.ts');
  });

  after(() => workbench.close());

  it('is stopped before the first byte, and its connection closed', async () => {
    const { page } = workbench;
    await runTask(page, 'Never answer. simulate: hang');
    const run = await waitForRun(page, 'Never answer.', 'Running');
    await run.getByText('Waiting for the answer…').waitFor();
    await waitForRequest(workbench, 'Never answer.');
    await panelButton(page, 'Stop').click();
    await waitForRun(page, 'Never answer.', 'Stopped');
    await waitForAbort(workbench, 'Never answer.');
    await statusBarItem(page, /Gemini \(Simulated\)\s*$/).waitFor();
  });

  it('is stopped in mid-answer, its connection closed and what had arrived kept', async () => {
    const { page } = workbench;
    await runTask(page, 'Talk for long. simulate: long');
    const run = findRun(page, 'Talk for long.');
    await answerOf(run).getByText('Paragraph 1 of a long').waitFor();
    await panelButton(page, 'Stop').click();
    await waitForRun(page, 'Talk for long.', 'Stopped');
    await waitForAbort(workbench, 'Talk for long.');
    const kept = await answerOf(run).innerText();
    assert.match(kept, /^Talk for long\./);
    assert.doesNotMatch(kept, /Paragraph 40/);
    assert.equal(await answerOf(run).innerText(), kept, 'nothing more arrives');
    assert.equal(await run.locator('.error').isVisible(), false, 'stopping is no failure');
    await takeScreenshot(page, 'panel-stopped');
  });

  it('is stopped from the palette', async () => {
    const { page } = workbench;
    await runTask(page, 'Hang on. simulate: hang');
    await waitForRequest(workbench, 'Hang on.');
    await runCommand(page, 'Switchyard: Cancel Task');
    await waitForRun(page, 'Hang on.', 'Stopped');
    await waitForAbort(workbench, 'Hang on.');
  });

  it('offers Cancel Task only while one runs', async () => {
    const { page } = workbench;
    await page.keyboard.press('F1');
    const box = await waitForInput(page, /command/);
    await box.fill('>Switchyard: Cancel');
    await page.locator('.quick-input-list').getByText('similar commands').waitFor();
    assert.equal(await quickPickItem(page, 'Switchyard: Cancel Task').count(), 0);
    await page.keyboard.press('Escape');
  });

  it('shares the panel with another that runs at the same time, and neither gets the other’s text', async () => {
    const { page } = workbench;
    await runTask(page, 'Alpha task. simulate: long');
    await runTask(page, 'Beta task. simulate: long');
    await statusBarItem(page, '2 running').waitFor();
    const beta = findRun(page, 'Beta task.');
    await answerOf(beta).getByText('Paragraph 2 of a long').waitFor();
    await takeScreenshot(page, 'panel-two-tasks');
    await panelTab(page, /Alpha task/).click();
    const alpha = findRun(page, 'Alpha task.');
    await answerOf(alpha).getByText('Paragraph 2 of a long').waitFor();
    assert.match(await answerOf(alpha).innerText(), /^Alpha task\./);
    assert.doesNotMatch(await answerOf(alpha).innerText(), /Beta/);
  });

  it('is stopped alone: the one beside it goes on', async () => {
    const { page } = workbench;
    await panelButton(page, 'Stop').click();
    await waitForRun(page, 'Alpha task.', 'Stopped');
    await waitForAbort(workbench, 'Alpha task.');
    await statusBarItem(page, '1 running').waitFor();
    await panelTab(page, /Beta task/).click();
    const beta = await waitForRun(page, 'Beta task.', 'Running');
    const length = (await answerOf(beta).innerText()).length;
    await waitUntil('more of the answer', async () => (await answerOf(beta).innerText()).length > length);
    assert.match(await answerOf(beta).innerText(), /^Beta task\./);
    assert.doesNotMatch(await answerOf(beta).innerText(), /Alpha/);
    assert.equal((await waitForRequest(workbench, 'Beta task.')).isAborted, false);
  });

  it('is cut off by a reload of the window, which closes its connection', async () => {
    // VS Code for the web writes a webview's state every few seconds, not when the page goes.
    await answerOf(findRun(workbench.page, 'Beta task.')).getByText('Paragraph 20 of a long').waitFor();
    await workbench.reload();
    await waitForAbort(workbench, 'Beta task.');
  });

  it('is shown as interrupted afterwards, with the part of the answer that had arrived', async () => {
    const { page } = workbench;
    await panelTab(page, /Beta task/).click();
    const beta = await waitForRun(page, 'Beta task.', 'Interrupted');
    await answerOf(beta).getByText('Paragraph 1 of a long').waitFor();
    await webview(page).getByText('The run was cut off').filter({ visible: true }).waitFor();
    await panelButton(page, 'Stop').waitFor({ state: 'hidden' });
    await panelTab(page, /Alpha task/).click();
    await waitForRun(page, 'Alpha task.', 'Stopped');
    await takeScreenshot(page, 'panel-restored');
  });

  it('leaves room for a new task in the restored panel', async () => {
    const { page } = workbench;
    await runTask(page, 'Start afresh.');
    await waitForRun(page, 'Start afresh.', 'Done');
    assert.equal(await page.locator('iframe.webview').count(), 1, 'one panel serves all runs');
  });

  it('closes its connection when the window is closed', async () => {
    const { page } = workbench;
    await runTask(page, 'Left alone. simulate: long');
    await answerOf(findRun(page, 'Left alone.')).getByText('Paragraph 1 of a long').waitFor();
    const { isAborted } = await waitForRequest(workbench, 'Left alone.');
    assert.equal(isAborted, false);
    await page.close({ runBeforeUnload: true });
    await waitUntil('the window to be gone', async () => page.isClosed());
    await waitForAbort(workbench, 'Left alone.');
    assert.ok((await readTaskRequests(workbench)).length > 0);
  });
});
