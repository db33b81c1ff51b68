import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ContextFile, TaskContext } from '#orchestration/index.ts';
import { describeError } from '#common/missingPart.ts';
import { showError, showInformation } from '#editor/ui/notifications.ts';
import { toWorkspacePath } from '#editor/documents/fileBehind.ts';
import { isNotebook, readNotebook } from '#editor/documents/notebooks.ts';
import { isNeverSent, readNeverSend } from './neverSendFiles.ts';
import { describeNeverSent } from './sendPreview.ts';
import { readEditorSetting } from '#editor/settings/settings.ts';
import { confirmSize, describeBinary, findTextProblem } from '#editor/ui/textChecks.ts';

/** Most workspace files in the picker. */
const maxListedFiles = 5_000;

interface FileItem extends vscode.QuickPickItem {
  uri?: vscode.Uri;
}

/** Lets the user choose the files that go along with a task. `undefined` when the picker was dismissed. */
export async function pickContextFiles(context: TaskContext | undefined): Promise<ContextFile[] | undefined> {
  const chosen = new Set(context?.files?.map(({ file }) => file));
  const items = await listFiles(chosen);
  if (items.length === 0) {
    void showInformation(l10n.t('There are no files to add. Open a file or a folder first.'));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick<FileItem>(items, {
    canPickMany: true,
    matchOnDescription: true,
    title: l10n.t('Add Context'),
    placeHolder: l10n.t('Choose the files that go along with the task, whole'),
  });
  if (!picked) return undefined;
  const files: ContextFile[] = [];
  for (const { uri } of picked) {
    const file = uri && (await readContextFile(uri));
    if (file) files.push(file);
  }
  return files;
}

/** Reads a file as the editor sees it, unsaved changes included. `undefined`, with a message, when it cannot go along. */
async function readContextFile(uri: vscode.Uri): Promise<ContextFile | undefined> {
  const file = toWorkspacePath(uri);
  try {
    if (await isKeptHere(uri, file)) return undefined;
    const isOfCells = isNotebook(uri);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (!open && !isOfCells) {
      if (!(await confirmSize(file, (await vscode.workspace.fs.stat(uri)).size))) return undefined;
      // While the question stood there, the name may have become a link to another file.
      if (await isKeptHere(uri, file)) return undefined;
    }
    const document = isOfCells ? undefined : (open ?? (await vscode.workspace.openTextDocument(uri)));
    // Of a notebook, what its cells have put out stays here: it is large, and nobody chose it.
    const content = document?.getText() ?? (await readNotebook(uri)) ?? '';
    const problem = findTextProblem(file, content);
    if (problem !== undefined) {
      void showError(problem);
      return undefined;
    }
    if ((open || isOfCells) && !(await confirmSize(file, content))) return undefined;
    return { file, languageId: document?.languageId ?? 'markdown', content };
  } catch (error) {
    const problem = (await isBinary(uri))
      ? describeBinary(file)
      : l10n.t('{0} cannot go along: {1}', file, describeError(error));
    void showError(problem);
    return undefined;
  }
}

/** Tells whether the settings keep a file from models. Shows a message about it. */
async function isKeptHere(uri: vscode.Uri, file: string): Promise<boolean> {
  const isKept = await isNeverSent(uri);
  if (isKept) void showError(describeNeverSent(file));
  return isKept;
}

/** Tells whether a file that VS Code refused to open holds no text. VS Code itself gives an address and an error code. */
async function isBinary(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.readFile(uri)).includes(0);
  } catch {
    return false;
  }
}

async function listFiles(chosen: ReadonlySet<string>): Promise<FileItem[]> {
  const toItem = (uri: vscode.Uri): FileItem => {
    const path = toWorkspacePath(uri);
    const name = path.split('/').pop() ?? path;
    return { uri, label: name, description: path === name ? '' : path, picked: chosen.has(path) };
  };
  const separator = (label: string): FileItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const open = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap(({ input }) =>
      input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook ? [input.uri] : [],
    );
  const seen = new Set<string>();
  const never = await readNeverSend();
  const isNew = (uri: vscode.Uri) =>
    !never.has(uri.path) && !seen.has(uri.toString()) && seen.add(uri.toString()).size > 0;
  const openItems = open.filter(isNew).map(toItem);
  const found = await vscode.workspace.findFiles('**/*', toSearchExclude(), maxListedFiles);
  const otherItems = found
    .filter(isNew)
    .map(toItem)
    .sort((a, b) => (a.description ?? '').localeCompare(b.description ?? ''));
  return [
    ...(openItems.length > 0 ? [separator(l10n.t('open editors')), ...openItems] : []),
    ...(otherItems.length > 0 ? [separator(l10n.t('workspace files')), ...otherItems] : []),
  ];
}

/** Reads the files that searches leave out: `node_modules`, for one, would fill the list before files of the user. */
function toSearchExclude(): string | undefined {
  const excluded = readEditorSetting('search.exclude');
  if (typeof excluded !== 'object' || excluded === null) return undefined;
  const globs = Object.entries(excluded).flatMap(([glob, isExcluded]) => (isExcluded === true ? [glob] : []));
  return globs.length === 0 ? undefined : `{${globs.flatMap((glob) => [glob, `${glob}/**`]).join(',')}}`;
}
