import { realpath as realpathCallback } from 'node:fs';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { checkPath, isSensitivePath } from '#edits/workspacePaths.ts';
import { toFileBehind, toShownPath } from '#editor/documents/fileBehind.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { choosePlace, isSameName, isTailOf, readPlaces } from './placeReadings.ts';
import type { EditProblem } from '#edits/problems.ts';

/** Native realpath: it returns the spelling on disk, also on a file system that ignores case. */
const realpath = promisify(realpathCallback.native);

/** A document that a name in an answer means, or a file that could be created under it. */
export interface WorkspacePlace {
  uri: vscode.Uri;
  /** Path as it is shown to people. */
  path: string;
  /** True if the content of the file may run by itself. */
  isSensitive: boolean;
  exists: boolean;
}

/** A place that a name means, or the reason why there is none. */
export type FoundTarget = WorkspacePlace | { problem: EditProblem };

/** Facts about the task whose answer names a file. */
export interface TargetHints {
  /** The document of its selection. */
  document?: vscode.Uri | undefined;
  /** Name under which the model was sent that document. */
  sent?: string | undefined;
  /** Decides between several folders. Defaults to `document`. */
  resource?: vscode.Uri | undefined;
  /** Earlier choice of the user if several fit. */
  earlier?: vscode.Uri | undefined;
  /** Allows asking the user which of several is meant. Defaults to true. */
  mayAsk?: boolean;
}

interface Candidate extends WorkspacePlace {
  key: string;
  isNamed: boolean;
  isAlias: boolean;
}

type Candidates = { place: Candidate } | { several: Candidate[] } | { problem: EditProblem };

/**
 * Finds the file that a name in an answer means: the document that was sent under it, one whose path ends in it, or a
 * file inside the workspace by its name on disk, which no link leads to. Asks if several fit; `dismissed` without an
 * answer.
 */
export async function findAnswerTarget(written: string, hints: TargetHints): Promise<FoundTarget | 'dismissed'> {
  const found = await findCandidates(written, hints);
  if ('problem' in found) return found;
  if ('place' in found) return toTarget(found.place, written);
  if (hints.mayAsk === false) return { problem: { kind: 'severalFolders', name: written } };
  const known = found.several.find(({ uri }) => uri.toString() === hints.earlier?.toString());
  const chosen = known ?? (await askWhich(written, found.several));
  if (!chosen) return 'dismissed';
  // During the question files may have come or gone.
  const now = await findCandidates(written, hints);
  const left = 'several' in now ? now.several : 'place' in now ? [now.place] : [];
  const same = left.find(({ key, exists }) => key === chosen.key && exists === chosen.exists);
  return same ? toTarget(same, written) : findAnswerTarget(written, hints);
}

/** Tells whether a place is still what the user was asked about. */
export function isSamePlace(one: FoundTarget | 'dismissed', other: WorkspacePlace): boolean {
  if (one === 'dismissed' || 'problem' in one) return false;
  const { uri, exists, isSensitive } = one;
  return uri.toString() === other.uri.toString() && exists === other.exists && isSensitive === other.isSensitive;
}

/** Tells whether a path in the workspace leads elsewhere: through a link, outside, or to something that is no file. */
export async function leadsAstray(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return true;
  return (await inspectPlace(folder, uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1))).isAlias;
}

function toTarget({ isAlias, uri, path, isSensitive, exists }: Candidate, written: string): FoundTarget {
  return isAlias ? { problem: { kind: 'alias', name: written } } : { uri, path, isSensitive, exists };
}

async function findCandidates(written: string, { document, sent, resource }: TargetHints): Promise<Candidates> {
  const own = document && (await toOwn(document));
  if (own && sent !== undefined && isSameName(written, sent)) return { place: own };
  const fitting = own?.exists && isTailOf(written, own.uri.path) ? own : undefined;
  const checked = checkPath(written);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const ownFolder = findFolder(resource ?? document);
  const problem = findProblem(checked, folders.length, document !== undefined && !ownFolder && sent?.includes('/'));
  if ('problem' in checked || problem)
    return fitting ? { place: fitting } : { problem: { kind: problem ?? 'notAPath', name: written } };
  const { path } = checked;
  const readings = readPlaces(path, folders, ownFolder?.index);
  const places = await Promise.all(
    readings.map(async ({ folder: index, path: inside, isNamed }): Promise<Candidate[]> => {
      const folder = folders[index];
      if (!folder) return [];
      const { uri, exists, isAlias } = await inspectPlace(folder, inside);
      const isSensitive = isSensitivePath(inside);
      return [{ uri, exists, isAlias, isNamed, isSensitive, path: toShownPath(uri), key: uri.toString() }];
    }),
  );
  const choice = choosePlace([...(fitting ? [fitting] : []), ...places.flat()]);
  return 'none' in choice ? { problem: { kind: 'outside', name: written } } : choice;
}

function findProblem(
  checked: ReturnType<typeof checkPath>,
  folderCount: number,
  isFolderGone: boolean | undefined,
): EditProblem['kind'] | undefined {
  if ('problem' in checked) return checked.problem;
  if (folderCount === 0) return 'noFolder';
  return isFolderGone ? 'folderGone' : undefined;
}

/** Candidate for the selection's document. A notebook's cell also stands for its file. */
async function toOwn(uri: vscode.Uri): Promise<Candidate> {
  const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  // An open document may have been deleted on disk.
  const exists = (isOpen && uri.scheme !== 'file') || (await isThere(uri));
  const file = toFileBehind(uri);
  const isSensitive = isSensitivePath(vscode.workspace.asRelativePath(file, false));
  return { uri, key: file.toString(), path: toShownPath(uri), isSensitive, exists, isNamed: false, isAlias: false };
}

/** Tells whether a file exists. */
export async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

function findFolder(uri: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
  return uri && vscode.workspace.getWorkspaceFolder(toFileBehind(uri));
}

async function askWhich(written: string, candidates: readonly Candidate[]): Promise<Candidate | undefined> {
  const choices = candidates.map((candidate) => ({
    label: candidate.path,
    description: candidate.exists ? toFileBehind(candidate.uri).fsPath : l10n.t('new'),
    value: candidate,
  }));
  return windowUi.pick(choices, {
    title: l10n.t('Which file does “{0}” mean?', written),
    placeholder: l10n.t('The answer’s name fits several. Nothing is changed until you accept.'),
    staysOpen: true,
  });
}

/** Real path of a file on disk, every link followed; `undefined` for anything else. */
export async function findRealPath(uri: vscode.Uri): Promise<string | undefined> {
  return uri.scheme === 'file' ? realpath(uri.fsPath).catch(() => undefined) : undefined;
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

/** Tells whether a path below a folder is spelled as on disk: a file system that ignores case takes other spellings. */
async function isRealName(folder: vscode.Uri, uri: vscode.Uri): Promise<boolean> {
  const [realFolder, real] = await Promise.all([realpath(folder.fsPath), realpath(uri.fsPath)]);
  return real.normalize('NFC') === (realFolder + uri.fsPath.slice(folder.fsPath.length)).normalize('NFC');
}
