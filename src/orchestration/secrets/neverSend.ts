import type { Ignore } from 'ignore';
import { isCheap, maxAddedPatterns, maxListLength, maxPatternLength, toPatterns } from './neverSendPatterns.ts';

/** The most of a path that is looked at, in folders and in characters: a file beyond it stays here unseen. */
const maxDepth = 100;
const maxPathLength = 2_000;

/**
 * Knows which files never go to a model. Each list is read as a `.gitignore` of its own and every list can only add: a
 * repository's `!.env` takes nothing out of the user's list.
 */
export class NeverSend {
  readonly #lists: readonly Ignore[];

  private constructor(lists: readonly Ignore[]) {
    this.#lists = lists;
  }

  /**
   * Reads the user's list and those that were `added` by a workspace, as in `.gitignore`; a text is a list of one. What is
   * no text is passed over, and so is what {@link findPatternProblems} tells of: whoever has to know what stays here asks
   * {@link findUnreadablePatterns} first.
   */
  static async read(own: unknown, added: readonly unknown[] = []): Promise<NeverSend> {
    const { default: ignore } = await import('ignore');
    // Whatever the file system does, `.ENV` holds what `.env` holds.
    const toList = (patterns: string[]) => ignore({ ignorecase: true }).add(patterns);
    const users = toPatterns(own).filter(({ length }) => length <= maxPatternLength);
    return new NeverSend([
      toList(users.slice(0, maxListLength)),
      ...added.map((list) => toList(toPatterns(list).slice(0, maxAddedPatterns).filter(isCheap))),
    ]);
  }

  /** True for a file that must stay here. `path` may be relative to a folder or absolute, with `/` or `\`. */
  has(path: string): boolean {
    const relative = toRelative(path);
    if (relative.length > maxPathLength || relative.split('/').length > maxDepth) return true;
    return relative !== '' && this.#lists.some((list) => list.ignores(relative));
  }
}

/** The path as `.gitignore` patterns see it: below the root, whatever root that is. */
function toRelative(path: string): string {
  const parts = path.replaceAll('\\', '/').normalize('NFC').split('/');
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/')
    .replace(/^[a-z]:\//i, '');
}
