import * as smd from 'streaming-markdown';
import { toFileReference } from '#common/text/fileReference.ts';
import { toOpenableHref } from '#common/text/links.ts';
import { toTextNodes } from '#media/base/dom.ts';
import { icon } from '#media/base/icons.ts';
import { createFileLink, createLink, toAddress } from './links.ts';
import { unwrap } from './markdownElements.ts';
import { strings } from '#media/base/strings.ts';

/** An open element that the parser takes for a link, an image or a bare address. `opener` is its first text. */
interface OpenLink {
  token: number;
  node: Element;
  opener: string;
}

/**
 * Finishes a link whose address is known: the text becomes a link, or shows the address if it is none that may be
 * opened.
 */
export function finishLink({ token, node, opener }: OpenLink, href: string, isInLink: boolean): void {
  if (token === smd.RAW_URL) {
    finishBareUrl(node);
    return;
  }
  const address = toAddress(href);
  const openable = toOpenableHref(address);
  const file = token === smd.LINK && !isInLink ? toFileReference(address, { isLink: true }) : undefined;
  if (file) {
    removeOpener(node, opener);
    node.replaceWith(createFileLink(file, ...node.childNodes));
    return;
  }
  if (openable === undefined || (isInLink && token === smd.LINK)) {
    node.append(...toTextNodes(`](${href})`));
    unwrap(node);
    return;
  }
  removeOpener(node, opener);
  if (token === smd.LINK) {
    node.replaceWith(createLink(openable, ...node.childNodes));
    return;
  }
  node.classList.add('image');
  node.setAttribute('title', strings.imageNotLoaded);
  node.prepend(icon('image'));
  node.append(' ', isInLink ? openable : createLink(openable, openable));
}

/** Makes a link to the file of code such as `src/a.ts:12`. */
export function linkFile(code: Element): void {
  const file = toFileReference(code.textContent);
  if (!file) return;
  const link = createFileLink(file);
  code.replaceWith(link);
  link.append(code);
}

/** Makes a bare address a link, without the punctuation of the sentence it stands in. */
function finishBareUrl(node: Element): void {
  const text = node.textContent;
  const trailing = /[.,;:!?'"\]]*$/.exec(text)?.[0] ?? '';
  const address = text.slice(0, text.length - trailing.length);
  const openable = toOpenableHref(address);
  if (openable === undefined) node.replaceWith(...toTextNodes(text));
  else node.replaceWith(createLink(openable, address), trailing);
}

function removeOpener(node: Element, opener: string): void {
  const first = node.firstChild;
  if (first instanceof Text) first.deleteData(0, opener.length);
}
