import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { fitCode } from '#edits/syntax/indentation.ts';
import { toLanguageId } from '#edits/syntax/languageIds.ts';
import { type CodeBlock, codeOf } from '#edits/codeBlocks.ts';
import { readDocumentText, toDocumentText, toOffset, rangeOf } from './applyDocuments.ts';
import { confirmSensitive } from './applyFiles.ts';
import type { EditOutcome } from './applyMessages.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { toShownPath } from '#editor/documents/fileBehind.ts';
import { checkWritten, canLast, restoreText } from './lastingEdits.ts';
import { findColumn } from '#editor/apply/proposals/proposalPlaces.ts';
import type { WorkspacePlace } from './workspacePlaces.ts';

/** Inserts code at the cursor, indented as the line there. Selected text stays. */
export async function insertAtCursor(editor: vscode.TextEditor | undefined, code: string): Promise<EditOutcome> {
  if (!editor) return { kind: 'noEditor' };
  const { active } = editor.selection;
  return writeTo(editor, new vscode.Range(active, active), code);
}

/** Replaces what is selected now by code. */
export async function replaceInEditor(editor: vscode.TextEditor | undefined, code: string): Promise<EditOutcome> {
  if (!editor) return { kind: 'noEditor' };
  if (editor.selection.isEmpty) return { kind: 'noSelection' };
  return writeTo(editor, editor.selection, code);
}

/** Opens code as an untitled document. */
export async function openUntitled(block: CodeBlock, languageId: string | undefined): Promise<EditOutcome> {
  const known = await vscode.languages.getLanguages();
  const wanted = block.language === '' ? languageId : toLanguageId(block.language);
  const language = wanted !== undefined && known.includes(wanted) ? wanted : 'plaintext';
  const document = await vscode.workspace.openTextDocument({ content: `${codeOf(block)}\n`, language });
  await vscode.window.showTextDocument(document, { viewColumn: findColumn() });
  return 'done';
}

/** Asks whether to create or change the file that an answer names, and again if it may run by itself. */
export async function askForNewFile(place: WorkspacePlace): Promise<'make' | 'untitled' | 'dismissed'> {
  const untitled = l10n.t('Open Untitled');
  const here = place.exists ? l10n.t('Show Changes') : l10n.t('Create File');
  const question = place.exists
    ? l10n.t('{0} exists already.', place.path)
    : l10n.t('Create {0} in the workspace?', place.path);
  const answered = await windowUi.ask({ message: question, buttons: [here, untitled] });
  if (answered === untitled) return 'untitled';
  const isAgreed = answered === here && (!place.isSensitive || (await confirmSensitive([place.path])));
  return isAgreed ? 'make' : 'dismissed';
}

/** Creates a file in the workspace, unsaved and as one undo step. Never overwrites a file. */
export async function createFile(block: CodeBlock, { uri, path }: WorkspacePlace): Promise<EditOutcome> {
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { overwrite: false, ignoreIfExists: false });
  edit.insert(uri, new vscode.Position(0, 0), `${codeOf(block)}\n`);
  if (!(await vscode.workspace.applyEdit(edit))) return { kind: 'rejected', name: path };
  const problem = await checkWritten({ uri, path, before: undefined, realPath: undefined });
  if (problem) return problem;
  await vscode.window.showTextDocument(uri, { viewColumn: findColumn() });
  return 'done';
}

async function writeTo(editor: vscode.TextEditor, range: vscode.Range, code: string): Promise<EditOutcome> {
  const { document } = editor;
  const text = readDocumentText(document);
  const place = { start: toOffset(document, range.start), end: toOffset(document, range.end) };
  const fitted = fitCode(code, text, place, document.languageId);
  const after = text.slice(0, place.start) + fitted + text.slice(place.end);
  const isMade = await editor.edit((builder) => builder.replace(range, toDocumentText(fitted, document)));
  // VS Code reports success also for edits of read-only documents.
  if (!isMade || readDocumentText(document) !== after) return { kind: 'readOnly', name: toShownPath(document.uri) };
  if (!(await canLast(document))) {
    await restoreText(document, text);
    return { kind: 'readOnly', name: toShownPath(document.uri) };
  }
  const written = rangeOf(after, { start: place.start, end: place.start + fitted.length });
  editor.selection = new vscode.Selection(written.end, written.end);
  editor.revealRange(written, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  // The focus goes from the panel's button to the code, where the user goes on typing.
  const { viewColumn } = editor;
  await vscode.window.showTextDocument(document, { viewColumn, selection: editor.selection });
  return 'done';
}
