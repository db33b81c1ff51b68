import * as smd from 'streaming-markdown';
import { addText, appendText, CodeText } from '#media/code/codeText.ts';
import { element, toTextNodes } from '#media/base/dom.ts';
import {
  checkTaskItem,
  closerOf,
  continueElement,
  createCodeBlock,
  createElement,
  createLeaf,
  labelCode,
  openerOf,
  unwrap,
} from './markdownElements.ts';
import { finishLink, linkFile } from './markdownLinks.ts';

/** Stands for a tab inside a fence, where the parser would write four spaces. A private-use character. */
export const tabStandIn = '\uE0F9';

/** The deepest level at which elements are nested; deeper ones are shown at this level. */
const maxDepth = 24;

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

interface OpenToken {
  token: number;
  /** The element that takes text and children. */
  node: Element;
  /** The characters that opened it, shown if it turns out to be no markup. */
  opener: string;
  href?: string;
  isShared: boolean;
  code?: CodeText;
}

/** Text at the end of a node that the parser still holds back. */
interface Tail {
  node: Text;
  text: string;
}

/** Blocks that may go on in another root, once more opened there. */
const splittable = new Set<number>([smd.BLOCKQUOTE, smd.LIST_ORDERED, smd.LIST_UNORDERED, smd.LIST_ITEM, smd.TABLE]);

/**
 * Elements within a paragraph. Chromium lays all of them out, in a square of their length, for each addition to a text
 * in one.
 */
const inlineElements = new Set(['a', 'code', 'em', 's', 'span', 'strong']);

/** The surroundings of the answer that is rendered. */
export interface RendererOptions {
  /** The element that takes the direction of the answer's text; the root by default. */
  directed?: Element;
  /** Asks, before a block opens within `depth` others, whether the answer is to go on in another root. */
  nextRoot?(depth: number): Element | undefined;
  /** Called for an element that holds code, and nothing but its text. */
  codeAdded?(code: Element): void;
}

/** The callbacks of the parser. */
type Callbacks = smd.Renderer<undefined>;

/**
 * Builds the nodes of an answer as the parser recognises them. Only elements named here can come about, with no
 * attribute that loads, navigates or runs anything; HTML in an answer is text.
 */
export class MarkdownRenderer {
  readonly callbacks: Callbacks = {
    data: undefined,
    add_token: (_data, token) => this.#open(token),
    end_token: () => this.#close(),
    add_text: (_data, text) => this.addText(text),
    set_attr: (_data, attribute, value) => this.#describe(attribute, value),
  };

  readonly #options: RendererOptions;
  #root: Element;
  readonly #parser: () => smd.Parser;
  readonly #stack: OpenToken[] = [];
  #text = '';
  #hasDirection = false;
  #codeBlocks = 0;
  #tail: Tail | undefined;
  /** Elements opened since the last flush and not yet in the page: building them outside of it costs less. */
  #fresh: { parent: Element; outer: Element; depth: number } | undefined;
  /** True when blocks are closed without the parser having seen their end. */
  #isAbandoned = false;

  constructor(root: Element, parser: () => smd.Parser, options: RendererOptions = {}) {
    this.#root = root;
    this.#parser = parser;
    this.#options = options;
  }

  /** Adds to the block that is open; at the top, to a paragraph of its own. */
  addText(text: string): void {
    if (text === '') return;
    if (this.#stack.length === 0) {
      this.#moveOn();
      this.#push(smd.PARAGRAPH, element('p'));
    }
    this.#text += text;
  }

