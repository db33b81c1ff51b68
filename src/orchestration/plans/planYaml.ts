import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Parser,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import {
  maxDepth,
  setOwn,
  type PlanMember,
  type TextNode,
  type PlanTree,
  type Span,
  type TextProblem,
  describeTooDeep,
} from './planTree.ts';

/** The most values that aliases may stand for, all together: what a YAML bomb would multiply. */
const maxAliasedNodes = 10_000;

/**
 * Reads YAML 1.2 (core schema) with the place of everything. Never throws. `yaml` composes recursively, and a file that
 * nests thousands of levels deep makes V8 end the whole process there, so the depth is measured first, on its tokens.
 */
export function readYaml(text: string): PlanTree {
  const tokens = [...new Parser().parse(text)];
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) return { problems: [{ message: describeTooDeep(), start: tooDeep, end: tooDeep + 1 }] };
  // Its search for duplicate keys is quadratic: the reader below has one that is not.
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, logLevel: 'silent' });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document, second] = documents;
  if (!document) return { problems: [] };
  const reader = new YamlReader();
  const root = reader.read(document);
  // Thousands of errors follow from one as a rule.
  const errors = [...document.errors, ...document.warnings]
    .slice(0, 100)
    .map((error) => toProblem(error, text, reader.quoted));
  const problems = [...errors, ...reader.problems];
  if (second) {
    const start = text.lastIndexOf('\n', second.range[0] - 1) + 1;
    problems.push({
      message: l10n.t('A plan file holds one document; here begins a second one.'),
      start,
      end: start + 3,
    });
  }
  return { root, problems };
}

class YamlReader {
  readonly problems: TextProblem[] = [];
  /** The strings in quotes, in their order. */
  readonly quoted: Span[] = [];
  /** The node that each anchor names from here on. A later anchor of the same name takes its place. */
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #aliasDepth = 0;
  #aliasedNodes = 0;

  read({ contents }: Document.Parsed | Document): TextNode | undefined {
    return contents === null || (isScalar(contents) && contents.source === '') ? undefined : this.#read(contents, 0);
  }

  #read(node: unknown, fallback: number): TextNode {
    if (!isNode(node)) return { value: null, start: fallback, end: fallback };
    const [start, end] = node.range ?? [fallback, fallback];
    if (isAlias(node)) return { ...this.#readAlias(node, start, end), start, end };
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (this.#aliasDepth > 0) this.#aliasedNodes++;
    if (!isMap(node) && !isSeq(node)) {
      if (isScalar(node) && node.type?.startsWith('QUOTE')) this.quoted.push({ start, end });
      return { value: isScalar(node) ? node.value : null, start, end };
    }
    this.#open.add(node);
    const read = isMap(node) ? this.#readMap(node, start) : this.#readSequence(node, start);
    this.#open.delete(node);
    return { ...read, start, end };
  }

  #readMap(map: YAMLMap, start: number): Pick<TextNode, 'value' | 'members'> {
    const value = {};
    const members = new Map<string, PlanMember>();
    for (const pair of map.items) {
      const key = this.#readKey(pair, start);
      if (!key) continue;
      const node = this.#read(pair.value, key.end);
      if (members.has(key.name)) this.#report(l10n.t('The property "{0}" stands here twice.', key.name), key);
      members.set(key.name, { key, node });
      setOwn(value, key.name, node.value);
    }
    return { value, members };
  }

