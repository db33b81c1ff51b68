import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { toLineFeeds } from '#edits/textPlaces.ts';
import { readDocumentText } from './applyDocuments.ts';
import { confirmSensitive } from './applyFiles.ts';
import { TaskSelections } from './taskSelections.ts';
import { DocumentMoves } from './documentMoves.ts';
import { toShownPath } from '#editor/documents/fileBehind.ts';
import { cellScheme, isNotebook, openNotebook } from '#editor/documents/notebooks.ts';
import { selectedCode, type SelectionSource } from '#editor/documents/selectionSource.ts';
import { findAnswerTarget, type TargetHints } from './workspacePlaces.ts';
import type { EditProblem } from '#edits/problems.ts';

/** The document that a selection is in now, or the reason why it is not known. */
export type SelectionDocument = { uri: vscode.Uri } | { problem: EditProblem } | 'dismissed';

/** The selection that a run was given. */
interface RunSelection {
  runId: string;
  source: SelectionSource;
}

/** Finds the documents of the selections that tasks began with, whatever became of them since. */
export class SelectionDocuments implements Disposable {
  readonly selections = new TaskSelections();
  readonly #moves = new DocumentMoves<vscode.Uri>();
  readonly #disposables = new DisposableStore();

  constructor() {
    const { workspace } = vscode;
    this.#disposables.add(
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.#moves.recordRename(oldUri, newUri);
      }),
    );
    this.#disposables.add(workspace.onDidOpenTextDocument((document) => this.#recordCopies(document)));
    this.#disposables.add(
      workspace.onDidChangeTextDocument((event) => {
        this.selections.recordEdit(event.document.uri.toString(), toChanges(event));
        this.#recordCopies(event.document);
      }),
    );
    this.#disposables.add(workspace.onDidSaveTextDocument((document) => this.#recordCopies(document)));
    this.#disposables.add(
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.selections.recordClosed(uri.toString());
        this.#moves.recordClosed(uri);
      }),
    );
  }

  /** Starts to follow the selection of a run, which has just been read, and its document. */
  begin(runId: string, source: SelectionSource): void {
    const { document: uri, context: { range } = {} } = source;
    if (!uri) return;
    this.#moves.begin(runId, uri);
    const code = selectedCode(source);
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    if (!document || !range || code === undefined) return;
    const { startLine } = range;
    this.selections.begin(runId, { uri: uri.toString(), text: readDocumentText(document), code, startLine });
  }

  /**
   * Finds the document of a selection: the one it was read from, by its new name if renamed; in a notebook, the cell
   * with the code. If only a path in the workspace is known, the file there.
   * @param mayAsk allows a question if several files fit.
   */
  async find({ runId, source }: RunSelection, mayAsk: boolean): Promise<SelectionDocument> {
    const { context, document, resource } = source;
    const known = this.#moves.find(runId) ?? document;
    const found = known ? { uri: known } : await findByPath(context?.file, { resource, mayAsk });
    if (typeof found === 'string' || 'problem' in found) return found;
    const { uri } = found;
    return uri.scheme === cellScheme || (!known && isNotebook(uri)) ? this.#findCell({ runId, source }, uri) : { uri };
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Finds the cell by the selected code if the notebook was closed: the URI may then be that of another cell. */
  async #findCell({ runId, source }: RunSelection, uri: vscode.Uri): Promise<SelectionDocument> {
    const name = toShownPath(uri);
    const code = selectedCode(source);
    const notebook = await openNotebook(uri);
    if (!notebook || code === undefined) return { problem: { kind: notebook ? 'gone' : 'deleted', name } };
    const cells = notebook.getCells().map(({ document }) => document);
    const isOpen = cells.some((cell) => cell.uri.toString() === uri.toString());
    if (isOpen && this.selections.isFollowing(runId)) return { uri };
    const [cell, second] = cells.filter((each) => 'place' in this.selections.find(runId, code, readDocumentText(each)));
    if (cell && !second) return { uri: cell.uri };
    return { problem: { kind: second ? 'ambiguous' : 'gone', name } };
  }

  /** Records files that took over the text of an untitled document, as saving it does before it is closed. */
  #recordCopies(document: vscode.TextDocument): void {
    if (document.isUntitled) return;
    for (const untitled of vscode.workspace.textDocuments) {
      if (!untitled.isUntitled || untitled.isClosed || !this.#moves.follows(untitled.uri)) continue;
      const text = readDocumentText(untitled);
      if (text.trim() !== '' && text === readDocumentText(document)) this.#moves.recordCopy(untitled.uri, document.uri);
    }
  }
}

async function findByPath(file: string | undefined, hints: TargetHints): Promise<SelectionDocument> {
  if (file === undefined) return { problem: { kind: 'noTarget' } };
  const place = await findAnswerTarget(file, hints);
  if (place === 'dismissed' || 'problem' in place) return place;
  if (!place.exists) return { problem: { kind: 'missing', name: file } };
  // A plan of the workspace may name any file of it.
  const isAgreed = !place.isSensitive || !hints.mayAsk || hints.earlier?.toString() === place.uri.toString();
  if (isAgreed) return { uri: place.uri };
  return (await confirmSensitive([place.path])) ? findByPath(file, { ...hints, earlier: place.uri }) : 'dismissed';
}

/** Converts the changes of an event to places in {@link readDocumentText} before it. VS Code gives the last one in the text first. */
function toChanges({ document, contentChanges }: vscode.TextDocumentChangeEvent) {
  const isWide = document.eol === vscode.EndOfLine.CRLF;
  return contentChanges.map(({ range, rangeOffset, rangeLength, text }) => {
    const start = rangeOffset - (isWide ? range.start.line : 0);
    const end = start + rangeLength - (isWide ? range.end.line - range.start.line : 0);
    return { start, end, length: toLineFeeds(text).length };
  });
}
