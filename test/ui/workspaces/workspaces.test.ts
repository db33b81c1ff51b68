import { strict as assert } from 'node:assert';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { familyOf, waitForRequest } from '#test/support/taskRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  openFile,
  pickItem,
  quickPickItem,
  runCommand,
  statusBarItem,
  waitForInput,
  waitForNotification,
  webview,
} from '#test/support/actions/workbenchActions.ts';

describe('a window without a folder', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ workspace: 'none' });
  });

  after(() => workbench.close());

  it('runs a task', async () => {
    const { page } = workbench;
    await runTask(page, 'Say hello to nobody.');
    await waitForRun(page, 'Say hello to nobody.', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'hello to nobody')), 'gemini');
  });

  it('says that there are no files to add', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Run Task…');
    await (await waitForInput(page, 'Run Task')).fill('Look around.');
    await pickItem(page, 'Add Context…');
    await waitForNotification(page, 'There are no files to add. Open a file or a folder first.');
    const box = await waitForInput(page, 'Run Task');
    assert.equal(await box.inputValue(), 'Look around.');
    await page.keyboard.press('Escape');
  });

  it('chooses its agent for all workspaces', async () => {
    const { page } = workbench;
    await statusBarItem(page, 'Gemini (Simulated)').click();
    await waitForInput(page, 'Agent for All Workspaces');
    await pickItem(page, 'Claude');
    await statusBarItem(page, 'Claude (Simulated)').waitFor();
    await runTask(page, 'Say hello to Claude.');
    await waitForRun(page, 'Say hello to Claude.', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'hello to Claude')), 'claude');
  });
});

describe('a window with two folders', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ workspace: 'multiRoot' });
    const second = join(dirname(workbench.workspace ?? ''), 'second');
    await mkdir(join(second, '.vscode'), { recursive: true });
    await writeFile(join(second, '.vscode', 'settings.json'), JSON.stringify({ 'switchyard.agent': 'gpt' }));
    await openFile(workbench.page, 'greet.ts');
  });

  after(() => workbench.close());

  it('runs a task of each folder on that folder’s agent', async () => {
    const { page } = workbench;
    await runTask(page, 'Who serves the first folder?');
    await waitForRun(page, 'Who serves the first folder?', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'the first folder?')), 'gemini');
    await openFile(page, 'notes.md');
    await runTask(page, 'Who serves the second folder?');
    await waitForRun(page, 'Who serves the second folder?', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'the second folder?')), 'gpt');
  });

  it('shows the agent of the folder whose file is active in the status bar', async () => {
    const { page } = workbench;
    await statusBarItem(page, 'GPT (Simulated)').waitFor();
    await openFile(page, 'greet.ts');
    await statusBarItem(page, 'Gemini (Simulated)').waitFor();
    await openFile(page, 'notes.md');
    await statusBarItem(page, 'GPT (Simulated)').waitFor();
  });

  it('keeps to that folder while the panel has the focus', async () => {
    const { page } = workbench;
    await webview(page).locator('.scroller:visible').click();
    await runTask(page, 'Who serves the panel?');
    await waitForRun(page, 'Who serves the panel?', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'the panel?')), 'gpt');
    await statusBarItem(page, 'GPT (Simulated)').waitFor();
  });

  it('sets the agent of the active file’s folder by the button in the picker', async () => {
    const { page } = workbench;
    await openFile(page, 'notes.md');
    await runCommand(page, 'Switchyard: Select Agent for This Workspace');
    await waitForInput(page, 'Agent for This Workspace');
    const claude = quickPickItem(page, 'Claude');
    await claude.hover();
    await claude.getByRole('button', { name: 'Use for the folder of the active file' }).click();
    await statusBarItem(page, 'Claude (Simulated)').waitFor();
    await openFile(page, 'greet.ts');
    await statusBarItem(page, 'Gemini (Simulated)').waitFor();
  });

  it('says so when a choice for the workspace does not reach the active file', async () => {
    const { page } = workbench;
    await openFile(page, 'notes.md');
    await runCommand(page, 'Switchyard: Select Agent for This Workspace');
    await waitForInput(page, 'Agent for This Workspace');
    await pickItem(page, 'Local model');
    await waitForNotification(
      page,
      'Local model is set in the workspace settings, but a closer setting chooses Claude for this file.',
    );
    await openFile(page, 'greet.ts');
    await statusBarItem(page, 'Local model (Simulated)').waitFor();
  });
});
