/** The syntax of one kind of string or comment that may run over several lines. */
export interface Form {
  /** The opening delimiter, as a sticky expression. */
  open: RegExp;
  /** Returns the closing delimiter for an opening one. Searched literally. */
  close: (opened: RegExpExecArray) => string;
  /**
   * The sign that takes the meaning of the character after it: a backslash, or the closing delimiter written twice.
   */
  escape?: '\\' | '`' | 'twice';
  /** Opens code within the string that runs to the brace that fits, as `${` does. */
  hole?: '${' | '#{' | '\\(' | '{';
  /** A comment: its lines move as code does. */
  isComment?: boolean;
  /** The string is set in by its place, as Python's docstrings may be: its lines move with the code around it. */
  moves?: 'alone';
}

export interface Syntax {
  forms: readonly Form[];
  /** The opening of a document that begins with the next line. Its first group is the word that ends it. */
  heredoc?: RegExp;
  /** Lines deeper than one that ends so are text. They move with the code around them. */
  blockScalar?: RegExp;
  /**
   * Other text that could be taken for the beginning of a string: literals of characters, expressions between slashes.
   */
  skip?: RegExp;
}

const plain = (open: string, close = open, rest: Omit<Form, 'open' | 'close'> = {}): Form => ({
  open: new RegExp(open.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'), 'y'),
  close: () => close,
  ...rest,
});
const line = (open: RegExp): Form => ({ open, close: () => '\n', isComment: true });

const slashes = line(/\/\//y);
const hashes = line(/#/y);
const spacedHashes = line(/(?<=^|\s)#/my);
const dashes = line(/--/y);
const stars = plain('/*', '*/', { isComment: true });
const tripleQuotes = plain('"""', '"""', { escape: '\\' });
const tripleApostrophes = plain("'''", "'''", { escape: '\\' });
/** The last three of more quotes close it, and a backslash means nothing. */
const rawTriple = plain('"""');
const quotes = plain('"', '"', { escape: '\\' });
const apostrophes = plain("'", "'", { escape: '\\' });
const doubledApostrophes = plain("'", "'", { escape: 'twice' });
const template = plain('`', '`', { escape: '\\', hole: '${' });
const wordHeredoc = /<<[-~]?(?:(["'`])([A-Za-z_][\w ]*?)\1|\\?([A-Za-z_]\w*))/y;
const shellHeredoc = /(?<!<)<<[-~]?[ \t]*(?:(["'])([^\n]+?)\1|\\?([A-Za-z_][\w-]*))/y;
const rubyHeredoc = /(?<![\w)\]]|<)<<(?:[-~](?:(["'`])(\w[\w ]*?)\1|([A-Za-z_]\w*))|(["'`])(\w[\w ]*?)\4|([A-Z_]\w*))/y;

const regexp = /\/(?<=(?:^|[(,=:[!&|?{};+\n>]|\breturn)\s{0,99}\/)(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y;
const character = /'(?:[^'\\\n]|\\[^\n]{1,8}?)'/y;
const pre: Form = { open: /<(pre|textarea)\b[^>]{0,500}>/iy, close: ([, tag]) => `</${tag ?? ''}` };
const markupComment = plain('<!--', '-->', { isComment: true });

const script: Syntax = { forms: [slashes, stars, template], skip: regexp };
const markup: Syntax = { forms: [markupComment, pre] };
const scripted: Syntax = { forms: [markupComment, pre, slashes, stars, template], skip: regexp };
const cLike: Syntax = {
  forms: [
    slashes,
    stars,
    { open: /(?:u8|[uUL])?R"([^\s()\\]{0,16})\(/y, close: ([, delimiter]) => `)${delimiter ?? ''}"` },
  ],
  skip: character,
};
const python: Syntax = {
  forms: [hashes, { ...tripleQuotes, moves: 'alone' }, { ...tripleApostrophes, moves: 'alone' }],
};
const shell: Syntax = {
  forms: [spacedHashes, quotes, plain("$'", "'", { escape: '\\' }), plain("'")],
  heredoc: shellHeredoc,
};
const sql: Syntax = {
  forms: [
    dashes,
    stars,
    { open: /(?<![\w$])\$(\w*)\$/y, close: ([opened]) => opened },
    doubledApostrophes,
    plain('"', '"', { escape: 'twice' }),
  ],
};
const lisp: Syntax = { forms: [line(/;/y), quotes], skip: /\\["'](?=\s|\))|\?"/y };
const yaml: Syntax = {
  forms: [spacedHashes],
  blockScalar: /^(?:[^#\n'"]|'[^'\n]*'|"[^"\n]*")*(?:^|[:\s-])[|>](?:[1-9]?[+-]?|[+-][1-9])[ \t]*(?:[ \t]#.*)?$/,
};
const sigilEnds: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const shortSigil: Form = {
  open: /~[a-zA-Z]+([([{<|/"'])/y,
  close: ([, opened = '']) => sigilEnds[opened] ?? opened,
  escape: '\\',
};
const elixirSigil: Form = { open: /~[a-zA-Z]+("""|''')/y, close: ([, quote]) => quote ?? '"""' };
const lua: Syntax = {
  forms: [
    { open: /--\[(=*)\[/y, close: ([, level]) => `]${level ?? ''}]`, isComment: true },
    dashes,
    { open: /\[(=*)\[/y, close: ([, level]) => `]${level ?? ''}]` },
  ],
};

/** Syntax by VS Code's id of the language. */
export const stringSyntaxes: Readonly<Record<string, Syntax>> = {
  javascript: script,
  javascriptreact: script,
  typescript: script,
  typescriptreact: script,
  coffeescript: { forms: [hashes, tripleQuotes, tripleApostrophes, quotes, apostrophes] },
  vue: scripted,
  svelte: scripted,
  astro: scripted,
  html: scripted,
  xml: { forms: [markupComment, plain('<![CDATA[', ']]>')] },
  handlebars: markup,
  go: { forms: [slashes, stars, plain('`')], skip: character },
  python,
  cython: python,
  starlark: python,
  mojo: python,
  gdscript: python,
  toml: { forms: [hashes, tripleQuotes, plain("'''")] },
  julia: { forms: [plain('#=', '=#', { isComment: true }), hashes, tripleQuotes, quotes], skip: character },
  elixir: {
    forms: [
      hashes,
      elixirSigil,
      shortSigil,
      tripleQuotes,
      tripleApostrophes,
      plain('"', '"', { escape: '\\', hole: '#{' }),
    ],
    skip: /\?["']/y,
  },
  erlang: { forms: [line(/%/y), plain('"""'), quotes], skip: /\$["']/y },
  gleam: { forms: [slashes, quotes] },
  java: { forms: [slashes, stars, tripleQuotes], skip: character },
  scala: { forms: [slashes, stars, { open: /"""/y, close: () => '"""' }], skip: character },
  kotlin: { forms: [slashes, stars, plain('"""', '"""', { hole: '${' })], skip: character },
  groovy: { forms: [slashes, stars, tripleQuotes, tripleApostrophes, plain('$/', '/$')] },
  gradle: { forms: [slashes, stars, tripleQuotes, tripleApostrophes] },
  dart: {
    forms: [
      slashes,
      stars,
      { open: /r("""|''')/y, close: ([, quote]) => quote ?? '"""' },
      tripleQuotes,
      tripleApostrophes,
    ],
  },
  csharp: {
    forms: [
      slashes,
      stars,
      { open: /\$*("{3,16})/y, close: ([, quote]) => quote ?? '"""' },
      { open: /(?:@|\$@|@\$)"/y, close: () => '"', escape: 'twice' },
    ],
    skip: character,
  },
  fsharp: {
    forms: [
      slashes,
      plain('(*', '*)', { isComment: true }),
      plain('"""'),
      { open: /(?:@|\$@|@\$)"/y, close: () => '"', escape: 'twice' },
      quotes,
    ],
    skip: character,
  },
  vb: { forms: [line(/'/y), plain('"', '"', { escape: 'twice' })] },
  swift: {
    forms: [
      slashes,
      stars,
      { open: /(#+)"""/y, close: ([, hash]) => `"""${hash ?? ''}` },
      tripleQuotes,
      { open: /(#+)"/y, close: ([, hash]) => `"${hash ?? ''}` },
    ],
  },
  rust: {
    forms: [slashes, stars, { open: /\b(?:[bc]?r)(#*)"/y, close: ([, hash]) => `"${hash ?? ''}` }, quotes],
    skip: /'(?:[^'\\\n]|\\[^\n]{1,10}?)'/y,
  },
  c: cLike,
  cpp: cLike,
  'cuda-cpp': cLike,
  'objective-c': cLike,
  'objective-cpp': cLike,
  d: { forms: [slashes, stars, plain('`'), { open: /[rq]"/y, close: () => '"' }, quotes], skip: character },
  zig: { forms: [slashes], skip: /\\\\[^\n]*|'(?:[^'\\\n]|\\.)*'/y },
  lua,
  luau: { forms: [...lua.forms, plain('`', '`', { escape: '\\' })] },
  powershell: {
    forms: [
      plain('<#', '#>', { isComment: true }),
      spacedHashes,
      { open: /@"[ \t]*\n/y, close: () => '\n"@' },
      { open: /@'[ \t]*\n/y, close: () => "\n'@" },
      plain('"', '"', { escape: '`' }),
      plain("'", "'", { escape: 'twice' }),
    ],
  },
  shellscript: shell,
  fish: { forms: [spacedHashes, quotes, apostrophes] },
  dockerfile: { forms: [line(/^[ \t]*#/my)], heredoc: shellHeredoc },
  ruby: {
    forms: [
      { open: /^=begin\b/my, close: () => '\n=end', isComment: true },
      spacedHashes,
      { open: /%[qQwWiI]?\{/y, close: () => '}' },
      { open: /%[qQwWiI]?\[/y, close: () => ']' },
      { open: /%[qQwWiI]\(/y, close: () => ')' },
      { ...quotes, hole: '#{' },
      apostrophes,
      plain('`', '`', { escape: '\\', hole: '#{' }),
    ],
    heredoc: rubyHeredoc,
    skip: regexp,
  },
  crystal: { forms: [spacedHashes, { ...quotes, hole: '#{' }], heredoc: rubyHeredoc, skip: character },
  perl: {
    forms: [
      { open: /^=[a-z]\w*/my, close: () => '\n=cut', isComment: true },
      spacedHashes,
      { open: /\bq[qw]?\s*\{/y, close: () => '}' },
      { open: /\bq[qw]?\s*\(/y, close: () => ')' },
      quotes,
      apostrophes,
    ],
    heredoc: /<<~?(?:(["'])([^"'\n]*)\1|([A-Za-z_]\w*))/y,
    skip: regexp,
  },
  php: {
    forms: [slashes, line(/#(?!\[)/y), stars, quotes, apostrophes],
    heredoc: /<<<[ \t]*(?:(["'])(\w+)\1|([A-Za-z_]\w*))/y,
  },
  terraform: { forms: [hashes, slashes, stars], heredoc: wordHeredoc },
  hcl: { forms: [hashes, slashes, stars], heredoc: wordHeredoc },
  sql,
  postgres: sql,
  pgsql: sql,
  plpgsql: sql,
  mysql: { forms: [line(/--\s|#/y), stars, quotes, apostrophes] },
  nix: {
    forms: [hashes, stars, { open: /''(?!')/y, close: () => "''" }, { ...quotes, hole: '${' }],
  },
  haskell: {
    forms: [plain('{-', '-}', { isComment: true }), dashes, { open: /\[\w*\|/y, close: () => '|]' }],
    skip: character,
  },
  ocaml: {
    forms: [plain('(*', '*)', { isComment: true }), { open: /\{(\w*)\|/y, close: ([, id]) => `|${id ?? ''}}` }, quotes],
    skip: character,
  },
  nim: { forms: [plain('#[', ']#', { isComment: true }), hashes, rawTriple], skip: character },
  clojure: lisp,
  lisp,
  scheme: lisp,
  racket: lisp,
  elisp: lisp,
  r: {
    forms: [
      hashes,
      { open: /[rR]["'](-*)\(/y, close: ([opened, dash]) => `)${dash ?? ''}${opened.charAt(1)}` },
      quotes,
      apostrophes,
      plain('`'),
    ],
  },
  cmake: {
    forms: [
      { open: /#\[(=*)\[/y, close: ([, level]) => `]${level ?? ''}]`, isComment: true },
      hashes,
      { open: /\[(=*)\[/y, close: ([, level]) => `]${level ?? ''}]` },
      quotes,
    ],
  },
  graphql: { forms: [hashes, { ...tripleQuotes, moves: 'alone' }] },
  yaml,
  dockercompose: yaml,
  'github-actions-workflow': yaml,
  latex: {
    forms: [
      line(/(?<!\\)%/y),
      { open: /\\begin\{(verbatim|lstlisting|minted)\}/y, close: ([, name]) => `\\end{${name ?? ''}}` },
    ],
  },
  markdown: { forms: [{ open: /^[ \t]*(```+|~~~+)[^\n]*/my, close: ([, fence]) => `\n${fence ?? ''}` }] },
};
