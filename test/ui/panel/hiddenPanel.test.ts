import type { Locator, Page } from 'playwright-core';
import { focusPanel } from '#test/support/actions/keyboardActions.ts';
import { answerOf, findRun, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { type HeldAnswer, type ScriptedProvider, startScriptedProvider } from '#test/support/scriptedProvider.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  openFile,
  runCommand,
  statusBarItem,
  takeScreenshot,
  webview,
} from '#test/support/actions/workbenchActions.ts';

/** Every part has a word of its own. */
const parts = Array.from({ length: 1_200 }, (_, index) =>
  [
    `### Part ${index}`,
    `The word of this part is **marker-${index}-end**, and ${'there is more to read here. '.repeat(10)}`,
    '- one\n- two',
  ].join('\n\n'),
);

/** Returns the words that the panel must show of `markdown`, whatever stands around them. */
function toWords(markdown: string): string {
  return markdown.replaceAll(/^#+ |^- |\*\*|\s+/gm, '');
}

describe('a panel that is hidden while an answer is written', () => {
  let provider: ScriptedProvider;
  let workbench: Workbench;
  let page: Page;
  let held: HeldAnswer;

  before(async () => {
    provider = await startScriptedProvider(({ prompt }) => ({ isHeld: prompt.includes('Write') }));
    workbench = await openWorkbench({
      userSettings: { 'switchyard.agent': 'local' },
      machineSettings: {
        'switchyard.providers': { local: { type: 'openai-compatible', baseUrl: provider.baseUrl, auth: 'none' } },
      },
    });
    page = workbench.page;
    await openFile(page, 'src/greet.ts');
    await runTask(page, 'Write for long.');
    held = await provider.waitForHeld('Write for long.');
    await waitForRun(page, 'Write for long.', 'Running');
  });

  after(async () => {
    await workbench.close();
    await provider[Symbol.asyncDispose]();
  });

  /** Puts a file over the panel, in its own group. */
  async function hidePanel(): Promise<void> {
    await focusPanel(page);
    await openFile(page, 'README.md');
    await page.locator('iframe.webview.ready').waitFor({ state: 'hidden' });
  }

  async function showPanel(): Promise<void> {
    await page.getByRole('tab', { name: 'Switchyard' }).last().click();
    await webview(page).locator('article.run').first().waitFor();
  }

  async function waitForWords(run: Locator, markdown: string): Promise<void> {
    const wanted = toWords(markdown);
    await waitUntil('all that was written so far', async () => {
      const words = (await answerOf(run).evaluate((answer) => answer.textContent)).replaceAll(/\s+/g, '');
      return words === wanted;
    });
  }

  it('shows what came meanwhile once it is shown again, and goes on from there', async () => {
    held.say(parts.slice(0, 10).join('\n\n'));
    await waitForWords(findRun(page, 'Write for long.'), parts.slice(0, 10).join('\n\n'));
    await hidePanel();
    held.say(`\n\n${parts.slice(10, 600).join('\n\n')}`);
    await showPanel();
    const run = await waitForRun(page, 'Write for long.', 'Running');
    await waitForWords(run, parts.slice(0, 600).join('\n\n'));
    held.say(`\n\n${parts.slice(600, 610).join('\n\n')}`);
    await waitForWords(run, parts.slice(0, 610).join('\n\n'));
  });

  it('shows the whole of an answer that ended while it was hidden', async () => {
    await hidePanel();
    held.say(`\n\n${parts.slice(610).join('\n\n')}`);
    held.end();
    await statusBarItem(page, 'running').waitFor({ state: 'detached' });
    await showPanel();
    const run = await waitForRun(page, 'Write for long.', 'Done');
    await waitForWords(run, parts.join('\n\n'));
  });

  it('is searched by VS Code’s own find widget, also where the answer is folded', async () => {
    await waitUntil('most of the answer to be folded', async () => (await sections('.folded').count()) > 5);
    await focusPanel(page);
    await page.keyboard.press('Control+F');
    const find = page.locator('.simple-find-part.visible input').last();
    await find.waitFor();
    for (const word of ['marker-17-end', 'marker-640-end', 'marker-1180-end']) {
      await find.fill(word);
      await find.press('Enter');
      const marker = answerOf(findRun(page, 'Write for long.')).locator('strong', { hasText: word });
      await marker.waitFor();
      await waitUntil(`${word} to be in view`, () => isInView(marker));
    }
    await takeScreenshot(page, 'find-in-panel');
    await find.press('Escape');
    await page.locator('.simple-find-part.visible').waitFor({ state: 'detached' });
    await runCommand(page, 'View: Focus First Editor Group');
  });

  const sections = (selector: string) => webview(page).locator(`.section${selector}`);

  async function isInView(target: Locator): Promise<boolean> {
    return target.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  }
});
