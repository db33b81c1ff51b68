import * as l10n from '@vscode/l10n';
import { maxDepth, setOwn, describeTooDeep, type PlanMember, type PlanNode, type PlanTree } from './planTree.ts';

/** The first thing that is wrong; JSON cannot be read beyond it. */
class JsonSyntaxError extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end = start + 1) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/**
 * Reads JSON as RFC 8259 has it, with the place of everything. `JSON.parse` reads the strings and numbers, but does not
 * say where anything is, its own errors included. Never throws.
 */
export function readJson(text: string): PlanTree {
  const reader = new JsonReader(text);
  try {
    return { root: reader.readAll(), problems: reader.problems };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { message, start, end } = error;
    return { problems: [...reader.problems, { message, start, end }] };
  }
}

const literals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

class JsonReader {
  readonly problems: PlanTree['problems'] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): PlanNode {
    this.#skipSpace();
    const root = this.#readValue(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected(l10n.t('Expected the end of the file.'));
    return root;
  }

  #readValue(depth: number): PlanNode {
    if (depth > maxDepth) throw new JsonSyntaxError(describeTooDeep(), this.#at);
    const start = this.#at;
    const character = this.#text[start];
    if (character === '{') return this.#readObject(depth);
    if (character === '[') return this.#readArray(depth);
    if (character === '"') return { value: this.#readString(), start, end: this.#at };
    const word = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y);
    if (word === undefined) throw this.#unexpected(l10n.t('Expected a value.'));
    const value = literals.has(word) ? literals.get(word) : Number(word);
    return { value, start, end: this.#at };
  }

  #readObject(depth: number): PlanNode {
    const start = this.#at;
    const value = {};
    const members = new Map<string, PlanMember>();
    this.#readMembers('}', () => {
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"') throw this.#unexpected(l10n.t('Expected a property name in double quotes.'));
      const name = this.#readString();
      const key = { start: keyStart, end: this.#at };
      this.#skipSpace();
      if (this.#text[this.#at] !== ':') throw this.#unexpected(l10n.t('Expected a colon.'));
      this.#at++;
      this.#skipSpace();
      const node = this.#readValue(depth + 1);
      if (members.has(name))
        this.problems.push({ message: l10n.t('The property "{0}" stands here twice.', name), ...key });
      members.set(name, { key, node });
      setOwn(value, name, node.value);
    });
    return { value, members, start, end: this.#at };
  }

  #readArray(depth: number): PlanNode {
    const start = this.#at;
    const items: PlanNode[] = [];
    this.#readMembers(']', () => items.push(this.#readValue(depth + 1)));
    return { value: items.map((item) => item.value), items, start, end: this.#at };
  }

  /** What stands between two brackets, with commas in between. */
  #readMembers(close: string, readOne: () => unknown): void {
    const open = this.#at++;
    const neverClosed = (): JsonSyntaxError =>
      new JsonSyntaxError(l10n.t('The "{0}" is never closed.', this.#text[open] ?? ''), open);
    this.#skipSpace();
    let comma: number | undefined;
    while (this.#text[this.#at] !== close) {
      if (this.#at >= this.#text.length) throw neverClosed();
      readOne();
      this.#skipSpace();
      comma = undefined;
      if (this.#text[this.#at] === close || this.#at >= this.#text.length) continue;
      if (this.#text[this.#at] !== ',') throw this.#unexpected(l10n.t('Expected a comma or "{0}".', close));
      comma = this.#at++;
      this.#skipSpace();
    }
    if (comma !== undefined) throw new JsonSyntaxError(l10n.t('JSON allows no comma behind the last entry.'), comma);
    this.#at++;
  }

  #readString(): string {
    const start = this.#at;
    // oxlint-disable-next-line no-control-regex -- JSON forbids control characters in strings
    const literal = this.#match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y);
    if (literal !== undefined) return String(JSON.parse(literal));
    // oxlint-disable-next-line no-control-regex -- the same, up to where the string goes wrong
    const good = this.#match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y) ?? '"';
    const character = this.#text[start + good.length];
    if (character === '\\') throw new JsonSyntaxError(l10n.t('JSON knows no such escape.'), this.#at, this.#at + 2);
    if (character === '\t') throw new JsonSyntaxError(l10n.t('A tab in a string is written {0}.', '\\t'), this.#at);
    throw new JsonSyntaxError(l10n.t('The string is not closed on its line.'), start, this.#at);
  }

  #skipSpace(): void {
    this.#match(/[ \t\r\n]+/y);
    const comment = this.#match(/\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/y);
    if (comment !== undefined) {
      throw new JsonSyntaxError(l10n.t('JSON has no comments.'), this.#at - comment.length, this.#at);
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #unexpected(expectation: string): JsonSyntaxError {
    const start = this.#at;
    if (start >= this.#text.length) {
      return new JsonSyntaxError(l10n.t('{0} The file ends here.', expectation), start, start);
    }
    const word = this.#match(/[\w.+-]+/y) ?? this.#text[start];
    const message = word?.startsWith("'") ? l10n.t('{0} JSON uses double quotes.', expectation) : expectation;
    return new JsonSyntaxError(message, start, start + (word?.length ?? 1));
  }
}
