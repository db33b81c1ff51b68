import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import { readClipboard } from '#test/support/actions/keyboardActions.ts';
import { answerOf, followUpBox, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { type ScriptedProvider, startScriptedProvider } from '#test/support/scriptedProvider.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import { openFile, readNotifications, webview } from '#test/support/actions/workbenchActions.ts';

/** Answers that keep host, messages and page busy the longest. The page's own suite shows every one of the corpus. */
const names = new Set([
  'thousands of formulas',
  'ten thousand links that never close',
  'a hundred thousand cells',
  'two thousand code blocks',
  'a line of a million characters',
  'a macro that doubles thirty times',
  'slow ts',
]);
const heavy = makeHostileAnswers().heavy.filter(({ name }) => names.has(name));

/** Several in one answer, so that each costs little; those of a hundred thousand characters and more stand alone. */
const groups = groupBySize(heavy, 200_000);

describe('answers that are hostile by their size, in the real webview', () => {
  let provider: ScriptedProvider;
  let workbench: Workbench;
  let page: Page;
  const dialogs: string[] = [];
  const navigations: string[] = [];

  before(async () => {
    provider = await startScriptedProvider(({ prompt }) => {
      const index = Number(/Heavy (\d+)\./.exec(prompt)?.[1] ?? -1);
      return { text: `${groups[index]?.map(({ markdown }) => markdown).join('\n\n') ?? ''}\n\nThe end of it.\n` };
    });
    workbench = await openWorkbench({
      userSettings: { 'switchyard.agent': 'local' },
      machineSettings: {
        'switchyard.providers': { local: { type: 'openai-compatible', baseUrl: provider.baseUrl, auth: 'none' } },
      },
    });
    page = workbench.page;
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await openFile(page, 'src/greet.ts');
    await runTask(page, 'Open the panel.');
    await waitForRun(page, 'Open the panel.', 'Done');
    await page.evaluate(() => navigator.clipboard.writeText('what was copied before'));
    page.on('framenavigated', (frame) => navigations.push(frame.url()));
  });

  after(async () => {
    await workbench.close();
    await provider[Symbol.asyncDispose]();
  });

  it('are all those that are named', () => assert.equal(heavy.length, names.size));

  for (const [index, group] of groups.entries()) {
    it(`are shown to their end, and the page answers: ${group.map(({ name }) => name).join(', ')}`, async () => {
      await runTask(page, `Heavy ${index}.`);
      const run = await waitForRun(page, `Heavy ${index}.`, 'Done');
      await waitUntil(
        'the end of the answer',
        () => answerOf(run).evaluate((answer) => answer.textContent.includes('The end of it.')),
        60_000,
      );
      await followUpBox(page).fill(`still there ${index}`);
      assert.equal(await answerOf(run).locator('script, img, iframe, style, form, input, [onerror]').count(), 0);
    });
  }

  it('leave the editors, the clipboard and the window as they were', async () => {
    assert.deepEqual(dialogs, []);
    assert.deepEqual(navigations, []);
    assert.equal(await readClipboard(page), 'what was copied before');
    const tabs = page.locator('.editor-group-container [role="tab"]');
    assert.deepEqual(await tabs.evaluateAll((all) => all.map((tab) => tab.textContent.trim())), [
      'greet.ts',
      'Switchyard',
    ]);
    assert.deepEqual(await readNotifications(page), []);
    assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
    for (const frame of page.frames()) {
      assert.equal(await frame.evaluate(() => 'hacked' in globalThis), false, frame.url());
    }
    assert.equal(await webview(page).locator('body').count(), 1);
  });
});

/** Neighbours go together until they have this many characters. */
function groupBySize<T extends { markdown: string }>(all: readonly T[], size: number): T[][] {
  const made: T[][] = [];
  let length = Infinity;
  for (const each of all) {
    if (length + each.markdown.length > size) {
      made.push([]);
      length = 0;
    }
    made.at(-1)?.push(each);
    length += each.markdown.length;
  }
  return made;
}
