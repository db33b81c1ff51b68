import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toShortList } from '#common/text/shortList.ts';
import type { CodeBlock } from '#edits/codeBlocks.ts';
import { checkBlock, patchText, replaceAll } from './applyBlocks.ts';
import { openForEdit, readDocumentText, toDocumentText, rangeOf } from './applyDocuments.ts';
import { describeEditProblem, describeWhole, type EditOutcome, reportProblem } from './applyMessages.ts';
import { findNamedFiles, type NamedFile } from './namedFiles.ts';
import { checkWritten, type WrittenFile } from './lastingEdits.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { findRealPath, findAnswerTarget, type TargetHints } from './workspacePlaces.ts';
import type { EditProblem, ComputedChange } from '#edits/problems.ts';

/** Facts besides the blocks of the answer. */
interface FilesContext {
  /** Decides which files the names in the answer mean. */
  hints: TargetHints;
  /** The document of the task's selection: its block replaces the selection, not the whole. */
  selected?: { uri: vscode.Uri; compute(text: string, block: CodeBlock): ComputedChange } | undefined;
}

/** A named file with its place; without a document if it does not exist yet. */
interface OpenedFile extends NamedFile {
  uri: vscode.Uri;
  realPath: string | undefined;
  isSensitive: boolean;
  document?: vscode.TextDocument;
}

/** A change of a file, or a new file. */
interface FileEdit extends WrittenFile {
  isSensitive: boolean;
  range: vscode.Range;
  text: string;
  detail: string;
  /** Name that the file would no longer declare, which may not have been meant. */
  dropped: string | undefined;
}

/**
 * Offers all files that an answer names in VS Code's refactor preview. Changes nothing before the user applies it
 * there, and saves nothing. Files that cannot be changed are left out and reported.
 */
export async function applyFiles(
  blocks: readonly CodeBlock[],
  agent: string,
  context: FilesContext,
): Promise<EditOutcome> {
  const files = findNamedFiles(blocks);
  /** Choices of the user if a name fits several files, so that no question is asked twice. */
  const chosen = new Map<string, vscode.Uri>();
  const planned = await planFiles(files, context, chosen);
  const sensitive = planned.edits.filter((edit) => edit.isSensitive).map(({ path }) => path);
  const agreed = sensitive.length > 0 && (await confirmSensitive(sensitive)) ? sensitive : [];
  // During the question documents may have changed.
  const { edits, problems } = sensitive.length > 0 ? await planFiles(files, context, chosen) : planned;
  const wanted = edits.filter(({ isSensitive, path }) => !isSensitive || agreed.includes(path));
  reportLeftOut(problems);
  if (wanted.length === 0) return edits.length > 0 ? 'dismissed' : (problems[0] ?? reportProblem({ kind: 'noCode' }));
  if (!(await vscode.workspace.applyEdit(toWorkspaceEdit(wanted, agent)))) return 'dismissed';
  // During the preview a place may have become another one.
  const undone: EditProblem[] = [];
  for (const edit of wanted) {
    const problem = await checkWritten(edit);
    if (problem) undone.push(problem);
  }
  reportLeftOut(undone);
  return undone.length === wanted.length ? (undone[0] ?? 'done') : 'done';
}

/** Most files that the question about sensitive ones names. */
const maxNamed = 10;

/** Asks before a file is written that may run by itself. */
export async function confirmSensitive(paths: readonly string[]): Promise<boolean> {
  const include = l10n.t('Include Them');
  const answer = await windowUi.ask({
    message: l10n.t('The answer writes to files that may run by themselves: {0}', toShortList(paths, maxNamed)),
    detail: l10n.t(
      'What such a file says can be executed when the folder is opened, or by the next install, test or commit. Read every line before you accept it.',
    ),
    buttons: [include],
    isWarning: true,
  });
  return answer === include;
}

/**
 * Computes the change of each file. All documents are opened before the first is read, and nothing is awaited from then
 * on: an edit that follows at once applies to the texts that were read, since VS Code refuses it for others.
 */
