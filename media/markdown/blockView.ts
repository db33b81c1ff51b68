import type {
  Block,
  Code,
  Footnote,
  Item,
  List,
  MathBlock,
  Quote,
  Root,
  TableRow,
  Table,
} from '#common/markdown/blocks.ts';
import type { InlineContent } from '#common/markdown/inlineContent.ts';
import { element, setText } from '#media/base/dom.ts';
import { renderMath } from '#media/math/mathRenderer.ts';
import { CodeText } from '#media/code/codeText.ts';
import { LineView } from './lineView.ts';
import { continueElement, createBlock, createCell, labelCode } from './markdownElements.ts';

/** Number of items of a list that are changed at once when it turns loose or tight. */
const itemsAtOnce = 400;

/** A block that holds others, the rows of a table among them. */
type Parent = Quote | List | Item | Footnote | Table | Root;

/** The answer that a view is part of. */
export interface ViewOwner {
  /** Asks, before a block opens within `depth` others, whether the answer is to go on in another root. */
  nextRoot?: ((depth: number) => Element | undefined) | undefined;
  /** Called for an element that holds code, and nothing but its text. */
  codeAdded?: ((code: Element) => void) | undefined;
  /** Returns the place of a new block of code among those of the answer. */
  addFence(): number;
  removeFence(): void;
  lineAdded(content: InlineContent, line: LineView): void;
  /** Called for a list with more items to change than can be changed at once. */
  postponed(list: BlockView): void;
}

/** A block of the answer in the page. */
export class BlockView {
  block: Block | Item | TableRow | Root;
  /** Its outermost elements: several where it goes on in another root. */
  readonly #outers: Element[] = [];
  #inner: Element;
  readonly #owner: ViewOwner;
  readonly #parent: BlockView | undefined;
  readonly #children: BlockView[] = [];
  readonly #lines: LineView[] = [];
  #code: CodeText | undefined;
  /** Length of the text of code that is shown. */
  #shownLength = 0;
  /** Number of its first children that are shown, and will not change. */
  #settled = 0;
  /** True for a list whose paragraphs stand apart. */
  #isLoose = false;
  /** Number of its first items that are as it says. */
  #wrapped = 0;
  /** True until it stands in the page with what it held at first. */
  #isNew = true;

  constructor(block: Block | Item | TableRow | Root, owner: ViewOwner, parent: BlockView | undefined, inner: Element) {
    this.block = block;
    this.#owner = owner;
    this.#parent = parent;
    this.#inner = inner;
    this.#isLoose = block.kind === 'list' && block.isLoose;
  }

