import type { InlineContent } from '#common/markdown/inlineContent.ts';
import type { Inline } from '#common/markdown/inlines.ts';
import { addText, appendText } from '#media/code/codeText.ts';
import { toTextNodes } from '#media/base/dom.ts';
import { createInline } from './inlineElements.ts';

/** A part of a line as it is shown. */
interface Shown {
  inline: Inline;
  nodes: Node[];
  /** Takes what it holds. */
  inner?: Element;
  children?: Shown[];
}

/** Elements to which text is added as a node of its own: Chromium lays all of them out anew for each addition. */
const inlineNames = new Set(['a', 'code', 'em', 's', 'span', 'strong', 'sup']);

/** The text of a block in the page, in an element that it may share with the blocks behind it. */
export class LineView {
  #parent: Element;
  #content: InlineContent;
  #inlines: readonly Inline[] = [];
  #shown: Shown[] = [];

  constructor(parent: Element, content: InlineContent) {
    this.#parent = parent;
    this.#content = content;
    this.#render();
  }

  /** Shows another text, of which the nodes that stay the same are kept. */
  update(content: InlineContent): void {
    const isSame = content.equals(this.#content);
    this.#content = content;
    if (!isSame) this.#render();
  }

  /** Shows the text anew, since a name in it leads elsewhere. */
  refresh(): void {
    if (this.#content.inlines !== this.#inlines) this.#render();
  }

  get nodes(): Node[] {
    return this.#shown.flatMap(({ nodes }) => nodes);
  }

  /** Moves the text into an element of its own, or out of it into that around it. */
  moveTo(parent: Element, before: Node | null): void {
    for (const node of this.nodes) parent.insertBefore(node, before);
    this.#parent = parent;
  }

  #render(): void {
    this.#inlines = this.#content.inlines;
    const last = this.#shown.at(-1)?.nodes.at(-1);
    reconcile(this.#parent, this.#shown, this.#inlines, last ? last.nextSibling : null, false);
  }
}

/** Makes what is shown in front of `anchor` equal to `next`. */
function reconcile(
  parent: Element,
  shown: Shown[],
  next: readonly Inline[],
  anchor: Node | null,
  isInLink: boolean,
): void {
  let same = 0;
  while (same < shown.length && same < next.length && isEqual(shown[same]?.inline, next[same])) same += 1;
  const last = shown[same];
  const grown = next[same];
  if (last && grown && same === shown.length - 1 && grow(parent, last, grown, anchor, isInLink)) same += 1;
  for (const { nodes } of shown.splice(same)) for (const node of nodes) parent.removeChild(node);
  for (const inline of next.slice(same)) shown.push(create(parent, inline, anchor, isInLink));
}

function create(parent: Element, inline: Inline, anchor: Node | null, isInLink: boolean): Shown {
  if (inline.kind === 'text') {
    const nodes = toTextNodes(inline.text);
    for (const node of nodes) parent.insertBefore(node, anchor);
    return { inline, nodes };
  }
  const { outer, inner } = createInline(inline, isInLink);
  const made: Shown = { inline, nodes: [outer] };
  if (inner) made.inner = inner;
  if ('children' in inline && inner) {
    made.children = [];
    reconcile(inner, made.children, inline.children, null, isInLink || inline.kind === 'link');
  }
  parent.insertBefore(outer, anchor);
  return made;
}

/** Adds to the last part what it has grown by. Returns whether that could be done. */
function grow(parent: Element, last: Shown, grown: Inline, anchor: Node | null, isInLink: boolean): boolean {
  const { inline, inner, children } = last;
  if (inline.kind === 'text' && grown.kind === 'text') {
    if (anchor || !grown.text.startsWith(inline.text)) return false;
    const first = last.nodes[0];
    addTo(parent, grown.text.slice(inline.text.length));
    last.nodes = [];
    for (let node = first; node; node = node.nextSibling ?? undefined) last.nodes.push(node);
  } else if (inline.kind === 'code' && grown.kind === 'code') {
    if (!inner || !grown.text.startsWith(inline.text)) return false;
    // A place in a file becomes a link.
    if (createInline(grown, isInLink).outer.localName !== inner.localName) return false;
    addTo(inner, grown.text.slice(inline.text.length));
  } else if (inner && children && 'children' in inline && 'children' in grown && isAlike(inline, grown)) {
    reconcile(inner, children, grown.children, null, isInLink || grown.kind === 'link');
  } else return false;
  last.inline = grown;
  return true;
}

function addTo(target: Element, text: string): void {
  if (inlineNames.has(target.localName)) addText(target, text);
  else appendText(target, text);
}

function isEqual(one: Inline | undefined, other: Inline | undefined): boolean {
  if (one === other) return true;
  if (!one || !other || !isAlike(one, other)) return false;
  if (!('children' in one) || !('children' in other)) return one.kind === 'break' || textOf(one) === textOf(other);
  return (
    one.children.length === other.children.length && one.children.every((each, at) => isEqual(each, other.children[at]))
  );
}

/** Returns whether two parts have the same element, whatever they hold. */
function isAlike(one: Inline, other: Inline): boolean {
  if (one.kind !== other.kind) return false;
  if ('address' in one && 'address' in other && one.address !== other.address) return false;
  if (one.kind === 'break' && other.kind === 'break') return one.isHard === other.isHard;
  if (one.kind === 'math' && other.kind === 'math') return one.isOpen === other.isOpen && one.isBlock === other.isBlock;
  return !(one.kind === 'task' && other.kind === 'task' && one.isDone !== other.isDone);
}

function textOf(inline: Inline): string {
  return 'text' in inline ? inline.text : 'label' in inline ? inline.label : '';
}
