import { splitLongRuns, type Stretch } from '#common/text/longRuns.ts';

type Child = Node | string | undefined;

interface Attributes {
  class?: string;
  text?: string;
  [name: `aria-${string}` | `data-${string}`]: string | undefined;
  id?: string;
  role?: string;
  title?: string;
  type?: string;
  tabindex?: string;
  rows?: string;
  placeholder?: string;
  for?: string;
  dir?: string;
  max?: string;
  value?: string;
}

/** Makes an element. Text only ever becomes a text node. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (attribute === 'text') setText(made, value);
    else made.setAttribute(attribute, value);
  }
  for (const child of children) {
    if (typeof child === 'string') made.append(...toTextNodes(child));
    else if (child !== undefined) made.append(child);
  }
  return made;
}

/** Sets the text only if it differs, so that nothing is laid out again for nothing. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.replaceChildren(...toTextNodes(text));
}

/**
 * Makes nodes for a text. The part of a run of joined characters that is too long to be drawn, which would take
 * seconds, stays in the page unseen.
 */
export function toTextNodes(text: string): Node[] {
  return text === '' ? [] : splitLongRuns(text).map(toTextNode);
}

/** Makes a node for a stretch of text. */
export function toTextNode({ text, isExcess }: Stretch): Node {
  if (!isExcess) return new Text(text);
  const hidden = document.createElement('span');
  hidden.hidden = true;
  hidden.append(text);
  const excess = document.createElement('span');
  excess.className = excessClass;
  excess.append(hidden);
  return excess;
}

/** Class of a text that is too long to be drawn as one character: a sign stands in its place. */
const excessClass = 'excess';

/** Finds the text that a node holds unseen, since it is too long to be drawn. */
export function findExcess(node: Node | null): Text | undefined {
  const text = node instanceof Element && node.className === excessClass ? node.firstChild?.firstChild : undefined;
  return text instanceof Text ? text : undefined;
}

/** Removes an attribute given as `undefined`, sets it otherwise. */
export function setAttribute(target: Element, name: string, value: string | undefined): void {
  if (value === undefined) target.removeAttribute(name);
  else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}
