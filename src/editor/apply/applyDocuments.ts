import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import { DisposableStore, toDisposable } from '#common/disposable.ts';
import { toLineFeeds, type TextChange } from '#edits/textPlaces.ts';
import { isUndecodable } from '#edits/undecodable.ts';
import { toFileBehind, toShownPath } from '#editor/documents/fileBehind.ts';
import { cellScheme, isNotebook } from '#editor/documents/notebooks.ts';
import { isReadOnlyBySettings } from './readOnlyFiles.ts';
import type { EditProblem } from '#edits/problems.ts';

/** A document that may be changed, or the reason why it may not. */
export type OpenedDocument = { document: vscode.TextDocument } | { problem: EditProblem };

/** Schemes of documents that exist only in the window: once closed they are gone. */
const volatileSchemes = new Set(['untitled', cellScheme]);

/** Time that VS Code may take to notice that another program wrote a file, in milliseconds. */
const noticeMs = 2_000;

/** Opens a document to change it, unseen. Returns a problem if it is deleted, closed, read-only or outdated. */
export async function openForEdit(uri: vscode.Uri): Promise<OpenedDocument> {
  const name = toShownPath(uri);
  const refuse = (kind: EditProblem['kind']): OpenedDocument => ({ problem: { kind, name } });
  if (volatileSchemes.has(uri.scheme)) {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    if (!document) return refuse('closed');
    return isReadOnlyBySettings(document) ? refuse('readOnly') : { document };
  }
  if (isNotebook(uri)) return refuse('notebook');
  if (isShownOnly(uri)) return refuse(toFileBehind(uri).toString() === uri.toString() ? 'readOnly' : 'earlierVersion');
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    if ((permissions & vscode.FilePermission.Readonly) !== 0) return refuse('readOnly');
    // VS Code reports read-only files only for its own file systems.
    if (uri.scheme === 'file') await access(uri.fsPath, constants.W_OK);
    const document = await vscode.workspace.openTextDocument(uri);
    if (isReadOnlyBySettings(document)) return refuse('readOnly');
    if (!(await isUpToDate(document))) return refuse('outdated');
    return (await isAllText(document)) ? { document } : refuse('undecodable');
  } catch (error) {
    if (isForbidden(error)) return refuse('readOnly');
    return refuse(isMissing(error) ? 'deleted' : 'unreadable');
  }
}

/** Returns the file that a document shows an earlier version of, or the document itself if it can be changed. */
export function toEditable(uri: vscode.Uri): vscode.Uri {
  return isShownOnly(uri) ? toFileBehind(uri) : uri;
}

/** Tells whether a document can only be viewed: output, one side of a comparison, a file of a read-only file system. */
function isShownOnly({ scheme }: vscode.Uri): boolean {
  return !volatileSchemes.has(scheme) && vscode.workspace.fs.isWritableFileSystem(scheme) !== true;
}

/**
 * Tells whether a document without unsaved changes equals its file. If another program has just written the file, a
 * change of the old text would overwrite it: VS Code notices nothing when the size is the same.
 */
async function isUpToDate(document: vscode.TextDocument): Promise<boolean> {
  if (await isAsOnDisk(document)) return true;
  const watch = new DisposableStore();
  const isNoticed = new Promise<boolean>((resolve) => {
    const look = async () => (await isAsOnDisk(document)) && resolve(true);
    watch.add(vscode.workspace.onDidChangeTextDocument((event) => void (event.document === document && look())));
    const timer = setTimeout(() => resolve(isAsOnDisk(document)), noticeMs);
    watch.add(toDisposable(() => clearTimeout(timer)));
  });
  return isNoticed.finally(() => watch.dispose());
}

async function isAsOnDisk(document: vscode.TextDocument): Promise<boolean> {
  return document.uri.scheme !== 'file' || equalsFile(document);
}

/** Tells whether a document equals its file, apart from unsaved changes. Rejects if the file cannot be read. */
export async function equalsFile(document: vscode.TextDocument): Promise<boolean> {
  const { uri, encoding } = document;
  const written = await vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { encoding });
  return document.isDirty || withoutMark(toLineFeeds(written)) === withoutMark(readDocumentText(document));
}

/** Removes the byte order mark. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** Tells whether saving the document loses no byte of its file. */
async function isAllText({ uri, encoding }: vscode.TextDocument): Promise<boolean> {
  if (uri.scheme !== 'file') return true;
  const content = await vscode.workspace.fs.readFile(uri);
  return !isUndecodable(content, await vscode.workspace.decode(content, { encoding }), encoding);
}

/** Text of a document with line feeds only, as the code without `vscode` takes it. */
export function readDocumentText(document: vscode.TextDocument): string {
  return toLineFeeds(document.getText());
}

/** Gives a text the line ends of the document. */
export function toDocumentText(text: string, document: vscode.TextDocument): string {
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
}

/** Range in the document of a change of {@link readDocumentText}. */
export function rangeOf(text: string, { start, end }: Pick<TextChange, 'start' | 'end'>): vscode.Range {
  return new vscode.Range(toPosition(text, start), toPosition(text, end));
}

/** Offset of a position in {@link readDocumentText}. */
export function toOffset(document: vscode.TextDocument, position: vscode.Position): number {
  const isWide = document.eol === vscode.EndOfLine.CRLF;
  return document.offsetAt(position) - (isWide ? position.line : 0);
}

function toPosition(text: string, offset: number): vscode.Position {
  let line = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return new vscode.Position(line, offset - lineStart);
}

function isForbidden(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
}

function isMissing(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}
