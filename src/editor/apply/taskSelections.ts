import { type FoundPlace, findPlace, isUnique, shiftPlace, type TextPlace, toLineFeeds } from '#edits/textPlaces.ts';

/** A selection in a document that has just been read. */
interface OpenSelection {
  /** URI of the document. */
  uri: string;
  /** The document with line feeds only. */
  text: string;
  code: string;
  /** Line that the selection starts in, counted from 1. */
  startLine: number;
}

interface Followed {
  uri: string;
  /** Place of the code in the text with line feeds only; `undefined` once it is no longer known. */
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
export class TaskSelections {
  readonly #followed = new Map<string, Followed>();

  /** Starts to follow the selection of a run. */
  begin(runId: string, { uri, text, code, startLine }: OpenSelection): void {
    const lineStart = findLineStart(text, startLine);
    if (lineStart === undefined) return;
    const lineEnd = text.indexOf('\n', lineStart) === -1 ? text.length : text.indexOf('\n', lineStart);
    const wanted = toLineFeeds(code);
    const start = text.indexOf(wanted, lineStart);
    const again = text.indexOf(wanted, start + 1);
    // If its first line contains it more than once, it is not certain which one was selected.
    const isSure = start !== -1 && start <= lineEnd && !(again > start && again <= lineEnd);
    const place = isSure ? { start, end: start + wanted.length } : undefined;
    this.#followed.set(runId, { uri, place, isUnique: isUnique(text, wanted), codes: [wanted] });
    for (const oldest of this.#followed.keys()) {
      if (this.#followed.size <= maxFollowed) break;
      this.#followed.delete(oldest);
    }
  }

  /** Tells whether the document of a run's selection has been open ever since. */
  isFollowing(runId: string): boolean {
    return this.#followed.get(runId)?.place !== undefined;
  }

  /**
   * Finds the selection of a run in its document's text of now. Code that was changed in place is gone, even if equal code
   * stands elsewhere: that was not selected.
   */
  find(runId: string, selected: string, text: string): FoundPlace {
    const followed = this.#followed.get(runId);
    const codes = followed?.codes ?? [toLineFeeds(selected)];
    const place = followed?.place;
    if (place && place.end > place.start) return findIn(text, place, codes);
    if (followed && !followed.isUnique) return { problem: 'ambiguous' };
    return findFirst(codes, (code) => findPlace(text, code));
  }

  /** Records that the code at a place of the text stands for the selection of a run from now on. */
  recordApplied(runId: string, text: string, place: TextPlace): void {
    const followed = this.#followed.get(runId);
    const code = text.slice(place.start, place.end);
    const codes = [code, ...(followed?.codes ?? [])];
    if (followed && code.trim() !== '') this.#followed.set(runId, { ...followed, place, codes: codes.slice(0, 5) });
  }

  /**
   * Records an edit of a document. Each change is given by its place before the edit and its new length, the last one in
   * the text first, so that none moves the next.
   */
  recordEdit(uri: string, changes: readonly (TextPlace & { length: number })[]): void {
    for (const followed of this.#followed.values()) {
      if (followed.uri !== uri || !followed.place) continue;
      followed.place = changes.reduce(shiftPlace, followed.place);
    }
  }

  /** Records that a document was closed: what happens to it now is not known. */
  recordClosed(uri: string): void {
    for (const followed of this.#followed.values()) if (followed.uri === uri) followed.place = undefined;
  }
}

/** Offset of a line, counted from 1; `undefined` if the text has fewer. */
function findLineStart(text: string, line: number): number | undefined {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', start);
    if (end === -1) return undefined;
    start = end + 1;
  }
  return start;
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
