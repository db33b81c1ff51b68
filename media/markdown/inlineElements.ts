import { pendingAddress } from '#common/markdown/completion.ts';
import type { Inline } from '#common/markdown/inlines.ts';
import { toFileReference } from '#common/text/fileReference.ts';
import { toOpenableHref } from '#common/text/links.ts';
import { element, setText } from '#media/base/dom.ts';
import { icon } from '#media/base/icons.ts';
import { strings } from '#media/base/strings.ts';
import { renderMath } from '#media/math/mathRenderer.ts';
import { createFileLink, createLink } from './links.ts';

const names = { emphasis: 'em', strong: 'strong', strike: 's' } as const;

/** The element of a part of a line, and the one that takes what it holds. */
export interface InlineElements {
  outer: Element;
  /** Missing where it holds nothing that is added to. */
  inner?: Element;
}

/** Creates the element for a part of a line that is more than text. Within a link there are no links. */
export function createInline(inline: Exclude<Inline, { kind: 'text' }>, isInLink: boolean): InlineElements {
  switch (inline.kind) {
    case 'break':
      return { outer: element('br', { 'data-hard': inline.isHard ? '' : undefined }) };
    case 'code':
      return createCode(inline.text, isInLink);
    case 'link':
      return createLinkElements(inline.address, inline.isBare, isInLink);
    case 'image':
      return { outer: createImage(inline.address, inline.text, isInLink) };
    case 'math':
      return { outer: createMath(inline) };
    case 'footnoteReference':
      return { outer: element('sup', { class: 'footnote-ref', text: inline.label }) };
    case 'task':
      return { outer: createTask(inline.isDone) };
    case 'emphasis':
    case 'strong':
    case 'strike': {
      const made = element(names[inline.kind]);
      return { outer: made, inner: made };
    }
  }
}

/** Creates a formula. One whose end is still to come is shown as its source. */
function createMath({ text, isBlock, isOpen }: Extract<Inline, { kind: 'math' }>): Element {
  const math = element('span', { class: isBlock ? 'math math-block' : 'math' });
  if (isOpen) setText(math, text);
  else renderMath(math, text, isBlock);
  return math;
}

/** Creates code; a link to the file if it is a place in one, such as `src/a.ts:12`. */
function createCode(text: string, isInLink: boolean): InlineElements {
  const code = element('code', { text });
  const file = isInLink ? undefined : toFileReference(text);
  return file ? { outer: createFileLink(file, code) } : { outer: code, inner: code };
}

/** Creates a link; its source where its address is one of a kind that is never opened, so that nobody is led astray. */
function createLinkElements(address: string, isBare: boolean, isInLink: boolean): InlineElements {
  const inner = isInLink ? element('span') : createAnchor(address, isBare);
  if (isBare || !inner.classList.contains('dead-link') || !/^\s*[a-z][a-z\d+.-]*:/i.test(address))
    return { outer: inner, inner };
  const text = element('span');
  return { outer: element('span', {}, '[', text, `](${address})`), inner: text };
}

/** Creates a link to what may be opened. Another address can be read, and leads nowhere. */
function createAnchor(address: string, isBare: boolean): Element {
  if (address === pendingAddress) return element('span', { class: 'pending-link' });
  // Within `<>` an address may have spaces.
  const openable = toOpenableHref(address.replaceAll(' ', '%20'));
  if (openable !== undefined) return createLink(openable);
  const file = isBare ? undefined : toFileReference(address, { isLink: true });
  if (file) return createFileLink(file);
  return element('span', { class: 'dead-link', title: address, 'data-href': address });
}

function createImage(address: string, text: string, isInLink: boolean): Element {
  if (address === pendingAddress) return element('span', { class: 'image' }, icon('image'), text);
  const openable = toOpenableHref(address);
  const shown = openable ?? address;
  const link = isInLink || openable === undefined ? shown : createLink(openable, openable);
  return element('span', { class: 'image', title: strings.imageNotLoaded }, icon('image'), text, ' ', link);
}

function createTask(isDone: boolean): Element {
  const label = isDone ? strings.taskDone : strings.taskOpen;
  const attributes = { class: isDone ? 'task done' : 'task', role: 'img', 'aria-label': label };
  return element('span', attributes, icon(isDone ? 'taskDone' : 'taskOpen'));
}
