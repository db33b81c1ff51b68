import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type CodeBlock, codeOf, findCodeBlocks } from '#edits/codeBlocks.ts';
import type { Background } from '#common/background.ts';
import type { FilePatch } from '#edits/unifiedDiff.ts';
import type { EditPlace } from '#edits/decision.ts';
import { findLeftOut } from '#edits/leftOut.ts';
import { findMarkup } from '#edits/syntax/markup.ts';
import { isPatch, readPatches } from '#edits/patches.ts';
import type { CodeAction } from '#protocol/messages.ts';
import type { ActiveEditor } from '#editor/documents/activeEditor.ts';
import { type KnownAnswer, type BlockReference, explainChoice, findBlock } from './answerBlocks.ts';
import { findBlockTarget, findOwnDocument, findPathTarget, type NamedTarget, toHints } from './answerTargets.ts';
import { readDocumentText, toEditable } from './applyDocuments.ts';
import { checkBlock, patchText, replaceAllAsked, replaceSelection } from './applyBlocks.ts';
import { applyFiles, confirmSensitive } from './applyFiles.ts';
import { askForNewFile, createFile, insertAtCursor, openUntitled, replaceInEditor } from './applyInserts.ts';
import {
  describeEditProblem,
  describeRemedy,
  type EditOutcome,
  type Remedy,
  warnOfHidden,
  reportProblem,
} from './applyMessages.ts';
import type { Proposals } from '#editor/apply/proposals/proposals.ts';
import { selectedCode } from '#editor/documents/selectionSource.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import { toShownPath } from '#editor/documents/fileBehind.ts';
import { isNotebookFile } from '#editor/documents/notebookText.ts';
import { cellScheme } from '#editor/documents/notebooks.ts';
import type { SelectionDocuments } from './selectionDocuments.ts';
import { findAnswerTarget, type FoundTarget, isSamePlace } from './workspacePlaces.ts';
import type { EditProblem, ComputedChange } from '#edits/problems.ts';

export interface AnswerEditsOptions {
  editor: ActiveEditor;
  documents: SelectionDocuments;
  proposals: Proposals;
  background: Background;
}

/** Brings code of answers into the editor. If that is impossible, the user is told what can be done instead. */
export class AnswerEdits {
  readonly #options: AnswerEditsOptions;

  constructor(options: AnswerEditsOptions) {
    this.#options = options;
  }

  /** Runs the action of a button of a block. A problem is shown to the user, and returned. */
  async perform(
    answer: KnownAnswer | undefined,
    action: CodeAction,
    reference: BlockReference = {},
  ): Promise<EditOutcome> {
    if (!answer) return reportProblem({ kind: 'unknownRun' });
    if (!answer.hasEnded && action !== 'copy') return reportProblem({ kind: 'unfinished' });
    const block = findBlock(answer, reference);
    if (!block) return reportProblem({ kind: reference.shown === undefined ? explainChoice(answer) : 'unknownBlock' });
    return this.#finish(answer, block, action, await this.#do(answer, block, action));
  }

