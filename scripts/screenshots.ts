// `npm run screenshots`: takes the pictures of the documentation from the running product, against the simulated
// provider. `-- --only demo` takes the moving one alone.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { answerOf, findRun, waitForRun } from '#test/support/actions/panelActions.ts';
import { closeEverything, openWorkbench } from '#test/support/window/workbench.ts';
import {
  chooseFromContextMenu,
  editor,
  fillInput,
  menuItem,
  openContextMenu,
  openFile,
  pickItem,
  pressMenuItem,
  readNotifications,
  runCommand,
  selectLines,
  statusBarItem,
  waitForInput,
  webview,
} from '#test/support/actions/workbenchActions.ts';
import { Animation } from './animation.ts';
import { runProgram } from './processes.ts';
import { projectFolder } from './sampleWorkspace.ts';
import { runMain } from './setupError.ts';

const size = { width: 1280, height: 760 };
const demoSize = { width: 1120, height: 640 };
const folder = join(projectFolder, 'docs', 'images');

/** The function of the sample workspace that has a bug. */
const buggyLines = [13, 18] as const;

/** Settings that hide what would only take room in a picture. */
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

const planFile = 'discounts.switchyard.yaml';

/** Runs for several seconds: some of it is done, some runs and some waits when the picture is taken. */
const plan = `version: 1
goal: Give the shop discounts, and prove that nobody pays too much
maxConcurrent: 2
tasks:
  - { id: read, agent: claude, title: Read the cart, description: What does the cart do? }
  - { id: rules, agent: gemini, title: Write down the rules, description: Which discounts are there? }
  - { id: design, agent: claude, title: Design the discounts, description: How do they fit in?, dependencies: [read, rules] }
  - { id: code, agent: gpt, title: Write the code, description: Write it., dependencies: [design] }
  - { id: tests, agent: gemini, title: Write the tests, description: Test it., dependencies: [design] }
  - { id: docs, agent: gpt, title: Tell the users, description: Tell them., dependencies: [rules] }
  - { id: review, agent: claude, title: Review it all, description: Is it right?, dependencies: [code, tests, docs] }
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  await runProgram(process.execPath, ['esbuild.js', '--production'], { cwd: projectFolder });
  await mkdir(folder, { recursive: true });
  try {
    await withWorkbench('dark', takeDemo);
    if (values.only === 'demo') return;
    await withWorkbench('light', async (page) => {
      await fix(page);
      await save(page, 'panel-light');
    });
    await withWorkbench('dark', async (page) => {
      await openContextMenu(page);
      await menuItem(page, 'Switchyard').hover();
      await menuItem(page, 'Fix', 1).hover();
      await save(page, 'context-menu');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await fix(page);
      await save(page, 'panel-dark');
      await statusBarItem(page, 'Gemini (Simulated)').click();
      await waitForInput(page, 'Agent for This Workspace');
      await save(page, 'agent-picker');
      await page.keyboard.press('Escape');
      await compare(page);
      await save(page, 'compare');
      await runPlan(page);
      await save(page, 'plan-graph');
    });
  } finally {
    await closeEverything();
  }
}

/** A window with the function selected that has a bug, and nothing beside it. */
async function withWorkbench(theme: 'dark' | 'light', use: (page: Page) => Promise<void>): Promise<void> {
  await using workbench = await openWorkbench({ theme, userSettings: plainSettings, isLifelike: true });
  const { page, workspace = '' } = workbench;
  // Before a file is looked for: what is made later may not be found at once.
  await writeFile(join(workspace, planFile), plan);
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
  await use(page);
}

async function fix(page: Page): Promise<void> {
  await chooseFromContextMenu(page, 'Switchyard', 'Fix');
  const run = await waitForRun(page, 'Find and fix', 'Done');
  // The last line has its colors a moment after the others.
  await run.locator('.answer .code-keyword', { hasText: 'return' }).waitFor();
  await run.getByRole('button', { name: 'Run With Another Agent…' }).waitFor();
  await statusBarItem(page, /Gemini \(Simulated\)\s*$/).waitFor();
}

/** Fix from the menu, the answer as it streams, Apply with its diff, Accept. */
async function takeDemo(page: Page): Promise<void> {
  await page.setViewportSize(demoSize);
  const demo = new Animation();
  await demo.add(page, 1500);
  await openContextMenu(page);
  await menuItem(page, 'Switchyard').hover();
  await menuItem(page, 'Fix', 1).hover();
  await demo.add(page, 1800);
  await pressMenuItem(menuItem(page, 'Fix', 1));
  const run = findRun(page, 'Find and fix');
  await run.waitFor();
  await demo.record(page, run.getByRole('button', { name: 'Run With Another Agent…' }).waitFor());
  await statusBarItem(page, /Gemini \(Simulated\)\s*$/).waitFor();
  const apply = answerOf(run).getByRole('button', { name: 'Apply…' });
  await apply.hover();
  await demo.add(page, 1800);
  await apply.click();
  await page.locator('.monaco-diff-editor:visible').locator('.line-insert, .char-insert').first().waitFor();
  const accept = page.getByRole('button', { name: 'Accept Proposed Change' });
  await accept.hover();
  await setTimeout(1000);
  await demo.add(page, 2500);
  await accept.click();
  await editor(page).getByText('range(len(items)):').waitFor();
  while ((await readNotifications(page)).length > 0) await setTimeout(100);
  await demo.add(page, 3000);
  const path = join(folder, 'demo.png');
  await demo.save(path);
  await reportSize(path);
}

async function compare(page: Page): Promise<void> {
  await selectLines(page, ...buggyLines);
  await runCommand(page, 'Switchyard: Compare Agents…');
  await waitForInput(page, 'Run Task · several agents');
  await fillInput(page, 'Why is the total too small?');
  await waitForInput(page, 'Choose two or more agents');
  // Gemini is ticked already.
  await pickItem(page, 'GPT');
  await page.keyboard.press('Enter');
  const run = findRun(page, 'Why is the total');
  await run.getByRole('button', { name: 'Open Differences' }).waitFor();
  await run.locator('.part .code-keyword', { hasText: 'return' }).nth(1).waitFor();
  await run.getByRole('button', { name: 'Use This Answer' }).waitFor();
}

async function runPlan(page: Page): Promise<void> {
  await openFile(page, planFile);
  await page.locator('.codelens-decoration a', { hasText: 'Run Plan' }).click();
  await runCommand(page, 'Switchyard: Show Task History');
  const row = page.locator('.part.sidebar .monaco-list-row', { hasText: 'Give the shop discounts' }).first();
  await row.hover();
  await row.getByRole('button', { name: 'Open Graph' }).click();
  await page.keyboard.press('Control+B');
  const node = (id: string, status: string) =>
    webview(page).locator(`.plan-node[data-task-id="${id}"][data-status="${status}"]`);
  await node('design', 'completed').waitFor();
  await node('tests', 'in_progress').waitFor();
}

async function save(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  await reportSize(path);
}

async function reportSize(path: string): Promise<void> {
  console.log(`${path} (${Math.ceil((await stat(path)).size / 1000)} kB)`);
}

await runMain(main);
