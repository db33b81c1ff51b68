import * as vscode from 'vscode';
import { simulatedOrigin } from '#test/support/simulatedRequests.ts';

type Scope = 'user' | 'workspace' | 'folder';

const targets = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};
const undo: (() => Thenable<void>)[] = [];

/** Sets `switchyard.<name>`. What it was is set again after the test. A scope of `folder` needs a file of it. */
export async function setSetting(
  name: string,
  value: unknown,
  scope: Scope = 'user',
  resource?: vscode.Uri,
): Promise<void> {
  keepSetting(name, scope, resource);
  await vscode.workspace.getConfiguration('switchyard', resource).update(name, value, targets[scope]);
}

/** Has a setting that the test changes through the product set again after the test. */
export function keepSetting(name: string, scope: Scope = 'user', resource?: vscode.Uri): void {
  const earlier = readSetting(name, scope, resource);
  undo.push(() => vscode.workspace.getConfiguration('switchyard', resource).update(name, earlier, targets[scope]));
}

/** Reads what one scope says of `switchyard.<name>`, whatever is in force. */
export function readSetting(name: string, scope: Scope = 'user', resource?: vscode.Uri): unknown {
  const inspected = vscode.workspace.getConfiguration('switchyard', resource).inspect(name);
  return {
    user: inspected?.globalValue,
    workspace: inspected?.workspaceValue,
    folder: inspected?.workspaceFolderValue,
  }[scope];
}

/** Undoes what the test set, the last first. */
export async function restoreSettings(): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) await step();
}

/** Adds providers to those of the window, or changes fields of theirs. */
export async function setProviders(entries: Record<string, Record<string, unknown>>): Promise<void> {
  const providers: Record<string, object> = vscode.workspace.getConfiguration('switchyard').get('providers', {});
  const changed = Object.entries(entries).map(([id, entry]) => [id, { ...providers[id], ...entry }]);
  await setSetting('providers', { ...providers, ...Object.fromEntries(changed) });
}

/** A provider that is not simulated in name, so it needs a key: Anthropic's wire on the simulated server. */
export const keyedProvider = () => ({ type: 'anthropic-claude', baseUrl: simulatedOrigin() });
