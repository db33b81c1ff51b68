import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { toFileBehind } from './fileBehind.ts';
import { inspectSharedSetting, readUserSetting } from './settings.ts';
import { defaultNeverSend, NeverSend } from '../orchestration/index.ts';

/**
 * What the settings keep from models at one place in the workspace or, where none is named, in any of its folders. Layers
 * add up: none takes anything away.
 */
export async function readNeverSend(resource?: vscode.Uri): Promise<NeverSend> {
  const workspace = inspectSharedSetting('workspaceNeverSend', resource);
  const folders = resource ? [resource] : (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const ofFolders = folders.map((folder) => inspectSharedSetting('workspaceNeverSend', folder).workspaceFolderValue);
  const users = readUserSetting('neverSend');
  // What the user writes comes after the defaults: it adds to them, and takes out what begins with `!`.
  const own = [...defaultNeverSend, ...(Array.isArray(users) ? (users as unknown[]) : [])];
  return NeverSend.read(own, [workspace.globalValue, workspace.workspaceValue, ...ofFolders]);
}

/** Whether a file must stay here, by its own name or by the one that a link leads to. */
export async function isNeverSent(shown: vscode.Uri): Promise<boolean> {
  const uri = toFileBehind(shown);
  const never = await readNeverSend(uri);
  // A pattern with a slash begins at the workspace folder, as in a `.gitignore` there.
  const inFolder = (path: vscode.Uri): string => vscode.workspace.asRelativePath(path, false);
  if (never.has(uri.path) || never.has(inFolder(uri))) return true;
  if (uri.scheme !== 'file') return false;
  // A file that cannot be resolved, such as one that was never saved, has no other name.
  const target = await realpath(uri.fsPath).catch(() => uri.fsPath);
  return never.has(target) || never.has(inFolder(vscode.Uri.file(target)));
}

/** Why a file does not go along. */
export function describeNeverSent(file: string): string {
  return vscode.l10n.t('{0} is never sent to a model: a pattern of the setting switchyard.neverSend names it.', file);
}
