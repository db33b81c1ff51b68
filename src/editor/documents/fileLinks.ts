import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FileReference } from '#common/text/fileReference.ts';
import { toFileBehind } from './fileBehind.ts';
import { showInformation } from '#editor/ui/notifications.ts';
import { findFileInFolders } from './workspaceFiles.ts';

/** The origin of a run: a document, or its path in the workspace. */
export interface RunOrigin {
  resource?: vscode.Uri;
  context?: { file?: string };
}

/**
 * Opens a file of the workspace that an answer names beside the panel, or tells the user that it is none. If several
 * folders have it, the one where the run began wins, then the first.
 */
export async function openWorkspaceFile({ path, line }: FileReference, origin: RunOrigin = {}): Promise<void> {
  const uri = await findFile(path, origin);
  if (!uri) {
    void showInformation(l10n.t('{0} is not a file of this workspace.', path));
    return;
  }
  const column = vscode.window.visibleTextEditors.find((editor) => editor.viewColumn !== undefined)?.viewColumn;
  const start = new vscode.Position((line ?? 1) - 1, 0);
  const options: vscode.TextDocumentShowOptions = {
    viewColumn: column ?? vscode.ViewColumn.One,
    selection: line === undefined ? undefined : new vscode.Range(start, start),
  };
  // Unlike `showTextDocument` this also opens binary files.
  await vscode.commands.executeCommand('vscode.open', uri, options);
}

async function findFile(path: string, origin: RunOrigin): Promise<vscode.Uri | undefined> {
  const folders = orderFolders(origin).map(({ uri }) => uri);
  const local = folders.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
  const found = await findFileInFolders(path, local);
  if (found !== undefined) return vscode.Uri.file(found);
  // Links of a virtual file system cannot be followed: only plain paths below the folder are accepted.
  if (path.startsWith('/') || path.split('/').includes('..')) return undefined;
  for (const folder of folders.filter(({ scheme }) => scheme !== 'file')) {
    const uri = vscode.Uri.joinPath(folder, path);
    const type = await vscode.workspace.fs.stat(uri).then(
      (stat) => stat.type,
      () => undefined,
    );
    if (type === vscode.FileType.File) return uri;
  }
  return undefined;
}

/** Folders of the workspace, the one where a run began first. */
function orderFolders({ resource, context }: RunOrigin): readonly vscode.WorkspaceFolder[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const file = context?.file;
  const own = resource
    ? vscode.workspace.getWorkspaceFolder(toFileBehind(resource))
    : folders.find(({ name }) => folders.length > 1 && file?.startsWith(`${name}/`));
  return own ? [own, ...folders.filter(({ index }) => index !== own.index)] : folders;
}
