import type { Token } from 'markdown-it';

/** A part of a line: text, or markup with what it holds. */
export type Inline =
  | { kind: 'text'; text: string }
  /** The end of a line. `isHard`: it is written as one that is to be kept. */
  | { kind: 'break'; isHard: boolean }
  | { kind: 'emphasis' | 'strong' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  /** A link. `isBare`: the text is only the address. The address may be one that is still to come. */
  | { kind: 'link'; address: string; isBare: boolean; children: Inline[] }
  | { kind: 'image'; address: string; text: string }
  /** A formula. `isOpen`: the end is still to come. */
  | { kind: 'math'; text: string; isBlock: boolean; isOpen: boolean }
  | { kind: 'footnoteReference'; label: string }
  /** The box in front of an item of a list. */
  | { kind: 'task'; isDone: boolean };

type InlineParent = Extract<Inline, { children: Inline[] }>;

/** The deepest level at which markup is nested; what is deeper is shown at this level. */
const maxDepth = 16;

const parents: Record<string, 'emphasis' | 'strong' | 'strike' | undefined> = {
  em_open: 'emphasis',
  strong_open: 'strong',
  s_open: 'strike',
};

/** Makes the tree of the parser's tokens. */
export function toInlines(tokens: readonly Token[]): Inline[] {
  const root: Inline[] = [];
  const stack: Inline[][] = [root];
  const open: (InlineParent | undefined)[] = [];
  for (const token of tokens) {
    const siblings = stack.at(-1) ?? root;
    if (token.nesting === 1) {
      const parent = toParent(token);
      if (parent && stack.length <= maxDepth) {
        siblings.push(parent);
        stack.push(parent.children);
        open.push(parent);
      } else open.push(undefined);
    } else if (token.nesting === -1) {
      if (open.pop()) stack.pop();
    } else for (const leaf of toLeaves(token)) addLeaf(siblings, leaf);
  }
  return root;
}

function addLeaf(siblings: Inline[], leaf: Inline): void {
  const last = siblings.at(-1);
  if (leaf.kind === 'text' && last?.kind === 'text') last.text += leaf.text;
  else if (leaf.kind !== 'text' || leaf.text !== '') siblings.push(leaf);
}

/** Reads a token without others in it. A line end that is written as `&#10;` is one all the same. */
function toLeaves(token: Token): Inline[] {
  if (!token.type.startsWith('text') || !token.content.includes('\n')) return [toLeaf(token)];
  return token.content
    .split('\n')
    .flatMap((text, index): Inline[] => [
      ...(index > 0 ? [{ kind: 'break' as const, isHard: true }] : []),
      { kind: 'text', text },
    ]);
}

function toParent(token: Token): InlineParent | undefined {
  const kind = parents[token.type];
  if (kind) return { kind, children: [] };
  if (token.type !== 'link_open') return undefined;
  const isBare = token.info === 'auto';
  return { kind: 'link', address: String(token.attrGet('href') ?? ''), isBare, children: [] };
}

function toLeaf(token: Token): Inline {
  switch (token.type) {
    case 'softbreak':
    case 'hardbreak':
      return { kind: 'break', isHard: token.type === 'hardbreak' };
    case 'code_inline':
      return { kind: 'code', text: token.content };
    case 'image':
      return { kind: 'image', address: String(token.attrGet('src') ?? ''), text: toPlainText(token.children ?? []) };
    case 'math': {
      return { kind: 'math', text: token.content, isBlock: token.block, isOpen: token.hidden };
    }
    case 'footnote_ref':
      return { kind: 'footnoteReference', label: token.content };
    default:
      return { kind: 'text', text: token.content };
  }
}

/** Reads the text of tokens without their markup, as an image's alternative text is meant. */
function toPlainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n';
      return token.children && token.type === 'image' ? toPlainText(token.children) : token.content;
    })
    .join('');
}
