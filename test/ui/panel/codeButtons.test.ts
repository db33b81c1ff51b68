import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { pressInPanel, readClipboard } from '#test/support/actions/keyboardActions.ts';
import { answerOf, runTask, waitForRun } from '#test/support/actions/panelActions.ts';
import { type ScriptedProvider, startScriptedProvider } from '#test/support/scriptedProvider.ts';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openWorkbench, type Workbench } from '#test/support/window/workbench.ts';
import {
  answerDialog,
  editor,
  openFile,
  runCommand,
  selectLines,
  takeScreenshot,
  waitForNotification,
} from '#test/support/actions/workbenchActions.ts';

const shout = 'export const shout = (name: string): string => name.toUpperCase();';
const hello = "  return 'Hi, ' + name;";
const fence = '```';

/** The sample's file as a whole, with another greeting in it. */
const rewritten = (by: string): string =>
  `/** Greets by ${by}. */\nexport function greet(name: string): string {\n  return 'Welcome, ' + name + '!';\n}\n\n// by ${by}\n`;

const answers: Record<string, string> = {
  'One block.': `Here it is:\n\n${fence}ts\n${shout}\n${fence}\n`,
  'One line.': `Here it is:\n\n${fence}ts\n${hello}\n${fence}\n`,
  'A new file.': `Here it is:\n\n${fence}ts src/made.ts\nexport const made = 1;\n${fence}\n`,
  ...Object.fromEntries(
    ['mouse', 'keyboard'].map((by) => [
      `Two files by ${by}.`,
      `${fence}ts src/by-${by}.ts\nexport const by = '${by}';\n${fence}\n\n${fence}ts src/greet.ts\n${rewritten(by)}${fence}\n`,
    ]),
  ),
};

/** Both ways of a person to press a button. */
const ways = ['mouse', 'keyboard'] as const;

