import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toShortList } from '#common/text/shortList.ts';
import type { FilePatch } from '#edits/unifiedDiff.ts';
import { readPatches } from '#edits/patches.ts';
import type { CodeBlock } from '#edits/codeBlocks.ts';
import { checkBlock, patchText, replaceAll } from './applyBlocks.ts';
import { openForEdit, readText, toDocumentText, toRange } from './applyDocuments.ts';
import { describeEditProblem, describeWhole, type EditOutcome, tellProblem } from './applyMessages.ts';
import { checkWritten, type WrittenFile } from './keptEdits.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import { findRealPath, findTarget, type TargetHints } from './workspacePlaces.ts';
import type { EditProblem, ComputedChange } from '#edits/problems.ts';

/** What is known besides the answer. */
interface FilesContext {
  /** Tells which files the names in the answer mean. */
  hints: TargetHints;
  /** The document of the task's selection, whose block replaces that and not the whole. */
  selected?: { uri: vscode.Uri; compute(text: string, block: CodeBlock): ComputedChange } | undefined;
}

/** One file of an answer. */
interface NamedFile {
  path: string;
  block: CodeBlock;
  patch?: FilePatch | undefined;
  /** The block is the markup of a patch that cannot be read. */
  isBroken?: boolean;
}

/** A file of an answer with its place in the workspace; without a document where there is none yet. */
interface OpenedFile extends NamedFile {
  uri: vscode.Uri;
  realPath: string | undefined;
  isSensitive: boolean;
  document?: vscode.TextDocument;
}

/** A file as it is to be changed or made. */
interface FileEdit extends WrittenFile {
  isSensitive: boolean;
  range: vscode.Range;
  text: string;
  detail: string;
  /** Name that the whole file would no longer declare, as far as that may not have been meant. */
  dropped: string | undefined;
}

/**
 * Offers all files that an answer names in VS Code's refactor preview: nothing is changed before the user applies it
 * there, and nothing is saved. What cannot be changed is left out and said.
 */
export async function applyFiles(
  blocks: readonly CodeBlock[],
  agent: string,
  context: FilesContext,
): Promise<EditOutcome> {
  const files = mergePatches(blocks.flatMap(toNamedFiles));
  /** What was chosen where a name fits several files, so that nothing is asked twice. */
  const chosen = new Map<string, vscode.Uri>();
  const planned = await planFiles(files, context, chosen);
  const sensitive = planned.edits.filter((edit) => edit.isSensitive).map(({ path }) => path);
  const agreed = sensitive.length > 0 && (await confirmSensitive(sensitive)) ? sensitive : [];
  // While the question stood there, documents may have changed.
  const { edits, problems } = sensitive.length > 0 ? await planFiles(files, context, chosen) : planned;
  const wanted = edits.filter(({ isSensitive, path }) => !isSensitive || agreed.includes(path));
  tellLeftOut(problems);
  if (wanted.length === 0) return edits.length > 0 ? 'dismissed' : (problems[0] ?? tellProblem({ kind: 'noCode' }));
  if (!(await vscode.workspace.applyEdit(toWorkspaceEdit(wanted, agent)))) return 'dismissed';
  // The preview is one more question: a place may have become another meanwhile.
  const undone: EditProblem[] = [];
  for (const edit of wanted) {
    const problem = await checkWritten(edit);
    if (problem) undone.push(problem);
  }
  tellLeftOut(undone);
  return undone.length === wanted.length ? (undone[0] ?? 'done') : 'done';
}

/** Most files that the question about sensitive ones names. */
const maxNamed = 10;

/** Asks before anything is written to a place whose content runs by itself. */
export async function confirmSensitive(paths: readonly string[]): Promise<boolean> {
  const include = l10n.t('Include Them');
  const answer = await vscode.window.showWarningMessage(
    l10n.t('The answer writes to files that may run by themselves: {0}', toShortList(paths, maxNamed)),
    {
      modal: true,
      detail: l10n.t(
        'What such a file says can be executed when the folder is opened, or by the next install, test or commit. Read every line before you accept it.',
      ),
    },
    include,
  );
  return answer === include;
}

function toNamedFiles(block: CodeBlock): NamedFile[] {
  const patches = readPatches(block);
  if (patches === undefined || patches === 'broken') {
    return block.path === undefined ? [] : [{ path: block.path, block, isBroken: patches === 'broken' }];
  }
  return patches.flatMap((patch) => {
    const path = patch.newPath ?? patch.oldPath ?? (patches.length === 1 ? block.path : undefined);
    return path === undefined ? [] : [{ path, block, patch }];
  });
}

/** Patches of one file, which an answer gives in several blocks, as one. */
function mergePatches(files: readonly NamedFile[]): NamedFile[] {
  const merged: NamedFile[] = [];
  for (const file of files) {
    const at = merged.findIndex(({ path, patch }) => path === file.path && patch && !patch.isDeletion);
    const first = merged[at];
    if (!first?.patch || !file.patch || file.patch.isDeletion || file.patch.isCreation) merged.push(file);
    else {
      const hunks = [...first.patch.hunks, ...file.patch.hunks];
      const isClosed = first.block.isClosed && file.block.isClosed;
      merged[at] = { ...first, block: { ...first.block, isClosed }, patch: { ...first.patch, hunks } };
    }
  }
  return merged;
}

/**
 * What is to be done with each file. All documents are opened before the first is looked at, and nothing is awaited from
 * then on: an edit that follows at once is one of the texts that were looked at, since VS Code refuses it for others.
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
  const place = await findTarget(path, { ...hints, earlier: chosen.get(path) });
  if (place === 'dismissed') return { kind: 'severalFolders', name: path };
  if ('problem' in place) return place.problem;
  chosen.set(path, place.uri);
  const { uri, path: name, isSensitive } = place;
  const realPath = await findRealPath(uri);
  const found = { uri, realPath, path: name, isSensitive, block, patch };
  // A name that may be something else is no file that has to be made.
  if (!place.exists) return block.certainty === 'perhaps' && !patch ? { kind: 'missing', name } : found;
  const opened = await openForEdit(uri);
  return 'problem' in opened ? opened.problem : { ...found, document: opened.document };
}

function toFileEdit(file: OpenedFile, { selected }: FilesContext): FileEdit | EditProblem {
  const { uri, realPath, path, isSensitive, block, patch, document } = file;
  const text = document ? readText(document) : '';
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
  const place = { uri, realPath, path, isSensitive, dropped, range: toRange(text, change) };
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
  // Only an entry that needs to be confirmed opens the preview, where that entry is not ticked. This one makes a folder
  // that exists, so it does nothing and is not listed: the rest stands there ticked.
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const opener = { needsConfirmation: true, label: l10n.t('Proposed by {0}', agent) };
  if (folder) whole.createFile(folder.uri, { ignoreIfExists: true }, opener);
  return whole;
}

function labelOf({ isSensitive, dropped }: FileEdit, agent: string): string {
  if (isSensitive) return l10n.t('May run by itself');
  return dropped === undefined ? l10n.t('Proposed by {0}', agent) : l10n.t('Removes “{0}”', dropped);
}

function tellLeftOut(problems: readonly EditProblem[]): void {
  if (problems.length === 0) return;
  const reasons = problems.map((problem) => describeEditProblem(problem).message).join(' ');
  void showWarning(l10n.t('Not everything in the answer can be applied. {0}', reasons));
}
