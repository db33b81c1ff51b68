/** A path with an extension, or one of the names that need none. No spaces: words of a sentence are no path. */
const pathShape =
  /^(?:\.{0,2}[/\\])?(?:[\p{L}\p{M}\p{N}_@.()[\]{}+~$-]+[/\\])*(?:[\p{L}\p{M}\p{N}_@()[\]{}+~$.-]*\.[A-Za-z][\w-]{0,15}|Makefile|Dockerfile|Jenkinsfile|Gemfile|Rakefile|Procfile|LICENSE|README|\.[\w.-]+)$/u;

/** Length beyond which a line is not looked at, as it names no file. */
const maxLineLength = 600;

/** Words that models write before a name. */
const label = /^(?:new |updated |modified )?(?:file(?:name)?|path)\s*[:=]?\s+|^(?:file(?:name)?|path)[:=]\s*/i;

/** Words that models write after a name: the lines it is about, or that it is changed. */
const addition =
  /(?::\d+(?:[-–:]\d+)?|#L\d+(?:-L?\d+)?|\s+\((?:(?:lines?|line|L)\s*\d|excerpt|partial|snippet|new|updated|modified|created|changed)[^()]{0,30}\)|\s+[-–—]\s+(?:excerpt|partial|snippet|new|updated|modified|created|changed))$/i;

/** A line that is a comment and nothing else: `//`, `#`, `--`, `;`, `%`, `/* … *\/`, `<!-- … -->`, `""" … """`. */
const comment = /^\s*(?:\/\/+|#+|--|;+|%+|\/\*+|<!--|"""|''')\s*(.*?)\s*(?:\*\/|-->|"""|''')?\s*$/;

/**
 * The certainty that a name is that of a file. `said`: the fence says it, or a word such as "File:". `likely`: it has a
 * folder, or is set off as code. `perhaps`: it may be anything, such as the name of a product.
 */
export type NameCertainty = 'said' | 'likely' | 'perhaps';

/** Reads the words after a fence: `ts`, `ts src/a.ts`, `ts title="src/a.ts"`, `ts:src/a.ts`, `src/a.ts`. */
export function readInfo(info: string): { language: string; path?: string } {
  const attribute =
    /(?:^|[\s{])(?:title|file|filename|filepath|path|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s}]+))/i.exec(info);
  const [first = '', ...words] = info.replace(/^\{\s*\.?/, '').split(/\s+/);
  const colon = /^([\w+#.-]+):(.+)$/.exec(first);
  /** Lines in front of a path: `12:15:src/a.ts`. */
  const range = /^\d+:\d+:(.+)$/.exec(first);
  const language = (range ? '' : (colon?.[1] ?? first)).replace(/[,{}].*$/, '').toLowerCase();
  const named = /\bfile(?:name|path)?\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(info);
  const spaced = named?.[1] ?? named?.[2] ?? '';
  // Spaces are part of a name only where quotes and a word say that it is one.
  if (spaced.includes(' ') && isPathLike(spaced.replaceAll(' ', '_'))) return { language, path: spaced };
  const candidates = [attribute?.[1] ?? attribute?.[2] ?? attribute?.[3], range?.[1] ?? colon?.[2], ...words];
  const path = candidates.find((candidate) => candidate !== undefined && isPathLike(candidate));
  if (path !== undefined) return { language: attribute && /=/.test(first) ? '' : language, path };
  if (/[/\\]/.test(first) && isPathLike(first)) return { language: '', path: first };
  return { language };
}

/** Finds the file that a block is, as its first line or the line before it says. */
export function findNamedPath(
  before: string,
  firstLine: string,
  language: string,
): { path: string; isFirstLine: boolean; certainty: NameCertainty } | undefined {
  const commented = firstLine.length > maxLineLength ? undefined : toCommentedPath(firstLine, language);
  if (commented !== undefined) return { path: commented, isFirstLine: true, certainty: judge(commented, firstLine) };
  const path = before.length > maxLineLength ? undefined : toHeadedPath(before);
  return path === undefined ? undefined : { path, isFirstLine: false, certainty: judge(path, before) };
}

function judge(path: string, line: string): NameCertainty {
  if (/\b(?:file(?:name)?|path)\b\s*[:=]?\s/i.test(line.replace(path, ''))) return 'said';
  return /[/\\]/.test(path) || line.includes(`\`${path}\``) ? 'likely' : 'perhaps';
}

/** Reads the path in a comment. In Markdown and diffs `#` and `--` begin none. */
function toCommentedPath(line: string, language: string): string | undefined {
  if (/^(?:md|markdown|diff|patch|udiff|text|txt|plaintext)?$/.test(language) && !/file/i.test(line)) return undefined;
  const words = comment.exec(line)?.[1];
  return words === undefined ? undefined : toPath(words);
}

/**
 * Reads the path of a heading: `### src/a.ts`, `**src/a.ts**`, `` `src/a.ts`: ``, `**File: src/a.ts**`, alone on their
 * line.
 */
function toHeadedPath(line: string): string | undefined {
  const match = /^\s*(?:#{1,6}\s+|(?:[-*+]|\d{1,9}[.)])\s+)?(.*?)\s*#*\s*$/.exec(line);
  const words = match?.[1] ?? '';
  // A path alone, in plain words, could be anything: it has to be set off.
  if (!/^\s*#/.test(line) && !/[`*_]/.test(words) && !label.test(words)) return undefined;
  const bare = words.replaceAll(/\*\*|__|`/g, '').replace(/^\d{1,3}[.)]\s+/, '');
  return toPath(bare);
}

function toPath(words: string): string | undefined {
  const path = words
    .replace(label, '')
    .replace(/\s*:\s*$/, '')
    .replace(addition, '')
    .trim();
  return isPathLike(path) ? path : undefined;
}

function isPathLike(text: string): boolean {
  return text.length <= 500 && pathShape.test(text);
}
