import * as vscode from 'vscode';

/** The file of the workspace that a document shows in another way: one side of a comparison, or a notebook's cell. */
export function toFileBehind(uri: vscode.Uri): vscode.Uri {
  if (vscode.workspace.getWorkspaceFolder(uri) || !uri.path.startsWith('/')) return uri;
  const files = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.with({ path: uri.path }));
  return files.find((file) => vscode.workspace.getWorkspaceFolder(file)) ?? uri;
}

/** A path that says where in the workspace a file is; for a file outside it, its name alone: it is what models are told. */
export function toWorkspacePath(uri: vscode.Uri): string {
  const file = toFileBehind(uri);
  return vscode.workspace.getWorkspaceFolder(file)
    ? vscode.workspace.asRelativePath(file)
    : (file.path.split('/').pop() ?? file.path);
}

/** A path that tells a person which file it is, also outside the workspace and in one of two folders of the same name. */
export function toShownPath(uri: vscode.Uri): string {
  const file = toFileBehind(uri);
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const isAlone = (vscode.workspace.workspaceFolders ?? []).filter(({ name }) => name === folder?.name).length === 1;
  if (folder && isAlone) return vscode.workspace.asRelativePath(file);
  return folder || file.scheme === 'file' ? file.fsPath : toWorkspacePath(file);
}
