/** How a language writes what may look like a string or hold one. */
interface Syntax {
  comment: RegExp;
  /** Delimiters of strings that may run over several lines. */
  delimiters: readonly string[];
  hasHeredocs?: boolean;
}

const slashes: RegExp = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const hashes: RegExp = /#[^\n]*/y;
const templates: Syntax = { comment: slashes, delimiters: ['`'] };
const shell: Syntax = { comment: /(?<=^|\s)#[^\n]*/my, delimiters: ['"', "'"], hasHeredocs: true };
const tripled: Syntax = { comment: hashes, delimiters: ['"""', "'''"] };

const syntaxes: Record<string, Syntax> = {
  javascript: templates,
  javascriptreact: templates,
  typescript: templates,
  typescriptreact: templates,
  vue: templates,
  svelte: templates,
  go: templates,
  python: tripled,
  toml: tripled,
  julia: tripled,
  elixir: tripled,
  scala: { comment: slashes, delimiters: ['"""'] },
  kotlin: { comment: slashes, delimiters: ['"""'] },
  groovy: { comment: slashes, delimiters: ['"""', "'''"] },
  dart: { comment: slashes, delimiters: ['"""', "'''"] },
  rust: { comment: slashes, delimiters: ['"'] },
  php: { comment: /\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\//y, delimiters: ['"', "'"], hasHeredocs: true },
  ruby: { comment: hashes, delimiters: ['"', "'"], hasHeredocs: true },
  perl: { comment: hashes, delimiters: ['"', "'"], hasHeredocs: true },
  shellscript: shell,
};

/**
 * The lines, counted from 0, that begin inside a string and so must keep their white space. A string that stands alone,
 * as Python's docstrings do, may be indented like code. Empty where the code cannot be read with certainty.
 */
export function findStringLines(code: string, languageId: string): ReadonlySet<number> {
  const syntax = syntaxes[languageId];
  const lines = new Set<number>();
  if (!syntax) return lines;
  let position = 0;
  let line = 0;
  const moveTo = (end: number, isString: boolean): void => {
    for (; position < end; position += 1) {
      if (code[position] !== '\n') continue;
      line += 1;
      if (isString) lines.add(line);
    }
  };
  while (position < code.length) {
    const comment = matchAt(syntax.comment, code, position);
    const delimiter = syntax.delimiters.find((each) => code.startsWith(each, position));
    const heredoc = syntax.hasHeredocs ? matchAt(/<<[-~]?(["']?)([A-Za-z_]\w*)\1/y, code, position) : undefined;
    if (comment !== undefined) moveTo(position + comment[0].length, false);
    else if (heredoc) {
      const end = findHeredocEnd(code, position, heredoc[2] ?? '');
      if (end === -1) return new Set();
      moveTo(end, true);
    } else if (delimiter !== undefined) {
      const end = findStringEnd(code, position + delimiter.length, delimiter);
      if (end === -1) return new Set();
      moveTo(end, !isDocstring(code, position, delimiter));
    } else {
      const single = matchAt(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y, code, position);
      moveTo(position + (single?.[0].length ?? 1), false);
    }
  }
  return lines;
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}

function findStringEnd(code: string, start: number, delimiter: string): number {
  for (let at = start; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1;
    else if (delimiter === '`' && code.startsWith('${', at)) {
      at = findPlaceholderEnd(code, at + 2);
      if (at === -1) return -1;
    } else if (code.startsWith(delimiter, at)) return at + delimiter.length;
  }
  return -1;
}

/** The brace that closes a `${`. */
function findPlaceholderEnd(code: string, start: number): number {
  let depth = 1;
  for (let at = start; at < code.length; at += 1) {
    if (code[at] === '{') depth += 1;
    else if (code[at] === '}') {
      depth -= 1;
      if (depth === 0) return at;
    } else if (code[at] === '`') {
      at = findStringEnd(code, at + 1, '`') - 1;
      if (at < 0) return -1;
    }
  }
  return -1;
}

function findHeredocEnd(code: string, start: number, name: string): number {
  const body = code.indexOf('\n', start);
  const found = body === -1 ? undefined : matchAt(new RegExp(`^[ \\t]*${name}\\b`, 'gm'), code, body);
  return found ? found.index : -1;
}

function isDocstring(code: string, position: number, delimiter: string): boolean {
  const lineStart = code.lastIndexOf('\n', position - 1) + 1;
  return delimiter.length === 3 && /^[ \t]*[rRuUbB]{0,2}$/.test(code.slice(lineStart, position));
}
