import type { Token } from 'markdown-it';
import type { Alignment, Block, Code, Item, List, TableRow } from './blocks.ts';
import { InlineContent, type NameScope } from './inlineContent.ts';
import type { ParseContext } from './parseContext.ts';
import { unescapeWords } from './parser.ts';
import { splitContent } from './longContent.ts';
import { splitRow } from './tableRow.ts';

/** Blocks and where they stand: lines of the parsed text, and how deep the parser was. */
export interface Placed {
  /** One block, or the parts of a paragraph that is very long. */
  blocks: (Block | Item | TableRow)[];
  start: number;
  end: number;
  level: number;
  indent: number;
  /** The blocks within; undefined for one that is known from the last time. */
  children?: Placed[];
}

/** The surroundings of blocks that are built. */
export interface TreeOptions {
  context: ParseContext;
  /** Lines of the parsed text. */
  lines: readonly string[];
  scope: NameScope;
  /** Line of the whole text that the tokens' lines count from. */
  first: number;
  /** Items of the last time by their lines. */
  items: ReadonlyMap<number, Item>;
  /** True when the text goes on with a paragraph: a letter in front of it keeps it from being anything else. */
  isContinued: boolean;
}

interface Frame {
  open: Token;
  children: Placed[];
}

/** Builds the blocks that the parser's tokens describe. */
export function buildBlocks(tokens: readonly Token[], options: TreeOptions): Placed[] {
  const root: Placed[] = [];
  const stack: Frame[] = [];
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    if (!token) break;
    const siblings = stack.at(-1)?.children ?? root;
    if (token.type === 'table_open') {
      const end = tokens.findIndex((each, at) => at > index && each.type === 'table_close');
      siblings.push(place(token, options, buildTable(tokens.slice(index, end), options)));
      index = end;
    } else if (token.type === 'paragraph_open' || token.type === 'heading_open') {
      siblings.push(place(token, options, buildLeaf(token, tokens[index + 1]?.content ?? '', options)));
      index += 2;
    } else if (token.nesting === 1) stack.push({ open: token, children: [] });
    else if (token.nesting === -1) {
      const frame = stack.pop();
      if (frame) (stack.at(-1)?.children ?? root).push(closeFrame(frame, options));
    } else siblings.push(place(token, options, buildSingle(token, options)));
    index += 1;
  }
  return root;
}

/** Returns the blocks in places that follow each other. */
export function blocksOf(places: readonly Placed[]): Block[] {
  return places.flatMap(({ blocks }) => blocks.filter((block) => block.kind !== 'item' && block.kind !== 'row'));
}

type Made = Pick<Placed, 'blocks' | 'children'>;

function place({ map, level }: Token, { context }: TreeOptions, made: Made): Placed {
  const [start, end] = map ?? [0, 0];
  return { ...made, start, end, level, indent: context.indentOf(start, level) };
}

function buildLeaf({ type, tag, map }: Token, source: string, { scope, isContinued }: TreeOptions): Made {
  if (type === 'heading_open') {
    const content = new InlineContent(source, scope);
    return { blocks: [{ kind: 'heading', level: Number(tag.slice(1)), content }] };
  }
  const isRest = isContinued && map?.[0] === 0;
  return {
    blocks: splitContent(isRest ? source.slice(1) : source).map((part, index) => ({
      kind: 'paragraph',
      content: new InlineContent(part, scope),
      isContinued: isRest || index > 0,
    })),
  };
}

function buildSingle(token: Token, { context, first, lines }: TreeOptions): Made {
  switch (token.type) {
    case 'known':
      return { blocks: context.knownAt(token.map?.[0] ?? 0, token.level) };
    case 'fence':
    case 'code_block':
      return { blocks: [toCode(token, first)] };
    case 'math_block':
      return { blocks: [{ kind: 'math', text: token.content, isClosed: !token.hidden }] };
    case 'reference_definition':
      context.define(
        token.map?.[0] ?? 0,
        String(token.meta?.['label']),
        !context.hasEnded && token.map?.[1] === lines.length,
      );
      return { blocks: [{ kind: 'definition' }] };
    default:
      return { blocks: [{ kind: 'rule' }] };
  }
}

