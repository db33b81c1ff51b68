import { type FilePatch, makeFilePatch, parsePatch } from './unifiedDiff.ts';

/**
 * The changes that a block describes for files: their patches; `broken`: it is the markup of a patch that cannot be
 * read for certain.
 */
export type Patches = FilePatch[] | 'broken';

/** The part of a block that is read. */
interface BlockText {
  text: string;
  /** The word after the fence. */
  language: string;
}

const diffLanguage = /^(?:u?diff|patch|unified-diff|git-?diff)(?:[-_]\w+)?$/;
const searchMarker = /^(?:<{5,9}|-{5,9})\s*(?:SEARCH|ORIGINAL|OLD|BEFORE)\b>?\s*$/i;
const divider = /^={5,9}\s*$/;
const replaceMarker = /^(?:>{5,9}|\+{5,9})\s*(?:REPLACE|UPDATED|NEW|AFTER|MODIFIED)\b>?\s*$/i;
const conflictMarker = /^(?:<{7}|>{7}|\|{7})(?: .*)?$/m;
const actionMarker = /^\*\*\* (?:Begin Patch|End Patch|(?:Update|Add|Delete) File:)/m;
const leftOut = /^ ?(?:\.{3}|…)\s*$/;

/** Returns whether a block is a patch rather than code, be it one that cannot be read. */
export function isPatch(block: BlockText): boolean {
  return readPatches(block) !== undefined;
}

/**
 * The patches that a block holds: a unified diff, with or without line numbers, search and replace markers, or the format of
 * `apply_patch`. `undefined` for a block that is code.
 */
export function readPatches({ text, language }: BlockText): Patches | undefined {
  if (actionMarker.test(text)) return readActions(text) ?? 'broken';
  const lines = text.split('\n');
  if (lines.some((line) => searchMarker.test(line)) || lines.some((line) => replaceMarker.test(line))) {
    return readSearches(lines) ?? 'broken';
  }
  if (conflictMarker.test(text) && lines.some((line) => divider.test(line))) return 'broken';
  if (diffLanguage.test(language)) return parsePatch(text) ?? parsePatch(withHunks(lines)) ?? 'broken';
  const hasHunks = /^@@/m.test(text) && /^[+-]/m.test(text);
  const hasHeader = /^--- \S.*\n\+\+\+ \S/m.test(text) || /^diff --git /m.test(text);
  if (hasHunks && (hasHeader || /^@@ -\d/m.test(text) || language === '')) return parsePatch(text) ?? 'broken';
  return hasHeader ? (parsePatch(withHunks(lines)) ?? 'broken') : undefined;
}

/**
 * Returns whether code is a diff though nothing says so: lines that begin with a minus are taken out of the text, and others are added.
 */
export function isUnmarkedDiff(code: string, text: string): boolean {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  const signed = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1).trim());
  const removed = signed('-').filter((line) => line !== '');
  const added = signed('+').filter((line) => line !== '');
  const known = new Set(text.split('\n').map((line) => line.trim()));
  const isOwn = lines.every((line) => !/^[+-]/.test(line) || known.has(line.trim()));
  if (isOwn || removed.length + added.length === 0) return false;
  if (removed.length === 0) {
    return (
      lines.length > 1 &&
      lines.every((line) => /^\+\s*\S/.test(line) || (line.startsWith(' ') && known.has(line.trim())))
    );
  }
  return removed.every((line) => known.has(line));
}

