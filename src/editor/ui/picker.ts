import type * as vscode from 'vscode';

/**
 * Shows a picker and disposes of it when it is hidden. Resolves to the result that `listen` settles on, `undefined` when
 * the picker is dismissed.
 */
export function showPicker<Item extends vscode.QuickPickItem, Result>(
  picker: vscode.QuickPick<Item>,
  listen: (settle: (result: Result) => void) => void,
): Promise<Result | undefined> {
  return new Promise((resolve) => {
    listen((result) => {
      resolve(result);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}
