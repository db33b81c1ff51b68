import { strict as assert } from 'node:assert';
import { rm, truncate, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { useCleanWindow } from '#test/host/support/cleanWindow.ts';
import { openFile, workspaceFile } from '#test/host/support/editors.ts';
import { shownMessages } from '#test/host/support/messages.ts';
import { assertNoRequest, onlyPrompt } from '#test/host/support/requests.ts';
import { assertFailed, assertSuccess, call, runTask } from '#test/host/support/switchyard.ts';

const beside = { viewColumn: vscode.ViewColumn.Beside };

/** An image of one point. */
const image = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('What is in front of the code that is selected', () => {
  useCleanWindow();

  async function waitForFront(label: string): Promise<void> {
    await waitUntil(`${label} to be in front`, async () => {
      const { activeTextEditor, tabGroups } = vscode.window;
      return tabGroups.activeTabGroup.activeTab?.label === label && activeTextEditor === undefined;
    });
  }

  /** Nothing is sent of what is selected beside it, and the reason is said. */
  async function assertRefused(reason: RegExp): Promise<void> {
    for (const command of ['explain', 'runSelection', 'runTaskOnSelection']) {
      const { message } = assertFailed(await call(command, {}), 'emptySelection');
      assert.match(message, reason);
      assert.equal(shownMessages().at(-1), message);
    }
    await assertNoRequest();
  }

  it('is a file that is too large for extensions: the selection beside it is not sent for it', async () => {
    const large = workspaceFile('large.txt');
    await writeFile(large.fsPath, '');
    await truncate(large.fsPath, 51 * 1024 * 1024);
    try {
      await openFile('src/greet.ts', 2, 4);
      await vscode.commands.executeCommand('vscode.open', large, beside);
      await waitForFront('large.txt');
      await assertRefused(/^VS Code tells extensions nothing of large\.txt/);
      assertSuccess(await runTask({ description: 'Say hello.' }));
      assert.doesNotMatch(await onlyPrompt(), /greet/, 'and no task takes it along');
      assert.match(shownMessages().at(-1) ?? '', /^VS Code tells extensions nothing of large\.txt/, 'without a word');
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(large.fsPath);
    }
  });

  it('is an image: the reason is that it is no text editor', async () => {
    const file = workspaceFile('point.png');
    await writeFile(file.fsPath, image);
    try {
      await openFile('src/greet.ts', 2, 4);
      await vscode.commands.executeCommand('vscode.open', file, beside);
      await waitForFront('point.png');
      await assertRefused(/^point\.png is in front, which is no text editor/);
      assertSuccess(await runTask({ description: 'Say hello.' }));
      assert.doesNotMatch(await onlyPrompt(), /greet/);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await rm(file.fsPath);
    }
  });

  it('is another extension’s page, or VS Code’s settings', async () => {
    await openFile('src/greet.ts', 2, 4);
    const page = vscode.window.createWebviewPanel('test.page', 'A page', beside);
    await waitForFront('A page');
    await assertRefused(/^A page is in front/);
    page.dispose();
    await openFile('src/greet.ts', 2, 4);
    await vscode.commands.executeCommand('workbench.action.splitEditor');
    await vscode.commands.executeCommand('workbench.action.openSettings');
    await waitForFront('Settings');
    await assertRefused(/^Settings is in front/);
  });

  it('is the panel beside the code, whose selection is meant', async () => {
    await openFile('src/greet.ts', 2, 4);
    await vscode.commands.executeCommand('switchyard.showResults');
    await waitForFront('Switchyard');
    assertSuccess(await call('explain', { agent: 'claude' }));
    assert.match(await onlyPrompt(), /File: src\/greet\.ts[^]*export function greet/);
  });

  it('is nothing where all that was there was closed: the code in view is meant', async () => {
    await vscode.workspace.getConfiguration('workbench').update('editor.closeEmptyGroups', false, true);
    try {
      await openFile('src/greet.ts', 2, 4);
      await vscode.commands.executeCommand('workbench.action.newGroupRight');
      await waitUntil('an empty group', async () => !vscode.window.tabGroups.activeTabGroup.activeTab);
      assertSuccess(await call('explain', { agent: 'claude' }));
      assert.match(await onlyPrompt(), /File: src\/greet\.ts/);
    } finally {
      await vscode.workspace.getConfiguration('workbench').update('editor.closeEmptyGroups', undefined, true);
    }
  });
});
