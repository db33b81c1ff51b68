/** A part of a text: offsets in UTF-16 units, `end` not included. */
export interface TextPlace {
  start: number;
  end: number;
}

/** One replacement in a text. */
export interface TextChange extends TextPlace {
  text: string;
}

/** The place of a piece of text now, or the reason why that cannot be said for sure. */
export type FoundPlace = { place: TextPlace } | { problem: 'gone' | 'ambiguous' };

/** Returns a text whose lines end in `\n` only, as every function here expects it. */
export function toLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

/**
 * Finds `code` in `text`: at `expected` if it stands there, else where it occurs once, else where it occurs once but for
 * white space. Never guesses: what occurs twice is ambiguous. `expected` must come from following the place through all
 * changes since, not from a line number that was noted once.
 */
export function findPlace(text: string, code: string, expected?: number): FoundPlace {
  if (code.trim() === '') return { problem: 'gone' };
  if (expected !== undefined && text.startsWith(code, expected)) {
    return { place: { start: expected, end: expected + code.length } };
  }
  const exact = findWhole(text, code);
  if (exact.length > 0) return toFound(exact);
  const squashed = squashWithOffsets(text);
  const wanted = squashWithOffsets(code).text;
  const loose = findAll(squashed.text, wanted).map((start) => ({
    start: squashed.offsets[start] ?? 0,
    end: (squashed.offsets[start + wanted.length - 1] ?? 0) + 1,
  }));
  return toFound(loose.filter((place) => isWhole(text, place)));
}

/** Returns whether `code` stands in `text` once and no more, white space aside. */
export function isUnique(text: string, code: string): boolean {
  const wanted = squashWithOffsets(code).text;
  return wanted !== '' && findAll(squashWithOffsets(text).text, wanted).length === 1;
}

/** The least replacement that turns one text into the other; `undefined` if they are equal. */
export function toChange(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  // Whole lines: half a line, or half a character, is no change that anybody wants to see.
  // `lastIndexOf` would take -1 for 0, where a text may begin with a line end.
  start = start === 0 ? 0 : before.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = before.indexOf('\n', before.length - tail);
  const end = lineEnd === -1 ? before.length : lineEnd;
  return { start, end, text: after.slice(start, after.length - (before.length - end)) };
}

/** Computes a place after text before, behind or in it was replaced. */
export function shiftPlace(place: TextPlace, change: TextPlace & { length: number }): TextPlace {
  const difference = change.length - (change.end - change.start);
  if (change.end <= place.start) return { start: place.start + difference, end: place.end + difference };
  if (change.start >= place.end) return place;
  return { start: Math.min(place.start, change.start), end: Math.max(place.end, change.end) + difference };
}

/** Returns `text` without its white space, with the offset at which each character stood. */
function squashWithOffsets(text: string): { text: string; offsets: number[] } {
  const offsets: number[] = [];
  let squashed = '';
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    squashed += word;
    for (let offset = 0; offset < word.length; offset += 1) offsets.push(index + offset);
  }
  return { text: squashed, offsets };
}

/** Finds at most two places: more are as ambiguous. */
function findAll(text: string, wanted: string, mayBe: (start: number) => boolean = () => true): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1 && found.length < 2; at = text.indexOf(wanted, at + 1)) {
    if (mayBe(at)) found.push(at);
  }
  return found;
}

function findWhole(text: string, code: string): TextPlace[] {
  const toPlace = (start: number): TextPlace => ({ start, end: start + code.length });
  return findAll(text, code, (start) => isWhole(text, toPlace(start))).map(toPlace);
}

const word = /[\p{L}\p{N}_$]/u;

/** Returns whether a place neither begins nor ends within a word: `x = 1` is not found in `max = 10`. */
function isWhole(text: string, { start, end }: TextPlace): boolean {
  const cuts = (at: number): boolean => word.test(text.charAt(at - 1)) && word.test(text.charAt(at));
  return !cuts(start) && !cuts(end);
}

function toFound(places: readonly TextPlace[]): FoundPlace {
  const [place, second] = places;
  if (!place) return { problem: 'gone' };
  return second ? { problem: 'ambiguous' } : { place };
}
