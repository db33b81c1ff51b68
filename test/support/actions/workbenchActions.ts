// What a person does in the workbench. Each action waits for what it did to show, and none sleeps.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { waitUntil } from '#test/support/waitUntil.ts';

/** The quick pick or input box that is open. */
export const quickInput = (page: Page): Locator => page.locator('.quick-input-widget:visible');
const quickInputBox = (page: Page) => quickInput(page).locator('.quick-input-box input');

/** Opens a file of the workspace by quick open. `path` is relative, with `/`. */
export async function openFile(page: Page, path: string): Promise<void> {
  const name = path.split('/').at(-1) ?? path;
  await chooseInQuickInput(page, 'Control+P', path, quickPickItem(page, name));
  await page.getByRole('tab', { name, selected: true }).first().waitFor();
  await editor(page).locator('.view-line').first().waitFor();
}

/**
 * Opens a quick input with a key, types, and clicks `row`. Once more if the input goes away meanwhile: it does when
 * something that was still loading takes the focus.
 */
async function chooseInQuickInput(page: Page, key: string, text: string, row: Locator): Promise<void> {
  const attempts = 4;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const timeout = attempt * 5_000;
    try {
      await page.keyboard.press(key);
      await quickInputBox(page).fill(text, { timeout });
      await row.click({ timeout });
      return;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}

/** The text editor that is in view, also while a panel beside it has the focus; the first one of several. */
export function editor(page: Page): Locator {
  return page.locator('.editor-instance .monaco-editor[role="code"]:visible').first();
}

/** Selects whole lines of the active editor, counted from 1, without the last line's break. */
export async function selectLines(page: Page, firstLine: number, lastLine: number): Promise<void> {
  const line = quickInput(page).locator('.monaco-list-row').filter({ hasText: /line/i }).first();
  await chooseInQuickInput(page, 'Control+G', `:${firstLine}:1`, line);
  await cursorStatus(page)
    .filter({ hasText: new RegExp(`^Ln ${firstLine}, Col 1$`) })
    .waitFor();
  for (let count = firstLine; count < lastLine; count++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+End');
  await cursorStatus(page)
    .filter({ hasText: new RegExp(`^Ln ${lastLine}, Col \\d+ \\(\\d+ selected\\)$`) })
    .waitFor();
}

/** The part of the status bar that says where the cursor is, and how much is selected. */
export function cursorStatus(page: Page): Locator {
  return page.locator('[id="status.editor.selection"]');
}

/** Right-clicks into the selection and chooses through submenus: `chooseFromContextMenu(page, 'Switchyard', 'Fix')`. */
export async function chooseFromContextMenu(page: Page, ...labels: string[]): Promise<void> {
  await openContextMenu(page);
  for (const [depth, label] of labels.entries()) {
    const item = menuItem(page, label, depth);
    if (depth < labels.length - 1) {
      await item.hover();
      await page.locator('.monaco-submenu').nth(depth).waitFor();
    } else {
      await pressMenuItem(item);
    }
  }
}

/** Clicks until the menu closes: it does not hear the mouse in the first 100 ms after it opened. */
export async function pressMenuItem(item: Locator): Promise<void> {
  do {
    await item.click();
    await item.waitFor({ state: 'hidden', timeout: 500 }).catch(() => {});
  } while (await item.isVisible());
}

/** Right-clicks into the selection of the active editor, or at its cursor where nothing is selected. */
export async function openContextMenu(page: Page): Promise<void> {
  const place = await waitUntil('the selection to be in view', () => findSelection(page));
  await page.mouse.click(place.x, place.y, { button: 'right' });
  await page.getByRole('menuitem', { name: 'Command Palette...' }).waitFor();
}

/** A point in the selection, or at the cursor. It is drawn a moment after the status bar tells of it. */
async function findSelection(page: Page): Promise<{ x: number; y: number } | undefined> {
  const selection = editor(page).locator('.selected-text');
  const target = (await selection.count()) > 0 ? selection.first() : editor(page).locator('.cursor').first();
  const box = await target.boundingBox();
  const text = await editor(page).locator('.editor-scrollable').first().boundingBox();
  if (!box || !text) return undefined;
  // A line scrolled sideways begins left of what is in view.
  const left = Math.max(box.x, text.x);
  return { x: left + Math.min((box.x + box.width - left) / 2, 20), y: box.y + box.height / 2 };
}

/** An item of the menu that is open; `depth` 1 is its first submenu, whose labels may be the menu's own as well. */
export function menuItem(page: Page, label: string, depth: number = 0): Locator {
  const menu = depth === 0 ? page.locator('.monaco-menu').first() : page.locator('.monaco-submenu').nth(depth - 1);
  return menu.getByRole('menuitem', { name: label, exact: true }).first();
}

/** Runs a command through the palette, by its title with its category: `Switchyard: Run Task…`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const label = page.locator('.label-name', { hasText: new RegExp(`^${escapePattern(title)}$`) });
  const row = quickInput(page).locator('.monaco-list-row').filter({ has: label });
  await chooseInQuickInput(page, 'F1', `>${title}`, row);
}

/** Waits for an input box or a quick pick whose title, prompt, placeholder or hint holds `text`. */
export async function waitForInput(page: Page, text: string | RegExp): Promise<Locator> {
  const box = quickInputBox(page);
  const said = quickInput(page).filter({ hasText: text });
  const placeholder = quickInput(page).getByPlaceholder(text);
  await said.or(placeholder).first().waitFor();
  return box;
}

/** Types into the input box that is open, and accepts. */
export async function fillInput(page: Page, text: string): Promise<void> {
  await quickInputBox(page).fill(text);
  await page.keyboard.press('Enter');
}

/** Chooses an item of the quick pick that is open, by its label. */
export async function pickItem(page: Page, label: string): Promise<void> {
  await quickPickItem(page, label).click();
}

/** An item of the quick pick that is open. */
export function quickPickItem(page: Page, label: string): Locator {
  const name = page.locator('.label-name', { hasText: label });
  return quickInput(page).locator('.monaco-list-row').filter({ has: name }).first();
}

/** Waits for a notification that holds `text`. */
export async function waitForNotification(page: Page, text: string | RegExp): Promise<Locator> {
  const toast = page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
  await toast.waitFor();
  return toast;
}

/** The messages of the notifications that are shown. */
export async function readNotifications(page: Page): Promise<string[]> {
  return page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
}

/** Presses a notification's button, by the keyboard: the status bar's hover may lie over it. */
export async function pressNotificationButton(notification: Locator, label: string): Promise<void> {
  await notification.getByRole('button', { name: label, exact: true }).press('Enter');
}

/** Takes all notifications away. */
export async function clearNotifications(page: Page): Promise<void> {
  if ((await readNotifications(page)).length === 0) return;
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.locator('.notifications-toasts .notification-list-item').first().waitFor({ state: 'hidden' });
}

/** Presses a button of the modal dialog that is open. */
export async function answerDialog(page: Page, button: string): Promise<void> {
  await page.locator('.monaco-dialog-box').getByRole('button', { name: button, exact: true }).click();
}

/** Trusts the workspace of a window in Restricted Mode: it says so in a banner and asks no question by itself. */
export async function trustWorkspace(page: Page): Promise<void> {
  await runCommand(page, 'Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await statusBarItem(page, 'Restricted Mode').waitFor({ state: 'hidden' });
  // Its editor lies over the window, the palette included.
  await page.locator('.modal-editor-header .codicon-close').click();
  await page.locator('.workspace-trust-editor').waitFor({ state: 'hidden' });
}

/** The content of the webview that is in view. With several, the one that was opened last. */
export function webview(page: Page): FrameLocator {
  return page.locator('iframe.webview.ready:visible').last().contentFrame().frameLocator('iframe#active-frame');
}

/** An item of the status bar that shows `text`. */
export function statusBarItem(page: Page, text: string | RegExp): Locator {
  return page.locator('.statusbar-item').filter({ hasText: text });
}

/** Opens the settings editor with a query: `openSettings(page, 'Workspace', 'switchyard.agent')`. */
export async function openSettings(page: Page, tab: 'User' | 'Remote' | 'Workspace', query: string): Promise<Locator> {
  const settings = page.locator('.settings-editor:visible');
  if (!(await settings.isVisible())) await runCommand(page, 'Preferences: Open Settings (UI)');
  await settings.locator('.suggest-input-container .view-line').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(query);
  await settings.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
  await settings.locator('.setting-item-contents').first().waitFor();
  return settings;
}

/** Closes the settings editor, which lies over everything else. */
export async function closeSettings(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('.settings-editor:visible').waitFor({ state: 'hidden' });
}

/** Keeps a picture of the window in `out/screenshots` and returns its path. */
export async function takeScreenshot(page: Page, name: string): Promise<string> {
  const folder = join(projectFolder, 'out', 'screenshots');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name.replace(/[^\w-]+/g, '-')}.png`);
  await page.screenshot({ path });
  return path;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
