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
    if (attribute === 'text') made.textContent = value;
    else made.setAttribute(attribute, value);
  }
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/** Sets the text only if it differs, so that nothing is laid out again for nothing. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Removes an attribute given as `undefined`, sets it otherwise. */
export function setAttribute(target: Element, name: string, value: string | undefined): void {
  if (value === undefined) target.removeAttribute(name);
  else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}
