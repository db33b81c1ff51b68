import { strict as assert } from 'node:assert';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { readTaskRequests, waitForRequest } from '#test/support/taskRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  clearNotifications,
  editor,
  openFile,
  pickItem,
  quickInput,
  quickPickItem,
  runCommand,
  statusBarItem,
  takeScreenshot,
  trustWorkspace,
  waitForInput,
  waitForNotification,
} from '#test/support/actions/workbenchActions.ts';

describe('a workspace that nobody has trusted yet', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ hasWorkspaceTrust: true });
    const folder = join(workbench.workspace ?? '', '.vscode');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'settings.json'),
      JSON.stringify({
        'switchyard.agent': 'custom',
        'switchyard.customAgent': 'house',
        'switchyard.agents': { house: { provider: 'claude', model: 'claude-haiku-5-5', label: 'House' } },
      }),
    );
    await openFile(workbench.page, 'src/greet.ts');
    await statusBarItem(workbench.page, 'Restricted Mode').waitFor();
    // The status bar shows the agent from the first activation on: it tells when VS Code has read the new file.
    await runCommand(workbench.page, 'Switchyard: Show Results');
    await statusBarItem(workbench.page, 'house').waitFor();
  });

  after(() => workbench.close());

  it('brings no agent of its own, and says so when its choice is one', async () => {
    const { page } = workbench;
    await runTask(page, 'Is it safe here?');
    const run = await waitForRun(page, 'Is it safe here?', 'Failed');
    assert.match(await run.locator('.error').innerText(), /There is no agent "house"\./);
    assert.equal((await readTaskRequests(workbench)).length, 0);
  });

  it('runs a task on the user’s agents, after showing exactly what is sent and where to', async () => {
    const { page, simulated } = workbench;
    await runCommand(page, 'Switchyard: Select Agent for This Workspace');
    await pickItem(page, 'Gemini');
    await statusBarItem(page, 'Gemini (Simulated)').waitFor();
    await runTask(page, 'Show me first.');
    await waitForInput(page, `Send this task to ${simulated.origin}?`);
    await quickInput(page).getByPlaceholder('This workspace is in Restricted Mode.').waitFor();
    const preview = editor(page);
    for (const text of ['## Sent to', '## System prompt', 'Show me first.']) {
      await preview.locator('.view-line', { hasText: text }).waitFor();
    }
    await quickPickItem(page, 'Send').waitFor();
    await takeScreenshot(page, 'send-preview');
    assert.equal((await readTaskRequests(workbench)).length, 0);
    await pickItem(page, 'Send');
    await waitForRun(page, 'Show me first.', 'Done');
    await waitForRequest(workbench, 'Show me first.');
  });

  it('sends nothing when the answer is no', async () => {
    const { page } = workbench;
    const before = (await readTaskRequests(workbench)).length;
    await runTask(page, 'Better not.');
    await waitForInput(page, 'Send this task to');
    await pickItem(page, 'Cancel');
    await waitForRun(page, 'Better not.', 'Stopped');
    assert.equal((await readTaskRequests(workbench)).length, before);
  });

  it('writes no link into a message, where a click would run a command', async () => {
    const { page, workspace } = workbench;
    const file = join(workspace ?? '', '.vscode', 'settings.json');
    const settings = await readFile(file, 'utf8');
    const hostile = '[Set API Key](command:workbench.action.toggleZenMode)';
    await writeFile(file, JSON.stringify({ ...JSON.parse(settings), 'switchyard.agent': hostile }));
    await statusBarItem(page, 'toggleZenMode').waitFor();
    await clearNotifications(page);
    await runTask(page, 'Who answers?');
    const notification = await waitForNotification(page, 'There is no agent');
    assert.match(await notification.innerText(), /\[Set API Key\]\S?\(command:/);
    assert.equal(await notification.locator('.notification-list-item-message a').count(), 0);
    await clearNotifications(page);
    await writeFile(file, settings);
    await statusBarItem(page, 'Gemini (Simulated)').waitFor();
  });

  it('brings its agents once it is trusted', async () => {
    const { page } = workbench;
    await trustWorkspace(page);
    await runCommand(page, 'Switchyard: Select Agent for This Workspace');
    await pickItem(page, 'House');
    await statusBarItem(page, 'House (Simulated)').waitFor();
    await runTask(page, 'Is it safe now?');
    await waitForRun(page, 'Is it safe now?', 'Done');
    assert.equal((await waitForRequest(workbench, 'Is it safe now?')).body?.['model'], 'claude-haiku-5-5');
  });
});
