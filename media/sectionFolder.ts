/** Sections within this distance of the view are whole. */
const margin = '300% 0px';

/** Shorter conversations are never folded. */
const leastSections = 40;

/** What is told where sections are. */
export interface SectionFolderOptions {
  /** A section has come near the view, and is whole. */
  near?(section: Element): void;
  /** A section is far from the view, and may be folded. */
  far?(section: Element): void;
}

/** The blocks whose text stands on lines of its own. */
const blocks = 'p, li, h3, h4, h5, h6, td, th, pre, blockquote';

/**
 * Bounds what the page holds of long answers: a section far from the view becomes one text of the same height, with what
 * it held kept aside, and whole again when it comes near. Its text can be found, selected and copied all the while.
 */
export class SectionFolder {
  readonly #observer: IntersectionObserver;
  readonly #kept = new WeakMap<Element, DocumentFragment>();
  /** Far from the view, with their heights. */
  readonly #far = new Map<HTMLElement, number>();
  readonly #near = new WeakSet<Element>();
  readonly #scroller: Element;
  readonly #options: SectionFolderOptions;
  readonly #reveal = (): void => this.#revealFound();
  #watched = 0;
  #isIdleRequested = false;

  constructor(scroller: Element, options: SectionFolderOptions = {}) {
    this.#scroller = scroller;
    this.#options = options;
    document.addEventListener('selectionchange', this.#reveal);
    this.#observer = new IntersectionObserver((entries) => this.#note(entries), { root: scroller, rootMargin: margin });
  }

  watch(section: Element): void {
    this.#watched += 1;
    this.#observer.observe(section);
  }

  unwatch(section: Element): void {
    this.#watched -= 1;
    this.#observer.unobserve(section);
  }

  dispose(): void {
    document.removeEventListener('selectionchange', this.#reveal);
    this.#observer.disconnect();
    this.#far.clear();
  }

  #note(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      if (!(target instanceof HTMLElement)) continue;
      if (isIntersecting) {
        this.#near.add(target);
        this.#far.delete(target);
        this.#unfold(target);
        this.#options.near?.(target);
        // A conversation that is not shown has no heights.
      } else {
        this.#near.delete(target);
        this.#options.far?.(target);
        if (boundingClientRect.height > 0) this.#far.set(target, boundingClientRect.height);
      }
    }
    if (this.#far.size > 0 && this.#watched >= leastSections) this.#requestIdle();
  }

  /**
   * Text far from the view is selected within one section only by a search, as VS Code's own does it in a browser. That
   * does not scroll to what is not laid out.
   */
  #revealFound(): void {
    const selection = getSelection();
    const section = selection?.anchorNode?.parentElement?.closest('.section');
    if (!selection || selection.isCollapsed || !(section instanceof HTMLElement)) return;
    if (this.#near.has(section) || !this.#scroller.contains(section) || !section.contains(selection.focusNode)) return;
    this.#near.add(section);
    this.#unfold(section);
    selection.anchorNode?.parentElement?.scrollIntoView({ block: 'center' });
  }

  #requestIdle(): void {
    if (this.#isIdleRequested) return;
    this.#isIdleRequested = true;
    requestIdleCallback((deadline) => {
      this.#isIdleRequested = false;
      // Asked once: after each section that is folded, the selection would have the page laid out to answer.
      const selected = findSelected();
      for (const [section, height] of this.#far) {
        if (deadline.timeRemaining() < 2) {
          this.#requestIdle();
          return;
        }
        this.#far.delete(section);
        this.#fold(section, height, selected);
      }
    });
  }

  #fold(section: HTMLElement, height: number, selected: Range | undefined): void {
    const isLast = section.nextElementSibling === null;
    if (isLast || this.#kept.has(section) || !section.isConnected) return;
    if (selected?.intersectsNode(section) || section.contains(document.activeElement)) return;
    const { text } = flatten(section);
    const kept = document.createDocumentFragment();
    kept.append(...section.childNodes);
    this.#kept.set(section, kept);
    section.style.height = `${height}px`;
    section.classList.add('folded');
    section.textContent = text;
  }

  #unfold(section: HTMLElement): void {
    const kept = this.#kept.get(section);
    if (!kept) return;
    this.#kept.delete(section);
    const folded = section.firstChild;
    // What was found or selected in the text stays so in what the text stands for.
    const selection = getSelection();
    const anchor = selection?.anchorNode === folded ? selection?.anchorOffset : undefined;
    const focus = selection?.focusNode === folded ? selection?.focusOffset : undefined;
    const ends = { anchorNode: selection?.anchorNode, anchorOffset: selection?.anchorOffset };
    const others = { focusNode: selection?.focusNode, focusOffset: selection?.focusOffset };
    section.replaceChildren(kept);
    section.classList.remove('folded');
    section.style.removeProperty('height');
    if (!selection || (anchor === undefined && focus === undefined)) return;
    const { nodes } = flatten(section);
    const from = anchor === undefined ? [ends.anchorNode, ends.anchorOffset] : locate(nodes, anchor);
    const to = focus === undefined ? [others.focusNode, others.focusOffset] : locate(nodes, focus);
    select(selection, from, to);
  }
}

type Position = readonly (Node | number | null | undefined)[];

function select(selection: Selection, [anchor, anchorOffset]: Position, [focus, focusOffset]: Position): void {
  if (!(anchor instanceof Node) || !(focus instanceof Node)) return;
  selection.setBaseAndExtent(anchor, Number(anchorOffset), focus, Number(focusOffset));
}

/** What is selected: folding would take it away. */
function findSelected(): Range | undefined {
  const selection = getSelection();
  return selection && !selection.isCollapsed ? selection.getRangeAt(0) : undefined;
}

interface FlatNode {
  node: Text;
  start: number;
}

/** The text of a section, a line for each block, and where its nodes are in it. */
function flatten(section: Element): { text: string; nodes: FlatNode[] } {
  const nodes: FlatNode[] = [];
  let text = '';
  let block: Element | null | undefined;
  const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    const own = node.parentElement?.closest(blocks);
    if (own !== block && text !== '' && !text.endsWith('\n')) text += '\n';
    block = own;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return { text, nodes };
}

function locate(nodes: readonly FlatNode[], offset: number): Position {
  const found = nodes.findLast(({ start }) => start <= offset);
  return found ? [found.node, Math.min(offset - found.start, found.node.length)] : [undefined, 0];
}
