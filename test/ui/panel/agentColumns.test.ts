import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import { pressInPanel } from '#test/support/actions/keyboardActions.ts';
import { answerOf, findRun, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { type ScriptedProvider, startScriptedProvider } from '#test/support/scriptedProvider.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  cursorStatus,
  openFile,
  pickItem,
  quickPickItem,
  statusBarItem,
  takeScreenshot,
  waitForInput,
  webview,
} from '#test/support/actions/workbenchActions.ts';

const agents = ['ada', 'bob', 'cyd'];

/** Both ways of a person to press something. */
const ways = ['mouse', 'keyboard'] as const;

describe('what an agent or several have said', () => {
  let provider: ScriptedProvider;
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    provider = await startScriptedProvider(({ model, prompt }) => {
      if (prompt.includes('Hold on') && model === 'bob') return { text: 'Bob begins', isHeld: true };
      if (prompt.includes('Hold all')) return { text: 'It begins', isHeld: true };
      if (prompt.includes('Refuse')) return { status: 401 };
      if (prompt.includes('Take over') && model === 'ada') return { status: 401 };
      return { text: `It is what ${model} says, see \`src/greet.ts:3\`.\n`, thinking: `The thought of ${model}.` };
    });
    const binding = (digit: number, strategy: string, description: string) => ({
      key: `ctrl+alt+${digit}`,
      command: 'switchyard.runTask',
      args: { description, agents, strategy },
    });
    workbench = await openWorkbench({
      userSettings: {
        'switchyard.agent': 'ada',
        'switchyard.maxAttempts': 1,
        'switchyard.agents': Object.fromEntries(
          agents.map((id) => [id, { provider: 'own', model: id, label: id[0]!.toUpperCase() + id.slice(1) }]),
        ),
      },
      machineSettings: {
        'switchyard.providers': { own: { type: 'openai-compatible', baseUrl: provider.baseUrl, auth: 'none' } },
      },
      keybindings: [
        binding(1, 'compare', 'Compare three.'),
        binding(2, 'compare', 'Hold on, one of you.'),
        binding(3, 'synthesize', 'Make one of all.'),
        binding(4, 'fallback', 'Take over.'),
      ],
    });
    page = workbench.page;
    await openFile(page, 'src/greet.ts');
  });

  after(async () => {
    await workbench.close();
    await provider[Symbol.asyncDispose]();
  });

  const column = (run: Locator, agent: string) => run.getByRole('article', { name: `Answer of ${agent}` });
  const button = (run: Locator, name: string) => run.getByRole('button', { name, exact: true });
  const isChosen = (run: Locator, agent: string) =>
    column(run, agent).locator('.badge.chosen').filter({ visible: true });
  const whole = async (description: string, state: string) => {
    const run = findRun(page, description);
    await run.locator('> .run-header .state', { hasText: state }).waitFor();
    return run;
  };

  it('is compared by the keys that the user has bound to it', async () => {
    await page.keyboard.press('Control+Alt+1');
    const run = await whole('Compare three.', 'Done');
    assert.deepEqual(await run.locator('h3').allInnerTexts(), ['Ada', 'Bob', 'Cyd']);
  });

  for (const [by, agent] of [
    ['mouse', 'Bob'],
    ['keyboard', 'Cyd'],
  ] as const) {
    it(`is made the answer by ${by}`, async () => {
      const run = await whole('Compare three.', 'Done');
      await pressInPanel(page, button(column(run, agent), 'Use This Answer'), by);
      await isChosen(run, agent).waitFor();
      await waitUntil(
        'one answer to be chosen',
        async () => (await run.locator('.badge.chosen:visible').count()) === 1,
      );
    });
  }

  for (const by of ways) {
    it(`is laid beside another’s in the diff editor by ${by}, which asks for two of three`, async () => {
      const run = await whole('Compare three.', 'Done');
      await pressInPanel(page, button(run, 'Open Differences'), by);
      await waitForInput(page, 'Choose two answers to compare');
      if (by === 'mouse') {
        await takeScreenshot(page, 'differences-picker');
        await pickItem(page, 'Ada');
        await page.keyboard.press('Enter');
        await waitForInput(page, 'choose exactly two');
        await pickItem(page, 'Cyd');
      }
      await page.keyboard.press('Enter');
      await page.getByRole('tab', { name: by === 'mouse' ? 'Bob ↔ Cyd' : 'Ada ↔ Bob' }).waitFor();
      const modified = page.locator('.monaco-diff-editor:visible .editor.modified .view-line');
      await modified
        .getByText(by === 'mouse' ? 'cyd' : 'bob')
        .first()
        .waitFor();
    });
  }

  for (const by of ways) {
    it(`is stopped alone by ${by} while the others stay`, async () => {
      await page.keyboard.press('Control+Alt+2');
      const held = await provider.waitForHeld('Hold on', 'bob');
      const run = await whole('Hold on, one of you.', 'Running');
      await answerOf(column(run, 'Bob')).getByText('Bob begins').waitFor();
      await pressInPanel(page, button(column(run, 'Bob'), 'Stop Bob'), by);
      await column(run, 'Bob').locator('.state', { hasText: 'Stopped' }).waitFor();
      await whole('Hold on, one of you.', 'Done');
      await waitUntil('the connection to be closed', async () => held.isAborted());
      await column(run, 'Cyd').locator('.state', { hasText: 'Done' }).waitFor();
    });
  }

  it('is folded under what the judge has made of it, and unfolded by mouse and by keyboard', async () => {
    await page.keyboard.press('Control+Alt+3');
    const run = await whole('Make one of all.', 'Done');
    await checkFold(run.locator('.team > details.fold:not(.reasons)'), column(run, 'Bob'));
  });

  it('is folded where another agent took over, and unfolded by mouse and by keyboard', async () => {
    await page.keyboard.press('Control+Alt+4');
    const run = await whole('Take over.', 'Done');
    await checkFold(run.locator('details.earlier').first(), column(run, 'Ada'));
  });

  it('shows what was thought by mouse and by keyboard', async () => {
    await runTask(page, 'Think first.');
    const run = await waitForRun(page, 'Think first.', 'Done');
    await checkFold(run.locator('details.thinking'), run.getByText('The thought of ada.'));
  });

  it('leads to a file by keyboard', async () => {
    const run = await waitForRun(page, 'Think first.', 'Done');
    await pressInPanel(page, answerOf(run).getByRole('link', { name: 'src/greet.ts:3' }), 'keyboard');
    await cursorStatus(page)
      .filter({ hasText: /^Ln 3, Col 1$/ })
      .waitFor();
  });

  it('is a failure whose buttons work by keyboard', async () => {
    await runTask(page, 'Refuse it.');
    const run = await waitForRun(page, 'Refuse it.', 'Failed');
    await pressInPanel(page, button(run.locator('.error'), 'Choose Another Agent'), 'keyboard');
    await waitForInput(page, 'Agent for This Workspace');
    await page.keyboard.press('Escape');
  });

  it('is found while it is written through the status bar by keyboard, and stopped there', async () => {
    await runTask(page, 'Hold all of it.');
    const held = await provider.waitForHeld('Hold all');
    await waitForRun(page, 'Hold all of it.', 'Running');
    await runTask(page, 'Another one.');
    await waitForRun(page, 'Another one.', 'Done');
    await statusBarItem(page, '1 running').getByRole('button').press('Enter');
    await waitForInput(page, 'Choose a task to show it');
    await quickPickItem(page, 'Hold all of it.').waitFor();
    await page.keyboard.press('Enter');
    await waitForRun(page, 'Hold all of it.', 'Running');
    await statusBarItem(page, '1 running').getByRole('button').press('Enter');
    const row = quickPickItem(page, 'Hold all of it.');
    await row.hover();
    await row.getByRole('button', { name: 'Stop' }).click();
    await waitUntil('the connection to be closed', async () => held.isAborted());
    await page.keyboard.press('Escape');
    await waitForRun(page, 'Hold all of it.', 'Stopped');
    await statusBarItem(page, 'running').waitFor({ state: 'detached' });
  });

  /** Opens a fold by mouse and closes it, then both by keyboard. It is closed at first. */
  async function checkFold(fold: Locator, content: Locator): Promise<void> {
    const summary = fold.locator('> summary');
    await summary.waitFor();
    await content.waitFor({ state: 'hidden' });
    for (const by of ways) {
      await pressInPanel(page, summary, by);
      await content.waitFor();
      await pressInPanel(page, summary, by);
      await content.waitFor({ state: 'hidden' });
    }
    assert.ok(await webview(page).locator('body').isVisible());
  }
});
