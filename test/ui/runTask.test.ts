import { strict as assert } from 'node:assert';
import {
  answerOf,
  composerBox,
  findRun,
  followUpBox,
  panelButton,
  panelTab,
  runTask,
  waitForRun,
} from '#test/support/actions/panelActions.ts';
import { promptOf, readTaskRequests, waitForRequest } from '#test/support/taskRequests.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  openFile,
  pickItem,
  quickPickItem,
  runCommand,
  selectLines,
  takeScreenshot,
  waitForInput,
  webview,
} from '#test/support/actions/workbenchActions.ts';

describe('a task from the palette', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench();
    await openFile(workbench.page, 'src/greet.ts');
  });

  after(() => workbench.close());

  it('runs what was typed, with nothing else where nothing is selected', async () => {
    const { page } = workbench;
    await runTask(page, 'Name three sorting algorithms.');
    const run = await waitForRun(page, 'Name three sorting algorithms.', 'Done');
    await answerOf(run).getByRole('heading', { name: 'Name three sorting algorithms.' }).waitFor();
    assert.equal(promptOf(await waitForRequest(workbench, 'Name three')), 'Name three sorting algorithms.');
  });

  it('runs nothing while nothing was typed', async () => {
    const { page } = workbench;
    const before = (await readTaskRequests(workbench)).length;
    await runCommand(page, 'Switchyard: Run Task…');
    await waitForInput(page, 'Run Task · Gemini');
    await page.keyboard.press('Enter');
    await page.keyboard.type('   ');
    await page.keyboard.press('Enter');
    await quickPickItem(page, 'Run').getByText('type a task first').waitFor();
    await page.keyboard.press('Escape');
    assert.equal((await readTaskRequests(workbench)).length, before);
  });

  it('offers no presets where there is no code', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Run Task…');
    await waitForInput(page, 'Run Task · Gemini');
    await quickPickItem(page, 'Write Several Lines…').waitFor();
    assert.equal(await quickPickItem(page, 'Explain').count(), 0);
    await page.keyboard.press('Escape');
  });

  it('takes the selection along', async () => {
    const { page } = workbench;
    await selectLines(page, 2, 4);
    await runTask(page, 'Say it in French.');
    const run = await waitForRun(page, 'Say it in French.', 'Done');
    assert.deepEqual(await run.locator('.chip').allInnerTexts(), ['src/greet.ts:2-4']);
    assert.match(
      promptOf(await waitForRequest(workbench, 'in French')),
      /Lines: 2-4\n\n```typescript\nexport function/,
    );
  });

  it('takes the selection along also while the panel has the focus', async () => {
    const { page } = workbench;
    await webview(page).locator('.scroller:visible').click();
    await runTask(page, 'Say it in Danish.');
    const run = await waitForRun(page, 'Say it in Danish.', 'Done');
    assert.deepEqual(await run.locator('.chip').allInnerTexts(), ['src/greet.ts:2-4']);
  });

  it('takes whole files along that were picked, and keeps what was typed before', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Run Task…');
    await (await waitForInput(page, 'Run Task')).fill('Compare the two.');
    await pickItem(page, 'Add Context…');
    await waitForInput(page, 'Choose the files that go along with the task, whole');
    await takeScreenshot(page, 'context-picker');
    await pickItem(page, 'greet.ts');
    await pickItem(page, 'cart.py');
    await page.keyboard.press('Enter');
    const box = await waitForInput(page, 'with src/greet.ts:2-4, src/greet.ts, src/cart.py');
    assert.equal(await box.inputValue(), 'Compare the two.');
    await page.keyboard.press('Enter');
    const run = await waitForRun(page, 'Compare the two.', 'Done');
    assert.deepEqual(await run.locator('.chip').allInnerTexts(), ['src/greet.ts:2-4', 'src/greet.ts', 'src/cart.py']);
    const prompt = promptOf(await waitForRequest(workbench, 'Compare the two.'));
    assert.match(prompt, /^Compare the two\./);
    assert.match(prompt, /File: src\/greet\.ts\n\n```typescript\n\/\*\* Greets[^]*final "and"\.\n```/);
    assert.match(prompt, /File: src\/cart\.py\n\n```python\n"""A shopping cart[^]*above 100\.\n```/);
  });

  it('opens a form in the panel for a task of several lines', async () => {
    const { page } = workbench;
    await runCommand(page, 'Switchyard: Run Task…');
    await (await waitForInput(page, 'Run Task')).fill('First line');
    await pickItem(page, 'Write Several Lines…');
    await composerBox(page).waitFor();
    await webview(page).locator('textarea:focus').waitFor();
    assert.equal(await composerBox(page).inputValue(), 'First line');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Second line');
    await takeScreenshot(page, 'composer');
  });

  it('adds files to the form and takes them away again', async () => {
    const { page } = workbench;
    const chips = webview(page).locator('.composer .chip');
    assert.deepEqual(await chips.allInnerTexts(), ['src/greet.ts:2-4']);
    await panelButton(page, 'Add Context…').click();
    await waitForInput(page, 'Choose the files');
    await pickItem(page, 'cart.py');
    await pickItem(page, 'README.md');
    await page.keyboard.press('Enter');
    await chips.filter({ hasText: 'README.md' }).waitFor();
    await panelButton(page, 'Remove README.md').click();
    await panelButton(page, 'Remove src/greet.ts:2-4').click();
    await chips.filter({ hasText: 'src/greet.ts' }).waitFor({ state: 'detached' });
    assert.deepEqual(await chips.allInnerTexts(), ['src/cart.py']);
    assert.equal(await composerBox(page).inputValue(), 'First line\nSecond line', 'the text stays');
  });

  it('sends both lines with what is left of the context', async () => {
    const { page } = workbench;
    await composerBox(page).press('Control+Enter');
    await waitForRun(page, /First line\s+Second line/, 'Done');
    await composerBox(page).waitFor({ state: 'hidden' });
    const prompt = promptOf(await waitForRequest(workbench, 'Second line'));
    assert.match(prompt, /^First line\nSecond line\n\n## Context\n\nFile: src\/cart\.py/);
    assert.doesNotMatch(prompt, /greet|README/);
  });

  it('says in the form that a description is missing, and sends nothing', async () => {
    const { page } = workbench;
    const before = (await readTaskRequests(workbench)).length;
    await runCommand(page, 'Switchyard: Run Task…');
    await waitForInput(page, 'Run Task');
    await pickItem(page, 'Write Several Lines…');
    await composerBox(page).fill('  \n ');
    await panelButton(page, 'Run').click();
    await webview(page).getByText('Describe the task first.').waitFor();
    await panelButton(page, 'Cancel').click();
    await composerBox(page).waitFor({ state: 'hidden' });
    assert.equal((await readTaskRequests(workbench)).length, before);
  });

  it('follows an answer up with the conversation so far', async () => {
    const { page } = workbench;
    await panelTab(page, /Say it in French/).click();
    await followUpBox(page).fill('And in Spanish?');
    await followUpBox(page).press('Enter');
    await waitForRun(page, 'And in Spanish?', 'Done');
    await findRun(page, 'Say it in French.').waitFor();
    const { body } = await waitForRequest(workbench, 'And in Spanish?');
    const turns: { role: string; parts: { text: string }[] }[] = JSON.parse(JSON.stringify(body?.['contents']));
    assert.deepEqual(
      turns.map(({ role }) => role),
      ['user', 'model', 'user'],
    );
    assert.match(turns[0]?.parts[0]?.text ?? '', /^Say it in French\.[^]*export function greet/);
    assert.match(turns[1]?.parts[0]?.text ?? '', /^## Say it in French\./);
    assert.equal(turns[2]?.parts[0]?.text, 'And in Spanish?');
  });

  it('runs a task again in the same conversation', async () => {
    const { page } = workbench;
    const before = await webview(page).locator('article.run:visible').count();
    await findRun(page, 'And in Spanish?').getByRole('button', { name: 'Run Again' }).click();
    await webview(page).locator('article.run:visible').nth(before).locator('.state', { hasText: 'Done' }).waitFor();
  });

  it('says that a follow-up is empty', async () => {
    const { page } = workbench;
    await followUpBox(page).press('Enter');
    await webview(page).getByText('Write what you want to ask first.').waitFor();
  });
});
