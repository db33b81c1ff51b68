import * as vscode from 'vscode';

const changed = new Set<string>();

/** Sets one of VS Code's own `http.…` settings, until {@link restoreHttpSettings}. */
export async function setHttpSetting(name: string, value: unknown): Promise<void> {
  changed.add(name);
  await vscode.workspace.getConfiguration('http').update(name, value, vscode.ConfigurationTarget.Global);
}

/** Gives the settings back the values that VS Code comes with. */
export async function restoreHttpSettings(): Promise<void> {
  for (const name of changed) {
    await vscode.workspace.getConfiguration('http').update(name, undefined, vscode.ConfigurationTarget.Global);
  }
  changed.clear();
}