  #readSequence(sequence: YAMLSeq, start: number): Pick<TextNode, 'value' | 'items'> {
    let end = start;
    const items: TextNode[] = [];
    for (const item of sequence.items) {
      const node = this.#read(item, end);
      items.push(node);
      end = node.end;
    }
    return { value: items.map((item) => item.value), items };
  }

  #readKey(pair: Pair, fallback: number): { name: string; start: number; end: number } | undefined {
    const node = this.#read(pair.key, fallback);
    const { value, start, end } = node;
    if (typeof value === 'string' && value === '<<') {
      this.#report(l10n.t('Merge keys (<<) are no part of YAML 1.2; write the properties out.'), node);
      return undefined;
    }
    if (typeof value === 'string') return { name: value, start, end };
    const isBraced = node.members !== undefined || node.items !== undefined;
    const message = isBraced
      ? l10n.t(
          'Expected the name of a property. A string that begins with "{0}" or "{1}" has to be in quotes.',
          '{',
          '[',
        )
      : l10n.t('Expected the name of a property.');
    this.#report(message, node);
    return undefined;
  }

  #readAlias(alias: Alias, start: number, end: number): TextNode {
    const span = { start, end };
    const target = this.#anchors.get(alias.source);
    if (!target) return this.#refuseAlias(l10n.t('There is no anchor "{0}" before this alias.', alias.source), span);
    if (this.#open.has(target))
      return this.#refuseAlias(l10n.t('The alias "{0}" contains itself.', alias.source), span);
    if (this.#aliasedNodes > maxAliasedNodes) return { value: null, ...span };
    this.#aliasDepth++;
    const read = this.#read(target, start);
    this.#aliasDepth--;
    if (this.#aliasedNodes > maxAliasedNodes && this.#aliasDepth === 0) {
      this.#report(
        l10n.t('The aliases of this file stand for more than {0} values.', formatNumber(maxAliasedNodes)),
        span,
      );
    }
    return read;
  }

  /** Reported even inside another alias, since it is about the alias itself. */
  #refuseAlias(message: string, span: Span): TextNode {
    this.problems.push({ message, ...span });
    return { value: null, ...span };
  }

  #report(message: string, { start, end }: Span): void {
    // What is wrong inside an alias was said where its anchor stands.
    if (this.#aliasDepth === 0) this.problems.push({ message, start, end });
  }
}

/** Finds the offset of the first token that nests deeper than is allowed. */
function findTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open: [token: CST.Token, depth: number][] = tokens.map((token) => [token, 0]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next;
    if (depth > maxDepth) return token.offset;
    if (token.type === 'document') {
      if (token.value) open.push([token.value, depth]);
    } else if ('items' in token) {
      for (const { key, value } of token.items) {
        if (key) open.push([key, depth + 1]);
        if (value) open.push([value, depth + 1]);
      }
    }
  }
  return undefined;
}

function toProblem(
  { code, message, pos: [start, end] }: YAMLError,
  text: string,
  quoted: readonly Span[],
): TextProblem {
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    return { message: l10n.t('A string that holds ": " has to be in quotes, or below a "|".'), start, end };
  }
  if (code === 'TAG_RESOLVE_FAILED') {
    return { message: l10n.t('A plan cannot use the tag {0}.', text.slice(start, end)), start, end };
  }
  // The library reports where the text ends; what is to be mended stands where the string begins.
  const isOpenString = code === 'MISSING_CHAR' && message.includes('quote');
  const string = isOpenString ? quoted.findLast((span) => span.start < start) : undefined;
  if (string) return { message: l10n.t('The string is never closed.'), start: string.start, end: string.end };
  const ours = wordings.get(message)?.() ?? l10n.t('This cannot be read as YAML: “{0}”', message);
  return { message: ours, start, end };
}

/** Our words for what the library reports of the mistakes that people make. */
const wordings: ReadonlyMap<string, () => string> = new Map([
  [
    'Implicit keys need to be on a single line',
    () => l10n.t('A property must stand on one line, with a colon behind it.'),
  ],
  ['Implicit map keys need to be followed by map values', () => l10n.t('A property needs a colon behind its name.')],
  ['Tabs are not allowed as indentation', () => l10n.t('Indent with spaces: YAML does not allow tabs there.')],
  ['Sequence item without - indicator', () => l10n.t('An entry of the list lacks its "-".')],
  ['All sequence items must start at the same column', () => l10n.t('All entries of a list must be indented alike.')],
  [
    'All mapping items must start at the same column',
    () => l10n.t('All properties of an object must be indented alike.'),
  ],
]);
