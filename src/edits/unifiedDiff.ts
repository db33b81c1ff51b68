import type { TextPlace } from './textPlaces.ts';

interface Hunk {
  /** The lines as they are before: context and what goes. */
  before: string[];
  /** Lines that stand somewhere above it, one below the other. They tell places apart that are equal. */
  anchors?: readonly string[];
  lines: { kind: ' ' | '+' | '-'; text: string }[];
}

/** The changes of a unified diff to one file. */
export interface FilePatch {
  /** Paths as the header names them, without `a/` and `b/`; `undefined` for no header, or for `/dev/null`. */
  oldPath: string | undefined;
  newPath: string | undefined;
  isDeletion: boolean;
  isCreation: boolean;
  hunks: Hunk[];
}

/** Why a patch cannot be applied; `hunk` counts from 1. */
export interface PatchProblem {
  problem: 'gone' | 'ambiguous';
  hunk: number;
}

/** Reads a unified diff. `undefined` for text that is none, or not wholly one. */
export function parsePatch(text: string): FilePatch[] | undefined {
  const files: FilePatch[] = [];
  const lines = text.split('\n');
  let hunk: Hunk | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const next = lines[index + 1] ?? '';
    if (line.startsWith('--- ') && next.startsWith('+++ ')) {
      files.push(makeFilePatch(line.slice(4), next.slice(4)));
      hunk = undefined;
      index += 1;
    } else if (line.startsWith('@@')) {
      hunk = { before: [], lines: [] };
      if (files.length === 0) files.push(makeFilePatch('', ''));
      files.at(-1)?.hunks.push(hunk);
    } else if (
      /^(?:diff --git|index |new file mode|deleted file mode|similarity |rename |old mode|new mode)/.test(line)
    ) {
      hunk = undefined;
    } else if (hunk) {
      if (!addLine(hunk, line)) return undefined;
    } else if (line.trim() !== '') return undefined;
  }
  for (const { hunks } of files) hunks.forEach(dropLastBlanks);
  const isWhole = files.length > 0 && files.every((file) => file.hunks.some(({ lines }) => lines.length > 0));
  return isWhole ? files : undefined;
}

/**
 * Returns the text after a patch. Strict: each hunk must fit one place only, line by line, and the places must follow
 * each other. `within`: where a hunk that fits several places is meant. Line numbers are not believed: models count
 * badly.
 */
export function applyPatch(text: string, hunks: readonly Hunk[], within?: TextPlace): { text: string } | PatchProblem {
  const lines = text.split('\n');
  const preferred = within && {
    first: countLines(text, within.start),
    last: countLines(text, Math.max(within.start, within.end - 1)),
  };
  const result: string[] = [];
  let done = 0;
  for (const [index, { before, lines: hunkLines, anchors = [] }] of hunks.entries()) {
    const above = findAnchor(lines, anchors, done);
    const fits = before.length === 0 ? (text.trim() === '' ? [0] : []) : findLines(lines, before, above);
    const inside = fits.filter(
      (at) => preferred && at >= preferred.first - 3 && at + before.length - 1 <= preferred.last + 3,
    );
    const [at, second] = fits.length > 1 && inside.length === 1 ? inside : fits;
    if (at === undefined) return { problem: 'gone', hunk: index + 1 };
    if (second !== undefined) return { problem: 'ambiguous', hunk: index + 1 };
    // One by one: as arguments of a call, the lines of a long document would be too many.
    for (const line of lines.slice(done, at)) result.push(line);
    let old = at;
    for (const { kind, text: written } of hunkLines) {
      if (kind === '+') result.push(written);
      // A line of context stays as the document has it.
      else if (kind === ' ') result.push(lines[old] ?? written);
      if (kind !== '+') old += 1;
    }
    done = old;
  }
  const rest = text.trim() === '' && done === 0 ? [''] : lines.slice(done);
  return { text: [...result, ...rest].join('\n') };
}

function addLine(hunk: Hunk, line: string): boolean {
  const kind = line.charAt(0);
  if (kind === '\\') return true;
  // An editor that trims lines leaves nothing of an empty line of context.
  if (kind !== '' && kind !== ' ' && kind !== '+' && kind !== '-') return false;
  const text = line.slice(1);
  hunk.lines.push({ kind: kind === '' ? ' ' : kind, text });
  if (kind !== '+') hunk.before.push(text);
  return true;
}

/** Removes empty lines at the end, which stand between this hunk and what follows it as often as they are context. */
function dropLastBlanks(hunk: Hunk): void {
  for (let last = hunk.lines.at(-1); last?.kind === ' ' && last.text === ''; last = hunk.lines.at(-1)) {
    hunk.lines.pop();
    hunk.before.pop();
  }
}

/** Makes a patch of one file, still without hunks, by the names of its header. */
export function makeFilePatch(oldName: string, newName: string): FilePatch {
  const isCreation = oldName.startsWith('/dev/null');
  const isDeletion = newName.startsWith('/dev/null');
  return {
    oldPath: isCreation ? undefined : toPath(oldName, 'a/'),
    newPath: isDeletion ? undefined : toPath(newName, 'b/'),
    isCreation,
    isDeletion,
    hunks: [],
  };
}

function toPath(name: string, prefix: string): string | undefined {
  const path = name.split('\t', 1)[0]?.trim() ?? '';
  return (path.startsWith(prefix) ? path.slice(prefix.length) : path) || undefined;
}

function findLines(lines: readonly string[], wanted: readonly string[], from: number): number[] {
  const found: number[] = [];
  for (let at = from; at + wanted.length <= lines.length; at += 1) {
    if (wanted.every((line, offset) => isSameLine(lines[at + offset] ?? '', line))) found.push(at);
  }
  return found;
}

/** Finds the line after some others. Lines that are not there, or not once, are no help. */
function findAnchor(lines: readonly string[], anchors: readonly string[], from: number): number {
  let start = from;
  for (const anchor of anchors) {
    const found = lines.flatMap((line, at) => (at >= start && line.trim() === anchor.trim() ? [at] : []));
    if (found.length !== 1) return from;
    start = (found[0] ?? 0) + 1;
  }
  return start;
}

function isSameLine(line: string, wanted: string): boolean {
  return line === wanted || (wanted.trim() === '' && line.trim() === '');
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
