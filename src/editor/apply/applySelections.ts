import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '#common/disposable.ts';
import { type FoundPlace, findPlace, isUnique, shiftPlace, type TextPlace, toLineFeeds } from '#edits/textPlaces.ts';
import { readText, toOffset } from './applyDocuments.ts';
import { selectedCode, type SelectionSource } from '#editor/documents/selectionSource.ts';

interface Followed {
  uri: string;
  /** Place of the code in {@link readText}; `undefined` once it is no longer known. */
  place: TextPlace | undefined;
  /** True if no other code in the document was the same at the beginning. Otherwise only the place identifies it. */
  isUnique: boolean;
  /** Texts that may stand there, the newest first: the code itself, and what was applied in its place. */
  codes: string[];
}

/** Most selections that are followed. An older one is found by its text alone. */
const maxFollowed = 100;

/**
 * Follows the selections that tasks began with through the edits of open documents, so that the right one of two equal
 * pieces of code is known. Without that, a selection is found by its text or not at all.
 */
export class TaskSelections implements Disposable {
  readonly #followed = new Map<string, Followed>();
  readonly #disposables = new DisposableStore();

  constructor() {
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument((document) => this.#lose(document.uri.toString())));
  }

  /** Starts to follow the selection of a run, which has just been read. */
  begin(runId: string, source: SelectionSource): void {
    const { document: uri, context: { range } = {} } = source;
    const code = selectedCode(source);
    if (!uri || !range || code === undefined) return;
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    if (!document || range.startLine > document.lineCount) return;
    const text = readText(document);
    const lineStart = toOffset(document, new vscode.Position(range.startLine - 1, 0));
    const lineEnd = document.lineAt(range.startLine - 1).text.length + lineStart;
    const wanted = toLineFeeds(code);
    const start = text.indexOf(wanted, lineStart);
    // More than once in its first line, nobody knows which one was selected.
    const isSure = start !== -1 && start <= lineEnd && !isWithin(text.indexOf(wanted, start + 1), start, lineEnd);
    const place = isSure ? { start, end: start + wanted.length } : undefined;
    this.#followed.set(runId, { uri: uri.toString(), place, isUnique: isUnique(text, wanted), codes: [wanted] });
    for (const oldest of this.#followed.keys()) {
      if (this.#followed.size <= maxFollowed) break;
      this.#followed.delete(oldest);
    }
  }

  /** Tells whether the document of a run’s selection has been open ever since. */
  isFollowing(runId: string): boolean {
    return this.#followed.get(runId)?.place !== undefined;
  }

  /**
   * Finds the selection of a run in its document's text of now. Code that was changed in place is gone, even if equal
   * code stands elsewhere: that was not selected.
   */
  find(runId: string, selected: string, text: string): FoundPlace {
    const followed = this.#followed.get(runId);
    const codes = followed?.codes ?? [toLineFeeds(selected)];
    const place = followed?.place;
    if (place && place.end > place.start) return findIn(text, place, codes);
    if (followed && !followed.isUnique) return { problem: 'ambiguous' };
    return findFirst(codes, (code) => findPlace(text, code));
  }

  /** Records that the applied code stands in the place of the selection from now on. */
  noteApplied(runId: string, document: vscode.TextDocument, place: TextPlace): void {
    const followed = this.#followed.get(runId);
    const code = readText(document).slice(place.start, place.end);
    const codes = [code, ...(followed?.codes ?? [])];
    if (followed && code.trim() !== '') this.#followed.set(runId, { ...followed, place, codes: codes.slice(0, 5) });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    const isWide = document.eol === vscode.EndOfLine.CRLF;
    // Ranges are those before the change, the last one in the text first: none of them moves the next.
    const changes = contentChanges.map(({ range, rangeOffset, rangeLength, text }) => {
      const start = rangeOffset - (isWide ? range.start.line : 0);
      const end = start + rangeLength - (isWide ? range.end.line - range.start.line : 0);
      return { start, end, length: toLineFeeds(text).length };
    });
    for (const followed of this.#followed.values()) {
      if (followed.uri !== uri || !followed.place) continue;
      followed.place = changes.reduce(shiftPlace, followed.place);
    }
  }

  #lose(uri: string): void {
    for (const followed of this.#followed.values()) if (followed.uri === uri) followed.place = undefined;
  }
}

/** Finds the first of several texts in a part of the document. */
function findIn(text: string, { start, end }: TextPlace, codes: readonly string[]): FoundPlace {
  const part = text.slice(start, end);
  const found = findFirst(codes, (code) => findPlace(part, code, part.startsWith(code) ? 0 : undefined));
  return 'problem' in found ? found : { place: { start: start + found.place.start, end: start + found.place.end } };
}

function findFirst(codes: readonly string[], find: (code: string) => FoundPlace): FoundPlace {
  let result: FoundPlace = { problem: 'gone' };
  for (const code of codes) {
    result = find(code);
    if ('place' in result) break;
  }
  return result;
}

function isWithin(at: number, start: number, end: number): boolean {
  return at > start && at <= end;
}
