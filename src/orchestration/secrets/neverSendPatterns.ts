import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import { cutText } from '#common/text/cutText.ts';
import { toWrongType } from '#orchestration/wrongValues.ts';

/** A longer list, or pattern, is no person's: it only makes matching slow. */
const maxOwnPatterns = 1_000;
export const maxPatternLength = 500;

/** The user's patterns and the default before them. */
export const maxListLength = 2_000;

/** Limits of what a repository may add. Each wildcard multiplies the ways to fit: with a dozen it could stop the editor. */
export const maxAddedPatterns = 200;
const maxWildcards = 3;
const maxWildcardsInName = 2;

/** Finds what cannot be used of a list that a workspace adds, each with the reason. */
export function findPatternProblems(list: unknown): string[] {
  const patterns = toPatterns(list);
  const costly = patterns.filter((pattern) => !isCheap(pattern));
  return [
    ...costly.map((pattern) =>
      l10n.t(
        '"{0}" is left out: expected at most {1} characters, {2} wildcards and {3} in one name',
        cutText(pattern, 60, '…'),
        formatNumber(maxPatternLength),
        formatNumber(maxWildcards),
        formatNumber(maxWildcardsInName),
      ),
    ),
    ...(patterns.length > maxAddedPatterns
      ? [l10n.t('only the first {0} patterns are used', formatNumber(maxAddedPatterns))]
      : []),
  ];
}

/**
 * The patterns of what should be a list of them; a text is a list of one, or of those between its lines and commas. Each in
 * the form that a `.gitignore` has: people write `./internal`, `~/notes`, `\\` and `*.{pem,key}`, which would fit nothing.
 */
export function toPatterns(list: unknown): string[] {
  const texts = typeof list === 'string' ? splitList(list) : Array.isArray(list) ? (list as unknown[]) : [];
  return texts
    .slice(0, maxListLength)
    .filter((pattern) => typeof pattern === 'string')
    .flatMap((pattern) => expandBraces(toUsualForm(pattern)));
}

/** The lines of a text, and what stands between its commas that are not inside of braces. */
function splitList(text: string): string[] {
  return text.split(/\r?\n|,(?![^{}]*\})/);
}

/** The last choice of a pattern that holds no other. */
const choice = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/s;

/** A pattern for each choice that its braces give; the pattern itself where those are more than a repository may add. */
function expandBraces(pattern: string): string[] {
  if (pattern.length > maxPatternLength) return [pattern];
  let patterns = [pattern];
  for (let found = choice.exec(pattern); found; found = choice.exec(patterns[0] ?? '')) {
    // All have as many choices left.
    const count = (found[2] ?? '').split(',').length;
    if (patterns.length * count > maxAddedPatterns) return [pattern];
    patterns = patterns.flatMap((each) => {
      const [, before = '', choices = '', after = ''] = choice.exec(each) ?? [];
      return choices.split(',').map((text) => before + text.trim() + after);
    });
  }
  return patterns;
}

/** Finds what cannot be read of a list of patterns: nobody knows what should stay here. */
export function findUnreadablePatterns(list: unknown): string[] {
  if (list === undefined || list === null) return [];
  if (typeof list !== 'string' && !Array.isArray(list)) return [toWrongType('list', list)];
  if (toPatterns(list).some((pattern) => pattern.length <= maxPatternLength && choice.test(pattern)))
    return [l10n.t('expected at most {0} patterns', formatNumber(maxAddedPatterns))];
  if (typeof list === 'string') return [];
  return list
    .slice(0, maxListLength)
    .flatMap((pattern: unknown, index) =>
      typeof pattern === 'string' ? [] : [l10n.t('{0}: {1}', String(index + 1), toWrongType('string', pattern))],
    );
}

/** Finds what of the user's own list is more than is read. */
export function findExcessPatterns(list: unknown): string[] {
  const patterns = toPatterns(list);
  return [
    ...(patterns.length > maxOwnPatterns
      ? [l10n.t('expected at most {0} patterns', formatNumber(maxOwnPatterns))]
      : []),
    ...(patterns.some(({ length }) => length > maxPatternLength)
      ? [l10n.t('expected patterns of at most {0} characters', formatNumber(maxPatternLength))]
      : []),
  ];
}

function toUsualForm(pattern: string): string {
  const [, not = '', rest = ''] = /^\s*(!?)(.*?)\s*$/s.exec(pattern) ?? [];
  const usual = rest
    .replace(/^\$\{workspaceFolder(?::[^}]*)?\}/, '')
    .replace(/^~[\\/]/, '**/')
    // A sign that has a meaning may be escaped; before a letter it is a path of Windows.
    .replaceAll(/\\(?=[\p{L}\p{N}._*])/gu, '/')
    .replace(/^(?:\.\/)+/, '/');
  return `${not}${usual}`.normalize('NFC');
}

/** True for a pattern that is matched in no time to speak of, whatever the path. */
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
