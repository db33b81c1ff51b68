import type { NodeOffset } from './flatText.ts';

/** A node that is selected: whole, or from and to a place in it. */
export interface SelectedPart {
  node: Node;
  start?: NodeOffset | undefined;
  end?: NodeOffset | undefined;
}

/** Returns the children of a node that are selected. */
export function findSelectedChildren({ node, start, end }: SelectedPart): SelectedPart[] {
  const first = start ? findChild(node, start) : node.firstChild;
  const last = end && findChild(node, end);
  const parts: SelectedPart[] = [];
  let child = first;
  for (; child && child !== last; child = child.nextSibling)
    parts.push({ node: child, start: child === first && start?.[0] !== node ? start : undefined });
  if (child && end && end[0] !== node)
    parts.push({ node: child, start: child === first && start?.[0] !== node ? start : undefined, end });
  return parts;
}

/** Reads the text that is selected of a node. */
export function readSelected(part: SelectedPart): string {
  const { node, start, end } = part;
  if (!isPartial(part)) return node.textContent ?? '';
  if (node instanceof Text) return node.data.slice(start?.[1], end?.[1]);
  return findSelectedChildren(part).map(readSelected).join('');
}

/** Returns whether a node may be selected in part only. */
export function isPartial({ start, end }: SelectedPart): boolean {
  return start !== undefined || end !== undefined;
}

/** Finds the child that holds a place, or stands behind it. */
function findChild(parent: Node, [node, offset]: NodeOffset): Node | null {
  if (node === parent) return parent.childNodes[offset] ?? null;
  let child: Node | null = node;
  while (child && child.parentNode !== parent) child = child.parentNode;
  return child;
}
