import type { Alignment, Block, Item, List, TableRow } from '#common/markdown/blocks.ts';
import { createCodeActions } from '#media/code/codeActions.ts';
import { element, setText } from '#media/base/dom.ts';

/** The elements of a block: the one that stands in the page, and the one that takes what it holds. */
export interface BlockElements {
  outer: Element;
  inner: Element;
}

/** Creates the elements of a block; none for one that is not shown. */
export function createBlock(block: Block | Item | TableRow): BlockElements | undefined {
  if (block.kind === 'definition') return undefined;
  if (block.kind === 'code') return createCodeBlock();
  if (block.kind === 'table') return createTable();
  if (block.kind === 'footnote') return createFootnote(block.label);
  const single = createSingle(block);
  return { outer: single, inner: single };
}

const headings = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const;

function createSingle(
  block: Exclude<Block | Item | TableRow, { kind: 'definition' | 'code' | 'table' | 'footnote' }>,
): Element {
  switch (block.kind) {
    case 'heading':
      return element(headings[block.level - 1] ?? 'h6', { class: `heading-${block.level}` });
    case 'quote':
      return element('blockquote');
    case 'list':
      return createList(block);
    case 'item':
      return element('li');
    case 'row':
      return element('tr');
    case 'rule':
      return element('hr');
    case 'math':
      return element('div', { class: 'math', tabindex: '0' });
    case 'paragraph':
      return element('p', block.isContinued ? { class: 'continued' } : {});
  }
}

function createList({ start, isLoose }: List): Element {
  const attributes = isLoose ? { class: 'loose' } : {};
  if (start === undefined) return element('ul', attributes);
  const list = element('ol', attributes);
  if (start !== 1) list.setAttribute('start', String(start));
  return list;
}

function createTable(): BlockElements {
  const inner = element('table');
  return { outer: element('div', { class: 'table', tabindex: '0' }, inner), inner };
}

function createFootnote(label: string): BlockElements {
  const inner = element('div', { class: 'footnote-text' });
  return { outer: element('div', { class: 'footnote' }, element('sup', { text: label }), inner), inner };
}

/** Creates a cell. */
export function createCell(isHead: boolean, alignment: Alignment): Element {
  return element(isHead ? 'th' : 'td', alignment ? { class: `align-${alignment}` } : {});
}

/**
 * Creates a block of code with the bar above it: what it is in, and what can be done with it. `inner` takes the text. The
 * block has the class `open` while more of it may come.
 */
function createCodeBlock(): BlockElements {
  // An answer may hold hundreds: a copy costs a fraction of making the parts anew.
  const outer = cloneOf((codeBlock ??= makeCodeBlock()), true);
  return { outer, inner: outer.querySelector('code') ?? outer };
}

let codeBlock: Element | undefined;

function makeCodeBlock(): Element {
  const language = element('span', { class: 'code-language' });
  const header = element('div', { class: 'code-header' }, language, createCodeActions());
  const pre = element('pre', { tabindex: '0' }, element('code'));
  return element('div', { class: 'code-block', dir: 'ltr' }, header, pre);
}

/** Shows what stands after a fence: the language, sometimes a file name. */
export function labelCode(block: Element, info: string): void {
  const label = block.querySelector('.code-language');
  if (label) setText(label, info);
  // `ts`, `ts title="a.ts"`, `{.ts}`, `src/a.ts`, `ts:src/a.ts`
  const language = /^\{?\.?(?:[^\s:}]*[./])?([\w+#-]{1,30})/.exec(info)?.[1];
  if (language === undefined) block.removeAttribute('data-language');
  else block.setAttribute('data-language', language.toLowerCase());
}

/**
 * Creates the elements to go on with where `inner`, that of a block, is broken in two, within its last child or after
 * it.
 */
export function continueElement(inner: Element, isWithinChild: boolean): BlockElements {
  const next = cloneOf(inner);
  if (inner instanceof HTMLOListElement && next instanceof HTMLOListElement) {
    next.start = inner.start + inner.childElementCount - Number(isWithinChild);
  }
  let outer = next;
  if (inner instanceof HTMLTableElement) {
    if (inner.tHead) next.append(inner.tHead.cloneNode(true));
    outer = inner.parentElement ? cloneOf(inner.parentElement) : element('div');
    outer.append(next);
  }
  // What follows is a part of the same block: an item of a list has its number already, a copy is of one block.
  outer.classList.add('continued');
  return { outer, inner: next };
}

function cloneOf(node: Element, isDeep = false): Element {
  const clone = node.cloneNode(isDeep);
  return clone instanceof Element ? clone : element('div');
}
