import * as vscode from 'vscode';
import { type CodeBlock, codeOf, findCodeBlocks, findShownBlock, holdsText, isPatch } from '../protocol/codeBlocks.ts';
import type { Detach } from '../common/detach.ts';
import { toLineFeeds } from '../common/textPlaces.ts';
import { type FilePatch, parsePatch } from '../common/unifiedDiff.ts';
import { maxTextLength } from '../protocol/limits.ts';
import type { CodeAction } from '../protocol/messages.ts';
import type { ActiveEditor } from './activeEditor.ts';
import { checkBlock, patchText, replaceAll, replaceSelection } from './applyBlocks.ts';
import { findInWorkspace, findTarget, type WorkspacePlace } from './applyDocuments.ts';
import { applyFiles, confirmSensitive } from './applyFiles.ts';
import { createFile, insertAtCursor, openUntitled, replaceInEditor } from './applyInserts.ts';
import {
  describeEditProblem,
  describeRemedy,
  type EditOutcome,
  type EditProblem,
  type Remedy,
  tellHidden,
  tellProblem,
} from './applyMessages.ts';
import type { ComputedChange, Proposals } from './applyProposals.ts';
import { chooseBlock } from './applyOffers.ts';
import { selectedCode, type SelectionSource } from './selectionSource.ts';
import { findDocumentOf, type TaskSelections } from './applySelections.ts';
import { showWarning } from './notifications.ts';
import { toWorkspacePath } from './selectionContext.ts';

/** An answer as the host knows it. Nothing of it comes from the page. */
export interface Answer {
  text: string;
  /** The agent's label. */
  agent: string;
  hasEnded: boolean;
  /** The document that was active when the task began. */
  resource?: vscode.Uri;
  /** The run, of the same conversation, whose selection the answer is about. */
  selection?: { runId: string; source: SelectionSource; isRewrite: boolean };
}

/** Which block is meant: by position, and by the text that the page shows of it. Without it, the one that fits best. */
export interface BlockReference {
  block?: number;
  shown?: string;
}

export interface AnswerEditsOptions {
  editor: ActiveEditor;
  selections: TaskSelections;
  proposals: Proposals;
  detach: Detach;
}

/** Brings code of answers into the editor. Nothing is lost on the way: what cannot be done is said, with what can. */
export class AnswerEdits {
  readonly #editor: ActiveEditor;
  readonly #selections: TaskSelections;
  readonly #proposals: Proposals;
  readonly #detach: Detach;

  constructor(options: AnswerEditsOptions) {
    this.#editor = options.editor;
    this.#selections = options.selections;
    this.#proposals = options.proposals;
    this.#detach = options.detach;
  }

  /** Does what a button of a block says. What stands in the way is shown to the user, and returned. */
  async perform(answer: Answer | undefined, action: CodeAction, reference: BlockReference = {}): Promise<EditOutcome> {
    if (!answer) return tellProblem({ kind: 'unknownRun' });
    if (!answer.hasEnded && action !== 'copy') return tellProblem({ kind: 'unfinished' });
    const block = findBlock(answer, reference);
    if (!block) return tellProblem({ kind: reference.shown === undefined ? 'noCode' : 'unknownBlock' });
    return this.#finish(answer, block, await this.#do(answer, block, action));
  }

  /** Offers all files that an answer names as one change. */
  async applyAll(answer: Answer | undefined): Promise<EditOutcome> {
    if (!answer) return tellProblem({ kind: 'unknownRun' });
    if (!answer.hasEnded) return tellProblem({ kind: 'unfinished' });
    const { selection } = answer;
    const uri = selection && (await findDocumentOf(selection.source));
    const code = selection && selectedCode(selection.source);
    const resource = uri ?? answer.resource;
    const blocks = findCodeBlocks(answer.text);
    tellHidden(blocks.map(({ text }) => text).join('\n'));
    return applyFiles(blocks, answer.agent, {
      ...(resource && { resource }),
      ...(uri &&
        selection &&
        code !== undefined && {
          selected: {
            uri,
            compute: (text: string, block: CodeBlock) => this.#replace(text, selection, code, block),
          },
        }),
    });
  }

