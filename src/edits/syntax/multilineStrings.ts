import { type Form, stringSyntaxes, type Syntax } from './stringSyntax.ts';

/** Lines, counted from 0, that begin inside a string. */
export interface StringLines {
  /** Lines that keep their white space, whatever becomes of the code. */
  fixed: ReadonlySet<number>;
  /**
   * Lines that are set in by their place, as docstrings and the texts of YAML are: they move as far as the code around
   * them.
   */
  moving: ReadonlySet<number>;
}

/** A string or a comment with its end and its kind. */
interface Piece {
  end: number;
  kind: 'comment' | 'fixed' | 'moving';
}

/** A string that ends with its line, as nearly every language writes it; a backslash carries it on. */
const single = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;

/** Returns whether it is known how a language writes strings. */
export function hasStringSyntax(languageId: string): boolean {
  return Object.hasOwn(stringSyntaxes, languageId);
}

/** The lines that begin inside a string and keep their white space. */
export function findStringLines(code: string, languageId: string): ReadonlySet<number> {
  return readStringLines(code, languageId).fixed;
}

/** The lines that begin inside a string. A string that is never closed is none. Time grows with the length of the code. */
export function readStringLines(code: string, languageId: string): StringLines {
  const syntax = hasStringSyntax(languageId) ? stringSyntaxes[languageId] : undefined;
  return syntax ? new StringReader(code, syntax).read() : { fixed: new Set(), moving: new Set() };
}

class StringReader {
  readonly #code: string;
  readonly #syntax: Syntax;
  readonly #fixed = new Set<number>();
  readonly #moving = new Set<number>();
  /** Delimiters that stand nowhere behind the place where they were last looked for. */
  readonly #missing = new Set<string>();
  /** Offsets up to which quotes were found to open no string. */
  readonly #unclosed = new Map<string, number>();
  #position = 0;
  #line = 0;
  /** Words that end documents which begin with the next line. */
  #heredocs: string[] = [];

  constructor(code: string, syntax: Syntax) {
    this.#code = code;
    this.#syntax = syntax;
  }

