// What a person reads and does in Switchyard's panel.
import type { Locator, Page } from 'playwright-core';
import { runCommand, waitForInput, fillInput, webview } from './workbenchActions.ts';

/** The states of a run, as the panel names them. */
export type RunState = 'Waiting' | 'Running' | 'Done' | 'Failed' | 'Stopped' | 'Interrupted';

/** The run of the shown conversation whose description holds `description`; the last one if there are several. */
export function findRun(page: Page, description: string | RegExp): Locator {
  const said = page.locator('.description', { hasText: description });
  return webview(page).locator('article.run:visible').filter({ has: said }).last();
}

/** Waits until the run with this description is shown in a state. */
export async function waitForRun(page: Page, description: string | RegExp, state: RunState): Promise<Locator> {
  const run = findRun(page, description);
  await run.locator('.state', { hasText: state }).waitFor();
  return run;
}

/** The rendered answer of a run. */
export function answerOf(run: Locator): Locator {
  return run.locator('.answer');
}

/** A button in the panel, by its words. */
export function panelButton(page: Page, name: string): Locator {
  return webview(page).getByRole('button', { name, exact: true }).filter({ visible: true });
}

/** The tab of a conversation, shown when there are several. */
export function panelTab(page: Page, title: string | RegExp): Locator {
  return webview(page).getByRole('tab', { name: title });
}

/** The box that follows the shown conversation up. */
export function followUpBox(page: Page): Locator {
  return webview(page).getByRole('textbox', { name: 'Follow up' }).filter({ visible: true });
}

/** The form for a task of several lines. */
export function composerBox(page: Page): Locator {
  return webview(page).getByRole('textbox', { name: 'What should be done?' });
}

/** Runs a task through the palette, as a person types it. */
export async function runTask(page: Page, description: string): Promise<void> {
  await runCommand(page, 'Switchyard: Run Task…');
  await waitForInput(page, /^Run Task/);
  await fillInput(page, description);
}