  async #do(answer: Answer, block: CodeBlock, action: CodeAction): Promise<EditOutcome> {
    if (action === 'copy') {
      await vscode.env.clipboard.writeText(block.text);
      return 'done';
    }
    const problem = checkBlock(block);
    if (problem && (problem.kind === 'empty' || action === 'apply')) return problem;
    tellHidden(block.text);
    switch (action) {
      case 'apply':
        return this.#apply(answer, block);
      case 'insert':
        return insertAtCursor(this.#editor.current, codeOf(block));
      case 'replace':
        return replaceInEditor(this.#editor.current, codeOf(block));
      case 'newFile':
        return this.#makeFile(answer, block);
    }
  }

  /** Says what stands in the way, and goes on with what the user chooses instead. */
  #finish(answer: Answer, block: CodeBlock, outcome: EditOutcome): EditOutcome {
    if (typeof outcome === 'string') return outcome;
    const { message, remedies } = describeEditProblem(outcome);
    const labels = remedies.map(describeRemedy);
    this.#detach(async () => {
      const label = await showWarning(message, ...labels);
      const remedy = remedies.find((_, index) => labels[index] === label);
      if (remedy) this.#finish(answer, block, await this.#remedy(answer, block, remedy));
    });
    return outcome;
  }

  async #remedy(answer: Answer, block: CodeBlock, remedy: Remedy): Promise<EditOutcome> {
    if (remedy === 'showAnyway') return this.#apply(answer, block);
    if (remedy === 'compare') return this.#compare(answer, block);
    return this.#do(answer, block, remedy);
  }

  /** Offers a block for the selection, or for the file that it names. */
  async #apply(answer: Answer, block: CodeBlock): Promise<EditOutcome> {
    const patches = isPatch(block) ? parsePatch(block.text) : undefined;
    const [patch, second] = patches ?? [];
    if (isPatch(block) && (!patch || second)) return second ? this.applyAll(answer) : { kind: 'notAPatch' };
    if (patch?.isDeletion) return { kind: 'deletion', ...(patch.oldPath && { name: patch.oldPath }) };
    const { selection } = answer;
    const code = selection && selectedCode(selection.source);
    const uri = selection && (await findDocumentOf(selection.source));
    const path = block.path ?? patch?.newPath ?? patch?.oldPath;
    const place = path === undefined ? undefined : await findTarget(path, uri, answer.resource);
    const isSelected = place && 'uri' in place && place.uri.toString() === uri?.toString();
    if (place && !isSelected) return this.#applyToFile(answer, block, place, patch);
    if (!selection || code === undefined) return { kind: 'noTarget' };
    if (!uri) return explainMissing(selection.source);
    return this.#show(answer, block, uri, (text) => {
      if (patch) return patchText(text, patch, this.#selections.find(selection.runId, code, text));
      return this.#replace(text, selection, code, block);
    });
  }

  async #applyToFile(
    answer: Answer,
    block: CodeBlock,
    place: WorkspacePlace,
    patch: FilePatch | undefined,
  ): Promise<EditOutcome> {
    if ('problem' in place) return place.problem;
    if (!place.exists) return patch ? { kind: 'missing', name: place.path } : this.#makeFile(answer, block);
    if (place.isSensitive && !(await confirmSensitive([place.path]))) return 'dismissed';
    return this.#show(answer, block, place.uri, (text) => (patch ? patchText(text, patch) : replaceAll(text, block)));
  }

  async #show(
    answer: Answer,
    block: CodeBlock,
    uri: vscode.Uri,
    compute: (text: string) => ComputedChange,
  ): Promise<EditOutcome> {
    const name = toWorkspacePath(uri);
    const problem = await this.#proposals.show({
      uri,
      describe: (text, { start, end }) =>
        vscode.l10n.t('{0} proposed by {1}', `${name}:${toLines(text, start, end)}`, answer.agent),
      compute(text) {
        const computed = compute(text);
        return 'problem' in computed ? { problem: { name, ...computed.problem } } : computed;
      },
      fail: (problem) => {
        this.#finish(answer, block, problem);
      },
      applied: (document, { start, text }) => {
        const runId = answer.selection?.runId;
        if (runId !== undefined) this.#selections.noteApplied(runId, document, { start, end: start + text.length });
      },
    });
    return problem ?? 'shown';
  }

  #replace(
    text: string,
    { runId, source }: NonNullable<Answer['selection']>,
    code: string,
    block: CodeBlock,
  ): ComputedChange {
    const found = this.#selections.find(runId, code, text);
    return replaceSelection(text, { code, found, languageId: source.context?.languageId ?? '' }, block);
  }

  /** In the workspace where the answer names a file and the user agrees; else untitled. */
  async #makeFile(answer: Answer, block: CodeBlock): Promise<EditOutcome> {
    const { context, resource = answer.resource } = answer.selection?.source ?? {};
    const languageId = context?.languageId;
    if (block.path === undefined) return openUntitled(block, languageId);
    const place = await findInWorkspace(block.path, resource);
    if ('problem' in place) {
      void showWarning(describeEditProblem(place.problem).message);
      return openUntitled(block, languageId);
    }
    const untitled = vscode.l10n.t('Open Untitled');
    const here = place.exists ? vscode.l10n.t('Show Changes') : vscode.l10n.t('Create File');
    const question = place.exists
      ? vscode.l10n.t('{0} exists already.', place.path)
      : vscode.l10n.t('Create {0} in the workspace?', place.path);
    const answered = await vscode.window.showInformationMessage(question, { modal: true }, here, untitled);
    if (answered === untitled) return openUntitled(block, languageId);
    if (answered !== here) return 'dismissed';
    if (place.isSensitive && !(await confirmSensitive([place.path]))) return 'dismissed';
    return place.exists
      ? this.#show(answer, block, place.uri, (text) => replaceAll(text, block))
      : createFile(block, place.uri);
  }

  async #compare(answer: Answer, block: CodeBlock): Promise<EditOutcome> {
    const source = answer.selection?.source;
    const own = source && (await findDocumentOf(source));
    const place = block.path === undefined ? undefined : await findTarget(block.path, own, answer.resource);
    const uri = place && 'uri' in place ? place.uri : own;
    if (!uri) return { kind: 'noTarget' };
    const title = vscode.l10n.t('Code of {0} and {1}', answer.agent, toWorkspacePath(uri));
    return (await this.#proposals.compare(uri, codeOf(block), title)) ?? 'shown';
  }
}

