import * as vscode from 'vscode';
import { toFileBehind } from '#editor/documents/fileBehind.ts';

const caches = new Set<Map<string, unknown>>();
let isWatched = false;

/**
 * Caches a reader of settings by folder until a setting changes. Before {@link watchSettings} is called nothing is
 * cached. Callers share the result and must not change it.
 */
export function cacheSettings<Settings>(
  read: (resource?: vscode.Uri) => Settings,
): (resource?: vscode.Uri) => Settings {
  const byFolder = new Map<string, Settings>();
  caches.add(byFolder);
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

/** Empties the caches on changes until disposed. Call it before anybody else listens: they would read old values. */
export function watchSettings(): vscode.Disposable {
  isWatched = true;
  const clear = (): void => {
    for (const settings of caches) settings.clear();
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('switchyard') && clear()),
    vscode.workspace.onDidGrantWorkspaceTrust(clear),
    vscode.workspace.onDidChangeWorkspaceFolders(clear),
    {
      dispose: () => {
        isWatched = false;
        clear();
      },
    },
  );
}
