import * as l10n from '@vscode/l10n';

/** Length, in characters, above which a text is no word that somebody mistyped. */
const longestWord = 100;

/** Of more words than this the rest is not looked at. */
const maxCandidates = 1_000;

/** The word that somebody probably meant, if one of those known is close enough: a letter or two off. */
export function findClosest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const limit = word.length <= 2 ? 0 : word.length <= 4 ? 1 : 2;
  let closest: string | undefined;
  let least = limit + 1;
  const wanted = word.toLowerCase();
  let count = 0;
  for (const candidate of known) {
    if (++count > maxCandidates) break;
    if (candidate === word || Math.abs(candidate.length - word.length) >= least) continue;
    const distance = countEdits(wanted, candidate.toLowerCase(), least - 1);
    if (distance >= least) continue;
    [closest, least] = [candidate, distance];
  }
  return closest;
}

/** `Did you mean "agent"?` behind a message, or the message alone. */
export function suggest(message: string, word: string, known: Iterable<string>): string {
  const closest = findClosest(word, known);
  return closest === undefined ? message : l10n.t('{0} Did you mean "{1}"?', message, closest);
}

/**
 * Letters to add, remove, change or swap with their neighbour (Damerau-Levenshtein, restricted), or more than `most` as soon
 * as that is sure. Of the table only what lies within `most` of its diagonal is looked at.
 */
function countEdits(from: string, to: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    let least = row;
    for (let column = Math.max(1, row - most); column <= Math.min(to.length, row + most); column++) {
      const isSame = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (last[column] ?? Infinity) + 1,
        (current[column - 1] ?? Infinity) + 1,
        (last[column - 1] ?? Infinity) + Number(!isSame),
      );
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwapped) edits = Math.min(edits, (beforeLast[column - 2] ?? Infinity) + 1);
      current[column] = edits;
      least = Math.min(least, edits);
    }
    if (least > most) return least;
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? Infinity;
}
