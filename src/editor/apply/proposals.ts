import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Detach } from '#common/detach.ts';
import { DisposableStore, toDisposable, type Disposable } from '#common/disposable.ts';
import type { TextChange } from '#edits/textPlaces.ts';
import { isMuchLess } from './applyBlocks.ts';
import { openForEdit, readText, toDocumentText, toRange } from './applyDocuments.ts';
import { describeWhole } from './applyMessages.ts';
import { showInformation, showWarning } from '#editor/ui/notifications.ts';
import { toShownPath } from '#editor/documents/fileBehind.ts';
import { isKept, takeBack } from './keptEdits.ts';
import { closeStaleTabs, findColumn } from './proposalPlaces.ts';
import { findRealPath } from './workspacePlaces.ts';
import { findProposalTabs, proposedScheme, proposedUriOf } from './proposalTabs.ts';
import type { WholeLines, EditProblem, ComputedChange } from '#edits/problems.ts';

/** A change that waits for the user's word. */
export interface Proposal {
  uri: vscode.Uri;
  /** Whether it is a file that the answer named: it has to stay inside the workspace. */
  isNamed: boolean;
  /** The title of the diff editor. */
  describe(text: string, change: TextChange): string;
  /** Called with the text as it is each time: what was true of an earlier one may be no longer. */
  compute(text: string): ComputedChange;
  /** It cannot be made any longer. */
  fail(problem: EditProblem): void;
  /** The change was made. */
  applied?(document: vscode.TextDocument, change: TextChange): void;
}

interface OpenProposal extends Proposal {
  /** Where the file was, every link followed, when the change was shown. */
  realPath: string | undefined;
  proposedUri: vscode.Uri;
  content: string;
}

/** How long after a click its panel may still take the focus. In milliseconds. */
const lateFocusMs = 1_000;

/** The most texts that are kept for comparisons that may still be in view. */
const maxCompared = 20;

/**
 * Shows what an answer would make of a document in VS Code's diff editor. Accept makes the change, as one step to undo
 * and without saving; Discard or closing the diff does nothing.
 */
