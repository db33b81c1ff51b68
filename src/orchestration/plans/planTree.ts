import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';

/** A piece of text: offsets of its first character and of the one behind it. */
export interface Span {
  start: number;
  end: number;
}

/** A value of a plan file, with where it stands. */
export interface TextNode extends Span {
  /** The value that `JSON.parse` would return. */
  value: unknown;
  items?: TextNode[];
  members?: ReadonlyMap<string, PlanMember>;
}

export interface PlanMember {
  key: Span;
  node: TextNode;
}

/** Something in the text that keeps it from being read. */
export interface TextProblem extends Span {
  message: string;
}

/** A plan file as it was read. Without a `root` there is nothing to check further. */
export interface PlanTree {
  root?: TextNode | undefined;
  problems: TextProblem[];
}

/** Limit of the levels of a plan file. Its own properties need six; more only serve to break whoever reads them. */
export const maxDepth = 40;

/** The message for what passes {@link maxDepth}. */
export function describeTooDeep(): string {
  return l10n.t('The file nests more than {0} levels deep.', formatNumber(maxDepth));
}

/** Gives an object a property of its own, whatever its name: `__proto__` would set something else. */
export function setOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
}

/** Follows a path to its last node that exists, and the key that leads there if it is a member. */
export function findNode(
  root: TextNode,
  path: readonly (string | number)[],
): { node: TextNode; key?: Span; isWhole: boolean } {
  let found: { node: TextNode; key?: Span } = { node: root };
  for (const step of path) {
    const { node } = found;
    const member = typeof step === 'string' ? node.members?.get(step) : undefined;
    const item = typeof step === 'number' ? node.items?.[step] : undefined;
    if (member) found = member;
    else if (item) found = { node: item };
    else return { ...found, isWhole: false };
  }
  return { ...found, isWhole: true };
}
