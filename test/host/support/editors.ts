import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';

/** The URI of a file in a folder of the workspace, the first by default. */
export function workspaceFile(path: string, folderIndex = 0): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[folderIndex];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a file of the workspace and selects whole lines of it, counted from 1; none without a first line. */
export async function openFile(
  file: string | vscode.Uri,
  firstLine?: number,
  lastLine: number | undefined = firstLine,
): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(typeof file === 'string' ? workspaceFile(file) : file);
  const selection =
    firstLine === undefined || lastLine === undefined
      ? new vscode.Range(0, 0, 0, 0)
      : new vscode.Range(firstLine - 1, 0, lastLine - 1, document.lineAt(lastLine - 1).text.length);
  return vscode.window.showTextDocument(document, { selection });
}

/** Opens an unsaved document and selects all of it. */
export async function openText(content: string, language: string = 'plaintext'): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  const editor = await vscode.window.showTextDocument(document);
  // VS Code backs a document up after a second, and may give that text to the next untitled one of the same name.
  if (document.getText() !== content)
    await editor.edit((change) => change.replace(new vscode.Range(0, 0, document.lineCount, 0), content));
  editor.selection = new vscode.Selection(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  return editor;
}

/** Closes everything. What is not saved is thrown away first: VS Code would ask, and asks nothing in tests. */
export async function closeEditors(): Promise<void> {
  await waitUntil('all editors to be closed', async () => {
    for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const { activeTextEditor, visibleTextEditors, tabGroups } = vscode.window;
    // What was reverted reaches the extension host after its editor is gone: until then a test would read what is no more.
    if (vscode.workspace.textDocuments.some(({ isDirty }) => isDirty)) return false;
    return !activeTextEditor && visibleTextEditors.length === 0 && tabGroups.all.every(({ tabs }) => tabs.length === 0);
  });
}