describe('the buttons of an answer with code', () => {
  let provider: ScriptedProvider;
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    provider = await startScriptedProvider(({ prompt }) => ({
      text: Object.entries(answers).find(([task]) => prompt.includes(task))?.[1] ?? 'It has no answer.',
    }));
    workbench = await openWorkbench({
      // Without it VS Code for the web saves by itself.
      userSettings: { 'switchyard.agent': 'local', 'files.autoSave': 'off' },
      machineSettings: {
        'switchyard.providers': { local: { type: 'openai-compatible', baseUrl: provider.baseUrl, auth: 'none' } },
      },
    });
    page = workbench.page;
    await openFile(page, 'src/greet.ts');
  });

  after(async () => {
    await workbench.close();
    await provider[Symbol.asyncDispose]();
  });

  const button = (run: Locator, name: string) => run.getByRole('button', { name, exact: true });
  const textOf = (shown: Locator) => shown.locator('.view-lines').innerText();
  const line = (text: string) => editor(page).locator('.view-line').getByText(text);
  const diff = () => page.locator('.monaco-diff-editor:visible');
  const preview = () => page.locator('.refactor-preview, [id="refactorPreview"]').filter({ visible: true }).first();

  /** Shows the code beside the panel. What is opened while the panel has the focus would lie over it. */
  async function openCode(): Promise<void> {
    await runCommand(page, 'View: Focus First Editor Group');
    await openFile(page, 'src/greet.ts');
  }

  /** Runs a task of which the answer is known, on these lines of `src/greet.ts`. */
  async function ask(task: string, lines?: readonly [number, number]): Promise<Locator> {
    if (lines) await selectLines(page, ...lines);
    await runTask(page, task);
    return waitForRun(page, task, 'Done');
  }

  for (const by of ways) {
    it(`inserts at the cursor by ${by}, keeps what is there, and one undo takes it back`, async () => {
      const run = await ask('One block.');
      await openCode();
      await selectLines(page, 6, 6);
      await page.keyboard.press('ArrowRight');
      await pressInPanel(page, button(run, 'Insert at the cursor'), by);
      await line('export const shout').waitFor();
      await line('// TODO: add a function').waitFor();
      await page.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+Z');
      await line('export const shout').waitFor({ state: 'detached' });
      await line('// TODO: add a function').waitFor();
    });

    it(`replaces what is selected by ${by}, and one undo takes it back`, async () => {
      const run = await ask('One line.');
      await openCode();
      await selectLines(page, 3, 3);
      await pressInPanel(page, button(run, 'Replace the selection'), by);
      await line("return 'Hi, '").waitFor();
      await line("return 'Hello, '").waitFor({ state: 'detached' });
      await page.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+Z');
      await line("return 'Hello, '").waitFor();
      await line("return 'Hi, '").waitFor({ state: 'detached' });
    });

    it(`opens code that names no file as an untitled one by ${by}`, async () => {
      const run = await ask('One block.');
      await pressInPanel(page, button(run, 'New file'), by);
      // VS Code names it by its first line.
      const tab = page.getByRole('tab', { name: /export const shout/ });
      await tab.waitFor();
      await waitUntil('the code', async () => (await textOf(editor(page))).replaceAll(/\s/g, ' ').includes(shout));
      await runCommand(page, 'View: Revert and Close Editor');
      await tab.waitFor({ state: 'detached' });
    });

    it(`makes the file that the answer names by ${by}, after asking`, async () => {
      const made = join(workbench.workspace!, 'src/made.ts');
      const run = await ask('A new file.');
      await pressInPanel(page, button(run, 'New file'), by);
      await page.locator('.monaco-dialog-box').getByText('Create src/made.ts in the workspace?').waitFor();
      if (by === 'mouse') {
        await answerDialog(page, 'Cancel');
        await page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
        assert.equal(existsSync(made), false);
        return;
      }
      await page.keyboard.press('Enter');
      await page.getByRole('tab', { name: 'made.ts', selected: true }).first().waitFor();
      await line('export const made = 1;').waitFor();
      assert.equal(await readFile(made, 'utf8'), '', 'nothing is saved');
    });

    it(`copies a block and the whole answer by ${by}`, async () => {
      const run = await ask('One block.');
      await pressInPanel(page, answerOf(run).getByRole('button', { name: 'Copy code' }), by);
      await waitUntil('the block in the clipboard', async () => (await readClipboard(page)).trim() === shout);
      await pressInPanel(page, run.locator('.run-actions').getByRole('button', { name: 'Copy' }), by);
      await waitUntil('the answer', async () => (await readClipboard(page)) === answers['One block.']);
    });

    it(`shows the change by ${by} and discards it, which leaves the file as it is`, async () => {
      await openCode();
      const run = await ask('One line.', [3, 3]);
      await pressInPanel(page, answerOf(run).getByRole('button', { name: 'Apply…' }), by);
      await diff().locator('.line-insert, .char-insert').first().waitFor();
      if (by === 'mouse') {
        const question = await waitForNotification(page, 'nothing is changed until you accept');
        await question.getByRole('button', { name: 'Discard', exact: true }).click();
      } else await runCommand(page, 'Switchyard: Discard Proposed Change');
      await diff().waitFor({ state: 'hidden' });
      await openCode();
      await line("return 'Hello, '").waitFor();
      await line("return 'Hi, '").waitFor({ state: 'detached' });
    });

    it(`offers all files in the refactor preview by ${by}, changes none before and all after it is applied`, async () => {
      await openCode();
      await selectLines(page, 6, 6);
      await page.keyboard.press('ArrowRight');
      const run = await ask(`Two files by ${by}.`);
      await pressInPanel(page, button(run, 'Apply All…'), by);
      const listed = preview().getByText(`by-${by}.ts`).first();
      await listed.waitFor();
      await preview().getByText('greet.ts').first().waitFor();
      await takeScreenshot(page, `apply-all-${by}`);
      const made = join(workbench.workspace!, `src/by-${by}.ts`);
      assert.equal(existsSync(made), false);
      if (by === 'mouse') await preview().getByRole('button', { name: 'Apply', exact: true }).click();
      else {
        // VS Code takes the key once the preview has both its changes and the focus.
        await waitUntil(
          'the preview to take the key',
          async () => {
            await runCommand(page, 'Refactor Preview: Focus on Refactor Preview View');
            await page.keyboard.press('Control+Enter');
            // The view itself may be shown again, empty.
            const isApplied = listed.waitFor({ state: 'hidden', timeout: 3_000 });
            return isApplied.then(
              () => true,
              () => false,
            );
          },
          60_000,
        );
      }
      await waitUntil('the new file', async () => existsSync(made));
      await openCode();
      await line(`// by ${by}`).waitFor();
      await line("return 'Hello, '").waitFor({ state: 'detached' });
      await runCommand(page, 'File: Revert File');
      await line("return 'Hello, '").waitFor();
    });
  }
});
