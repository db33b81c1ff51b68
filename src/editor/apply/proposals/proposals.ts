import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { DisposableStore, toDisposable, type Disposable } from '#common/disposable.ts';
import type { TextChange } from '#edits/textPlaces.ts';
import { isMuchLess } from '#editor/apply/applyBlocks.ts';
import { openForEdit, readDocumentText, toDocumentText, rangeOf } from '#editor/apply/applyDocuments.ts';
import { describeWhole } from '#editor/apply/applyMessages.ts';
import { type ComputedText, computeText, type ListedProposal, ProposalList } from './proposalList.ts';
import { showInformation, showWarning } from '#editor/ui/notifications.ts';
import { toShownPath } from '#editor/documents/fileBehind.ts';
import { canLast, restoreText } from '#editor/apply/lastingEdits.ts';
import { closeStaleTabs, findColumn } from './proposalPlaces.ts';
import { findRealPath } from '#editor/apply/workspacePlaces.ts';
import { findProposalTabs, proposedScheme, proposedUriOf } from './proposalTabs.ts';
import type { ComputedChange, EditProblem } from '#edits/problems.ts';

/** A change that the user has to accept. */
export interface Proposal {
  uri: vscode.Uri;
  /** True for a file that the answer named: it has to stay inside the workspace. */
  isNamed: boolean;
  /** Returns the title of the diff editor. */
  describe(text: string, change: TextChange): string;
  /** Computes the change of the document's text of now: an earlier one may no longer fit. */
  compute: (text: string) => ComputedChange;
  /** Called if the change cannot be made any more. */
  fail(problem: EditProblem): void;
  /** Called once the change was made. */
  applied?(document: vscode.TextDocument, change: TextChange): void;
}

interface OpenProposal extends Proposal, ListedProposal {
  /** Real path of the file when the change was shown, every link followed. */
  realPath: string | undefined;
  proposedUri: vscode.Uri;
}

/** Time after a click in which its panel may still take the focus, in milliseconds. */
const lateFocusMs = 1_000;

/**
 * Shows proposed changes in VS Code's diff editor. Accept makes the change as one undo step, without saving; Discard or
 * closing the diff does nothing.
 */
