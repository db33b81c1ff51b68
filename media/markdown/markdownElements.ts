import * as smd from 'streaming-markdown';
import { createCodeActions } from '#media/code/codeActions.ts';
import { element, setText, toTextNodes } from '#media/base/dom.ts';
import { icon } from '#media/base/icons.ts';
import { strings } from '#media/base/strings.ts';

/** Creates the element for a token, inside `parent`. */
export function createElement(token: number, parent: Element): Element {
  switch (token) {
    case smd.BLOCKQUOTE:
      return element('blockquote');
    case smd.HEADING_1:
      return element('h3', { class: 'heading-1' });
    case smd.HEADING_2:
      return element('h4', { class: 'heading-2' });
    case smd.HEADING_3:
      return element('h5', { class: 'heading-3' });
    case smd.HEADING_4:
    case smd.HEADING_5:
    case smd.HEADING_6:
      return element('h6', { class: 'heading-4' });
    case smd.ITALIC_AST:
    case smd.ITALIC_UND:
      return element('em');
    case smd.STRONG_AST:
    case smd.STRONG_UND:
      return element('strong');
    case smd.STRIKE:
      return element('s');
    case smd.CODE_INLINE:
    case smd.EQUATION_INLINE:
      return element('code');
    case smd.EQUATION_BLOCK:
      return element('pre', { class: 'equation', tabindex: '0' });
    case smd.LIST_UNORDERED:
      return element('ul');
    case smd.LIST_ORDERED:
      return element('ol');
    case smd.LIST_ITEM:
      return element('li');
    case smd.TABLE_CELL:
      return element(cellNameIn(parent));
    case smd.LINK:
    case smd.RAW_URL:
    case smd.IMAGE:
      return element('span');
    default:
      return element('p');
  }
}

/**
 * Creates a block of code with the bar above it: what it is in, and what can be done with it. `code` takes the text.
 * The block has the class `open` until all of it is there.
 */
export function createCodeBlock(): { block: Element; code: Element } {
  // An answer may hold hundreds: a copy costs a fraction of making the parts anew.
  const block = cloneOf((codeBlock ??= makeCodeBlock()), true);
  return { block, code: block.querySelector('code') ?? block };
}

let codeBlock: Element | undefined;

function makeCodeBlock(): Element {
  const language = element('span', { class: 'code-language' });
  const header = element('div', { class: 'code-header' }, language, createCodeActions());
  const pre = element('pre', { tabindex: '0' }, element('code'));
  return element('div', { class: 'code-block open', dir: 'ltr' }, header, pre);
}

/**
 * Creates the element to go on with where `node`, a block, is broken in two, within its last child or after it. `inner`
 * takes what follows.
 */
export function continueElement(node: Element, isWithinChild: boolean): { outer: Element; inner: Element } {
  const inner = cloneOf(node);
  if (node instanceof HTMLOListElement) {
    inner.setAttribute('start', String(node.start + node.childElementCount - Number(isWithinChild)));
  }
  if (!(node instanceof HTMLTableElement)) {
    // What follows is a part of the same item, which has its number already.
    if (node instanceof HTMLLIElement) inner.classList.add('continued');
    return { outer: inner, inner };
  }
  if (node.tHead) inner.append(node.tHead.cloneNode(true));
  const outer = node.parentElement ? cloneOf(node.parentElement) : element('div');
  outer.append(inner);
  return { outer, inner };
}

function cloneOf(node: Element, isDeep = false): Element {
  const clone = node.cloneNode(isDeep);
  return clone instanceof Element ? clone : element('div');
}

/** Puts what an element holds in its place. */
export function unwrap(node: Element): void {
  if (node.firstElementChild) node.replaceWith(...node.childNodes);
  else node.replaceWith(...toTextNodes(node.textContent));
}

function cellNameIn(parent: Element): 'th' | 'td' | 'span' {
  if (!(parent instanceof HTMLTableRowElement)) return 'span';
  return parent.parentElement?.tagName === 'THEAD' ? 'th' : 'td';
}

/** Creates an element that has no content of its own and is complete when it opens. */
export function createLeaf(token: number): Element {
  if (token === smd.LINE_BREAK) return element('br');
  if (token === smd.RULE) return element('hr');
  return element('span', { class: 'task', role: 'img', 'aria-label': strings.taskOpen }, icon('taskOpen'));
}

/** Ticks a task off. */
export function checkTaskItem(task: Element): void {
  task.classList.add('done');
  task.setAttribute('aria-label', strings.taskDone);
  task.replaceChildren(icon('taskDone'));
}

/** Shows what stands after a fence: the language, sometimes a file name. */
export function labelCode(code: Element, info: string): void {
  const block = code.closest('.code-block');
  const label = block?.querySelector('.code-language');
  if (label) setText(label, info.trim());
  // `ts`, `ts title="a.ts"`, `{.ts}`, `src/a.ts`, `ts:src/a.ts`
  const language = /^\{?\.?(?:[^\s:}]*[./])?([\w+#-]{1,30})/.exec(info.trim())?.[1];
  if (language !== undefined) block?.setAttribute('data-language', language.toLowerCase());
}

/** The characters that opened inline markup. */
export function openerOf(token: number, backticks: number): string {
  switch (token) {
    case smd.ITALIC_AST:
      return '*';
    case smd.ITALIC_UND:
      return '_';
    case smd.STRONG_AST:
      return '**';
    case smd.STRONG_UND:
      return '__';
    case smd.STRIKE:
      return '~~';
    case smd.LINK:
      return '[';
    case smd.IMAGE:
      return '![';
    case smd.EQUATION_INLINE:
      return '\\(';
    case smd.CODE_INLINE:
      return '`'.repeat(backticks);
    default:
      return '';
  }
}

/** The characters that close a token while the parser holds back `pending`; none if it only ends because its block does. */
export function closerOf(token: number, opener: string, pending: string): string {
  const first = opener.charAt(0);
  switch (token) {
    case smd.LINK:
    case smd.IMAGE:
      return pending === ']' ? ']' : '';
    case smd.EQUATION_INLINE:
      return pending === '\\' ? '\\)' : '';
    case smd.CODE_INLINE:
      return /^ ?`*$/.test(pending) ? opener : '';
    default:
      return pending === first || pending === first + first ? opener : '';
  }
}
