import * as vscode from 'vscode';
import { toFileBehind } from '#editor/documents/fileBehind.ts';

const kept = new Set<Map<string, unknown>>();
let isWatched = false;

/**
 * Makes a reader of settings read once for each folder, until a setting changes. Before {@link watchSettings} was called it
 * reads each time. What it gives belongs to all who ask.
 */
export function keepSettings<Settings>(read: (resource?: vscode.Uri) => Settings): (resource?: vscode.Uri) => Settings {
  const byFolder = new Map<string, Settings>();
  kept.add(byFolder);
  return (resource) => {
    if (!isWatched) return read(resource);
    const folder = resource && vscode.workspace.getWorkspaceFolder(toFileBehind(resource));
    const key = folder?.uri.toString() ?? '';
    const known = byFolder.get(key);
    if (known !== undefined) return known;
    const settings = read(resource);
    byFolder.set(key, settings);
    return settings;
  };
}

/** Notices changes, until it is disposed of. To be called before anybody else listens, who would read what was before. */
export function watchSettings(): vscode.Disposable {
  isWatched = true;
  const forget = (): void => {
    for (const settings of kept) settings.clear();
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('switchyard') && forget()),
    vscode.workspace.onDidGrantWorkspaceTrust(forget),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
    {
      dispose: () => {
        isWatched = false;
        forget();
      },
    },
  );
}