  /** Offers all files that an answer names as one change. */
  async applyAll(answer: KnownAnswer | undefined): Promise<EditOutcome> {
    if (!answer) return reportProblem({ kind: 'unknownRun' });
    if (!answer.hasEnded) return reportProblem({ kind: 'unfinished' });
    const { selection } = answer;
    const code = selection && selectedCode(selection.source);
    const own = await findOwnDocument(this.#options.documents, answer, true);
    if (own === 'dismissed') return own;
    const uri = own && 'uri' in own ? own.uri : undefined;
    const blocks = findCodeBlocks(answer.text);
    warnOfHidden(blocks.map(({ text }) => text).join('\n'));
    const selected = uri &&
      selection &&
      code !== undefined && {
        uri,
        compute: (text: string, block: CodeBlock) => this.#replace(text, selection, code, block),
      };
    return applyFiles(blocks, answer.agent, { hints: toHints(answer, own), selected: selected || undefined });
  }

  async #do(answer: KnownAnswer, block: CodeBlock, action: CodeAction): Promise<EditOutcome> {
    if (action === 'copy') {
      await vscode.env.clipboard.writeText(block.text);
      return 'done';
    }
    const problem = checkBlock(block);
    if (problem && (problem.kind === 'empty' || action === 'apply')) return problem;
    if (block.meant !== undefined) return { kind: 'nested' };
    const misfit = this.#checkForEditor(block, action);
    if (misfit) return misfit;
    warnOfHidden(block.text);
    switch (action) {
      case 'apply':
        return this.#apply(answer, block);
      case 'insert':
        return insertAtCursor(this.#options.editor.current, codeOf(block));
      case 'replace':
        return replaceInEditor(this.#options.editor.current, codeOf(block));
      case 'newFile':
        return this.#makeFile(answer, block);
    }
  }

  /** Checks whether a block can be written as code: it may be a patch, or leave out some of the selected code. */
  #checkForEditor(block: CodeBlock, action: CodeAction): EditProblem | undefined {
    const editor = this.#options.editor.current;
    if (!editor || (action !== 'insert' && action !== 'replace')) return undefined;
    const { document, selection } = editor;
    const { languageId } = document;
    const isMarked = findMarkup(codeOf(block), document.getText(), languageId)?.isSure;
    if ((isMarked || isPatch(block)) && !/^(?:markdown|diff|plaintext)$/.test(languageId)) return { kind: 'isPatch' };
    if (action === 'insert') return undefined;
    const leftOut = findLeftOut(codeOf(block), document.getText(selection), languageId);
    return leftOut?.isSure ? { kind: 'elided', name: toShownPath(document.uri) } : undefined;
  }

  /** Shows a problem, and goes on with the remedy that the user chooses. */
  #finish(answer: KnownAnswer, block: CodeBlock, action: CodeAction, outcome: EditOutcome): EditOutcome {
    if (typeof outcome === 'string') return outcome;
    const { message, remedies } = describeEditProblem(outcome);
    const labels = remedies.map(describeRemedy);
    this.#options.background(async () => {
      const label = await showWarning(message, ...labels);
      const remedy = remedies.find((_, index) => labels[index] === label);
      if (remedy) await this.#remedy(answer, block, action, remedy);
    });
    return outcome;
  }

  async #remedy(answer: KnownAnswer, block: CodeBlock, action: CodeAction, remedy: Remedy): Promise<void> {
    const { meant, ...shown } = block;
    switch (remedy) {
      case 'allOfIt':
        return this.#again(answer, { ...shown, text: meant ?? block.text }, action);
      case 'showAnyway':
        if (action !== 'apply') return this.#again(answer, shown, action);
        return void this.#finish(answer, shown, action, await this.#apply(answer, shown));
      case 'selection':
      case 'inner':
      case 'whole':
        return void this.#finish(answer, block, action, await this.#apply(answer, block, remedy));
      case 'compare':
        return void this.#finish(answer, block, action, await this.#compare(answer, block));
      case 'insert':
      case 'newFile':
      case 'copy':
        return this.#again(answer, block, remedy);
    }
  }

  async #again(answer: KnownAnswer, block: CodeBlock, action: CodeAction): Promise<void> {
    this.#finish(answer, block, action, await this.#do(answer, block, action));
  }

  /**
   * Offers a block for the selection, or for the file that it names.
   * @param chosen the place that the user chose.
   */
  async #apply(answer: KnownAnswer, block: CodeBlock, chosen?: EditPlace): Promise<EditOutcome> {
    const patches = readPatches(block);
    if (patches === 'broken') return { kind: 'notAPatch' };
    const [patch, second] = patches ?? [];
    if (second) return this.applyAll(answer);
    if (patch?.isDeletion) return { kind: 'deletion', name: patch.oldPath };
    const { selection } = answer;
    const code = selection && selectedCode(selection.source);
    const { target, isNamed } = await findBlockTarget(this.#options.documents, answer, block, patch);
    if (target === 'dismissed') return target;
    if ('place' in target) return this.#applyToFile(answer, block, target, patch, chosen);
    if (!selection || code === undefined) return { kind: 'noTarget' };
    if ('problem' in target) return target.problem;
    const { uri } = target;
    if (uri.scheme === cellScheme && isNotebookFile(block.text)) return { kind: 'notebook', name: toShownPath(uri) };
    return this.#show(answer, block, { uri, path: toShownPath(uri) }, (text) => {
      if (patch) return patchText(text, patch, this.#options.documents.selections.find(selection.runId, code, text));
      return this.#replace(text, selection, code, block, { isNamed, chosen });
    });
  }

  async #applyToFile(
    answer: KnownAnswer,
    block: CodeBlock,
    { place, written, hints }: NamedTarget,
    patch: FilePatch | undefined,
    chosen: EditPlace | undefined,
  ): Promise<EditOutcome> {
    if (!place.exists) return patch ? { kind: 'missing', name: place.path } : this.#makeFile(answer, block, place.uri);
    if (place.isSensitive) {
      if (!(await confirmSensitive([place.path]))) return 'dismissed';
      // The user agreed to this place. During the question it may have become another one.
      if (!isSamePlace(await findAnswerTarget(written, { ...hints, earlier: place.uri }), place))
        return this.#apply(answer, block, chosen);
    }
    return this.#show(answer, block, { ...place, isNamed: true }, (text) =>
      patch ? patchText(text, patch) : replaceAllAsked(text, block, chosen),
    );
  }

  async #show(
    answer: KnownAnswer,
    block: CodeBlock,
    { uri, path: name, isNamed = false }: { uri: vscode.Uri; path: string; isNamed?: boolean },
    compute: (text: string) => ComputedChange,
  ): Promise<EditOutcome> {
    const problem = await this.#options.proposals.show({
      uri,
      isNamed,
      describe: (text, { start, end }) =>
        l10n.t('{0} proposed by {1}', `${name}:${toLines(text, start, end)}`, answer.agent),
      compute(text) {
        const computed = compute(text);
        return 'problem' in computed ? { problem: { name, ...computed.problem } } : computed;
      },
      fail: (problem) => {
        this.#finish(answer, block, 'apply', problem);
      },
      applied: (document, { start, text }) => {
        const runId = answer.selection?.runId;
        if (runId !== undefined)
          this.#options.documents.selections.recordApplied(runId, readDocumentText(document), {
            start,
            end: start + text.length,
          });
      },
    });
    return problem ?? 'shown';
  }

  #replace(
    text: string,
    { runId, source }: NonNullable<KnownAnswer['selection']>,
    code: string,
    block: CodeBlock,
    { isNamed = true, chosen }: { isNamed?: boolean; chosen?: EditPlace | undefined } = {},
  ): ComputedChange {
    const found = this.#options.documents.selections.find(runId, code, text);
    const selected = { code, found, languageId: source.context?.languageId ?? '', isNamed };
    return replaceSelection(text, selected, block, chosen);
  }

  /** Creates a file in the workspace if the answer names one and the user agrees, otherwise an untitled document. */
  async #makeFile(answer: KnownAnswer, block: CodeBlock, earlier?: vscode.Uri): Promise<EditOutcome> {
    const source = answer.selection?.source;
    const languageId = source?.context?.languageId;
    if (block.path === undefined || isPatch(block)) return openUntitled(block, languageId);
    const own = await findOwnDocument(this.#options.documents, answer, false);
    if (own === 'dismissed') return own;
    const hints = { ...toHints(answer, own), earlier };
    const place = toPlaceOfFile(await findAnswerTarget(block.path, hints));
    if (place === 'dismissed') return place;
    if ('problem' in place) {
      void showWarning(describeEditProblem(place.problem).message);
      return openUntitled(block, languageId);
    }
    const answered = await askForNewFile(place);
    if (answered === 'untitled') return openUntitled(block, languageId);
    if (answered === 'dismissed') return answered;
    // The user agreed to this place. During the questions it may have become another one.
    if (!isSamePlace(await findAnswerTarget(block.path, { ...hints, earlier: place.uri }), place))
      return this.#makeFile(answer, block, place.uri);
    return place.exists
      ? this.#show(answer, block, { ...place, isNamed: true }, (text) => replaceAllAsked(text, block))
      : createFile(block, place);
  }

  async #compare(answer: KnownAnswer, block: CodeBlock): Promise<EditOutcome> {
    const target = await findPathTarget(this.#options.documents, answer, block.path);
    if (target === 'dismissed') return target;
    if ('problem' in target) return target.problem;
    const uri = toEditable('place' in target ? target.place.uri : target.uri);
    const title = l10n.t('Code of {0} and {1}', answer.agent, toShownPath(uri));
    return (await this.#options.proposals.compare(uri, codeOf(block), title)) ?? 'shown';
  }
}

/** Refuses a file that was outside the workspace and is gone: it is not created again there. */
function toPlaceOfFile(place: FoundTarget | 'dismissed'): FoundTarget | 'dismissed' {
  if (place === 'dismissed' || 'problem' in place || place.exists) return place;
  return vscode.workspace.getWorkspaceFolder(place.uri) ? place : { problem: { kind: 'missing', name: place.path } };
}

function toLines(text: string, start: number, end: number): string {
  const first = text.slice(0, start).split('\n').length;
  const last = first + text.slice(start, Math.max(start, end - 1)).split('\n').length - 1;
  return last > first ? `${first}-${last}` : String(first);
}
