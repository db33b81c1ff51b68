import { strict as assert } from 'node:assert';
import { hasFocus, tabUntil } from '#test/support/actions/keyboardActions.ts';
import { followUpBox, panelButton, panelTab, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { waitForAbort, waitForRequest } from '#test/support/taskRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import { openFile, runCommand, webview } from '#test/support/actions/workbenchActions.ts';

describe('the panel by keyboard alone', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ isLifelike: true });
    const { page } = workbench;
    await openFile(page, 'src/greet.ts');
    await runTask(page, 'First of two.');
    await waitForRun(page, 'First of two.', 'Done');
    await runTask(page, 'Second of two. simulate: long');
    await waitForRun(page, 'Second of two.', 'Running');
  });

  after(() => workbench.close());

  it('takes the focus by Show Results, on the tab of the conversation in view', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Show Results');
    await tabUntil(page, webview(page).getByRole('tab', { name: /Second of two/ }));
    assert.equal(await panelTab(page, /Second of two/).getAttribute('aria-selected'), 'true');
  });

  it('stops the run by Enter on the button', async () => {
    const { page } = workbench;
    await tabUntil(page, panelButton(page, 'Stop'));
    await page.keyboard.press('Enter');
    await waitForRun(page, 'Second of two.', 'Stopped');
    await waitForAbort(workbench, 'Second of two.');
    await webview(page).locator('.run-header:focus').waitFor();
  });

  it('changes tabs by the arrow keys', async () => {
    const { page } = workbench;
    await tabUntil(page, panelTab(page, /Second of two/), 'Shift+Tab');
    await page.keyboard.press('ArrowLeft');
    await webview(page)
      .getByRole('tab', { name: /First of two/, selected: true })
      .waitFor();
    await waitForRun(page, 'First of two.', 'Done');
    await waitUntil('the tab to have the focus', () => hasFocus(panelTab(page, /First of two/)));
  });

  it('follows up from the box at the end', async () => {
    const { page } = workbench;
    await tabUntil(page, followUpBox(page));
    await page.keyboard.type('And the third?');
    await page.keyboard.press('Enter');
    await waitForRun(page, 'And the third?', 'Done');
    await waitForRequest(workbench, 'And the third?');
  });

  it('closes a finished conversation by Delete on its tab', async () => {
    const { page } = workbench;
    await tabUntil(page, panelTab(page, /First of two/), 'Shift+Tab');
    await page.keyboard.press('Delete');
    await panelTab(page, /First of two/).waitFor({ state: 'detached' });
    await waitForRun(page, 'Second of two.', 'Stopped');
  });

  it('tells a screen reader when a run starts and how it ends', async () => {
    const { page } = workbench;
    await runTask(page, 'Say what happens.');
    await webview(page)
      .locator('[aria-live]', { hasText: 'Gemini has finished: Say what happens.' })
      .waitFor({ state: 'attached' });
  });
});
