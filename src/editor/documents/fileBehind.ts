import * as vscode from 'vscode';

/** Returns the workspace file behind a document: behind one side of a comparison, or behind a cell of a notebook. */
export function toFileBehind(uri: vscode.Uri): vscode.Uri {
  if (vscode.workspace.getWorkspaceFolder(uri) || !uri.path.startsWith('/')) return uri;
  const files = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.with({ path: uri.path }));
  return files.find((file) => vscode.workspace.getWorkspaceFolder(file)) ?? uri;
}

/** Path relative to the workspace or, for a file outside it, its name alone: models are sent this path. */
export function toWorkspacePath(uri: vscode.Uri): string {
  const file = toFileBehind(uri);
  return vscode.workspace.getWorkspaceFolder(file)
    ? vscode.workspace.asRelativePath(file)
    : (file.path.split('/').pop() ?? file.path);
}

/** Path for people: unique also outside the workspace and in one of two folders of the same name. */
export function toShownPath(uri: vscode.Uri): string {
  const file = toFileBehind(uri);
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const isAlone = (vscode.workspace.workspaceFolders ?? []).filter(({ name }) => name === folder?.name).length === 1;
  if (folder && isAlone) return vscode.workspace.asRelativePath(file);
  return folder || file.scheme === 'file' ? file.fsPath : toWorkspacePath(file);
}
