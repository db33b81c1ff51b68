import type { Ignore } from 'ignore';

/** Files that hold secrets more often than code. The same list stands in package.json as the setting's default. */
export const defaultNeverSend: readonly string[] = [
  '.env',
  '.env.*',
  '!.env.example',
  '*.pem',
  '*.key',
  '*.p12',
  '*.pfx',
  '*.jks',
  '*.keystore',
  '*.kdbx',
  '*.crt',
  '*.cer',
  '*.der',
  'id_rsa*',
  'id_dsa*',
  'id_ecdsa*',
  'id_ed25519*',
  '.ssh/',
  '.gnupg/',
  '.aws/',
  '.npmrc',
  '.pypirc',
  '.netrc',
  '.git-credentials',
  '.htpasswd',
  'credentials.json',
  'service-account*.json',
];

/** Longer lists, and longer patterns, are no user's: they only make matching slow. */
const maxPatterns = 1_000;
const maxPatternLength = 500;

/**
 * Which files never go to a model. Each list is read as a `.gitignore` of its own and every list can only add: a
 * repository's `!.env` takes nothing out of the user's list.
 */
export class NeverSend {
  readonly #lists: readonly Ignore[];

  private constructor(lists: readonly Ignore[]) {
    this.#lists = lists;
  }

  /** Reads lists of patterns as in `.gitignore`; what is no such list, or no text in one, is passed over. */
  static async read(lists: readonly unknown[]): Promise<NeverSend> {
    const { default: ignore } = await import('ignore');
    const read = lists.filter(Array.isArray).map((list: unknown[]) => {
      const patterns = list.filter((pattern) => typeof pattern === 'string');
      // Whatever the file system does, `.ENV` holds what `.env` holds.
      return ignore({ ignorecase: true }).add(
        patterns.slice(0, maxPatterns).filter(({ length }) => length <= maxPatternLength),
      );
    });
    return new NeverSend(read);
  }

  /** Whether a file must stay here. `path` may be relative to a folder or absolute, with `/` or `\`. */
  has(path: string): boolean {
    const relative = toRelative(path);
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