export class Proposals implements vscode.TextDocumentContentProvider, Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.Uri>());
  readonly #list = new ProposalList<OpenProposal>();
  /** Keys of proposals whose notification was neither answered nor closed. */
  readonly #asked = new Set<string>();
  readonly #background: Background;
  /** Proposals for files that are being renamed. */
  #renamed: OpenProposal[] = [];
  /** Id of this extension host: tabs of an earlier one may still be open. */
  readonly #session = randomUUID();
  #count = 0;

  readonly onDidChange = this.#changed.event;

  constructor(background: Background) {
    this.#background = background;
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(proposedScheme, this));
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#refresh(document)));
    this.#disposables.add(vscode.workspace.onWillRenameFiles((event) => this.#recordRename(event)));
    this.#disposables.add(vscode.workspace.onDidRenameFiles(() => this.#failRenamed()));
    this.#disposables.add(vscode.window.tabGroups.onDidChangeTabs(() => this.#recordTabs()));
    this.#disposables.add(vscode.window.tabGroups.onDidChangeTabGroups(() => this.#recordTabs()));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#list.contentOf(uri.toString());
  }

  /** Shows code beside a document, which can be edited there. Changes nothing by itself. */
  async compare(uri: vscode.Uri, code: string, title: string): Promise<EditProblem | undefined> {
    const opened = await openForEdit(uri);
    if ('problem' in opened) return opened.problem;
    const { document } = opened;
    const codeUri = this.#nextUri(uri);
    this.#list.addComparison(codeUri.toString(), toDocumentText(code, document));
    await openLike(codeUri, document);
    await vscode.commands.executeCommand('vscode.diff', codeUri, uri, title, { viewColumn: findColumn(uri) });
    return undefined;
  }

  /** Opens the diff and asks. Resolves to a problem, or to `undefined` once the diff is shown. */
  async show(proposal: Proposal): Promise<EditProblem | undefined> {
    const opened = await openForEdit(proposal.uri);
    if ('problem' in opened) return opened.problem;
    const { document } = opened;
    const text = readDocumentText(document);
    const computed = compute(proposal, text);
    if ('problem' in computed) return computed.problem;
    const target = proposal.uri.toString();
    // One proposal a document: a second one would be based on a text that the first is about to change.
    for (const other of this.#list.listFor(target)) await this.#close(other);
    const proposedUri = this.#nextUri(proposal.uri);
    const key = proposedUri.toString();
    const { change, lines, after } = computed;
    const part = proposal.describe(text, change);
    const title = lines ? `${part} (${describeWhole(lines)})` : part;
    const realPath = await findRealPath(proposal.uri);
    const content = toDocumentText(after, document);
    this.#list.add({ ...proposal, key, target, content, realPath, proposedUri });
    await openLike(proposedUri, document);
    const options = { viewColumn: findColumn(document.uri), preview: false };
    const open = () => vscode.commands.executeCommand('vscode.diff', document.uri, proposedUri, title, options);
    await open();
    this.#keepInFront(proposedUri, open);
    this.#background(() => this.#ask(title, proposedUri, lines !== undefined && isMuchLess(lines)));
    return undefined;
  }

  /**
   * Brings the diff back once if the click in the panel that asked for it gives the panel the focus after it opened: the
   * buttons in the diff's title would be hidden.
   */
  #keepInFront(proposedUri: vscode.Uri, open: () => Thenable<unknown>): void {
    const isInFront = () =>
      proposedUriOf(vscode.window.tabGroups.activeTabGroup.activeTab)?.toString() === proposedUri.toString();
    const isLost = () =>
      !isInFront() && vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
    const watch = new DisposableStore();
    const bringBack = () => {
      if (!isLost() || !this.#list.get(proposedUri.toString())) return;
      watch.dispose();
      this.#background(open);
    };
    const timer = setTimeout(() => watch.dispose(), lateFocusMs);
    watch.add(toDisposable(() => clearTimeout(timer)));
    watch.add(vscode.window.tabGroups.onDidChangeTabGroups(bringBack));
    bringBack();
  }

  /** Makes the change of a proposal, by default of the one in view. Returns whether it was made. */
  async accept(uri?: vscode.Uri): Promise<boolean> {
    const proposal = this.#find(uri);
    if (!proposal) {
      await this.closeStale();
      return false;
    }
    const opened = await openForEdit(proposal.uri);
    const problem =
      'problem' in opened
        ? opened.problem
        : ((await findMove(proposal)) ?? (await this.#make(proposal, opened.document)));
    if (problem) proposal.fail(problem);
    return problem === undefined;
  }

  /** Closes the diff of a proposal, by default of the one in view. Returns whether there was one. */
  async discard(uri?: vscode.Uri): Promise<boolean> {
    const proposal = this.#find(uri);
    if (!proposal) return this.closeStale();
    await this.#close(proposal);
    return true;
  }

  /** Closes the diffs of an earlier extension host and tells the user. Returns whether there were any. */
  closeStale(): Promise<boolean> {
    return closeStaleTabs((uri) => uri.query.startsWith(`${this.#session}-`), this.#background);
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#list.clear();
  }

  /** Makes a change. Nothing is awaited between reading the text and the edit: VS Code refuses edits of older versions. */
  async #make(proposal: OpenProposal, document: vscode.TextDocument): Promise<EditProblem | undefined> {
    const before = readDocumentText(document);
    const computed = compute(proposal, before);
    if ('problem' in computed) return computed.problem;
    const { change, after } = computed;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, rangeOf(before, change), toDocumentText(change.text, document));
    const isMade = await vscode.workspace.applyEdit(edit);
    if (!isMade || readDocumentText(document) !== after) return { kind: 'rejected', name: toShownPath(document.uri) };
    if (!(await canLast(document))) {
      await restoreText(document, before);
      return { kind: 'readOnly', name: toShownPath(document.uri) };
    }
    proposal.applied?.(document, change);
    const viewColumn = findColumn(document.uri);
    await this.#close(proposal);
    const editor = await vscode.window.showTextDocument(document, { viewColumn });
    const shown = rangeOf(after, { start: change.start, end: change.start + change.text.length });
    editor.selection = new vscode.Selection(shown.start, shown.end);
    editor.revealRange(shown, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return undefined;
  }

  #nextUri({ path }: vscode.Uri): vscode.Uri {
    this.#count += 1;
    return vscode.Uri.from({ scheme: proposedScheme, path, query: `${this.#session}-${this.#count}` });
  }

  async #ask(title: string, proposedUri: vscode.Uri, isMuchLost: boolean): Promise<void> {
    const question = isMuchLost
      ? l10n.t('{0}. More than half of the file would go. Nothing is changed until you accept.', title)
      : l10n.t('{0}: nothing is changed until you accept.', title);
    const accept = l10n.t('Accept');
    const discard = l10n.t('Discard');
    this.#asked.add(proposedUri.toString());
    const answer = await (isMuchLost ? showWarning : showInformation)(question, accept, discard);
    this.#asked.delete(proposedUri.toString());
    // If the proposal is gone by now, nothing happens.
    if (answer === accept) await this.accept(proposedUri);
    if (answer === discard) await this.discard(proposedUri);
  }

  #find(uri: vscode.Uri | undefined): OpenProposal | undefined {
    const active = proposedUriOf(vscode.window.tabGroups.activeTabGroup.activeTab);
    return uri ? this.#list.get(uri.toString()) : this.#list.findActive(active?.toString());
  }

  async #close({ key }: OpenProposal): Promise<void> {
    this.#list.remove(key);
    await vscode.window.tabGroups.close(findTabsOf(key));
    // The answered question would stay in view, and VS Code cannot hide a single notification.
    if (this.#asked.delete(key)) await vscode.commands.executeCommand('notifications.hideToasts');
  }

  #refresh(document: vscode.TextDocument): void {
    const target = document.uri.toString();
    if (this.#list.listFor(target).length === 0) return;
    const changed = this.#list.refresh(target, readDocumentText(document), (after) => toDocumentText(after, document));
    for (const { proposedUri } of changed) this.#changed.fire(proposedUri);
  }

  #recordRename({ files }: vscode.FileWillRenameEvent): void {
    const paths = files.map(({ oldUri }) => oldUri.path);
    this.#renamed = this.#list.listBelow(paths, ({ uri }) => uri.path);
  }

  /** Reports renamed files: VS Code replaces the diff by the file, and it would be gone without a word. */
  #failRenamed(): void {
    for (const proposal of this.#renamed.splice(0)) {
      this.#background(() => this.#close(proposal));
      proposal.fail({ kind: 'deleted', name: toShownPath(proposal.uri) });
    }
  }

  #recordTabs(): void {
    this.#list.recordTabs(({ key }) => findTabsOf(key).length > 0);
    const isReviewing = proposedUriOf(vscode.window.tabGroups.activeTabGroup.activeTab) !== undefined;
    this.#background(() => vscode.commands.executeCommand('setContext', 'switchyard.isReviewing', isReviewing));
  }
}

function compute(proposal: Proposal, text: string): ComputedText | { problem: EditProblem } {
  const computed = computeText(proposal, text);
  return 'problem' in computed ? { problem: { name: toShownPath(proposal.uri), ...computed.problem } } : computed;
}

function findTabsOf(key: string): vscode.Tab[] {
  return findProposalTabs((uri) => uri.toString() === key);
}

/** Opens one of our documents in the language of another. */
async function openLike(uri: vscode.Uri, { languageId }: vscode.TextDocument): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.languageId !== languageId) await vscode.languages.setTextDocumentLanguage(document, languageId);
}

/** Finds out whether the file is still the one that the change was shown for: a folder may have become a link. */
async function findMove({ uri, realPath, isNamed }: OpenProposal): Promise<EditProblem | undefined> {
  if (isNamed && !vscode.workspace.getWorkspaceFolder(uri)) return { kind: 'outside', name: toShownPath(uri) };
  return (await findRealPath(uri)) === realPath ? undefined : { kind: 'alias', name: toShownPath(uri) };
}
