// What a person does in Switchyard's panel by the keyboard alone, and what the clipboard then holds.
import type { Locator, Page } from 'playwright-core';
import { waitUntil } from '#test/support/waitUntil.ts';
import { runCommand, webview } from './workbenchActions.ts';

/** Gives `target` in the panel the focus by the Tab key, as one who has no mouse does. The panel has to have the focus. */
export async function tabUntil(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  if (!(await pressTabs(page, target, key))) throw new Error(`The focus never reached ${String(target)}.`);
}

/** Presses Tab until `target` has the focus, and says whether it has. `goesOn` is asked before each press. */
async function pressTabs(
  page: Page,
  target: Locator,
  key: 'Tab' | 'Shift+Tab',
  goesOn = async (): Promise<boolean> => true,
): Promise<boolean> {
  const most = 60;
  await target.waitFor();
  for (let presses = 0; presses < most && (await goesOn()); presses++) {
    if (await hasFocus(target)) return true;
    await page.keyboard.press(key);
  }
  return hasFocus(target);
}

/** Returns whether keys that are pressed now go to `target`. */
export async function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement && document.hasFocus());
}

/** Presses something of the panel by the mouse or, wherever the focus is, by the keyboard alone. */
export async function pressInPanel(page: Page, target: Locator, by: 'mouse' | 'keyboard'): Promise<void> {
  if (by === 'mouse') {
    await target.click();
    return;
  }
  await waitUntil('the focus to reach its target', async () => {
    await focusPanel(page);
    // A palette that closes can give the focus back to the editor.
    return pressTabs(page, target, 'Tab', () => hasPanelFocus(page));
  });
  await page.keyboard.press('Enter');
}

function hasPanelFocus(page: Page): Promise<boolean> {
  return webview(page)
    .locator('body')
    .evaluate(() => document.hasFocus());
}

/** Gives the panel the focus by its command. */
export async function focusPanel(page: Page): Promise<void> {
  await runCommand(page, 'Switchyard: Show Results');
  await waitUntil('the panel to have the focus', () => hasPanelFocus(page));
}

/** Reads the clipboard. */
export async function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}
