import * as vscode from 'vscode';
import { toFileBehind } from '#editor/documents/fileBehind.ts';
import type { SharedSetting, UserSetting } from './settingTable.ts';

/** Values of one setting by layer. */
export interface SettingLayers {
  defaultValue?: unknown;
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/**
 * Reads a setting of the user from the user's layer or its default, never from a workspace, whatever VS Code's
 * effective value is: before 1.136.2 a workspace can set such settings by nesting them (`{ "switchyard": { "providers":
 * … } }`).
 */
export function readUserSetting(name: UserSetting): unknown {
  const layers = vscode.workspace.getConfiguration('switchyard').inspect<unknown>(name);
  return layers?.globalValue === undefined ? layers?.defaultValue : layers.globalValue;
}

/** Returns the file behind a cell of a notebook or one side of a comparison: VS Code does not look up its settings. */
function toPlace(resource: vscode.Uri | undefined): vscode.Uri | undefined {
  return resource && toFileBehind(resource);
}

/** Reads the effective value of a setting that a workspace may set, for `resource` or for the window. */
export function readSharedSetting(name: SharedSetting, resource?: vscode.Uri): unknown {
  return vscode.workspace.getConfiguration('switchyard', toPlace(resource)).get<unknown>(name);
}

/** Reads all layers of a setting that a workspace may set. */
export function inspectSharedSetting(name: SharedSetting, resource?: vscode.Uri): SettingLayers {
  return vscode.workspace.getConfiguration('switchyard', toPlace(resource)).inspect<unknown>(name) ?? {};
}

/** Writes a setting that a workspace may set. Rejects with VS Code's own message if the file cannot be written. */
export async function updateSharedSetting(
  name: SharedSetting,
  value: unknown,
  target: vscode.ConfigurationTarget,
  resource?: vscode.Uri,
): Promise<void> {
  await vscode.workspace.getConfiguration('switchyard', toPlace(resource)).update(name, value, target);
}

/** Reads a setting of VS Code or another extension that only affects how something looks, is found or is protected. */
export function readEditorSetting(id: string, resource?: vscode.Uri): unknown {
  return vscode.workspace.getConfiguration(undefined, toPlace(resource)).get<unknown>(id);
}

/** Reads a setting of VS Code that affects how requests travel: the effective value, whoever set it. */
export function readNetworkSetting(id: `http.${string}`): unknown {
  return vscode.workspace.getConfiguration().get<unknown>(id);
}

/**
 * Lists the network settings of VS Code that a workspace has set although it may not: the effective value is not the
 * user's. Empty on VS Code 1.136.2 and later, which ignores them.
 */
export function findNetworkSettingsOfWorkspace(): string[] {
  const network = vscode.workspace.getConfiguration('http');
  const names = Object.keys(vscode.workspace.getConfiguration().get<object>('http', {}));
  return names
    .filter((name) => {
      const layers = network.inspect<unknown>(name);
      return (
        layers?.workspaceValue !== undefined && !isSame(network.get(name), layers.globalValue ?? layers.defaultValue)
      );
    })
    .map((name) => `http.${name}`);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
