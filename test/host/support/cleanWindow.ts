import * as vscode from 'vscode';
import { forgetSimulatedRequests } from '#test/support/simulatedRequests.ts';
import { closeEditors } from './editors.ts';
import { removeKeys } from './keys.ts';
import { recordMessages, stopRecordingMessages } from './messages.ts';
import { restoreSettings } from './settings.ts';

/** Makes every test of the suite begin as a fresh window would: no requests, messages, keys or editors, nothing set. */
export function useCleanWindow(): void {
  beforeEach(async () => {
    await forgetSimulatedRequests();
    recordMessages();
  });
  afterEach(async () => {
    while (await vscode.commands.executeCommand<boolean>('switchyard.cancelTask'));
    stopRecordingMessages();
    await removeKeys();
    await restoreSettings();
    await closeEditors();
  });
}