/** Why there is no document that a selection could be in. */
async function explainMissing({ context }: SelectionSource): Promise<EditProblem> {
  const name = context?.file;
  const place = name === undefined ? undefined : await findInWorkspace(name);
  return place && 'problem' in place ? place.problem : { kind: 'missing', ...(name !== undefined && { name }) };
}

/** The block as the host has it. Text that the page shows counts only where the answer holds it. */
function findBlock({ text, selection }: Answer, { block: index, shown }: BlockReference): CodeBlock | undefined {
  const blocks = findCodeBlocks(text);
  if (shown === undefined) {
    if (index !== undefined) return blocks[index];
    return chooseBlock(blocks, selection?.source.context?.languageId ?? '', selection?.isRewrite ?? false);
  }
  const isCut = shown.length >= maxTextLength;
  const found = findShownBlock(blocks, shown, index ?? 0, isCut);
  if (found || isCut || !holdsText(text, shown)) return found;
  // Code that is set off by its indentation alone.
  return { index: blocks.length, text: toLineFeeds(shown).replace(/\n$/, ''), language: '', isClosed: true };
}

function toLines(text: string, start: number, end: number): string {
  const first = text.slice(0, start).split('\n').length;
  const last = first + text.slice(start, Math.max(start, end - 1)).split('\n').length - 1;
  return last > first ? `${first}-${last}` : String(first);
}
