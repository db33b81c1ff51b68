import type { Inline } from '#common/markdown/inlines.ts';
import { toFileReference } from '#common/text/fileReference.ts';
import { toOpenableHref } from '#common/text/links.ts';
import { findSelectedChildren, isPartial, readSelected, type SelectedPart } from './selectedPart.ts';

const spans: Record<string, 'emphasis' | 'strong' | 'strike' | undefined> = {
  em: 'emphasis',
  strong: 'strong',
  s: 'strike',
};

/** Reads what is selected of a line in the page. A formula is one of it as a whole. */
export function readInlines(parts: readonly SelectedPart[]): Inline[] {
  const inlines: Inline[] = [];
  for (const inline of parts.flatMap(readInline)) {
    const last = inlines.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text') last.text += inline.text;
    else inlines.push(inline);
  }
  return inlines;
}

/** Reads the text of a line without its markup. Formulas are in the markup of theirs. */
export function toPlainText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if ('children' in inline) return toPlainText(inline.children);
      if (inline.kind === 'math') return `$${inline.text}$`;
      return 'text' in inline ? inline.text : inline.kind === 'break' ? '\n' : 'label' in inline ? inline.label : '';
    })
    .join('');
}

/** Returns the address that a link has in the page, in one form for all that lead to the same. */
export function toShownAddress(address: string): string {
  const openable = toOpenableHref(address);
  if (openable !== undefined) return openable;
  const file = toFileReference(address, { isLink: true });
  return file?.line === undefined ? (file?.path ?? address) : `${file.path}#L${file.line}`;
}

function readInline(part: SelectedPart): Inline[] {
  const { node } = part;
  const isElement = node instanceof Element;
  const text = !isElement || isPartial(part) || node.localName === 'code' ? readSelected(part) : undefined;
  if (!isElement || text === '') return text ? [{ kind: 'text', text }] : [];
  const name = node.localName;
  const kind = spans[name];
  if (kind) return [{ kind, children: readChildren(part) }];
  if (name === 'br') return [{ kind: 'break', isHard: node.hasAttribute('data-hard') }];
  if (name === 'code') return [{ kind: 'code', text: text ?? '' }];
  if (name === 'a' || node.hasAttribute('data-href')) return readLink(node, part);
  if (name === 'sup') return [{ kind: 'footnoteReference', label: node.textContent }];
  if (node.matches('.task')) return [{ kind: 'task', isDone: node.matches('.done') }];
  const tex = node.getAttribute('data-tex');
  if (tex !== null) return [{ kind: 'math', text: tex, isBlock: node.matches('.math-block'), isOpen: false }];
  if (node.matches('.image') && node.childNodes.length > 2) {
    // An icon, the text, a space, the address.
    const address = node.lastChild?.textContent?.trim() ?? '';
    return [{ kind: 'image', address, text: node.textContent.slice(0, -address.length - 1) }];
  }
  return isPartial(part) ? readChildren(part) : (readDeadLink(node) ?? readChildren(part));
}

/** Reads a link that is shown as its source. */
function readDeadLink({ childNodes: [open, text, end, ...others], className }: Element): Inline[] | undefined {
  const source = end?.textContent ?? '';
  if (className !== '' || !text || open?.textContent !== '[' || !source.startsWith('](') || others.length > 0)
    return undefined;
  return [{ kind: 'link', address: source.slice(2, -1), isBare: false, children: readChildren({ node: text }) }];
}

function readLink(link: Element, part: SelectedPart): Inline[] {
  const children = readChildren(part);
  const line = link.getAttribute('data-line');
  const path = link.getAttribute('data-path');
  const file = path === null ? undefined : line === null ? path : `${path}#L${line}`;
  const address = file ?? link.getAttribute('data-address') ?? link.getAttribute('data-href');
  const [only] = children;
  // Code that names a file is a link for that alone.
  const isFile = file !== undefined && only?.kind === 'code' && toShownAddress(only.text) === file;
  if (address === null || isFile) return children;
  const text = toPlainText(children);
  const isBare =
    file === undefined &&
    only?.kind === 'text' &&
    children.length === 1 &&
    // Most links are not, and to make an address of a text takes its time.
    address.toLowerCase().includes(text.toLowerCase()) &&
    ['', 'http://', 'mailto:'].some((scheme) => toShownAddress(scheme + text) === address);
  return [{ kind: 'link', address, isBare, children }];
}

function readChildren(part: SelectedPart): Inline[] {
  return readInlines(findSelectedChildren(part));
}
