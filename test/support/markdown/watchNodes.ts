import { MarkdownStream } from '#media/markdown/markdownStream.ts';

/** A way in which an answer that arrived in pieces was shown otherwise than whole. */
export interface NodeFault {
  /**
   * `replaced`: an element that shows what it showed is another one. `changed`: an element with two others behind it
   * shows something else. The last but one may, where the last is what the text will most likely become.
   */
  kind: 'differs' | 'replaced' | 'changed';
  /** Number of characters that had arrived. */
  length: number;
  expected: string;
  shown: string;
}

/** Elements whose children are blocks or rows. */
const containers = new Set(['blockquote', 'ol', 'ul', 'li', 'table', 'tbody']);

/** A closed element, and what it showed. */
interface Closed {
  element: Element;
  html: string;
  /** Number of elements behind it. */
  behind: number;
}

/**
 * Writes pieces and compares, after each of them, what is shown with what a new answer of the same text shows, and each
 * closed element with what it was. Returns what was wrong first of each kind.
 */
export function watchNodes(pieces: readonly string[]): NodeFault[] {
  const root = document.createElement('div');
  const stream = new MarkdownStream(root);
  const closed = new Map<string, Closed>();
  const faults = new Map<string, NodeFault>();
  let text = '';
  const check = (isEnded: boolean) => {
    const fresh = show(text, isEnded);
    const expected = toHtml(fresh);
    const shown = toHtml(root);
    const add = (kind: NodeFault['kind'], was: string, is: string) => {
      if (!faults.has(kind)) faults.set(kind, { kind, length: text.length, expected: was, shown: is });
    };
    if (expected !== shown) add('differs', expected, shown);
    for (const [path, { element, html, behind }] of closed) {
      const next = toHtml(findAt(fresh, path));
      const same = findAt(root, path);
      if (html === next && same !== element) add('replaced', html, toHtml(same));
      else if (html !== next && behind > 1) add('changed', html, next);
    }
    closed.clear();
    for (const [path, found] of findClosed(root)) closed.set(path, found);
  };
  for (const piece of pieces) {
    stream.write(piece);
    text += piece;
    check(false);
  }
  stream.end();
  check(true);
  return [...faults.values()];
}

function show(text: string, isEnded: boolean): Element {
  const root = document.createElement('div');
  const stream = new MarkdownStream(root);
  stream.write(text);
  if (isEnded) stream.end();
  return root;
}

/** Returns the markup, with texts that stand side by side as one, and attributes in the order of their names. */
function toHtml(root: Element | undefined): string {
  const clone = root?.cloneNode(true);
  if (!(clone instanceof Element)) return '';
  clone.normalize();
  for (const { attributes } of [clone, ...clone.querySelectorAll('*')]) {
    if (attributes.length < 2) continue;
    const all = [...attributes].toSorted((one, other) => (one.name < other.name ? -1 : 1));
    for (const each of all) attributes.setNamedItem(attributes.removeNamedItem(each.name));
  }
  return clone.outerHTML;
}

/** Finds an element by the numbers of those around it and its own, each among its siblings. */
function findAt(root: Element, path: string): Element | undefined {
  let found: Element | undefined = root;
  for (const index of path.split('/').slice(1)) found = found?.children[Number(index)];
  return found;
}

/** Finds the elements with others behind them, in the last block and whatever is the last within it, by their place. */
function findClosed(root: Element): Map<string, Closed> {
  const found = new Map<string, Closed>();
  const visit = (parent: Element, path: string) => {
    const children = [...parent.children];
    // Text behind the last element closes it too: it stands in an item.
    const isOpen = parent.lastChild === parent.lastElementChild;
    for (const [index, element] of children.entries()) {
      const place = `${path}/${index}`;
      if (index < children.length - 1 || !isOpen) {
        found.set(place, { element, html: toHtml(element), behind: children.length - 1 - index });
      } else if (containers.has(element.localName) || element.matches('div.table, div.footnote')) visit(element, place);
    }
  };
  visit(root, '');
  return found;
}
