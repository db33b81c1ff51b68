import type { Emitter } from 'highlight.js';
import highlighter from 'highlight.js/lib/core';
import type { CodeRole } from '#protocol/codeRoles.ts';
import { codeLanguages } from './codeLanguages.ts';

/** A stretch of code in one color; without a role, in that of the text. */
export interface CodeToken {
  text: string;
  role: CodeRole | undefined;
}

/**
 * Longest line in code that is colored. Nobody writes longer ones, and some grammars take time that grows with the
 * square of a line.
 */
const maxLineLength = 300;

/** Splits code into tokens. `undefined` for a language that is not known, and for lines that would take long. */
export function toTokens(code: string, language: string): CodeToken[] | undefined {
  if (!isKnown(language)) return undefined;
  if (code.split('\n').some((line) => line.length > maxLineLength)) return undefined;
  const { _emitter: emitter } = highlighter.highlight(code, { language, ignoreIllegals: true });
  if (!(emitter instanceof TokenEmitter)) return undefined;
  const { tokens } = emitter;
  // A fault of a grammar may cost colors, never text.
  return tokens.map(({ text }) => text).join('') === code ? tokens : undefined;
}

/** Returns whether code in this language, as it stands after a fence, can be colored. */
export function isKnown(language: string): boolean {
  if (!isRegistered) registerLanguages();
  return highlighter.getLanguage(language) !== undefined;
}

let isRegistered = false;

/** Registers the grammars, which highlight.js compiles when they are first used. */
function registerLanguages(): void {
  isRegistered = true;
  highlighter.configure({ __emitter: TokenEmitter });
  for (const [name, language] of Object.entries(codeLanguages)) highlighter.registerLanguage(name, language);
}

/**
 * Collects the tokens that highlight.js emits, without HTML. The interface is its documented minimum for an emitter
 * and, since that is not all it calls, the older names of two methods.
 */
class TokenEmitter implements Emitter {
  readonly tokens: CodeToken[] = [];
  readonly #scopes: { scope: string; role: CodeRole | undefined }[] = [];

  addText(text: string): void {
    if (text === '') return;
    const role = text.trim() === '' ? undefined : this.#scopes.at(-1)?.role;
    const last = this.tokens.at(-1);
    if (last && last.role === role) last.text += text;
    else this.tokens.push({ text, role });
  }

  startScope(scope: string): void {
    const outer = this.#scopes.at(-1);
    const role = scope === 'attr' && outer?.scope === 'tag' ? 'attribute' : toRole(scope);
    this.#scopes.push({ scope, role: role === 'inherit' ? outer?.role : role });
  }

  endScope(): void {
    this.#scopes.pop();
  }

  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  /** Code in another language, such as a script in a page. */
  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof TokenEmitter) for (const token of emitter.tokens) this.tokens.push(token);
  }

  finalize(): void {
    this.#scopes.length = 0;
  }

  toHTML(): string {
    return '';
  }
}

/** Roles by the scopes that highlight.js documents; the longest that fits counts. */
const rolesByScope: Record<string, CodeRole | undefined> = {
  addition: 'inserted',
  attr: 'property',
  attribute: 'property',
  built_in: 'function',
  bullet: 'keyword',
  char: 'regexp',
  class: undefined,
  code: 'string',
  comment: 'comment',
  deletion: 'deleted',
  doctag: 'keyword',
  emphasis: undefined,
  formula: 'string',
  keyword: 'keyword',
  link: 'string',
  literal: 'constant',
  meta: 'meta',
  'meta.keyword': 'keyword',
  'meta.string': 'string',
  'meta.prompt': 'comment',
  name: 'tag',
  number: 'number',
  operator: undefined,
  params: undefined,
  property: 'property',
  punctuation: undefined,
  quote: 'comment',
  regexp: 'regexp',
  section: 'heading',
  'selector-attr': 'attribute',
  'selector-class': 'attribute',
  'selector-id': 'attribute',
  'selector-pseudo': 'attribute',
  'selector-tag': 'tag',
  string: 'string',
  strong: undefined,
  subst: undefined,
  symbol: 'constant',
  tag: undefined,
  'template-tag': 'keyword',
  'template-variable': 'variable',
  title: 'function',
  'title.class': 'type',
  'title.function': 'function',
  type: 'type',
  variable: 'variable',
  'variable.constant': 'constant',
  'variable.language': 'keyword',
};

function toRole(scope: string): CodeRole | undefined | 'inherit' {
  for (let name = scope; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    if (Object.hasOwn(rolesByScope, name)) return rolesByScope[name];
  }
  return 'inherit';
}