/** A diff without hunks, with the marks that begin them: behind each header, and where it leaves lines out. */
function withHunks(lines: readonly string[]): string {
  const marked: string[] = [];
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('@@')) return '';
    const isHeader = /^(?:--- |\+\+\+ |diff --git|index |new file mode|deleted file mode|similarity |rename )/.test(
      line,
    );
    const isOldName = line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ');
    if (isHeader && (!isOpen || isOldName || line.startsWith('diff '))) {
      marked.push(line);
      isOpen = false;
    } else if (leftOut.test(line)) isOpen = false;
    else {
      if (!isOpen && line.trim() !== '') marked.push('@@');
      if (line.trim() !== '') isOpen = true;
      marked.push(line);
    }
  }
  // A hunk that changes nothing is no part of a diff that was meant.
  return /^[+-]/m.test(marked.filter((line) => !/^(?:---|\+\+\+) /.test(line)).join('\n')) ? marked.join('\n') : '';
}

/** Markers around what is searched for and what it is replaced by. A line before them may name the file. */
function readSearches(lines: readonly string[]): FilePatch[] | undefined {
  const files: FilePatch[] = [];
  let part: 'outside' | 'search' | 'replace' = 'outside';
  let name = '';
  let search: string[] = [];
  let replace: string[] = [];
  for (const line of lines) {
    if (searchMarker.test(line)) {
      if (part !== 'outside') return undefined;
      part = 'search';
      [search, replace] = [[], []];
    } else if (part === 'search' && divider.test(line)) part = 'replace';
    else if (part === 'replace' && replaceMarker.test(line)) {
      part = 'outside';
      if (search.every((each) => each.trim() === '')) search = [];
      const last = files.at(-1);
      const file = last && (last.newPath ?? '') === name ? last : makeFilePatch(name, name);
      if (file !== last) files.push(file);
      file.hunks.push({
        before: search,
        lines: [
          ...search.map((text) => ({ kind: '-' as const, text })),
          ...replace.map((text) => ({ kind: '+' as const, text })),
        ],
      });
    } else if (part === 'search') search.push(line);
    else if (part === 'replace') replace.push(line);
    else if (line.trim() !== '' && !/^(?:```|~~~)/.test(line)) {
      const path = /^(?:(?:\/\/|#|--)\s*)?(?:file(?:name)?:?\s+)?`?([^\s`]+\.\w+)`?:?$/i.exec(line.trim())?.[1];
      if (path === undefined) return undefined;
      name = path;
    }
  }
  return part === 'outside' && files.length > 0 ? files : undefined;
}

/** The format of `apply_patch`: actions on files, with hunks that are found by their lines and what stands above them. */
function readActions(text: string): FilePatch[] | undefined {
  const files: FilePatch[] = [];
  let file: FilePatch | undefined;
  let isNew = true;
  let anchors: string[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const action = /^\*\*\* (Update|Add|Delete) File: (\S.*)$/.exec(line);
    const path = action?.[2]?.trim() ?? '';
    if (action) {
      file = makeFilePatch(action[1] === 'Add' ? '/dev/null' : path, action[1] === 'Delete' ? '/dev/null' : path);
      files.push(file);
      isNew = true;
      anchors = [];
    } else if (/^\*\*\* (?:Begin Patch|End Patch|End of File)\s*$/.test(line)) isNew = true;
    else if (line.startsWith('***') || !file) {
      if (line.trim() !== '') return undefined;
    } else if (line.startsWith('@@')) {
      const anchor = line.replace(/^@@\s?/, '').replace(/\s*@@$/, '');
      anchors = isNew ? [...anchors, anchor] : [anchor];
      isNew = true;
    } else {
      if (isNew) file.hunks.push({ before: [], lines: [], anchors: anchors.filter((each) => each.trim() !== '') });
      if (isNew) anchors = [];
      isNew = false;
      const kind = line === '' ? ' ' : line.charAt(0);
      if (kind !== ' ' && kind !== '+' && kind !== '-') return undefined;
      const hunk = file.hunks.at(-1);
      hunk?.lines.push({ kind, text: line.slice(1) });
      if (kind !== '+') hunk?.before.push(line.slice(1));
    }
  }
  const isWhole = files.length > 0 && files.every(({ hunks, isDeletion }) => isDeletion || hunks.length > 0);
  return isWhole ? files : undefined;
}
