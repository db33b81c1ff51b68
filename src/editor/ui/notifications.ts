import * as vscode from 'vscode';
import { toPlainMessage } from './plainMessage.ts';

// All notifications and input boxes, since they repeat what servers, files and settings say. Modal questions are plain text
// to VS Code, and asked directly.

/** Shows a message with buttons. Resolves to the one that was pressed. */
export function showInformation(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(toPlainMessage(message), ...buttons);
}

/** Shows a warning with buttons. Resolves to the one that was pressed. */
export function showWarning(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(toPlainMessage(message), ...buttons);
}

/** Shows an error with buttons. Resolves to the one that was pressed. */
export function showError(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(toPlainMessage(message), ...buttons);
}

/** Asks for a line of text. VS Code makes links in the prompt as it does in a notification. */
export function askForText(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  const { prompt } = options;
  return vscode.window.showInputBox({ ...options, prompt: prompt && toPlainMessage(prompt) });
}
