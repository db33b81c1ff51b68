import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';

/** Sends VS Code's own commands to the picker that an action opens, again and again until the action has ended. */
export async function answerPicker<Value>(outcome: Thenable<Value>, ...commands: string[]): Promise<Value> {
  let isSettled = false;
  const ended = Promise.resolve(outcome).finally(() => {
    isSettled = true;
  });
  await waitUntil('the picker to close', async () => {
    for (const command of commands) await vscode.commands.executeCommand(command);
    return isSettled;
  });
  return ended;
}

export const acceptPick = 'workbench.action.acceptSelectedQuickOpenItem';
export const nextPick = 'workbench.action.quickOpenSelectNext';
export const closePicker = 'workbench.action.closeQuickOpen';
