import { strict as assert } from 'node:assert';
import { panelButton, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { chooseInDropdown, openDropdown, readDropdown, showSetting } from '#test/support/actions/settingsActions.ts';
import { familyOf, readTaskRequests, waitForRequest } from '#test/support/taskRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  closeSettings,
  fillInput,
  openFile,
  pickItem,
  pressNotificationButton,
  quickPickItem,
  runCommand,
  statusBarItem,
  takeScreenshot,
  waitForInput,
  waitForNotification,
} from '#test/support/actions/workbenchActions.ts';

describe('the agent of a workspace', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      userSettings: {
        'switchyard.agents': {
          reviewer: { provider: 'claude', model: 'claude-opus-5-5', label: 'Reviewer' },
          retired: { provider: 'gpt', model: 'gpt-6-luna', label: 'Retired', enabled: false },
        },
      },
    });
    await openFile(workbench.page, 'src/greet.ts');
  });

  after(() => workbench.close());

  it('is Gemini where nobody chose one', async () => {
    const { page } = workbench;
    await runTask(page, 'Who is there at first?');
    await waitForRun(page, 'Who is there at first?', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'Who is there at first?')), 'gemini');
    await statusBarItem(page, 'Gemini (Simulated)').waitFor();
  });

  it('is a dropdown in the User tab of the settings, and the next task goes there', async () => {
    const { page } = workbench;
    const row = await showSetting(page, 'User', 'switchyard.agent');
    assert.match(await row.innerText(), /^Switchyard: Agent/);
    const options = await openDropdown(page, row);
    const labels = await options.allInnerTexts();
    assert.deepEqual(labels, ['Gemini', 'Claude', 'GPT', 'Local', 'VS Code', 'Custom']);
    await takeScreenshot(page, 'agent-dropdown');
    await page.keyboard.press('Escape');
    await chooseInDropdown(page, row, 'GPT');
    await statusBarItem(page, 'GPT (Simulated)').waitFor();
    await closeSettings(page);
    await runTask(page, 'Who is there for the user?');
    const run = await waitForRun(page, 'Who is there for the user?', 'Done');
    assert.equal(await run.locator('.agent').innerText(), 'GPT');
    assert.equal(familyOf(await waitForRequest(workbench, 'for the user?')), 'gpt');
  });

  it('is a dropdown in the Workspace tab, which wins over the user’s', async () => {
    const { page } = workbench;
    const row = await showSetting(page, 'Workspace', 'switchyard.agent');
    await chooseInDropdown(page, row, 'Claude');
    await statusBarItem(page, 'Claude (Simulated)').waitFor();
    await closeSettings(page);
    await runTask(page, 'Who is there for the workspace?');
    const run = await waitForRun(page, 'Who is there for the workspace?', 'Done');
    assert.equal(await run.locator('.model').innerText(), 'Anthropic Claude · claude-sonnet-5-5');
    const request = await waitForRequest(workbench, 'for the workspace?');
    assert.equal(familyOf(request), 'claude');
    assert.equal(request.body?.['model'], 'claude-sonnet-5-5');
  });

  it('is switched by a click on the status bar', async () => {
    const { page } = workbench;
    await statusBarItem(page, 'Claude (Simulated)').click();
    await waitForInput(page, 'Agent for This Workspace');
    const inForce = quickPickItem(page, 'Claude');
    await inForce.getByText('in force here').waitFor();
    assert.match(await inForce.innerText(), /Anthropic Claude · claude-sonnet-5-5 · 127\.0\.0\.1 of/);
    await quickPickItem(page, 'Retired').getByText('disabled').waitFor();
    await takeScreenshot(page, 'agent-picker');
    await pickItem(page, 'Local model');
    await statusBarItem(page, 'Local model (Simulated)').waitFor();
    await runTask(page, 'Who is there after the click?');
    await waitForRun(page, 'Who is there after the click?', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'after the click?')), 'compatible');
  });

  it('is chosen by Select Agent for This Workspace, also one of the settings’ own', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Select Agent for This Workspace');
    await waitForInput(page, 'Agent for This Workspace');
    await fillInput(page, 'reviewer');
    await statusBarItem(page, 'Reviewer (Simulated)').waitFor();
    await runTask(page, 'Who reviews?');
    await waitForRun(page, 'Who reviews?', 'Done');
    assert.equal((await waitForRequest(workbench, 'Who reviews?')).body?.['model'], 'claude-opus-5-5');
    const row = await showSetting(page, 'Workspace', 'switchyard.agent');
    assert.equal(await readDropdown(row), 'Custom');
    await closeSettings(page);
  });

  it('that is disabled runs nothing, and says where to go', async () => {
    const { page } = workbench;
    const before = (await readTaskRequests(workbench)).length;
    await runCommand(page, 'Switchyard: Select Agent for This Workspace');
    await fillInput(page, 'retired');
    await statusBarItem(page, 'Retired').waitFor();
    await runTask(page, 'Is anybody there?');
    await waitForRun(page, 'Is anybody there?', 'Failed');
    const notification = await waitForNotification(page, /Retired cannot be used/);
    assert.equal((await readTaskRequests(workbench)).length, before);
    await pressNotificationButton(notification, 'Choose Another Agent');
    await waitForInput(page, 'Agent for This Workspace');
    await pickItem(page, 'GPT');
    await statusBarItem(page, 'GPT (Simulated)').waitFor();
  });

  it('runs the failed task again once another agent is chosen', async () => {
    const { page } = workbench;
    await panelButton(page, 'Run Again').click();
    await waitForRun(page, 'Is anybody there?', 'Done');
    assert.equal(familyOf(await waitForRequest(workbench, 'Is anybody there?')), 'gpt');
  });

  it('that does not exist is named in the status bar, the panel and a message', async () => {
    const { page } = workbench;
    const row = await showSetting(page, 'Workspace', 'switchyard.customAgent');
    await row.locator('input').fill('nobody');
    const agent = await showSetting(page, 'Workspace', 'switchyard.agent');
    await chooseInDropdown(page, agent, 'Custom');
    await statusBarItem(page, 'nobody').waitFor();
    await closeSettings(page);
    await runTask(page, 'Who is nobody?');
    const run = await waitForRun(page, 'Who is nobody?', 'Failed');
    assert.match(await run.locator('.error').innerText(), /There is no agent "nobody"\./);
    await waitForNotification(page, 'There is no agent "nobody".');
    await takeScreenshot(page, 'agent-unknown');
    await run.getByRole('button', { name: 'Choose Another Agent' }).click();
    await waitForInput(page, 'Agent for This Workspace');
    await page.keyboard.press('Escape');
  });
});
