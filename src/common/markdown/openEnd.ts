import type { Block, Item, TableRow, Table } from './blocks.ts';
import type { Placed } from './blockTree.ts';
import type { InlineContent } from './inlineContent.ts';

/** A line that is only the beginning of one: what it becomes, the next character tells. */
const undecidedLine = /^[ \t>]*(?:[-+*=_#`~|:$ \t]+|\\|\d{1,9}[.)]?)?[ \t]*$/;

/** The beginning of the line below the heads of a table. */
const ruledLine = /^[|:-][-:| \t]*(?:-[ \t]*:?[ \t]*\||\|[ \t]*:?[ \t]*-)/;

/** Returns whether half a line tells what it becomes. */
export function isDecided(line: string): boolean {
  return !undecidedLine.test(line) || ruledLine.test(line);
}

/** Marks the text at the very end, if more of it may come. `lines`: number of lines, half a line included. */
export function openLast(places: readonly Placed[], lines: number, isHalfLine: boolean): void {
  const last = places.at(-1);
  if (last) openPlace(last, lines, isHalfLine, undefined);
}

function openPlace(
  place: Placed,
  lines: number,
  isHalfLine: boolean,
  parent: (Block | Item | TableRow)[] | undefined,
): void {
  const block = place.blocks.at(-1);
  if (!block || place.end < lines) return;
  if (block.kind === 'table' || block.kind === 'row') {
    if (block.kind === 'table' && isHalfLine) openRow(block);
  } else if ('children' in block) {
    const child = place.children?.at(-1);
    if (child) openPlace(child, lines, isHalfLine, block.children);
  } else if (block.kind === 'heading') {
    if (isHalfLine) block.content = block.content.with({ isOpen: true });
  } else if (block.kind === 'paragraph') {
    const isFirstOfItem = parent?.length === 1;
    const likely = toLikely(block.content, isHalfLine, isFirstOfItem);
    if (likely.length === 1 && likely[0]?.kind === 'paragraph') block.content = likely[0].content;
    else {
      place.blocks.splice(-1, 1, ...likely);
      parent?.splice(-1, 1, ...likely);
    }
  }
}

/** Makes of the last paragraph what it will most likely become: a table, if its last line looks like the head of one. */
function toLikely(content: InlineContent, isHalfLine: boolean, isFirstOfItem: boolean): Block[] {
  const { source } = content;
  if (isFirstOfItem && /^\[[ xX]?\]?$/.test(source)) return [toParagraph(content.with({ source: '', isOpen: true }))];
  const lines = source.split('\n');
  const last = lines.at(-1) ?? '';
  const isRuled = lines.length > 1 && /^[ \t]*[|:-][-:| \t]*$/.test(last) && (lines.at(-2) ?? '').includes('|');
  if (!isRuled && !last.startsWith('|')) return [toParagraph(content.with({ isOpen: true }))];
  const before = lines.slice(0, isRuled ? -2 : -1).join('\n');
  const table = toTable(content, (isRuled ? lines.at(-2) : last) ?? '');
  if (isHalfLine && !isRuled) openRow(table);
  return before === '' ? [table] : [toParagraph(content.with({ source: before })), table];
}

function toParagraph(content: InlineContent): Block {
  return { kind: 'paragraph', content, isContinued: false };
}

function toTable(content: InlineContent, heads: string): Table {
  const cells = heads
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => content.with({ source: cell.trim().replaceAll(String.raw`\|`, '|') }));
  return { kind: 'table', alignments: cells.map(() => undefined), children: [{ kind: 'row', cells }], settled: 0 };
}

function openRow({ children }: Table): void {
  const cells = children.at(-1)?.cells;
  const index = cells?.findLastIndex(({ source }) => source !== '') ?? -1;
  const cell = cells?.[index];
  if (cells && cell) cells[index] = cell.with({ isOpen: true });
}