async function planFiles(
  files: readonly NamedFile[],
  context: FilesContext,
  chosen: Map<string, vscode.Uri>,
): Promise<{ edits: FileEdit[]; problems: EditProblem[] }> {
  const opened: (OpenedFile | EditProblem)[] = [];
  for (const file of files) {
    const isTwice = files.filter(({ path }) => path === file.path).length > 1;
    opened.push(isTwice ? { kind: 'twice', name: file.path } : await openFile(file, context, chosen));
  }
  const edits: FileEdit[] = [];
  const problems: EditProblem[] = [];
  // Two names may mean one file: neither block is more likely meant than the other.
  const uris = opened.flatMap((file) => ('uri' in file ? [file.uri.toString()] : []));
  const isTwice = ({ uri }: OpenedFile) => uris.filter((other) => other === uri.toString()).length > 1;
  for (const file of opened) {
    if ('kind' in file) problems.push(file);
    else if (isTwice(file)) problems.push({ kind: 'twice', name: file.path });
    else {
      const planned = toFileEdit(file, context);
      if ('kind' in planned) problems.push(planned);
      else edits.push(planned);
    }
  }
  return { edits, problems };
}

async function openFile(
  file: NamedFile,
  { hints }: FilesContext,
  chosen: Map<string, vscode.Uri>,
): Promise<OpenedFile | EditProblem> {
  const { path, block, patch, isBroken } = file;
  if (isBroken) return { kind: 'notAPatch', name: path };
  if (block.meant !== undefined) return { kind: 'nested', name: path };
  if (patch?.isDeletion) return { kind: 'deletion', name: path };
  const fault = checkBlock(block);
  if (fault) return { ...fault, name: path };
  const place = await findAnswerTarget(path, { ...hints, earlier: chosen.get(path) });
  if (place === 'dismissed') return { kind: 'severalFolders', name: path };
  if ('problem' in place) return place.problem;
  chosen.set(path, place.uri);
  const { uri, path: name, isSensitive } = place;
  const realPath = await findRealPath(uri);
  const found = { uri, realPath, path: name, isSensitive, block, patch };
  // An uncertain name does not create a file.
  if (!place.exists) return block.certainty === 'perhaps' && !patch ? { kind: 'missing', name } : found;
  const opened = await openForEdit(uri);
  return 'problem' in opened ? opened.problem : { ...found, document: opened.document };
}

function toFileEdit(file: OpenedFile, { selected }: FilesContext): FileEdit | EditProblem {
  const { uri, realPath, path, isSensitive, block, patch, document } = file;
  const text = document ? readDocumentText(document) : '';
  const isSelected = document !== undefined && selected?.uri.toString() === uri.toString();
  const computed = patch
    ? patchText(text, patch)
    : isSelected && selected
      ? selected.compute(text, block)
      : replaceAll(text, block);
  const dropped = 'problem' in computed && computed.problem.kind === 'drops' ? computed.problem.detail : undefined;
  const offered = dropped === undefined ? computed : replaceAll(text, block, 'whole');
  if ('problem' in offered) return { name: path, ...offered.problem };
  const { change, lines } = offered;
  const place = { uri, realPath, path, isSensitive, dropped, range: rangeOf(text, change) };
  if (!document) return { ...place, before: undefined, text: change.text, detail: l10n.t('new') };
  return {
    ...place,
    before: text,
    text: toDocumentText(change.text, document),
    detail: lines ? describeWhole(lines) : '',
  };
}

function toWorkspaceEdit(edits: readonly FileEdit[], agent: string): vscode.WorkspaceEdit {
  const whole = new vscode.WorkspaceEdit();
  for (const edit of edits) {
    const { uri, before, isSensitive, dropped, range, text, detail } = edit;
    const metadata: vscode.WorkspaceEditEntryMetadata = {
      // The user has to tick these one by one.
      needsConfirmation: isSensitive || dropped !== undefined,
      label: labelOf(edit, agent),
      description: detail,
    };
    if (before === undefined) whole.createFile(uri, { overwrite: false, ignoreIfExists: false }, metadata);
    whole.replace(uri, range, text, metadata);
  }
  // Only an entry that needs confirmation opens the preview, in which it is not ticked. This one creates a folder
  // that exists: it does nothing and is not listed, and all others are ticked.
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const opener = { needsConfirmation: true, label: l10n.t('Proposed by {0}', agent) };
  if (folder) whole.createFile(folder.uri, { ignoreIfExists: true }, opener);
  return whole;
}

function labelOf({ isSensitive, dropped }: FileEdit, agent: string): string {
  if (isSensitive) return l10n.t('May run by itself');
  return dropped === undefined ? l10n.t('Proposed by {0}', agent) : l10n.t('Removes “{0}”', dropped);
}

function reportLeftOut(problems: readonly EditProblem[]): void {
  if (problems.length === 0) return;
  const reasons = problems.map((problem) => describeEditProblem(problem).message).join(' ');
  void showWarning(l10n.t('Not everything in the answer can be applied. {0}', reasons));
}
