import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composerBox, panelButton, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { promptOf, readTaskRequests, waitForRequest } from '#test/support/taskRequests.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  answerDialog,
  clearNotifications,
  cursorStatus,
  openFile,
  pickItem,
  runCommand,
  takeScreenshot,
  waitForInput,
  waitForNotification,
  webview,
} from '#test/support/actions/workbenchActions.ts';

const line = `${'word '.repeat(20).trim()}\n`;
const hugeText = line.repeat(11_000);

describe('what cannot be sent as it is', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    const folder = workbench.workspace ?? '';
    await writeFile(join(folder, 'logo.bin'), Buffer.from([0, 1, 2, 0, 255, 254, 0]));
    await writeFile(join(folder, 'huge.txt'), hugeText);
    await openFile(workbench.page, 'src/greet.ts');
  });

  after(() => workbench.close());

  for (const title of ['Explain', 'Run Selection as Task', 'Run Task on Selection…']) {
    it(`asks for a selection when ${title} has none`, async () => {
      const { page } = workbench;
      await runCommand(page, `Switchyard: ${title}`);
      await waitForNotification(page, 'Nothing is selected. Select some code or text first, then run the task again.');
      assert.equal((await readTaskRequests(workbench)).length, 0);
      await clearNotifications(page);
    });
  }

  it('asks for a selection where only blank lines are selected', async () => {
    const { page } = workbench;
    await runCommand(page, 'Go to Line/Column...');
    await waitForInput(page, /line/i);
    await page.keyboard.type('5:1');
    await page.keyboard.press('Enter');
    await cursorStatus(page).filter({ hasText: 'Ln 5, Col 1' }).waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await cursorStatus(page).filter({ hasText: '1 selected' }).waitFor();
    await runCommand(page, 'Switchyard: Fix');
    await waitForNotification(page, 'Nothing is selected.');
    await clearNotifications(page);
  });

  it('asks before it sends a huge selection, and sends nothing on Cancel', async () => {
    const { page } = workbench;
    await openFile(page, 'huge.txt');
    await page.keyboard.press('Control+A');
    await cursorStatus(page).filter({ hasText: 'selected' }).waitFor();
    await runCommand(page, 'Switchyard: Explain');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('huge.txt holds 1.1 MB of text.').waitFor();
    await takeScreenshot(page, 'huge-selection');
    await answerDialog(page, 'Cancel');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await readTaskRequests(workbench)).length, 0);
  });

  it('sends a huge selection whole when told to', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Explain');
    await answerDialog(page, 'Send Anyway');
    await waitForRun(page, 'Explain what this code does', 'Done');
    const prompt = promptOf(await waitForRequest(workbench, 'Explain what this code does'));
    assert.ok(prompt.includes(hugeText));
  });

  it('refuses a binary file as context and says why, and the form goes on', async () => {
    const { page } = workbench;
    await openFile(page, 'src/greet.ts');
    await runCommand(page, 'Switchyard: Run Task…');
    await waitForInput(page, 'Run Task');
    await pickItem(page, 'Write Several Lines…');
    await composerBox(page).fill('Look at the files.');
    await panelButton(page, 'Add Context…').click();
    await waitForInput(page, 'Choose the files');
    await pickItem(page, 'logo.bin');
    await pickItem(page, 'README.md');
    await page.keyboard.press('Enter');
    await waitForNotification(page, 'logo.bin looks like a binary file. Only text can be sent.');
    await takeScreenshot(page, 'context-binary');
    await clearNotifications(page);
    const chips = webview(page).locator('.composer .chip');
    await waitUntil('the text file alone to go along', async () => {
      return (await chips.allInnerTexts()).join() === 'README.md';
    });
  });

  it('asks before a huge file goes along, and leaves it out on Cancel', async () => {
    const { page } = workbench;
    await panelButton(page, 'Add Context…').click();
    await waitForInput(page, 'Choose the files');
    await pickItem(page, 'huge.txt');
    await page.keyboard.press('Enter');
    await page.locator('.monaco-dialog-box').getByText('huge.txt holds 1.1 MB of text.').waitFor();
    await answerDialog(page, 'Cancel');
    await panelButton(page, 'Run').click();
    const run = await waitForRun(page, 'Look at the files.', 'Done');
    assert.deepEqual(await run.locator('.chip').allInnerTexts(), ['README.md']);
  });

  it('takes a task of odd characters as it is', async () => {
    const { page } = workbench;
    const text = 'Grüße 👋 <b>"quotes"</b> & ${dollars} `ticks` \\n %s — مرحبا';
    await runTask(page, text);
    const run = await waitForRun(page, 'Grüße', 'Done');
    assert.equal(await run.locator('.description').innerText(), text);
    assert.equal(promptOf(await waitForRequest(workbench, 'Grüße')), text);
  });
});
