import { phrase, type Phrase } from '../common/phrase.ts';

/** The word that somebody probably meant, if one of those known is close enough: a letter or two off. */
export function findClosest(word: string, known: Iterable<string>): string | undefined {
  const limit = word.length <= 2 ? 0 : word.length <= 4 ? 1 : 2;
  let closest: string | undefined;
  let least = limit + 1;
  const wanted = word.toLowerCase();
  for (const candidate of known) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= least) continue;
    const distance = countEdits(wanted, candidate.toLowerCase());
    if (distance >= least) continue;
    [closest, least] = [candidate, distance];
  }
  return closest;
}

/** `Did you mean "agent"?` behind a message, or the message alone. */
export function suggest(message: Phrase, word: string, known: Iterable<string>): Phrase {
  const closest = findClosest(word, known);
  return closest === undefined ? message : phrase('{0} Did you mean "{1}"?', message, closest);
}

/** Letters to add, remove, change or swap with their neighbour (Damerau-Levenshtein, restricted). */
function countEdits(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + Number(!isSame),
      );
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (isSwapped) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      current.push(edits);
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
