import * as l10n from '@vscode/l10n';
import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import {
  maxDepth,
  setOwn,
  type PlanMember,
  type TextNode,
  type PlanTree,
  type TextProblem,
  describeTooDeep,
} from './planTree.ts';

/**
 * Reads JSON as RFC 8259 has it, with the place of everything. Never throws. The parser is recursive, so the depth is
 * measured first, on its tokens.
 */
export function readJson(text: string): PlanTree {
  const { tooDeep } = scan(text, text.length);
  if (tooDeep !== undefined) return { problems: [{ message: describeTooDeep(), start: tooDeep, end: tooDeep + 1 }] };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error) return { problems: [toProblem(error, text)] };
  const problems: TextProblem[] = [];
  return tree ? { root: toTextNode(tree, problems), problems } : { problems };
}

/** @param problems gets the properties that stand in one object twice. */
function toTextNode({ type, offset: start, length, value, children = [] }: Node, problems: TextProblem[]): TextNode {
  const end = start + length;
  if (type === 'array') {
    const items = children.map((child) => toTextNode(child, problems));
    return { value: items.map((item) => item.value), items, start, end };
  }
  if (type !== 'object') return { value, start, end };
  const object = {};
  const members = new Map<string, PlanMember>();
  for (const { children: [name, child] = [] } of children) {
    if (!name || !child) continue;
    const key = { start: name.offset, end: name.offset + name.length };
    const id = String(name.value);
    const node = toTextNode(child, problems);
    if (members.has(id)) problems.push({ message: l10n.t('The property "{0}" stands here twice.', id), ...key });
    members.set(id, { key, node });
    setOwn(object, id, node.value);
  }
  return { value: object, members, start, end };
}

/** The parser's first error in words that say how to mend it; JSON cannot be read beyond it. */
function toProblem({ error, offset, length }: ParseError, text: string): TextProblem {
  const name = printParseErrorCode(error);
  if (stringErrors.has(name)) return findStringProblem(text, offset);
  if (name !== 'InvalidCommentToken') return findUnexpected(text, offset);
  return { message: l10n.t('JSON has no comments.'), start: offset, end: offset + length };
}

const stringErrors: ReadonlySet<string> = new Set([
  'UnexpectedEndOfString',
  'InvalidEscapeCharacter',
  'InvalidUnicode',
  'InvalidCharacter',
]);

/** Finds the fault in the string that begins at an offset. */
function findStringProblem(text: string, start: number): TextProblem {
  // oxlint-disable-next-line no-control-regex -- JSON forbids control characters in strings
  const good = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/.exec(text.slice(start))?.[0] ?? '"';
  const end = start + good.length;
  if (text[end] === '\\') return { message: l10n.t('JSON knows no such escape.'), start: end, end: end + 2 };
  if (text[end] === '\t') {
    return { message: l10n.t('A tab in a string is written {0}.', '\\t'), start: end, end: end + 1 };
  }
  return { message: l10n.t('The string is not closed on its line.'), start, end };
}

/** Finds what should stand at an offset instead of what stands there. */
function findUnexpected(text: string, offset: number): TextProblem {
  const { open, last, isAfterKey } = scan(text, offset);
  const bracket = open.at(-1);
  const isEnd = offset >= text.length;
  if (isEnd && bracket !== undefined && last !== ':' && !isAfterKey) {
    const message = l10n.t('The "{0}" is never closed.', text[bracket] ?? '');
    return { message, start: bracket, end: bracket + 1 };
  }
  if (last === ',' && /[\]}]/.test(text[offset] ?? '')) {
    const comma = text.lastIndexOf(',', offset - 1);
    return { message: l10n.t('JSON allows no comma behind the last entry.'), start: comma, end: comma + 1 };
  }
  // A word that the parser gives up in its middle is no value.
  const [before = ''] = /[\w.+-]/.test(text[offset] ?? '')
    ? (/[\w.+-]*$/.exec(text.slice(Math.max(0, offset - 100), offset)) ?? [])
    : [];
  const start = offset - before.length;
  const word = /^[\w.+-]+/.exec(text.slice(start, start + 200))?.[0] ?? text.slice(start, start + 1);
  const isValue = start < offset || last === '' || last === ':' || last === '[';
  const expectation = isValue
    ? describeMissingValue()
    : findExpectation(bracket === undefined ? '' : text[bracket], last, isAfterKey);
  let message = expectation;
  if (isEnd) message = l10n.t('{0} The file ends here.', expectation);
  else if (word === "'") message = l10n.t('{0} JSON uses double quotes.', expectation);
  return { message, start, end: start + word.length };
}

const describeMissingValue = (): string => l10n.t('Expected a value.');

/** @param bracket the innermost one that is open. */
function findExpectation(bracket: string | undefined, last: string, isAfterKey: boolean): string {
  if (!bracket) return l10n.t('Expected the end of the file.');
  if (isAfterKey) return l10n.t('Expected a colon.');
  if (last === ',' && bracket === '[') return describeMissingValue();
  if (last === ',' || last === '{') return l10n.t('Expected a property name in double quotes.');
  return l10n.t('Expected a comma or "{0}".', bracket === '{' ? '}' : ']');
}

/** State of the text before an offset. */
interface Scan {
  /** Offsets of the brackets that are open there, the innermost last. */
  open: number[];
  /** The first character of the last token. */
  last: string;
  /** True if that token is the name of a property. */
  isAfterKey: boolean;
  /** Offset of the first bracket that nests deeper than is allowed. */
  tooDeep?: number;
}

function scan(text: string, end: number): Scan {
  const scanner = createScanner(text, true);
  const found: Scan = { open: [], last: '', isAfterKey: false };
  for (;;) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (scanner.getTokenLength() === 0 || offset >= end) return found;
    const first = text[offset] ?? '';
    const isMember = text[found.open.at(-1) ?? -1] === '{' && (found.last === '{' || found.last === ',');
    if (first === '{' || first === '[') {
      if (found.open.length > maxDepth) return { ...found, tooDeep: offset };
      found.open.push(offset);
    } else if (first === '}' || first === ']') found.open.pop();
    found.isAfterKey = first === '"' && isMember;
    found.last = first;
  }
}
