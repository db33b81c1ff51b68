// What a person does in Switchyard's panel by the keyboard alone, and what the clipboard then holds.
import type { Locator, Page } from 'playwright-core';
import { waitUntil } from './waitUntil.ts';
import { runCommand, webview } from './workbenchActions.ts';

/** Gives `target` in the panel the focus by the Tab key, as one who has no mouse does. The panel has to have the focus. */
export async function tabUntil(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const most = 60;
  await target.waitFor();
  for (let presses = 0; presses < most; presses++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The focus never reached ${String(target)}.`);
}

/** Whether keys that are pressed now go to `target`. */
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
    return tabTo(page, target);
  });
  await page.keyboard.press('Enter');
}

/** As {@link tabUntil}. False when the panel loses the focus, which a palette that closes can give back to the editor. */
async function tabTo(page: Page, target: Locator): Promise<boolean> {
  const most = 60;
  await target.waitFor();
  for (let presses = 0; presses < most && (await hasPanelFocus(page)); presses++) {
    if (await hasFocus(target)) return true;
    await page.keyboard.press('Tab');
  }
  return hasFocus(target);
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

/** What the clipboard holds. */
export async function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}