function toCode({ type, content, info, markup, map }: Token, first: number): Code {
  const [start, end] = map ?? [0, 0];
  const text = content.endsWith('\n') ? content.slice(0, -1) : content;
  const lines: [number, number] = [start + first, end + first];
  if (type !== 'fence') return { kind: 'code', text, info: '', fence: undefined, isClosed: true, lines };
  const count = content === '' ? 0 : text.split('\n').length;
  return {
    kind: 'code',
    text,
    info: unescapeWords(info),
    fence: { character: markup.charAt(0), length: markup.length },
    isClosed: end - start > count + 1,
    lines,
  };
}

function closeFrame({ open, children }: Frame, options: TreeOptions): Placed {
  const { context, first, items } = options;
  if (open.type === 'list_item_open') {
    const [start = 0] = open.map ?? [];
    const blocks = readTask(children);
    const earlier = items.get(start + first);
    const isSame =
      earlier?.children.length === blocks.length && earlier.children.every((each, at) => each === blocks[at]);
    const item: Item = isSame ? earlier : { kind: 'item', children: blocks };
    return place(open, options, { blocks: [item], children });
  }
  const blocks = blocksOf(children);
  if (open.type === 'blockquote_open')
    return place(open, options, { blocks: [{ kind: 'quote', children: blocks }], children });
  if (open.type === 'footnote_open')
    return place(open, options, { blocks: [{ kind: 'footnote', label: open.info, children: blocks }], children });
  const isLoose = children.some(
    (item, index) =>
      (index > 0 && context.afterEmpty.has(item.start)) ||
      item.children?.some((child, at) => at > 0 && context.afterEmpty.has(child.start)),
  );
  const list: List = {
    kind: 'list',
    start: open.type === 'ordered_list_open' ? Number(open.attrGet('start') ?? 1) : undefined,
    marker: open.markup,
    isLoose,
    children: children.flatMap((child) => child.blocks.filter((block) => block.kind === 'item')),
    settled: 0,
  };
  return place(open, options, { blocks: [list], children });
}

/** Takes the box of a task out of the text that an item begins with. */
function readTask(children: Placed[]): Block[] {
  const [first] = children;
  const paragraph = first?.blocks[0];
  if (paragraph?.kind === 'paragraph' && paragraph.content.isDone === undefined) {
    const mark = /^\[([ xX])\](?=\s+\S)/.exec(paragraph.content.source)?.[1];
    if (mark !== undefined) {
      const content = paragraph.content.with({ source: paragraph.content.source.slice(3), isDone: mark !== ' ' });
      first?.blocks.splice(0, 1, { ...paragraph, content });
    }
  }
  return blocksOf(children);
}

function buildTable(tokens: readonly Token[], { scope, lines }: TreeOptions): Made {
  const alignments: Alignment[] = [];
  const rows: Placed[] = [];
  let cells: InlineContent[] = [];
  for (const token of tokens) {
    if (token.type === 'tr_open') {
      cells = [];
      const [start, end] = token.map ?? [0, 0];
      rows.push({ blocks: [{ kind: 'row', cells }], start, end, level: token.level, indent: 0 });
    } else if (token.type === 'th_open') alignments.push(toAlignment(token));
    else if (token.type === 'inline') cells.push(new InlineContent(token.content, scope));
    else if (token.type === 'tr_close') {
      const whole = splitRow(lines[rows.at(-1)?.start ?? 0] ?? '', alignments.length);
      if (whole) cells.splice(0, cells.length, ...whole.map((text) => new InlineContent(text, scope)));
    }
  }
  return {
    blocks: [
      {
        kind: 'table',
        alignments,
        children: rows.flatMap((row) => row.blocks.filter((block) => block.kind === 'row')),
        settled: 0,
      },
    ],
    children: rows,
  };
}

const alignmentNames = ['left', 'center', 'right'] as const;

function toAlignment(token: Token): Alignment {
  const style = String(token.attrGet('style') ?? '');
  return alignmentNames.find((name) => style.endsWith(name));
}
