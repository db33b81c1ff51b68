import * as vscode from 'vscode';
import { toFileBehind } from '#editor/documents/fileBehind.ts';
import { readEditorSetting } from '#editor/settings/settings.ts';

/** Tells whether the settings make a document read-only, as VS Code reads them: excluded files stay writable. */
export function isReadOnlyBySettings(document: vscode.TextDocument): boolean {
  return isIn('files.readonlyInclude', document) && !isIn('files.readonlyExclude', document);
}

function isIn(id: string, document: vscode.TextDocument): boolean {
  const globs = readEditorSetting(id, document.uri);
  if (typeof globs !== 'object' || globs === null) return false;
  return Object.entries(globs).some(([glob, isOn]) => isOn === true && matches(glob, document));
}

function matches(glob: string, document: vscode.TextDocument): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(toFileBehind(document.uri));
  const patterns = [glob, ...(folder ? [new vscode.RelativePattern(folder, glob)] : [])];
  return patterns.some((pattern) => vscode.languages.match({ pattern }, document) > 0);
}