  /**
   * Puts the text gathered so far into the page and, behind it, what the parser holds back: as it may yet turn out to be
   * markup, it goes again if it does not come with the next text.
   */
  flush(heldBack = ''): void {
    if (this.#tail) this.#settleTail(this.#tail);
    if (this.#text === '' && heldBack === '') return;
    const text = this.#text.replaceAll(tabStandIn, '\t') + heldBack;
    this.#text = '';
    this.#setDirection(text);
    const node = this.#append(text);
    if (heldBack !== '') this.#tail = { node, text: heldBack };
  }

  /** Puts what has been opened into the page. */
  attach(): void {
    this.#fresh?.parent.appendChild(this.#fresh.outer);
    this.#fresh = undefined;
  }

  #settleTail({ node, text }: Tail): void {
    this.#tail = undefined;
    if (this.#text.startsWith(text)) this.#text = this.#text.slice(text.length);
    else node.deleteData(node.length - text.length, text.length);
  }

  #append(text: string): Text {
    const { node, code } = this.#top();
    if (code) return code.append(text);
    return inlineElements.has(node.localName) ? addText(node, text) : appendText(node, text);
  }

  /**
   * Sets the direction of the answer by its first letter. `dir="auto"` would look for that letter again at every
   * addition: five times the cost of everything else on a long paragraph. Each block finds its own direction by
   * `unicode-bidi`.
   */
  #setDirection(text: string): void {
    if (this.#hasDirection) return;
    const letter = /\p{L}/u.exec(text)?.[0];
    if (letter === undefined) return;
    this.#hasDirection = true;
    (this.#options.directed ?? this.#root).setAttribute('dir', rightToLeft.test(letter) ? 'rtl' : 'ltr');
  }

  /** Closes every open block. */
  closeAll(): void {
    this.#isAbandoned = true;
    while (this.#stack.length > 0) this.#close();
    this.#isAbandoned = false;
  }

  #top(): Pick<OpenToken, 'node'> & Partial<OpenToken> {
    return this.#stack.at(-1) ?? { node: this.#root };
  }

  #open(token: number): void {
    this.flush();
    this.#moveOn();
    if (token === smd.LINE_BREAK || token === smd.RULE || token === smd.CHECKBOX) {
      this.#push(token, createLeaf(token));
      return;
    }
    const parser = this.#parser();
    // The parser leaves the indentation of the block that stood at this level before.
    parser.spaces[parser.len] = 0;
    if (token === smd.CODE_FENCE || token === smd.CODE_BLOCK) this.#openCode(token);
    else if (token === smd.TABLE) this.#openTable();
    else if (token === smd.TABLE_ROW) this.#openRow();
    else this.#push(token, createElement(token, this.#top().node), openerOf(token, parser.fence_start));
  }

  /** Appends `outer` to the block that is open and makes `node`, within it, the one that is. */
  #push(token: number, outer: Element, opener = '', node: Element = outer): void {
    const parent = this.#top().node;
    const isShared = this.#stack.length >= maxDepth;
    if (!isShared && this.#fresh) parent.appendChild(outer); // `append` takes longer: it asks what each of its arguments is.
    else if (!isShared) this.#fresh = { parent, outer, depth: this.#stack.length };
    this.#stack.push({ token, node: isShared ? parent : node, opener, isShared });
    if (opener !== '' && (token === smd.LINK || token === smd.IMAGE || token === smd.EQUATION_INLINE)) {
      (isShared ? parent : node).append(opener);
    }
  }

  /** Goes on in another root, if it is time. Blocks that are open go on there as their like. */
  #moveOn(): void {
    const stack = this.#stack;
    if (!this.#options.nextRoot || stack.at(-1)?.token === smd.LIST_ITEM) return;
    if (!stack.every(({ token, isShared }) => splittable.has(token) && !isShared)) return;
    const root = this.#options.nextRoot(stack.length);
    if (!root) return;
    this.attach();
    this.#root = root;
    let parent = root;
    for (const [index, open] of stack.entries()) {
      const { outer, inner } = continueElement(open.node, index < stack.length - 1);
      parent.append(outer);
      open.node = inner;
      parent = inner;
    }
  }

  #openCode(token: number): void {
    const { block, code } = createCodeBlock();
    this.#push(token, block, '', code);
    const open = this.#stack.at(-1);
    if (!open || open.isShared) return;
    // Those before it may be folded away: its place among them cannot be counted in the page.
    block.setAttribute('data-block', String(this.#codeBlocks));
    this.#codeBlocks += 1;
    open.code = new CodeText(code, (part) => this.#options.codeAdded?.(part));
  }

  #openTable(): void {
    const table = element('table');
    this.#push(smd.TABLE, element('div', { class: 'table', tabindex: '0' }, table), '', table);
  }

  #openRow(): void {
    const table = this.#top().node;
    if (table instanceof HTMLTableElement && !this.#stack.at(-1)?.isShared) {
      const section = table.tHead ? (table.tBodies[0] ?? table.createTBody()) : table.createTHead();
      const row = element('tr');
      section.append(row);
      this.#stack.push({ token: smd.TABLE_ROW, node: row, opener: '', isShared: false });
    } else {
      this.#push(smd.TABLE_ROW, element('p'));
    }
  }

  #close(): void {
    this.flush();
    const open = this.#stack.pop();
    if (!open) return;
    if (this.#stack.length === this.#fresh?.depth) this.attach();
    if (open.code) open.node.closest('.code-block')?.classList.remove('open');
    const closer = this.#isAbandoned ? '' : closerOf(open.token, open.opener, this.#parser().pending);
    if (open.href !== undefined && !open.isShared) finishLink(open, open.href, this.#isInLink());
    else if (open.token === smd.LINK || open.token === smd.IMAGE) {
      open.node.append(...toTextNodes(open.href === undefined ? closer : `](${open.href})`));
      if (!open.isShared) unwrap(open.node);
    } else if (open.token === smd.EQUATION_INLINE) {
      open.node.append(closer);
      if (closer === '' && !open.isShared) unwrap(open.node);
    } else if (open.opener !== '' && closer === '' && !open.isShared) {
      // Never closed, so it was no markup: `2 * x` and `*args` are shown as they were written.
      open.node.prepend(open.opener);
      unwrap(open.node);
    } else if (open.token === smd.CODE_INLINE && !open.isShared && !this.#isInLink()) linkFile(open.node);
  }

  #isInLink(): boolean {
    return this.#stack.some((outer) => outer.token === smd.LINK);
  }

  #describe(attribute: number, value: string): void {
    this.flush();
    const open = this.#stack.at(-1);
    if (!open) return;
    if (attribute === smd.HREF || attribute === smd.SRC) open.href = value;
    else if (attribute === smd.CHECKED && open.token === smd.CHECKBOX && !open.isShared) checkTaskItem(open.node);
    else if (attribute === smd.LANG) labelCode(open.node, value);
    else if (attribute === smd.START && /^\d{1,9}$/.test(value)) open.node.setAttribute('start', value);
  }
}