  read(): StringLines {
    const code = this.#code;
    while (this.#position < code.length) {
      if (code[this.#position] === '\n') {
        this.#moveTo(this.#position + 1);
        for (const word of this.#heredocs.splice(0)) this.#readHeredoc(word);
      } else this.#readPiece();
    }
    if (this.#syntax.blockScalar) this.#readScalars(this.#syntax.blockScalar);
    return { fixed: this.#fixed, moving: this.#moving };
  }

  #readPiece(): void {
    const { skip, heredoc } = this.#syntax;
    const opened = heredoc && this.#match(heredoc);
    if (opened) {
      this.#heredocs.push(opened.slice(1).findLast((group) => group !== undefined) ?? '');
      this.#position += opened[0].length;
      return;
    }
    const skipped = skip && this.#match(skip);
    const piece = skipped ? undefined : this.#findPiece();
    if (piece) this.#moveTo(piece.end, piece.kind);
    else this.#moveTo(this.#position + (skipped?.[0].length ?? this.#matchSingle()), 'fixed');
  }

  /** The length of a string that ends with its line, or of one character that begins none. */
  #matchSingle(): number {
    const quote = this.#code[this.#position] ?? '';
    if ((quote !== '"' && quote !== "'") || this.#position < (this.#unclosed.get(quote) ?? 0)) return 1;
    const string = this.#match(single);
    if (string) return string[0].length;
    const end = this.#code.indexOf('\n', this.#position);
    this.#unclosed.set(quote, end === -1 ? this.#code.length : end);
    return 1;
  }

  #findPiece(): Piece | undefined {
    for (const form of this.#syntax.forms) {
      const opened = this.#match(form.open);
      if (!opened) continue;
      const end = this.#findEnd(form, opened, this.#position + opened[0].length);
      if (end === undefined) continue;
      const moves = form.moves === 'alone' && this.#isAlone();
      return { end, kind: form.isComment ? 'comment' : moves ? 'moving' : 'fixed' };
    }
    return undefined;
  }

  #findEnd(form: Form, opened: RegExpExecArray, start: number): number | undefined {
    const code = this.#code;
    const close = form.close(opened);
    if (form.isComment && close === '\n') {
      const end = code.indexOf('\n', start);
      return end === -1 ? code.length : end;
    }
    // What opened with a whole line may close at once.
    let at = opened[0].endsWith('\n') ? start - 1 : start;
    if (this.#missing.has(close)) return undefined;
    for (; at < code.length; at += 1) {
      const escaped = form.escape;
      if ((escaped === '\\' || escaped === '`') && code[at] === escaped) at += 1;
      else if (form.hole && code.startsWith(form.hole, at)) at = this.#findHoleEnd(form, at + form.hole.length);
      else if (code.startsWith(close, at)) {
        if (escaped === 'twice' && code.startsWith(close, at + close.length)) at += close.length * 2 - 1;
        else if (isEscapedNix(code, at, close)) at += 2;
        else return endOfRun(code, at, close);
      }
    }
    this.#missing.add(close);
    return undefined;
  }

  /** The brace that closes code within a string, or the end of the code. In that code may be strings with code in them. */
  #findHoleEnd({ hole }: Form, start: number): number {
    const code = this.#code;
    const hasTemplates = hole === '${';
    /** Number of open braces in each piece of code, the outer one first; `undefined` for a string between. */
    const open: (number | undefined)[] = [1];
    for (let at = start; at < code.length; at += 1) {
      const depth = open.at(-1);
      if (depth === undefined) {
        if (code[at] === '\\') at += 1;
        else if (code[at] === '`') open.pop();
        else if (code.startsWith('${', at)) {
          open.push(1);
          at += 1;
        }
      } else if (code[at] === '{') open[open.length - 1] = depth + 1;
      else if (code[at] === '}') {
        if (depth > 1) open[open.length - 1] = depth - 1;
        else if (open.length === 1) return at;
        else open.pop();
      } else if (code[at] === '`' && hasTemplates) open.push(undefined);
      else if (code[at] === '"' || code[at] === "'") {
        single.lastIndex = at;
        at += (single.exec(code)?.[0].length ?? 1) - 1;
      }
    }
    return code.length;
  }

  /** Reads a document, which runs to a line that holds its word alone, but for what may follow it. */
  #readHeredoc(word: string): void {
    if (this.#missing.has(`<<${word}`)) return;
    const escaped = word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
    const end = new RegExp(`^[ \\t]*${escaped}(?![\\w-])`, 'gm');
    end.lastIndex = this.#position;
    const found = end.exec(this.#code);
    if (!found) {
      this.#missing.add(`<<${word}`);
      return;
    }
    this.#fixed.add(this.#line);
    this.#moveTo(found.index + found[0].length, 'fixed');
  }

  /** Texts of YAML: lines deeper than the one that begins them, and empty ones between. */
  #readScalars(opener: RegExp): void {
    const lines = this.#code.split('\n');
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index] ?? '';
      if (line.length > 500 || !opener.test(line)) continue;
      const depth = depthOfHolder(line);
      let next = index + 1;
      while (next < lines.length && (lines[next]?.trim() === '' || depthOf(lines[next] ?? '') > depth)) {
        this.#moving.add(next);
        next += 1;
      }
      index = next - 1;
    }
  }

  /** Returns whether a string is a statement of its own that says what stands around it: it is first in the code, or in a block. */
  #isAlone(): boolean {
    const lineStart = this.#code.lastIndexOf('\n', this.#position - 1) + 1;
    if (this.#position - lineStart > 200) return false;
    if (!/^[ \t]*[rRuUbB]{0,2}$/.test(this.#code.slice(lineStart, this.#position))) return false;
    const before = this.#code.slice(Math.max(0, lineStart - 1_000), lineStart).trimEnd();
    const last = before.slice(before.lastIndexOf('\n') + 1);
    return before === '' || /[:{}]\s*(?:#.*)?$/.test(last) || !/[(,=[+\\%]\s*$|^\s*return\b/.test(last);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    return pattern.exec(this.#code) ?? undefined;
  }

  #moveTo(end: number, kind: Piece['kind'] = 'comment'): void {
    for (; this.#position < end; this.#position += 1) {
      if (this.#code[this.#position] !== '\n') continue;
      this.#line += 1;
      if (kind === 'fixed') this.#fixed.add(this.#line);
      if (kind === 'moving') this.#moving.add(this.#line);
    }
  }
}

/** Finds the end of a run of quotes: of more than close a string the last ones do. */
function endOfRun(code: string, at: number, close: string): number {
  let end = at + close.length;
  if (/^"{3,}$/.test(close)) while (code[end] === '"') end += 1;
  return end;
}

/** Returns whether two apostrophes of Nix are escaped by a third, or escape what follows. */
function isEscapedNix(code: string, at: number, close: string): boolean {
  return close === "''" && /^(?:'|\$|\\)/.test(code.slice(at + 2, at + 3));
}

function depthOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/**
 * Computes the depth of what holds a text of YAML: the key behind the dashes of a list, or the last dash where there is
 * none.
 */
function depthOfHolder(line: string): number {
  const dashes = /^ *(?:- +)*/.exec(line)?.[0] ?? '';
  return /^[|>]/.test(line.slice(dashes.length)) ? dashes.lastIndexOf('-') : dashes.length;
}
