import * as vscode from 'vscode';
import { toPlainMessage } from './plainMessage.ts';

// The only notifications and input boxes there are: they repeat what servers, files and settings say. Modal questions are
// plain text to VS Code, and asked directly.

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

/** Asks for a line of text. VS Code makes links of the prompt as it does of a notification. */
export function askForText(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  const { prompt } = options;
  return vscode.window.showInputBox({ ...options, prompt: prompt && toPlainMessage(prompt) });
}
