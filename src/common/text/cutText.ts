/**
 * Length of the longest character, in UTF-16 units: no letter, flag or emoji that people write is longer. A longer one
 * is a heap of marks, and is cut.
 */
const longestGrapheme = 64;

let segmenter: Intl.Segmenter | undefined;

/**
 * Cuts a text to its beginning, with `mark` at the end of it: at most `maxLength` UTF-16 units, the mark included. What
 * people see as one character, an emoji of several code points or a letter with its accents, is kept whole or left out.
 * A text that is short enough comes back as it is. Secrets are taken out of a text before it is cut: the half of a key
 * looks like none.
 */
export function cutText(text: string, maxLength: number, mark = ''): string {
  if (text.length <= maxLength) return text;
  const beginning = text.slice(0, findCut(text, Math.max(0, maxLength - mark.length)));
  return mark === '' ? beginning : `${beginning.trimEnd()}${mark}`;
}

/** Finds the last place at or before `position` that is not inside of a character. */
function findCut(text: string, position: number): number {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const start = segmenter.segment(text.slice(0, position + longestGrapheme)).containing(position)?.index ?? position;
  if (position - start < longestGrapheme) return start;
  return isLowSurrogate(text.charCodeAt(position)) ? position - 1 : position;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
