import { cutText } from '../common/cutText.ts';
import { phrase, type Phrase } from '../common/phrase.ts';

/** A longer pattern is no person's: it only makes matching slow. */
export const maxPatternLength = 500;

/** What a repository may add. Each wildcard multiplies the ways to fit: with a dozen it could stop the editor. */
export const maxAddedPatterns = 200;
const maxWildcards = 3;
const maxWildcardsInName = 2;

/** What of a list that a workspace adds cannot be used, each with the reason. */
export function findPatternProblems(list: unknown): Phrase[] {
  const patterns = toPatterns(list);
  const costly = patterns.filter((pattern) => !isCheap(pattern));
  return [
    ...costly.map((pattern) =>
      phrase(
        '"{0}" is left out: expected at most {1} characters, {2} wildcards and {3} in one name',
        cutText(pattern, 60, '…'),
        maxPatternLength,
        maxWildcards,
        maxWildcardsInName,
      ),
    ),
    ...(patterns.length > maxAddedPatterns ? [phrase('only the first {0} patterns are used', maxAddedPatterns)] : []),
  ];
}

/** The texts of what should be a list of patterns. */
export function toPatterns(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((pattern) => typeof pattern === 'string') : [];
}

/** Whether matching a pattern takes no time to speak of, whatever the path. */
export function isCheap(pattern: string): boolean {
  if (pattern.length > maxPatternLength) return false;
  // At either end the wildcard of folders fits in one way only.
  const names = pattern
    .replace(/^!?\/?(?:\*\*\/)+/, '')
    .replace(/(?:\/\*\*)+\/?$/, '')
    .split('/');
  const counts = names.map((name) => (name.match(/\*+/g) ?? []).length);
  return (
    counts.every((count) => count <= maxWildcardsInName) &&
    counts.reduce((sum, count) => sum + count, 0) <= maxWildcards
  );
}
