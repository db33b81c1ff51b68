/**
 * Characters that show nothing, or another order than the one a compiler reads: controls of the writing direction, spaces
 * without a width, tags. Without those that emoji and scripts need to join their letters.
 * https://trojansource.codes
 */
const hidden = /[\p{Bidi_Control}\u180E\u200B\u2060-\u2064\uFEFF\u{E0001}-\u{E007F}]/gu;

/** Returns whether a text holds characters that a reader does not see. */
export function holdsHidden(text: string): boolean {
  return text.search(hidden) !== -1;
}

/** Finds the hidden characters of a text as their code points, each once: `U+202E`. */
export function findHidden(text: string): string[] {
  return [...new Set(text.match(hidden))].map(toCodePoint);
}

/** Splits a text into stretches, of which those with a `codePoint` are one hidden character each. */
export function splitHidden(text: string): { text: string; codePoint?: string }[] {
  const stretches: { text: string; codePoint?: string }[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (index > end) stretches.push({ text: text.slice(end, index) });
    stretches.push({ text: character, codePoint: toCodePoint(character) });
    end = index + character.length;
  }
  if (end < text.length) stretches.push({ text: text.slice(end) });
  return stretches;
}

function toCodePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
