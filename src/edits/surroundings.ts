import type { TextPlace } from './textPlaces.ts';
import { findHeaderLines, isHeader } from '#edits/syntax/declarations.ts';
import { isTelling, linesOf, widthOf } from './lines.ts';

/** A block without the lines at its ends that stand around the selection already. */
export interface Trimming {
  inner: string;
  /** One of the lines left out; `undefined` where there are none. */
  repeated: string | undefined;
  /** True when they are imports, or next to the selection: then leaving them out changes nothing. */
  isCertain: boolean;
}

interface End {
  /** Number of lines of the block. */
  count: number;
  line?: string;
  isCertain: boolean;
}

const nothing: End = { count: 0, isCertain: true };

/** Takes from a block what stands above the selection, imports and what that stands in, and what stands below it. */
export function trimSurroundings(code: string, text: string, place: TextPlace, selected: string): Trimming {
  const before = text.slice(0, place.start).split('\n').slice(0, -1);
  const after = text.slice(place.end).split('\n').slice(1);
  const lines = code.split('\n');
  const headers = countKnownHeaders(lines, before, selected);
  const depth = widthOf(text.slice(text.lastIndexOf('\n', place.start - 1) + 1));
  const body = lines.slice(headers);
  const scope = trimScope(body, before, selected, depth);
  const rest = body.slice(scope.count);
  const bottom = scope.opened > 0 ? trimClosing(rest, scope.opened) : trimBottom(rest, after, selected);
  const header = headers > 0 ? lines[headers - 1]?.trim() : undefined;
  return {
    inner: rest.slice(0, rest.length - bottom.count).join('\n'),
    repeated: scope.line ?? bottom.line ?? header,
    isCertain: scope.isCertain && bottom.isCertain,
  };
}

/** The lines above a selection that it stands in, by their indentation, the nearest first. */
export function findScopes(before: readonly string[], depth: number): string[] {
  const scopes: string[] = [];
  let least = depth;
  for (const line of before.toReversed()) {
    if (line.trim() === '' || widthOf(line) >= least) continue;
    least = widthOf(line);
    scopes.push(line.trim());
  }
  return scopes;
}

/** Counts the lines at the top of a block that are imports, or empty, that stand above a selection without imports. */
function countKnownHeaders(lines: readonly string[], before: readonly string[], selected: string): number {
  if (findHeaderLines(selected.split('\n')).size > 0) return 0;
  const above = new Set(before.map((line) => line.trim()));
  const headers = findHeaderLines(lines);
  let count = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    if (!headers.has(index) || !above.has(line.trim())) break;
    count = index + 1;
  }
  // An import of several lines is known as a whole, or not at all.
  return headers.has(count) && !isHeader(lines[count] ?? '') ? 0 : count;
}

/** The top of a block where that is what the selection stands in, or what stands just above it. */
function trimScope(
  lines: readonly string[],
  before: readonly string[],
  selected: string,
  depth: number,
): End & { opened: number } {
  const own = lines.map((each) => each.trim());
  const start = own.findIndex((each) => each !== '');
  const top = own[start] ?? '';
  const direct = before.findLast((line) => line.trim() !== '')?.trim() ?? '';
  const isScope = findScopes(before, depth).includes(top) && (isTelling(top) || isOpening(top));
  if (start === -1 || top === linesOf(selected)[0] || !(isScope || (top === direct && isTelling(top)))) {
    return { ...nothing, opened: 0 };
  }
  // The lines from there to the selection, if the block has them all.
  const from = before.findLastIndex((each) => each.trim() === top);
  const between = before.slice(from).map((each) => each.trim());
  const isNext = between.every((each, index) => own[start + index] === each);
  const repeated = isNext ? between : [top];
  const opened = repeated.filter((line) => isOpening(line) && !line.endsWith(':')).length;
  return { count: start + repeated.length, line: top, isCertain: isNext, opened };
}

/** The end of a block that closes what its top opened. */
function trimClosing(lines: readonly string[], opened: number): End {
  const own = lines.map((each) => each.trim());
  let last = own.findLastIndex((each) => each !== '');
  for (let left = opened; left > 0 && isClosing(own[last] ?? ''); left -= 1) {
    last = own.slice(0, Math.max(0, last)).findLastIndex((each) => each !== '');
  }
  return { count: lines.length - last - 1, isCertain: true };
}

/** The end of a block where that stands just below the selection, or at the outermost level somewhere below it. */
function trimBottom(lines: readonly string[], after: readonly string[], selected: string): End {
  const filled = linesOf(lines.join('\n'));
  const below = linesOf(after.join('\n'));
  const next = countNext(filled, below, linesOf(selected));
  if (next > 0) return { count: countLast(lines, next), line: below[next - 1] ?? '', isCertain: true };
  const final = filled.at(-1) ?? '';
  const isOutermost = lines.some((line) => line.trimEnd() === final) && after.some((line) => line.trimEnd() === final);
  if (!isOutermost || !isTelling(final) || linesOf(selected).includes(final)) return nothing;
  return { count: countLast(lines, 1), line: final, isCertain: false };
}

/**
 * Counts the lines at the end of a block that are those that come first below a selection, which does not end in them
 * itself.
 */
function countNext(filled: readonly string[], below: readonly string[], selected: readonly string[]): number {
  for (let count = Math.min(filled.length, below.length, maxRepeated); count > 0; count -= 1) {
    const end = filled.slice(-count);
    const isSame = end.every((line, index) => line === below[index]);
    const isOwn = end.every((line, index) => line === selected[selected.length - count + index]);
    const says = (line: string): boolean => !selected.includes(line) && (count > 1 ? /\w/.test(line) : isTelling(line));
    if (isSame && !isOwn && end.some(says)) return count;
  }
  return 0;
}

/** The most lines of a block that are looked for around a selection. */
const maxRepeated = 200;

/** Counts the lines at the end of a block that hold so many that say something. */
function countLast(lines: readonly string[], wanted: number): number {
  let count = 0;
  for (let found = 0; found < wanted; count += 1) if (lines.at(-1 - count)?.trim() !== '') found += 1;
  return count;
}

function isOpening(line: string): boolean {
  const isWord = /^(?:class|module|def|do|if|unless|function|local function|begin)\b/.test(line);
  return /[{([]$|:$|^<[a-z][^/>]*>$/i.test(line) || (isWord && !line.endsWith(';'));
}

function isClosing(line: string): boolean {
  return /^(?:[)\]}]+[;,]?|end|<\/[\w.-]+>)$/.test(line);
}