  /** Makes a view of a block at the end of what a view holds. */
  static #append(block: Block | Item | TableRow, owner: ViewOwner, parent: BlockView): BlockView {
    const elements = isBare(block, parent.block, parent.#parent?.block) ? undefined : createBlock(block);
    const view = new BlockView(block, owner, parent, elements?.inner ?? parent.#inner);
    if (elements) view.#outers.push(elements.outer);
    view.#fill(elements?.outer);
    if (elements) parent.#place(elements.outer, block);
    view.#isNew = false;
    return view;
  }

  /** Shows the block as it is now. Returns false for one that needs another view. */
  update(block: Block | Item | TableRow | Root): boolean {
    const shown = this.block;
    if (shown === block && !('settled' in block) && block.kind !== 'code') return true;
    if (shown.kind !== block.kind) return false;
    if (block.kind === 'code') return this.#updateCode(block);
    if (block.kind === 'heading' && shown.kind === 'heading' && shown.level !== block.level) return false;
    if (block.kind === 'footnote' && shown.kind === 'footnote' && shown.label !== block.label) return false;
    if (block.kind === 'list' && shown.kind === 'list' && !this.#fitsList(shown, block)) return false;
    if (block.kind === 'row' && shown.kind === 'row' && shown.cells.length !== block.cells.length) return false;
    this.block = block;
    if (block.kind === 'paragraph' || block.kind === 'heading') this.#updateLine(0, block.content);
    else if (block.kind === 'row') for (const [index, cell] of block.cells.entries()) this.#updateLine(index, cell);
    else if (block.kind === 'math') this.#showMath(block);
    else if (hasChildren(block)) this.#updateChildren(block);
    if (block.kind === 'table') this.#align(block);
    return true;
  }

  /** Goes through the last block, and the last within it, to the one at the end of the answer. */
  findLast(): BlockView {
    return this.#children.at(-1)?.findLast() ?? this;
  }

  /** Sets whether more may come of it, if it is code. */
  setOpen(isOpen: boolean): void {
    for (const outer of this.#outers) outer.classList.toggle('open', isOpen);
  }

  #fill(outer: Element | undefined): void {
    const { block } = this;
    if (block.kind === 'paragraph' || block.kind === 'heading') this.#addLine(this.#inner, block.content);
    else if (block.kind === 'row') this.#addCells(block);
    else if (block.kind === 'code' && outer) this.#startCode(block, outer);
    else if (block.kind === 'math') this.#showMath(block);
    else if (hasChildren(block)) this.#updateChildren(block);
  }

  /** Shows a formula. One whose end is still to come is shown as its source. */
  #showMath({ text, isClosed }: MathBlock): void {
    if (isClosed) {
      renderMath(this.#inner, text, true);
      return;
    }
    // One that looked closed may go on.
    this.#inner.removeAttribute('data-tex');
    setText(this.#inner, text);
  }

  #place(outer: Element, { kind }: Block | Item | TableRow): void {
    const inner = this.#inner;
    if (kind !== 'row' || !(inner instanceof HTMLTableElement)) inner.appendChild(outer);
    else if (outer.firstElementChild?.localName === 'th') inner.createTHead().append(outer);
    else (inner.tBodies[0] ?? inner.createTBody()).append(outer);
  }

  #updateChildren(block: Parent): void {
    const children: readonly (Block | Item | TableRow)[] = block.children;
    for (let index = this.#settled; index < children.length; index += 1) {
      const child = children[index];
      if (!child || this.#children[index]?.update(child)) continue;
      this.#removeFrom(index);
      this.#moveOn();
      this.#children.push(BlockView.#append(child, this.#owner, this));
    }
    this.#removeFrom(children.length);
    if ('settled' in block) this.#settled = block.settled;
  }

  #removeFrom(index: number): void {
    for (const child of this.#children.splice(index)) child.#remove();
  }

  #remove(): void {
    this.#removeFrom(0);
    if (this.block.kind === 'code' && this.block.fence) this.#owner.removeFence();
    for (const line of this.#outers.length === 0 ? this.#lines : [])
      for (const node of line.nodes) node.parentNode?.removeChild(node);
    for (const outer of this.#outers) outer.remove();
  }

  /** Goes on in another root, if it is time. Blocks that are open go on there as their like. */
  #moveOn(): void {
    if (!this.#owner.nextRoot || this.block.kind === 'item' || this.block.kind === 'footnote') return;
    const [top, ...path] = this.#findPath() ?? [];
    const root = top && this.#owner.nextRoot(path.length);
    if (!root) return;
    top.#inner = root;
    let parent = root;
    for (const [index, view] of path.entries()) {
      const { outer, inner } = continueElement(view.#inner, index < path.length - 1);
      parent.append(outer);
      view.#outers.push(outer);
      view.#inner = inner;
      parent = inner;
    }
  }

  /** Returns the view of all and those within it down to this one, if each of them may go on elsewhere. */
  #findPath(): BlockView[] | undefined {
    if (this.block.kind === 'root') return [this];
    if (this.#isNew || this.block.kind === 'footnote') return undefined;
    const path = this.#parent && this.#parent.#findPath();
    return path && [...path, this];
  }

  #addLine(target: Element, content: InlineContent): void {
    const line = new LineView(target, content);
    this.#lines.push(line);
    this.#owner.lineAdded(content, line);
  }

  #updateLine(index: number, content: InlineContent): void {
    const line = this.#lines[index];
    if (!line) return;
    line.update(content);
    this.#owner.lineAdded(content, line);
  }

  #addCells({ cells }: TableRow): void {
    const table = this.#parent?.block;
    if (table?.kind !== 'table') return;
    for (const [index, content] of cells.entries()) {
      const cell = createCell(table.children[0] === this.block, table.alignments[index]);
      this.#inner.append(cell);
      this.#addLine(cell, content);
    }
  }

  /** Aligns the cells of the heads, which are shown before the line below them tells how. */
  #align({ alignments }: Table): void {
    const row = this.#inner instanceof HTMLTableElement ? this.#inner.tHead?.rows[0] : undefined;
    for (const [index, cell] of [...(row?.cells ?? [])].entries()) {
      const alignment = alignments[index];
      if (alignment) cell.className = `align-${alignment}`;
      else cell.removeAttribute('class');
    }
  }

