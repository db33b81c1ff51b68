import { splitLongRuns } from '#common/text/longRuns.ts';

/** Length of the longest text of a paragraph that is parsed at once: markup does not reach beyond it. */
const maxLength = 4_000;

/** Length of the end of a part in which a place between two words is looked for. */
const windowLength = 1_000;

/** Length from which on a heading or a cell has no markup: a copy of a paragraph's length, with `<br>` for its lines, has. */
export const maxLineLength = 12_000;

/** Splits a text that is very long, as that of a paragraph, at about `length`. Where depends only on what stands before. */
export function splitContent(source: string, length = maxLength): string[] {
  if (source.length <= length) return [source];
  const excess = findExcess(source);
  const parts: string[] = [];
  let at = 0;
  for (let end = findEnd(source, at, length, excess); end < source.length; end = findEnd(source, at, length, excess)) {
    parts.push(source.slice(at, end));
    at = end;
  }
  return [...parts, source.slice(at)];
}

function findEnd(source: string, at: number, length: number, excess: readonly (readonly [number, number])[]): number {
  let limit = at + length;
  for (const [start, count] of excess) if (start >= at && start < limit) limit += count;
  if (limit >= source.length) return source.length;
  const window = limit - windowLength;
  const space = source.slice(window, limit).search(/\s(?=[\p{L}\p{N}])/u);
  if (space !== -1) return window + space + 1;
  return /[\uD800-\uDBFF]/.test(source.charAt(limit - 1)) ? limit - 1 : limit;
}

/** Finds the marks that are too many to be drawn, each with its length: they are one character, and do not count. */
function findExcess(source: string): [start: number, length: number][] {
  const found: [number, number][] = [];
  let at = 0;
  for (const { text, isExcess } of splitLongRuns(source)) {
    if (isExcess) found.push([at, text.length]);
    at += text.length;
  }
  return found;
}
