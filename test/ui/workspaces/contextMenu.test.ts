import { strict as assert } from 'node:assert';
import { answerOf, findRun, panelButton, waitForRun } from '#test/support/actions/panelActions.ts';
import { promptOf, waitForRequest } from '#test/support/taskRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  chooseFromContextMenu,
  fillInput,
  menuItem,
  openContextMenu,
  openFile,
  pickItem,
  quickInput,
  quickPickItem,
  selectLines,
  statusBarItem,
  takeScreenshot,
  waitForInput,
  webview,
} from '#test/support/actions/workbenchActions.ts';

describe('the Switchyard menu on a selection', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      isLifelike: true,
      userSettings: { 'switchyard.prompts': { 'name-it': 'Find better names in this code.' } },
    });
    await openFile(workbench.page, 'src/cart.py');
  });

  after(() => workbench.close());

  it('offers only what works without a selection', async () => {
    const { page } = workbench;
    assert.deepEqual(await readSubmenu(), ['Run Task…', 'Compare Agents…', 'Select Agent for This Workspace']);
    await closeMenus();
    await selectLines(page, 13, 18);
  });

  it('offers the presets, the task on the selection and the selection as a task, in this order', async () => {
    assert.deepEqual(await readSubmenu(), [
      'Explain',
      'Fix',
      'Refactor',
      'Write Tests',
      'Document',
      'Run Task on Selection…',
      'Run Selection as Task',
      'Compare Agents…',
      'Select Agent for This Workspace',
    ]);
    await takeScreenshot(workbench.page, 'context-menu');
    await closeMenus();
  });

  it('streams the answer of Fix into the panel, with who answers and how far it is', async () => {
    const { page } = workbench;
    await chooseFromContextMenu(page, 'Switchyard', 'Fix');
    const run = await waitForRun(page, /Find and fix/, 'Running');
    await answerOf(run).getByText('This answer is simulated').waitFor();
    await run.locator('.state', { hasText: 'Running' }).waitFor();
    await panelButton(page, 'Stop').waitFor();
    assert.equal(await run.locator('.agent').innerText(), 'Gemini');
    assert.equal(await run.locator('.model').innerText(), 'Google Gemini · gemini-3.8-flash');
    await run.getByText('Simulated', { exact: true }).waitFor();
    assert.match(await run.getByTitle('Time').innerText(), /^\d+s$/);
    await statusBarItem(page, 'Gemini (Simulated) · 1 running').waitFor();
    await takeScreenshot(page, 'panel-streaming');
  });

  it('shows the finished answer as Markdown, with its time and its tokens', async () => {
    const { page } = workbench;
    const run = await waitForRun(page, /Find and fix/, 'Done');
    assert.equal(await answerOf(run).locator('strong').innerText(), 'simulated');
    assert.match(await answerOf(run).locator('pre code').innerText(), /for index in range\(len\(items\)\):/);
    assert.equal(await answerOf(run).locator('li').count(), 3);
    assert.match(await run.getByTitle('Time').innerText(), /^\d+\.\ds$/);
    assert.match(await run.locator('.run-facts').innerText(), /[\d,]+ tokens in\s+[\d,]+ out/);
    await panelButton(page, 'Stop').waitFor({ state: 'hidden' });
    await statusBarItem(page, /Gemini \(Simulated\)\s*$/).waitFor();
    await takeScreenshot(page, 'panel-finished');
  });

  it('sends the code with its file, language and lines', async () => {
    const prompt = promptOf(await waitForRequest(workbench, 'Find and fix'));
    assert.match(prompt, /^Find and fix the problems in this code/);
    assert.match(prompt, /File: src\/cart\.py\nLanguage: python\nLines: 13-18\n/);
    assert.match(prompt, /```python\ndef total\(items: list\[Item\]\) -> float:\n[^`]*\n {4}return result\n```/);
    assert.doesNotMatch(prompt, /dataclass/);
    const chips = await findRun(workbench.page, /Find and fix/)
      .locator('.chip')
      .allInnerTexts();
    assert.deepEqual(chips, ['src/cart.py:13-18']);
  });

  const presets = [
    ['Explain', 'Explain what this code does'],
    ['Refactor', 'Refactor this code'],
    ['Write Tests', 'Write tests for this code'],
    ['Document', 'Document this code'],
  ] as const;
  for (const [label, prompt] of presets) {
    it(`runs ${label} on the selection`, async () => {
      const { page } = workbench;
      await chooseFromContextMenu(page, 'Switchyard', label);
      await waitForRun(page, prompt, 'Running');
      assert.match(promptOf(await waitForRequest(workbench, prompt)), /def total/);
      await panelButton(page, 'Stop').click();
      await waitForRun(page, prompt, 'Stopped');
      const tab = webview(page).getByRole('tab', { selected: true });
      assert.match(await tab.innerText(), new RegExp(`^${label} · cart\\.py`));
    });
  }

  it('runs a task that is typed for the selection', async () => {
    const { page } = workbench;
    await chooseFromContextMenu(page, 'Switchyard', 'Run Task on Selection…');
    await waitForInput(page, 'Run Task · Gemini · with src/cart.py:13-18');
    await fillInput(page, 'Make it fast.');
    await waitForRun(page, 'Make it fast.', 'Done');
    assert.match(promptOf(await waitForRequest(workbench, 'Make it fast.')), /Lines: 13-18[^]*def total/);
  });

  it('offers the presets of the settings, an added one among them', async () => {
    const { page } = workbench;
    await chooseFromContextMenu(page, 'Switchyard', 'Run Task on Selection…');
    await waitForInput(page, 'Run Task');
    for (const label of ['Explain', 'Fix', 'Refactor', 'Write Tests', 'Document']) {
      await quickPickItem(page, label).waitFor();
    }
    await takeScreenshot(page, 'task-picker');
    await pickItem(page, 'Name it');
    await waitForRun(page, 'Find better names in this code.', 'Done');
    assert.match(promptOf(await waitForRequest(workbench, 'Find better names')), /def total/);
  });

  it('runs the selected text as the task', async () => {
    const { page } = workbench;
    await selectLines(page, 21, 21);
    await chooseFromContextMenu(page, 'Switchyard', 'Run Selection as Task');
    await waitForRun(page, '# TODO: apply a discount', 'Done');
    const prompt = promptOf(await waitForRequest(workbench, 'apply a discount'));
    assert.match(prompt, /^# TODO: apply a discount of 10 % when the total is above 100\./);
    assert.match(prompt, /File: src\/cart\.py\nLanguage: python\nLines: 21-21/);
    assert.equal(prompt.match(/apply a discount/g)?.length, 1, 'the text goes once');
  });

  it('compares agents side by side, opens the differences of their answers, and uses the one that is chosen', async () => {
    const { page } = workbench;
    await chooseFromContextMenu(page, 'Switchyard', 'Compare Agents…');
    await waitForInput(page, 'Run Task · several agents');
    await fillInput(page, 'Compare the loops.');
    await waitForInput(page, 'Choose two or more agents');
    await pickItem(page, 'GPT');
    await quickInput(page).getByRole('button', { name: 'OK' }).click();
    const run = findRun(page, 'Compare the loops.');
    await run.locator('> .run-header .state', { hasText: 'Running' }).waitFor();
    await statusBarItem(page, '1 running').click();
    await waitForInput(page, 'Choose a task to show it');
    await pickItem(page, 'Compare the loops.');
    await run.locator('> .run-header .state', { hasText: 'Done' }).waitFor();
    assert.deepEqual(await run.locator('h3').allInnerTexts(), ['Gemini', 'GPT']);
    await takeScreenshot(page, 'panel-compare');
    await panelButton(page, 'Use This Answer').click();
    await run.getByRole('article', { name: 'Answer of GPT' }).getByText('Answer', { exact: true }).waitFor();
    await panelButton(page, 'Open Differences').click();
    await page.getByRole('tab', { name: 'Gemini ↔ GPT' }).waitFor();
    await page.locator('.monaco-diff-editor .editor.modified .view-line').first().waitFor();
    await takeScreenshot(page, 'answer-differences');
  });

  /** The labels of the Switchyard submenu, which stays open. */
  async function readSubmenu(): Promise<string[]> {
    const { page } = workbench;
    await openContextMenu(page);
    await menuItem(page, 'Switchyard').hover();
    const submenu = page.locator('.monaco-submenu').first();
    await submenu.waitFor();
    return submenu.getByRole('menuitem').filter({ hasText: /\w/ }).allInnerTexts();
  }

  async function closeMenus(): Promise<void> {
    const { page } = workbench;
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.monaco-menu').first().waitFor({ state: 'hidden' });
  }
});
