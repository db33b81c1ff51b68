import * as vscode from 'vscode';
import type { EditorUi } from './editorUi.ts';
import { showError, showInformation, showWarning } from './notifications.ts';

const notices = { information: showInformation, warning: showWarning, error: showError };

/** The port's implementation on the VS Code window. */
export const windowUi: EditorUi = {
  async ask({ message, detail, buttons, isWarning = false }) {
    return isWarning
      ? vscode.window.showWarningMessage(message, { modal: true, detail }, ...buttons)
      : vscode.window.showInformationMessage(message, { modal: true, detail }, ...buttons);
  },

  async pick(choices, { title, placeholder, staysOpen = false, matchesAll = false, signal } = {}) {
    if (signal?.aborted) return undefined;
    const cancellation = new vscode.CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const options: vscode.QuickPickOptions = {
      title,
      placeHolder: placeholder,
      ignoreFocusOut: staysOpen,
      matchOnDescription: matchesAll,
      matchOnDetail: matchesAll,
    };
    try {
      return (await vscode.window.showQuickPick([...choices], options, cancellation.token))?.value;
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  },

  async notify(kind, message, ...buttons) {
    return notices[kind](message, ...buttons);
  },

  async openDiff({ left, right, title, column, isPreview = false }) {
    const options: vscode.TextDocumentShowOptions = { preview: isPreview, viewColumn: column };
    const [leftUri, rightUri] = [vscode.Uri.parse(left), vscode.Uri.parse(right)];
    await vscode.commands.executeCommand('vscode.diff', leftUri, rightUri, title, options);
  },
};
