/** Distance from the end that counts as being there, in pixels. */
const tolerance = 24;

/** Callbacks of the scrolling. */
export interface StickyScrollOptions {
  /** The user has reached or left the end. */
  changed(isAtEnd: boolean): void;
  /** The user has scrolled. */
  scrolled(): void;
}

/** Keeps a scrolled element at the end of its content while the user is there, and leaves it alone otherwise. */
export class StickyScroll {
  readonly #container: HTMLElement;
  readonly #options: StickyScrollOptions;
  #isAtEnd = true;
  #lastTop = 0;
  #lastHeight = 0;
  /** True when the next scroll event comes from this class. */
  #isOwnScroll = false;

  /** @param content is the part of `container` that grows. */
  constructor(container: HTMLElement, content: HTMLElement, options: StickyScrollOptions) {
    this.#container = container;
    this.#options = options;
    container.addEventListener('scroll', () => this.#handleScroll(), { passive: true });
    container.addEventListener('keydown', (event) => this.#handleKey(event));
    // Observers are called when the layout is done: following costs no second one.
    const observer = new ResizeObserver(() => this.#follow());
    observer.observe(container);
    observer.observe(content);
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Goes to the end and stays there. */
  toEnd(): void {
    this.#setAtEnd(true);
    this.#lastTop = 0;
    this.#follow();
  }

  /** Scrolls to an offset, and stops following the end. */
  scrollTo(top: number): void {
    this.#setAtEnd(false);
    this.#isOwnScroll = false;
    this.#container.scrollTop = top;
  }

  #follow(): void {
    if (!this.#isAtEnd) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#container;
    if (clientHeight === 0) return;
    const end = scrollHeight - clientHeight;
    // The user has scrolled up since, and content has grown meanwhile: their wish counts.
    const hasLeft = scrollTop < this.#lastTop - 1 && Math.min(end, this.#lastHeight - clientHeight) - scrollTop > 1;
    this.#lastTop = hasLeft ? scrollTop : end;
    this.#lastHeight = scrollHeight;
    if (hasLeft) this.#setAtEnd(false);
    else if (end - scrollTop > 0.5) {
      this.#isOwnScroll = true;
      this.#container.scrollTop = scrollHeight;
    }
  }

  #handleScroll(): void {
    // To ask where the page is now would have it laid out an additional time in every frame of a stream.
    if (this.#isOwnScroll && this.#isAtEnd) {
      this.#isOwnScroll = false;
      return;
    }
    this.#options.scrolled();
    const { scrollTop, scrollHeight, clientHeight } = this.#container;
    // Not shown: there is no place to be at.
    if (clientHeight === 0) return;
    const distance = scrollHeight - clientHeight - scrollTop;
    const isMovingUp = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    // A first small step up is the wish to leave the end, not a place near it.
    this.#setAtEnd(distance <= (isMovingUp ? 1 : tolerance));
  }

  /** Goes to the end for a key that leads there: the end that it scrolls to may have moved on by then. */
  #handleKey(event: KeyboardEvent): void {
    const { key, target, shiftKey, altKey, metaKey } = event;
    if (event.defaultPrevented || shiftKey || altKey || metaKey) return;
    if (target instanceof Element && target.closest('textarea, input, select, button')) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#container;
    const isLastPage = scrollHeight - scrollTop <= clientHeight * 2;
    if (key !== 'End' && !((key === 'PageDown' || key === ' ') && isLastPage)) return;
    event.preventDefault();
    this.toEnd();
  }

  #setAtEnd(isAtEnd: boolean): void {
    if (isAtEnd === this.#isAtEnd) return;
    this.#isAtEnd = isAtEnd;
    this.#options.changed(isAtEnd);
  }
}
