import * as vscode from 'vscode';
import { toPlainMessage } from './plainMessage.ts';

// The only notifications there are: messages repeat what servers, files and settings say. Modal questions are plain text
// to VS Code, and asked directly.

/** Tells the user something, with buttons. Resolves to the one that was pressed. */
export function showInformation(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(toPlainMessage(message), ...buttons);
}

/** Warns the user, with buttons. Resolves to the one that was pressed. */
export function showWarning(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(toPlainMessage(message), ...buttons);
}

/** Tells the user of an error, with buttons. Resolves to the one that was pressed. */
export function showError(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(toPlainMessage(message), ...buttons);
}
