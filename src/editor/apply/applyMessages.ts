import * as l10n from '@vscode/l10n';
import type { EditPlace } from '#edits/decision.ts';
import { formatNumber } from '#common/language.ts';
import { findHidden } from '#common/text/hiddenCharacters.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import type { WholeLines, EditProblemKind, EditProblem } from '#edits/problems.ts';

/** An alternative after a problem. None loses code. */
export type Remedy = EditPlace | 'allOfIt' | 'showAnyway' | 'insert' | 'compare' | 'newFile' | 'copy';

/** Describes a change of the whole file by its size. */
export function describeWhole({ before, after }: WholeLines): string {
  return l10n.t('the whole file: from {0} to {1}', describeLines(before), describeLines(after));
}

function describeLines(count: number): string {
  return count === 1 ? l10n.t('1 line') : l10n.t('{0} lines', formatNumber(count));
}

/** Outcome of an action. `shown`: a diff waits for the user. */
export type EditOutcome = 'shown' | 'done' | 'dismissed' | EditProblem;

/** Warns of invisible characters in code before it is read or run. */
export function warnOfHidden(code: string): void {
  const found = findHidden(code);
  if (found.length === 0) return;
  void showWarning(
    l10n.t(
      'The code of the answer holds characters that nobody sees or that change the order it is shown in: {0}. VS Code marks them in the editor. Read these lines before you run them.',
      found.join(', '),
    ),
  );
}

/** Shows a problem without remedies. */
export function reportProblem(problem: EditProblem): EditProblem {
  void showWarning(describeEditProblem(problem).message);
  return problem;
}

/** Describes a problem for the user, with its remedies. */
export function describeEditProblem(problem: EditProblem): { message: string; remedies: Remedy[] } {
  const { kind, name, detail = '', places = [] } = problem;
  const [remedies, toMessage] = problems[kind];
  return { message: toMessage(name ?? l10n.t('the document'), detail), remedies: [...places, ...remedies] };
}

const remedyLabels: Record<Remedy, () => string> = {
  selection: () => l10n.t('Replace Selection'),
  inner: () => l10n.t('Replace Selection Without It'),
  whole: () => l10n.t('Replace Whole File'),
  allOfIt: () => l10n.t('Take All of It'),
  showAnyway: () => l10n.t('Show Changes Anyway'),
  insert: () => l10n.t('Insert at Cursor'),
  compare: () => l10n.t('Compare With File'),
  newFile: () => l10n.t('New File'),
  copy: () => l10n.t('Copy'),
};

/** Label of a remedy's button. */
export function describeRemedy(remedy: Remedy): string {
  return remedyLabels[remedy]();
}

const copyOnly: Remedy[] = ['copy'];
const comparable: Remedy[] = ['compare', 'copy'];
const insertable: Remedy[] = ['insert', 'compare', 'copy'];
const placeless: Remedy[] = ['insert', 'newFile', 'copy'];
const fileable: Remedy[] = ['newFile', 'copy'];

