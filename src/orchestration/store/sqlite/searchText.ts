/**
 * Scripts written without spaces. FTS5's `unicode61` takes such a sentence for one word; its `trigram` finds nothing
 * shorter than three characters, which most Chinese words are, and makes an index several times the size of the text. So
 * each of these characters becomes a word of its own, here and in searches, and a word a phrase.
 */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Maximum number of words of a search. */
const maxWords = 32;

/**
 * Prepares a text for the full-text index. An entry can only be deleted with the very same text: a change of this function
 * needs a migration that rebuilds the index.
 */
export function toSearchText(text: string): string {
  return text.replace(unspaced, ' $& ');
}

/**
 * FTS5 query for what a person typed: every word must be there. The last one may be unfinished, unless it is a single letter:
 * nearly every run has a word that begins with it. No word is an operator. `undefined` for a text without any word, which
 * matches nothing.
 */
export function toMatchExpression(text: string): string | undefined {
  const words = toWords(text);
  if (words.length === 0) return undefined;
  const phrases = words.map((word) => `"${toSearchText(word)}"`);
  return `${phrases.join(' AND ')}${/[\p{L}\p{N}\p{Co}\p{M}]{2}$/u.test(text) ? ' *' : ''}`;
}

/** Tells whether a text that is not in the index contains the typed words, or longer ones: a little more than the index finds. */
export function hasWords(text: string, typed: string): boolean {
  const words = toWords(typed).map(fold);
  const folded = fold(text);
  return words.length > 0 && words.every((word) => folded.includes(word));
}

/** Words between spaces, if they contain anything that FTS5 indexes. */
function toWords(text: string): string[] {
  return text
    .toWellFormed()
    .replaceAll(/["\p{Cc}]/gu, ' ')
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word))
    .slice(0, maxWords);
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
