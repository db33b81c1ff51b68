import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { answerOf, waitForRun } from '#test/support/actions/panelActions.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  editor,
  openFile,
  pressNotificationButton,
  readNotifications,
  runCommand,
  selectLines,
  takeScreenshot,
  waitForNotification,
  webview,
} from '#test/support/actions/workbenchActions.ts';

describe('an answer back into the code', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });

  after(() => workbench.close());

  const diff = () => workbench.page.locator('.monaco-diff-editor:visible');
  const text = (shown: Locator) => shown.locator('.view-lines').innerText();

  it('goes by mouse: Apply shows the change, its Accept makes it, undo takes it back', async () => {
    const { page, workspace = '' } = workbench;
    await openFile(page, 'src/cart.py');
    await selectLines(page, 13, 18);
    await runCommand(page, 'Switchyard: Fix');
    const run = await waitForRun(page, 'Find and fix the problems', 'Done');
    await answerOf(run).getByRole('button', { name: 'Apply…' }).click();
    await page.getByRole('tab', { name: /src\/cart\.py:13-18 proposed by Gemini/ }).waitFor();
    await diff().locator('.line-insert, .char-insert').first().waitFor();
    await waitForNotification(page, 'nothing is changed until you accept');
    await takeScreenshot(page, 'apply-diff');
    assert.match(await readFile(join(workspace, 'src/cart.py'), 'utf8'), /len\(items\) - 1/);
    await page.getByRole('button', { name: 'Accept Proposed Change' }).click();
    await diff().waitFor({ state: 'hidden' });
    await editor(page).getByText('range(len(items)):').waitFor();
    await waitUntil('the answered question to be gone', async () => (await readNotifications(page)).length === 0);
    await takeScreenshot(page, 'apply-accepted');
    await page.keyboard.press('Control+Z');
    await editor(page).getByText('range(len(items) - 1)').waitFor();
  });

  it('goes by keyboard alone: the button, the diff, Ctrl+Enter', async () => {
    const { page } = workbench;
    await openFile(page, 'src/greet.ts');
    await selectLines(page, 2, 4);
    await runCommand(page, 'Switchyard: Refactor');
    const run = await waitForRun(page, 'Refactor this code', 'Done');
    await runCommand(page, 'Switchyard: Show Results');
    const button = answerOf(run).getByRole('button', { name: 'Apply…' });
    const isFocused = () => button.evaluate((element) => element === document.activeElement && document.hasFocus());
    for (let presses = 0; presses < 40 && !(await isFocused()); presses++) await page.keyboard.press('Tab');
    assert.ok(await isFocused(), 'the button takes the focus');
    await page.keyboard.press('Enter');
    await diff().locator('.line-insert, .char-insert').first().waitFor();
    await page.locator('.monaco-diff-editor .monaco-editor.focused').waitFor();
    await page.keyboard.press('Control+Enter');
    await diff().waitFor({ state: 'hidden' });
    await editor(page).getByText('`Hello, ${name}!`').waitFor();
    assert.doesNotMatch(await text(editor(page)), /simulated/, 'the words around the code stay where they are');
  });

  it('is said where it cannot go, with what can be done instead', async () => {
    const { page } = workbench;
    const run = await waitForRun(page, 'Refactor this code', 'Done');
    await openFile(page, 'src/greet.ts');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await answerOf(run).getByRole('button', { name: 'Apply…' }).click();
    const notification = await waitForNotification(page, 'The selected code is no longer in src/greet.ts');
    await takeScreenshot(page, 'apply-gone');
    await pressNotificationButton(notification, 'Compare With File');
    await page.getByRole('tab', { name: /Code of Gemini and src\/greet\.ts/ }).waitFor();
    await diff().waitFor();
    assert.equal((await webview(page).locator('.run:visible').count()) > 0, true, 'the panel is not covered');
  });
});
