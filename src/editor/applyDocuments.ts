import { constants, realpath as realpathCallback } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { DisposableStore, toDisposable } from '../common/disposable.ts';
import { toLineFeeds, type TextChange } from '../common/textPlaces.ts';
import { checkPath, isSensitivePath } from '../common/workspacePaths.ts';
import type { EditProblem } from './applyMessages.ts';
import { toFileBehind, toWorkspacePath } from './selectionContext.ts';

/** The native one tells the case of a name on disk, also where the file system knows none. */
const realpath = promisify(realpathCallback.native);

/** A document that may be changed, or why it may not. */
export type OpenedDocument = { document: vscode.TextDocument } | { problem: EditProblem };

/** A place for a file in the workspace that a model named, or why there is none. */
export type WorkspacePlace =
  | { uri: vscode.Uri; path: string; isSensitive: boolean; exists: boolean }
  | { problem: EditProblem };

/** Documents that are nowhere but in the window: once closed they are gone. */
const volatileSchemes = new Set(['untitled', 'vscode-notebook-cell']);

/** How long VS Code may take to notice what another program has written. In milliseconds. */
const noticeMs = 2_000;

/** Opens a document to change it, without showing it. Says what stands in the way: deleted, closed, read-only, outdated. */
export async function openForEdit(uri: vscode.Uri): Promise<OpenedDocument> {
  const name = toWorkspacePath(uri);
  const refuse = (kind: EditProblem['kind']): OpenedDocument => ({ problem: { kind, name } });
  if (volatileSchemes.has(uri.scheme)) {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    return document ? { document } : refuse('closed');
  }
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) return refuse('readOnly');
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(uri);
    if ((permissions & vscode.FilePermission.Readonly) !== 0) return refuse('readOnly');
    // VS Code tells only of files of its own making that they are read-only.
    if (uri.scheme === 'file') await access(uri.fsPath, constants.W_OK);
    const document = await vscode.workspace.openTextDocument(uri);
    return (await isUpToDate(document)) ? { document } : refuse('outdated');
  } catch (error) {
    if (isForbidden(error)) return refuse('readOnly');
    return refuse(isMissing(error) ? 'deleted' : 'unreadable');
  }
}

/**
 * Whether a document without unsaved changes says what its file does. Another program may just have written that: a change to
 * the text from before would be written over it, since VS Code finds nothing wrong with a file of the same size.
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
  const { uri, encoding } = document;
  if (uri.scheme !== 'file') return true;
  const content = await vscode.workspace.fs.readFile(uri);
  const written = await vscode.workspace.decode(content, { encoding });
  return document.isDirty || toLineFeeds(written).replace(/^\uFEFF/, '') === readText(document).replace(/^\uFEFF/, '');
}

/** The text of a document as the pure parts take it. */
export function readText(document: vscode.TextDocument): string {
  return toLineFeeds(document.getText());
}

/** `text` with the line ends of the document. */
export function toDocumentText(text: string, document: vscode.TextDocument): string {
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
}

/** Where a change of {@link readText} is in the document. */
export function toRange(text: string, { start, end }: Pick<TextChange, 'start' | 'end'>): vscode.Range {
  return new vscode.Range(toPosition(text, start), toPosition(text, end));
}

/** A position as an offset into {@link readText}. */
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

/**
 * Finds the place for a file that a model named. Inside the workspace only, by the name it has on disk: no link on the
 * way may lead elsewhere. `resource` says which of several folders is meant, unless the path begins with a name of one.
 */
export async function findInWorkspace(written: string, resource?: vscode.Uri): Promise<WorkspacePlace> {
  const checked = checkPath(written);
  if ('problem' in checked) return { problem: { kind: checked.problem, name: written } };
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) return { problem: { kind: 'noFolder', name: written } };
  const { path } = checked;
  const [first = '', ...rest] = path.split('/');
  const named = folders.length > 1 && rest.length > 0 ? folders.find(({ name }) => name === first) : undefined;
  const own = resource && vscode.workspace.getWorkspaceFolder(toFileBehind(resource));
  // A new file of one folder is no change of another's.
  const candidates = named ? [named] : own ? [own] : folders;
  const inside = named ? rest.join('/') : path;
  const places = await Promise.all(candidates.map((folder) => inspectPlace(folder, inside)));
  const existing = places.filter(({ exists }) => exists);
  if (existing.length > 1) return { problem: { kind: 'severalFolders', name: path } };
  const place = existing[0] ?? places[0];
  if (!place || place.isAlias) return { problem: { kind: 'alias', name: path } };
  const { uri, exists } = place;
  return { uri, path: toWorkspacePath(uri), isSensitive: isSensitivePath(inside), exists };
}

/**
 * Finds the place for a file that a model named where it may mean the document `own`, too: models leave folders out. A file
 * of exactly that name comes first.
 */
export async function findTarget(
  written: string,
  own: vscode.Uri | undefined,
  resource: vscode.Uri | undefined = own,
): Promise<WorkspacePlace> {
  const place = await findInWorkspace(written, own ?? resource);
  if (!own || ('uri' in place && place.exists) || !isPathOf(written, own)) return place;
  const isSensitive = isSensitivePath(vscode.workspace.asRelativePath(own, false));
  return { uri: own, path: toWorkspacePath(own), isSensitive, exists: true };
}

function isPathOf(path: string, uri: vscode.Uri): boolean {
  const wanted = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  return wanted !== '' && (uri.path === wanted || uri.path.endsWith(`/${wanted}`));
}

async function inspectPlace(
  folder: vscode.WorkspaceFolder,
  path: string,
): Promise<{ uri: vscode.Uri; exists: boolean; isAlias: boolean }> {
  const uri = vscode.Uri.joinPath(folder.uri, path);
  let current = folder.uri;
  let isAlias = false;
  let exists = true;
  for (const segment of path.split('/')) {
    current = vscode.Uri.joinPath(current, segment);
    try {
      const { type } = await vscode.workspace.fs.stat(current);
      if ((type & vscode.FileType.SymbolicLink) !== 0) isAlias = true;
      // Only the last segment may be a file.
      if (current.path !== uri.path && (type & vscode.FileType.Directory) === 0) isAlias = true;
      if (current.path === uri.path && (type & vscode.FileType.Directory) !== 0) isAlias = true;
      if (folder.uri.scheme === 'file' && !(await isRealName(folder.uri, current))) isAlias = true;
    } catch {
      exists = false;
      break;
    }
  }
  return { uri, exists, isAlias };
}

/** Whether a path below a folder is spelled as on disk: a file system without case takes others as well. */
async function isRealName(folder: vscode.Uri, uri: vscode.Uri): Promise<boolean> {
  const [realFolder, real] = await Promise.all([realpath(folder.fsPath), realpath(uri.fsPath)]);
  return real.normalize('NFC') === (realFolder + uri.fsPath.slice(folder.fsPath.length)).normalize('NFC');
}

function isForbidden(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
}

function isMissing(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
}