export class Proposals implements vscode.TextDocumentContentProvider, Disposable {
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.Uri>());
  readonly #open = new Map<string, OpenProposal>();
  /** Proposals whose diff has been seen among the tabs: before, there is none that could be closed. */
  readonly #shown = new Set<string>();
  /** Proposals whose notification was neither answered nor closed. */
  readonly #asked = new Set<string>();
  readonly #compared = new Map<string, string>();
  readonly #detach: Detach;
  /** Proposals for files that are just being renamed. */
  #renamed: OpenProposal[] = [];
  /** Of this extension host: the tabs of an earlier one may still be open. */
  readonly #session = randomUUID();
  #count = 0;

  readonly onDidChange = this.#changed.event;

  constructor(detach: Detach) {
    this.#detach = detach;
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(proposedScheme, this));
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#refresh(document)));
    this.#disposables.add(vscode.workspace.onWillRenameFiles((event) => this.#noteRename(event)));
    this.#disposables.add(vscode.workspace.onDidRenameFiles(() => this.#tellRename()));
    this.#disposables.add(vscode.window.tabGroups.onDidChangeTabs(() => this.#noteTabs()));
    this.#disposables.add(vscode.window.tabGroups.onDidChangeTabGroups(() => this.#noteTabs()));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const key = uri.toString();
    return this.#open.get(key)?.content ?? this.#compared.get(key) ?? '';
  }

  /** Shows code beside a document that can be edited there. Nothing is made of it by itself. */
  async compare(uri: vscode.Uri, code: string, title: string): Promise<EditProblem | undefined> {
    const opened = await openForEdit(uri);
    if ('problem' in opened) return opened.problem;
    const { document } = opened;
    const codeUri = this.#nextUri(uri);
    this.#compared.set(codeUri.toString(), toDocumentText(code, document));
    for (const oldest of this.#compared.keys()) {
      if (this.#compared.size <= maxCompared) break;
      this.#compared.delete(oldest);
    }
    await openLike(codeUri, document);
    await vscode.commands.executeCommand('vscode.diff', codeUri, uri, title, { viewColumn: findColumn(uri) });
    return undefined;
  }

  /** Opens the diff and asks. Resolves to what stands in the way, or `undefined` when the diff is shown. */
  async show(proposal: Proposal): Promise<EditProblem | undefined> {
    const opened = await openForEdit(proposal.uri);
    if ('problem' in opened) return opened.problem;
    const { document } = opened;
    const computed = computeContent(proposal, document);
    if ('problem' in computed) return computed.problem;
    await this.#closeOthers(proposal.uri);
    const proposedUri = this.#nextUri(proposal.uri);
    const { change, lines } = computed;
    const part = proposal.describe(readText(document), change);
    const title = lines ? `${part} (${describeWhole(lines)})` : part;
    const realPath = await findRealPath(proposal.uri);
    this.#open.set(proposedUri.toString(), { ...proposal, realPath, proposedUri, content: computed.content });
    await openLike(proposedUri, document);
    const options = { viewColumn: findColumn(document.uri), preview: false };
    const open = () => vscode.commands.executeCommand('vscode.diff', document.uri, proposedUri, title, options);
    await open();
    this.#keepInFront(proposedUri, open);
    this.#detach(() => this.#ask(title, proposedUri, lines !== undefined && isMuchLess(lines)));
    return undefined;
  }

  /**
   * The click in the panel that asked for the diff can give the panel the focus when the diff is open already: then the
   * buttons in the diff's title are hidden. Brought back once.
   */
  #keepInFront(proposedUri: vscode.Uri, open: () => Thenable<unknown>): void {
    const isInFront = () =>
      proposedUriOf(vscode.window.tabGroups.activeTabGroup.activeTab)?.toString() === proposedUri.toString();
    const isLost = () =>
      !isInFront() && vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
    const watch = new DisposableStore();
    const bringBack = () => {
      if (!isLost() || !this.#open.has(proposedUri.toString())) return;
      watch.dispose();
      this.#detach(open);
    };
    const timer = setTimeout(() => watch.dispose(), lateFocusMs);
    watch.add(toDisposable(() => clearTimeout(timer)));
    watch.add(vscode.window.tabGroups.onDidChangeTabGroups(bringBack));
    bringBack();
  }

  /** Makes the change of a proposal, by default the one in view. Says whether it was made. */
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

  /** Closes the diff of a proposal, by default of the one in view. Says whether there was one. */
  async discard(uri?: vscode.Uri): Promise<boolean> {
    const proposal = this.#find(uri);
    if (!proposal) return this.closeStale();
    await this.#close(proposal);
    return true;
  }

  /** Closes the diffs of an extension host that is no more, and says so. Says whether there were any. */
  closeStale(): Promise<boolean> {
    return closeStaleTabs((uri) => uri.query.startsWith(`${this.#session}-`), this.#detach);
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#open.clear();
  }

  /** Nothing is awaited between the look at the text and the edit: VS Code refuses one for an older version. */
  async #make(proposal: OpenProposal, document: vscode.TextDocument): Promise<EditProblem | undefined> {
    const before = readText(document);
    const computed = computeContent(proposal, document);
    if ('problem' in computed) return computed.problem;
    const { change, range, after } = computed;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, toDocumentText(change.text, document));
    const isMade = await vscode.workspace.applyEdit(edit);
    if (!isMade || readText(document) !== after) return { kind: 'rejected', name: toShownPath(document.uri) };
    if (!(await isKept(document))) {
      await takeBack(document, before);
      return { kind: 'readOnly', name: toShownPath(document.uri) };
    }
    proposal.applied?.(document, change);
    const viewColumn = findColumn(document.uri);
    await this.#close(proposal);
    const editor = await vscode.window.showTextDocument(document, { viewColumn });
    const shown = toRange(after, { start: change.start, end: change.start + change.text.length });
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
    // The proposal may be long gone: then there is none of this name, and nothing happens.
    if (answer === accept) await this.accept(proposedUri);
    if (answer === discard) await this.discard(proposedUri);
  }

  #find(uri: vscode.Uri | undefined): OpenProposal | undefined {
    if (uri) return this.#open.get(uri.toString());
    const active = proposedUriOf(vscode.window.tabGroups.activeTabGroup.activeTab);
    const proposals = [...this.#open.values()];
    return active ? this.#open.get(active.toString()) : proposals.length === 1 ? proposals[0] : undefined;
  }

  /** One proposal a document: a second one would be made of a text that the first is about to change. */
  async #closeOthers(uri: vscode.Uri): Promise<void> {
    for (const proposal of this.#open.values()) {
      if (proposal.uri.toString() === uri.toString()) await this.#close(proposal);
    }
  }

  async #close({ proposedUri }: OpenProposal): Promise<void> {
    this.#open.delete(proposedUri.toString());
    await vscode.window.tabGroups.close(findTabsOf(proposedUri));
    // The question would stay in view though it is answered, and VS Code lets nobody take back one of them alone.
    if (this.#asked.delete(proposedUri.toString())) await vscode.commands.executeCommand('notifications.hideToasts');
  }

  #refresh(document: vscode.TextDocument): void {
    for (const proposal of this.#open.values()) {
      if (proposal.uri.toString() !== document.uri.toString()) continue;
      const computed = computeContent(proposal, document);
      // Where it can no longer be made, what was shown stays in view; Accept says why.
      if (!('content' in computed) || computed.content === proposal.content) continue;
      proposal.content = computed.content;
      this.#changed.fire(proposal.proposedUri);
    }
  }

  #noteRename({ files }: vscode.FileWillRenameEvent): void {
    const isMoved = ({ path }: vscode.Uri): boolean =>
      files.some(({ oldUri }) => path === oldUri.path || path.startsWith(`${oldUri.path}/`));
    this.#renamed = [...this.#open.values()].filter(({ uri }) => isMoved(uri));
  }

  /** VS Code puts the renamed file in the place of the diff, which would be gone without a word. */
  #tellRename(): void {
    for (const proposal of this.#renamed.splice(0)) {
      this.#detach(() => this.#close(proposal));
      proposal.fail({ kind: 'deleted', name: toShownPath(proposal.uri) });
    }
  }

  /** A proposal whose diff was closed is discarded. */
  #noteTabs(): void {
    for (const [key, { proposedUri }] of this.#open) {
      const isShown = findTabsOf(proposedUri).length > 0;
      if (isShown) this.#shown.add(key);
      else if (this.#shown.delete(key)) this.#open.delete(key);
    }
    const isReviewing = proposedUriOf(vscode.window.tabGroups.activeTabGroup.activeTab) !== undefined;
    this.#detach(() => vscode.commands.executeCommand('setContext', 'switchyard.isReviewing', isReviewing));
  }
}