  /** Shows whether the items of a list stand apart. Returns false for another kind of list. */
  #fitsList(shown: List, block: List): boolean {
    if (shown !== block && (shown.start !== block.start || shown.marker !== block.marker)) return false;
    if (this.#isLoose !== block.isLoose) {
      this.#isLoose = block.isLoose;
      for (const outer of this.#outers) outer.classList.toggle('loose', block.isLoose);
      this.#wrapped = 0;
      if (this.catchUp()) this.#owner.postponed(this);
    }
    return true;
  }

  /** Changes some of the items of a list that has turned loose or tight. Returns whether any are left. */
  catchUp(): boolean {
    for (const item of this.#children.slice(this.#wrapped, this.#wrapped + itemsAtOnce))
      for (const child of item.#children) child.#wrap(this.#isLoose, item);
    this.#wrapped += itemsAtOnce;
    return this.#wrapped < this.#children.length;
  }

  /** Puts a paragraph of an item into an element of its own, or takes it out of that. */
  #wrap(isWrapped: boolean, item: BlockView): void {
    if (this.block.kind !== 'paragraph') return;
    const [line] = this.#lines;
    const [outer] = this.#outers;
    if (isWrapped && !outer) {
      const made = element('p');
      const [first] = line?.nodes ?? [];
      if (first) first.parentNode?.insertBefore(made, first);
      else item.#inner.append(made);
      line?.moveTo(made, null);
      this.#inner = made;
      this.#outers.push(made);
    } else if (!isWrapped && outer?.parentElement) {
      this.#inner = outer.parentElement;
      line?.moveTo(this.#inner, outer);
      outer.remove();
      this.#outers.pop();
    }
  }

  #startCode(block: Code, outer: Element): void {
    labelCode(outer, block.info);
    // Those before it may be folded away: its place among them cannot be counted in the page.
    if (block.fence) outer.setAttribute('data-block', String(this.#owner.addFence()));
    this.#code = new CodeText(this.#inner, (part) => this.#owner.codeAdded?.(part));
    this.#code.append(block.text);
    this.#shownLength = block.text.length;
  }

  #updateCode(block: Code): boolean {
    const { block: shown } = this;
    const [outer] = this.#outers;
    if (shown.kind !== 'code' || !outer || Boolean(shown.fence) !== Boolean(block.fence)) return false;
    if (shown !== block && !block.text.startsWith(shown.text.slice(0, this.#shownLength))) return false;
    if (block.text.length < this.#shownLength) return false;
    if (block.info !== shown.info) labelCode(outer, block.info);
    const { grown, text } = block;
    const added =
      grown && grown.from <= this.#shownLength
        ? grown.text.slice(this.#shownLength - grown.from)
        : text.slice(this.#shownLength);
    if (added !== '') this.#code?.append(added);
    this.#shownLength = block.text.length;
    this.block = block;
    return true;
  }
}

/** Returns whether a paragraph stands in its item without an element of its own. */
function isBare(
  block: Block | Item | TableRow,
  parent: BlockView['block'],
  list: BlockView['block'] | undefined,
): boolean {
  return block.kind === 'paragraph' && parent.kind === 'item' && list?.kind === 'list' && !list.isLoose;
}

function hasChildren(block: BlockView['block']): block is Parent {
  return 'children' in block;
}
