/** A leaf of an element, and where its text begins in the text of all. */
interface Leaf {
  node: Node;
  start: number;
}

/** Elements that hold blocks. A list item or cell does so if there is a block in it. */
const containers = new Set(['blockquote', 'div', 'ol', 'table', 'tbody', 'thead', 'tr', 'ul']);

/** The other elements whose text stands on lines of its own. */
const blocks = new Set(['h3', 'h4', 'h5', 'h6', 'li', 'p', 'pre', 'td', 'th']);

const nested = 'blockquote, div, h3, h4, h5, h6, ol, p, pre, table, ul';

/**
 * Reads the text of an element, a line for each block, and where its leaves are in it. A block's text is read as a
 * whole: to go through its nodes takes several times as long.
 */
export function flatten(root: Element): { text: string; leaves: Leaf[] } {
  const leaves: Leaf[] = [];
  let text = '';
  let isLineDue = false;
  const visit = (parent: Element): void => {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      const name = node instanceof Element ? node.localName : '';
      const isBlock = blocks.has(name);
      const isContainer = containers.has(name);
      if (isBlock || isContainer) isLineDue = true;
      if (node instanceof Element && (isContainer || (name === 'li' && node.querySelector(nested)))) visit(node);
      else {
        const own = node.textContent ?? '';
        if (own === '') continue;
        if (isLineDue && text !== '' && !text.endsWith('\n')) text += '\n';
        isLineDue = false;
        leaves.push({ node, start: text.length });
        text += own;
      }
      if (isBlock || isContainer) isLineDue = true;
    }
  };
  visit(root);
  return { text, leaves };
}

/** A place in a text node. */
export type NodeOffset = [node: Node, offset: number];

/**
 * Finds the node and its offset for an offset in the flat text. Between two of them it is the beginning of the second.
 */
export function locate(leaves: readonly Leaf[], offset: number): NodeOffset | undefined {
  const leaf = leaves.findLast(({ start }) => start <= offset);
  if (!leaf) return undefined;
  const walker = document.createTreeWalker(leaf.node, NodeFilter.SHOW_TEXT);
  let left = offset - leaf.start;
  let found: NodeOffset | undefined;
  for (let node = toText(leaf.node) ?? toText(walker.nextNode()); node; node = toText(walker.nextNode())) {
    found = [node, Math.min(left, node.length)];
    if (left < node.length) break;
    left -= node.length;
  }
  return found;
}

function toText(node: Node | null): Text | undefined {
  return node instanceof Text ? node : undefined;
}
