// `npm run screenshots`: takes the README's pictures from the running product, against the simulated provider.
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { waitForRun } from '../test/support/panelActions.ts';
import { closeEverything, openWorkbench } from '../test/support/workbench.ts';
import {
  chooseFromContextMenu,
  menuItem,
  openContextMenu,
  openFile,
  runCommand,
  selectLines,
  statusBarItem,
  waitForInput,
} from '../test/support/workbenchActions.ts';
import { runProgram } from './processes.ts';
import { projectFolder } from './sampleWorkspace.ts';
import { runMain } from './setupError.ts';

const size = { width: 1280, height: 760 };
const folder = join(projectFolder, 'docs', 'images');

/** The function of the sample workspace that has a bug. */
const buggyLines = [13, 18] as const;

/** What would only take room in a picture. */
const plainSettings = {
  'editor.minimap.enabled': false,
  'editor.scrollbar.horizontal': 'hidden',
  'editor.fontSize': 13,
  'breadcrumbs.enabled': false,
  'workbench.activityBar.location': 'default',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
};

async function main(): Promise<void> {
  await runProgram(process.execPath, ['esbuild.js', '--production'], { cwd: projectFolder });
  await mkdir(folder, { recursive: true });
  try {
    await takePictures('dark');
    await takePictures('light');
  } finally {
    await closeEverything();
  }
}

async function takePictures(theme: 'dark' | 'light'): Promise<void> {
  await using workbench = await openWorkbench({ theme, userSettings: plainSettings });
  const { page } = workbench;
  await page.setViewportSize(size);
  await openFile(page, 'src/cart.py');
  await page.keyboard.press('Control+B'); // Hides the explorer.
  await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  // The status bar shows the agent from the first command on.
  await runCommand(page, 'Switchyard: Select Agent for This Workspace');
  await waitForInput(page, 'Agent for This Workspace');
  await page.keyboard.press('Escape');
  await statusBarItem(page, 'Gemini (Simulated)').waitFor();
  await selectLines(page, ...buggyLines);
  if (theme === 'dark') {
    await openContextMenu(page);
    await menuItem(page, 'Switchyard').hover();
    await menuItem(page, 'Fix', 1).hover();
    await save(page, 'context-menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
  await chooseFromContextMenu(page, 'Switchyard', 'Fix');
  await waitForRun(page, 'Find and fix', 'Done');
  await statusBarItem(page, /Gemini \(Simulated\)\s*$/).waitFor();
  await save(page, `panel-${theme}`);
  if (theme === 'dark') {
    await statusBarItem(page, 'Gemini (Simulated)').click();
    await waitForInput(page, 'Agent for This Workspace');
    await save(page, 'agent-picker');
  }
}

async function save(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  console.log(`${path} (${Math.ceil((await stat(path)).size / 1000)} kB)`);
}

await runMain(main);