/** The remedies of each problem, and its message. */
const problems: Record<EditProblemKind, [remedies: Remedy[], message: (name: string, detail: string) => string]> = {
  gone: [
    insertable,
    (name) => l10n.t('The selected code is no longer in {0}: it was changed since the task began.', name),
  ],
  ambiguous: [
    insertable,
    (name) => l10n.t('The selected code is in {0} more than once, and it is not certain which is meant.', name),
  ],
  patchGone: [comparable, (name) => l10n.t('The patch does not fit {0}: lines it changes are not there.', name)],
  patchAmbiguous: [
    comparable,
    (name) => l10n.t('The patch does not fit {0} for certain: lines it changes are there more than once.', name),
  ],
  notAPatch: [copyOnly, () => l10n.t('The patch cannot be read.')],
  noTarget: [
    placeless,
    () => l10n.t('The task did not begin with a selection, so there is nothing this code could replace.'),
  ],
  closed: [placeless, (name) => l10n.t('{0} is no longer open, and was never saved under this name.', name)],
  deleted: [placeless, (name) => l10n.t('{0} was deleted or moved.', name)],
  deletion: [[], (name) => l10n.t('The answer wants {0} to be deleted. Delete it yourself if you agree.', name)],
  readOnly: [fileable, (name) => l10n.t('{0} is read-only.', name)],
  earlierVersion: [
    ['compare', 'insert', 'copy'],
    (name) => l10n.t('The code was selected in an earlier version of {0}, which cannot be changed.', name),
  ],
  notebook: [
    placeless,
    (name) => l10n.t('{0} is a notebook: its cells can be changed, not its file as a whole.', name),
  ],
  unreadable: [placeless, (name) => l10n.t('{0} cannot be opened as text.', name)],
  undecodable: [
    fileable,
    (name) =>
      l10n.t(
        '{0} holds bytes that are no text in its encoding, and saving a change would lose them. Choose its encoding with “Reopen with Encoding” first.',
        name,
      ),
  ],
  outdated: [
    fileable,
    (name) =>
      l10n.t('Another program has changed {0}, and VS Code has not read it again yet. Try again in a moment.', name),
  ],
  rejected: [
    fileable,
    (name) => l10n.t('VS Code did not change {0}. It may be read-only, or was changed at the same moment.', name),
  ],
  unchanged: [[], (name) => l10n.t('{0} already says the same: there is nothing to change.', name)],
  empty: [[], () => l10n.t('The block is empty.')],
  elided: [
    comparable,
    (name) => l10n.t('The answer leaves code of {0} out, so it cannot replace what is there.', name),
  ],
  mayLeaveOut: [
    comparable,
    (name, detail) => l10n.t('The answer may leave code of {0} out: a line of it reads “{1}”.', name, detail),
  ],
  quotes: [copyOnly, (_, detail) => l10n.t('The block only repeats a part of the selected code: “{0}”.', detail)],
  declaresOther: [
    placeless,
    (_, detail) => l10n.t('The selected code declares “{0}”, and the block does not.', detail),
  ],
  repeats: [
    comparable,
    (_, detail) => l10n.t('The block repeats code that stands around the selection: “{0}”.', detail),
  ],
  uses: [
    comparable,
    (_, detail) => l10n.t('The block holds more than the selected code, perhaps an example of its use: “{0}”.', detail),
  ],
  imports: [
    comparable,
    (name, detail) =>
      l10n.t(
        'The block begins with an import that {0} does not have: “{1}”. It would stand in the middle.',
        name,
        detail,
      ),
  ],
  mayBeWhole: [
    comparable,
    (name) => l10n.t('It is not certain whether the block is the selected code or the whole of {0}.', name),
  ],
  drops: [
    comparable,
    (name, detail) =>
      l10n.t('The block would take the place of the whole of {0}, and does not have “{1}”.', name, detail),
  ],
  compares: [comparable, (_, detail) => l10n.t('The block shows the code more than once: “{0}”.', detail)],
  unbalanced: [comparable, () => l10n.t('The block leaves other brackets open than the code it replaces.')],
  markup: [
    comparable,
    (_, detail) => l10n.t('A line of the block may be the mark of a change, and no code: “{0}”.', detail),
  ],
  nested: [
    ['allOfIt', 'showAnyway', 'copy'],
    () => l10n.t('The block holds fences like its own, so it is not certain where it ends.'),
  ],
  isPatch: [copyOnly, () => l10n.t('The block is a patch and no code: only Apply can use it.')],
  severalBlocks: [[], () => l10n.t('Several blocks of the answer could be meant. Choose one in the panel.')],
  cutOff: [['showAnyway', 'copy'], () => l10n.t('The answer broke off inside this block, so its end is missing.')],
  unknownBlock: [[], () => l10n.t('This block is not part of the answer.')],
  unfinished: [[], () => l10n.t('The run goes on. Wait until it has ended, or stop it.')],
  unknownRun: [[], () => l10n.t('There is no answer to apply.')],
  noCode: [[], () => l10n.t('The answer holds no code that fits. Choose a block in the panel.')],
  noEditor: [fileable, () => l10n.t('No text editor is in front. Click into one, where the code should go.')],
  noSelection: [placeless, () => l10n.t('Nothing is selected. Select what the code should replace.')],
  noFolder: [fileable, () => l10n.t('No folder is open, so files can only be made untitled.')],
  alias: [placeless, (name) => l10n.t('{0} leads to another place, or is spelled otherwise on disk.', name)],
  severalFolders: [
    placeless,
    (name) => l10n.t('{0} is in more than one folder of the workspace, and it is not certain which is meant.', name),
  ],
  folderGone: [
    placeless,
    (name) =>
      l10n.t('The folder that the task began in is not in this workspace, so it is not certain where {0} is.', name),
  ],
  twice: [
    copyOnly,
    (name) => l10n.t('{0} is given more than once in the answer. Choose the block in the panel.', name),
  ],
  missing: [placeless, (name) => l10n.t('{0} is not in the workspace.', name)],
  notAPath: [placeless, (name) => l10n.t('{0} is no name for a file.', name)],
  outside: [placeless, (name) => l10n.t('{0} is not inside the workspace.', name)],
  hidden: [placeless, (name) => l10n.t('{0} holds characters that hide what it is.', name)],
  reserved: [placeless, (name) => l10n.t('{0} is a name that must not be written to.', name)],
};