type ComputedContent = {
  content: string;
  change: TextChange;
  lines: WholeLines | undefined;
  range: vscode.Range;
  after: string;
};

function computeContent(proposal: Proposal, document: vscode.TextDocument): ComputedContent | { problem: EditProblem } {
  const text = readText(document);
  const computed = proposal.compute(text);
  if ('problem' in computed) return computed;
  const { change, lines } = computed;
  const after = text.slice(0, change.start) + change.text + text.slice(change.end);
  if (after === text) return { problem: { kind: 'unchanged', name: toShownPath(document.uri) } };
  const content = toDocumentText(after, document);
  return { content, change, lines, range: toRange(text, change), after };
}

function findTabsOf(proposedUri: vscode.Uri): vscode.Tab[] {
  const wanted = proposedUri.toString();
  return findProposalTabs((uri) => uri.toString() === wanted);
}

/** Opens one of our documents in the language of another. */
async function openLike(uri: vscode.Uri, { languageId }: vscode.TextDocument): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.languageId !== languageId) await vscode.languages.setTextDocumentLanguage(document, languageId);
}

/** Whether the file is another one than the change was shown for: a folder on the way may have become a link. */
async function findMove({ uri, realPath, isNamed }: OpenProposal): Promise<EditProblem | undefined> {
  if (isNamed && !vscode.workspace.getWorkspaceFolder(uri)) return { kind: 'outside', name: toShownPath(uri) };
  return (await findRealPath(uri)) === realPath ? undefined : { kind: 'alias', name: toShownPath(uri) };
}
