import type { Item } from './blocks.ts';
import { blocksOf, type Placed } from './blockTree.ts';
import { type Known, toKey } from './parseContext.ts';

/** Returns whether further text cannot change where a block begins. `complete`: number of lines that are ended. */
export function isFirm({ start, end, blocks }: Placed, complete: number, before: Placed | undefined): boolean {
  // Only the line below the heads makes a table.
  if (start + Number(blocks[0]?.kind === 'table') >= complete) return false;
  // A formula that is never closed is none.
  if (blocks[0]?.kind === 'math' && (!blocks[0].isClosed || end > complete)) return false;
  // What stands right below an address may be the title that belongs to it.
  return !(before?.blocks[0]?.kind === 'definition' && before.end === start && blocks[0]?.kind === 'paragraph');
}

/** The blocks within the last one that cannot change any more. */
export interface KnownBlocks {
  blocks: Map<string, Known>;
  /** Items by their lines in the whole text. */
  items: Map<number, Item>;
}

/** Gathers the blocks within open ones that no further text changes. `first`: line of the whole text that lines count from. */
export function gatherKnown(places: readonly Placed[], first: number, complete: number): KnownBlocks {
  const known: KnownBlocks = { blocks: new Map(), items: new Map() };
  const gather = (children: readonly Placed[], isWithinClosed: boolean): void => {
    for (const [index, child] of children.entries()) {
      const next = children[index + 1];
      const isClosed = isWithinClosed || (next !== undefined && isFirm(next, complete, child));
      const [block] = child.blocks;
      if (block?.kind === 'item') {
        known.items.set(child.start + first, block);
        gather(child.children ?? [], isClosed);
      } else if (isClosed) {
        const place = toKey(child.start + first, child.level, child.indent);
        known.blocks.set(place, { blocks: blocksOf([child]), end: child.end + first });
      } else if (child.children && block?.kind !== 'table') gather(child.children, false);
    }
  };
  for (const place of places) if (place.children && place.blocks[0]?.kind !== 'table') gather(place.children, false);
  return known;
}
