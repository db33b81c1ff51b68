/** As near to the end as this counts as being there, in pixels. */
const tolerance = 24;

/** Keeps a scrolled element at the end of its content while the user is there, and leaves it alone otherwise. */
export class StickyScroll {
  readonly #container: HTMLElement;
  readonly #onChange: (isAtEnd: boolean) => void;
  #isAtEnd = true;
  #lastTop = 0;

  /** `content` is the part of `container` that grows. */
  constructor(container: HTMLElement, content: HTMLElement, onChange: (isAtEnd: boolean) => void) {
    this.#container = container;
    this.#onChange = onChange;
    container.addEventListener('scroll', () => this.#noteScroll(), { passive: true });
    // Observers are called when the layout is done: following costs no second one.
    const observer = new ResizeObserver(() => this.#follow());
    observer.observe(container);
    observer.observe(content);
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  get top(): number {
    return this.#container.scrollTop;
  }

  /** Goes to the end and stays there. */
  toEnd(): void {
    this.#setAtEnd(true);
    this.#follow();
  }

  /** Goes to where the user was before. */
  toTop(top: number): void {
    this.#setAtEnd(false);
    this.#container.scrollTop = top;
  }

  #follow(): void {
    if (this.#isAtEnd) this.#container.scrollTop = this.#container.scrollHeight;
  }

  #noteScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#container;
    // Not shown: there is no place to be at.
    if (clientHeight === 0) return;
    const distance = scrollHeight - clientHeight - scrollTop;
    const isMovingUp = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    // A first small step up is the wish to leave the end, not a place near it.
    this.#setAtEnd(distance <= (isMovingUp ? 1 : tolerance));
  }

  #setAtEnd(isAtEnd: boolean): void {
    if (isAtEnd === this.#isAtEnd) return;
    this.#isAtEnd = isAtEnd;
    this.#onChange(isAtEnd);
  }
}
