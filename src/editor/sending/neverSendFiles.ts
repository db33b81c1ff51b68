import { realpath } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toFileBehind } from '#editor/documents/fileBehind.ts';
import { inspectSharedSetting, readUserSetting } from '#editor/settings/settings.ts';
import {
  defaultNeverSend,
  findExcessPatterns,
  findUnreadablePatterns,
  NeverSend,
  toPatterns,
  toProblem,
} from '#orchestration/index.ts';

/**
 * Reads the patterns of files that are never sent, for one place in the workspace or, by default, for any of its folders.
 * Layers add up: none takes anything away.
 */
export async function readNeverSend(resource?: vscode.Uri): Promise<NeverSend> {
  // What the user writes comes after the defaults: it adds to them, and takes out what begins with `!`.
  const own = [...defaultNeverSend, ...toPatterns(readUserSetting('neverSend'))];
  return NeverSend.read(own, readAdded(resource));
}

/** Explains why no file may be sent: a setting lists those that never are in a way that cannot be read. */
export function describeUnreadableNeverSend(): string | undefined {
  const own = readUserSetting('neverSend');
  const [problem] = [
    ...[...findUnreadablePatterns(own), ...findExcessPatterns(own)].map((words) =>
      toProblem(['switchyard.neverSend'], words),
    ),
    ...readAdded()
      .flatMap(findUnreadablePatterns)
      .map((words) => toProblem(['switchyard.workspaceNeverSend'], words)),
  ];
  if (!problem) return undefined;
  return l10n.t(
    'Nothing was sent, since a setting does not say clearly which files must stay here. {0}',
    problem.message,
  );
}

/** Reads the lists of the layers that can only add. */
function readAdded(resource?: vscode.Uri): unknown[] {
  const workspace = inspectSharedSetting('workspaceNeverSend', resource);
  const folders = resource ? [resource] : (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const ofFolders = folders.map((folder) => inspectSharedSetting('workspaceNeverSend', folder).workspaceFolderValue);
  return [workspace.globalValue, workspace.workspaceValue, ...ofFolders];
}

/** Tells whether a file is never sent, by its own name or by that of a link's target. */
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
