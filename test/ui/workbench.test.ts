import { strict as assert } from 'node:assert';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  clearNotifications,
  cursorStatus,
  menuItem,
  openContextMenu,
  openFile,
  openSettings,
  runCommand,
  selectLines,
  statusBarItem,
  takeScreenshot,
  waitForInput,
} from '#test/support/actions/workbenchActions.ts';

describe('the workbench in a browser', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
  });

  after(() => workbench.close());

  it('opens a file and selects lines of it', async () => {
    const { page } = workbench;
    await openFile(page, 'src/cart.py');
    await selectLines(page, 13, 18);
    assert.match(await cursorStatus(page).innerText(), /^Ln 18, Col 18 \(\d+ selected\)$/);
  });

  it('opens the context menu on the selection', async () => {
    const { page } = workbench;
    await openContextMenu(page);
    await menuItem(page, 'Copy').waitFor();
    await page.keyboard.press('Escape');
  });

  it('runs a command through the palette', async () => {
    const { page } = workbench;
    await runCommand(page, 'Go to Line/Column...');
    await waitForInput(page, /line/i);
    await page.keyboard.press('Escape');
  });

  it('shows settings', async () => {
    const { page } = workbench;
    const settings = await openSettings(page, 'Workspace', 'editor.tabSize');
    await settings.getByText('Tab Size', { exact: true }).waitFor();
    await takeScreenshot(page, 'settings');
  });

  it('comes back after a reload', async () => {
    const { page } = workbench;
    await workbench.reload();
    await openFile(page, 'src/greet.ts');
    await statusBarItem(page, 'TypeScript').waitFor();
    await clearNotifications(page);
  });
});
