import * as vscode from 'vscode';
import { toChange } from '#edits/textPlaces.ts';
import { equalsFile, readDocumentText, toDocumentText, rangeOf } from './applyDocuments.ts';
import { cellScheme } from '#editor/documents/notebooks.ts';
import { isReadOnlyBySettings } from './readOnlyFiles.ts';
import { findRealPath, isThere, leadsAstray } from './workspacePlaces.ts';
import type { EditProblem } from '#edits/problems.ts';

/**
 * Tells whether a change of a document lasts: it is unsaved, or saved already. VS Code lets extensions change what is
 * read-only to its user, who then sees a text that can never be saved.
 */
export async function canLast(document: vscode.TextDocument): Promise<boolean> {
  if (document.isUntitled) return true;
  if (isReadOnlyBySettings(document)) return false;
  if (document.uri.scheme === cellScheme) return canNotebookLast(document);
  // A document without a file, or whose file is gone, was not saved.
  return document.isDirty || equalsFile(document).catch(() => false);
}

/** Restores the earlier text of a document by one more edit. */
export async function restoreText(document: vscode.TextDocument, before: string): Promise<void> {
  const text = readDocumentText(document);
  const change = toChange(text, before);
  if (!change) return;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, rangeOf(text, change), toDocumentText(change.text, document));
  await vscode.workspace.applyEdit(edit);
}

/** A file that was just written, with its text before, or `undefined` if there was no file. */
export interface WrittenFile {
  uri: vscode.Uri;
  path: string;
  before: string | undefined;
  /** Real path, every link followed. */
  realPath: string | undefined;
}

/** Checks a file that VS Code has just written. Undoes and reports a change that cannot last or went elsewhere. */
export async function checkWritten({ uri, path, before, realPath }: WrittenFile): Promise<EditProblem | undefined> {
  // The user may have left the file out of the change.
  if (before === undefined && !(await isThere(uri))) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  if (before !== undefined && readDocumentText(document) === before) return undefined;
  const isAstray = before === undefined ? await leadsAstray(uri) : (await findRealPath(uri)) !== realPath;
  if (!isAstray && (await canLast(document))) return undefined;
  await restoreText(document, before ?? '');
  if (before === undefined) await removeEmpty(uri);
  return { kind: isAstray ? 'alias' : 'readOnly', name: path };
}

async function removeEmpty(uri: vscode.Uri): Promise<void> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size === 0) await vscode.workspace.fs.delete(uri);
}

function canNotebookLast(cell: vscode.TextDocument): boolean {
  const notebook = vscode.workspace.notebookDocuments.find((each) =>
    each.getCells().some(({ document }) => document === cell),
  );
  return notebook !== undefined && (notebook.isUntitled || notebook.isDirty);
}
