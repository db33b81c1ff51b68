import { flatten, locate, type NodeOffset } from './flatText.ts';

/** Distance from the view within which sections are whole. */
const margin = '300% 0px';

/** Number of sections below which a conversation is never folded. */
const leastSections = 40;

/** The content of folded sections. */
const folded = new WeakMap<Node, Element>();

/** Finds what a section holds, if it is folded. */
export function findFolded(section: Node): Element | undefined {
  return folded.get(section);
}

/** Callbacks about sections. */
export interface SectionFolderOptions {
  /** A section has come near the view, and is whole. */
  near?(section: Element): void;
  /** A section is far from the view, and may be folded. */
  far?(section: Element): void;
}

/**
 * Bounds what the page holds of long answers: a section far from the view becomes one text of the same height, with what
 * it held kept aside, and whole again when it comes near. Its text can be found, selected and copied all the while.
 *
 * A section holds one element with everything in it: what is taken out and put back is then a single node.
 */
export class SectionFolder {
  readonly #observer: IntersectionObserver;
  /** Sections far from the view, with their heights. */
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
    this.#observer = new IntersectionObserver((entries) => this.#handleEntries(entries), {
      root: scroller,
      rootMargin: margin,
    });
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

  #handleEntries(entries: readonly IntersectionObserverEntry[]): void {
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
   * Shows text far from the view that a search has selected, as VS Code's own does in a browser: that does not scroll
   * to what is not laid out.
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
    const content = section.firstElementChild;
    if (isLast || !content || folded.has(section) || !section.isConnected) return;
    if (selected?.intersectsNode(section) || section.contains(document.activeElement)) return;
    folded.set(section, content);
    section.style.height = `${height}px`;
    section.classList.add('folded');
    section.replaceChildren(flatten(content).text);
  }

  #unfold(section: HTMLElement): void {
    const kept = folded.get(section);
    if (!kept) return;
    folded.delete(section);
    const text = section.firstChild;
    // What was found or selected in the text stays so in what the text stands for.
    const selection = getSelection();
    const ends = selection && [
      endOf(selection.anchorNode, selection.anchorOffset),
      endOf(selection.focusNode, selection.focusOffset),
    ];
    section.replaceChildren(kept);
    section.classList.remove('folded');
    section.style.removeProperty('height');
    if (!selection || !ends?.some((end) => end?.[0] === text)) return;
    const { leaves } = flatten(kept);
    const [anchor, focus] = ends.map((end) => (end?.[0] === text ? locate(leaves, end?.[1] ?? 0) : end));
    if (anchor && focus) selection.setBaseAndExtent(...anchor, ...focus);
  }
}

function endOf(node: Node | null, offset: number): NodeOffset | undefined {
  return node ? [node, offset] : undefined;
}

/** The selection: folding would remove it. */
function findSelected(): Range | undefined {
  const selection = getSelection();
  return selection && !selection.isCollapsed ? selection.getRangeAt(0) : undefined;
}
