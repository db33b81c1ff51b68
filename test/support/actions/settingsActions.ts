// What a person does in the settings editor with the setting of a dropdown.
import type { Locator, Page } from 'playwright-core';
import { waitUntil } from '#test/support/waitUntil.ts';
import { openSettings } from './workbenchActions.ts';

/** Opens the settings editor on one setting and returns its row. */
export async function showSetting(page: Page, tab: 'User' | 'Workspace', id: string): Promise<Locator> {
  const settings = await openSettings(page, tab, `@id:${id}`);
  const row = settings.locator(`.setting-item-contents[data-key="${id}"]`);
  await row.waitFor();
  return row;
}

/** The choices of a setting's dropdown. The list stays open. */
export async function openDropdown(page: Page, row: Locator): Promise<Locator> {
  await row.locator('.monaco-select-box').click();
  const options = page.locator('.monaco-select-box-dropdown-container.visible .option-text');
  await options.first().waitFor();
  return options;
}

/** Chooses in a setting's dropdown and waits until it shows the choice. */
export async function chooseInDropdown(page: Page, row: Locator, label: string): Promise<void> {
  const options = await openDropdown(page, row);
  await options.filter({ hasText: new RegExp(`^${label}$`) }).click();
  await waitUntil(`the dropdown to show ${label}`, async () => (await readDropdown(row)) === label);
}

/** Reads the value that a setting's dropdown shows. */
export async function readDropdown(row: Locator): Promise<string | undefined> {
  const select = row.locator('.monaco-select-box');
  return select.evaluate((box: HTMLSelectElement) => box.selectedOptions[0]?.text);
}
