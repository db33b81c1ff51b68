/** Share of a frame's 16 ms that rendering may take, so that input and layout have the rest. */
const renderBudgetMs = 8;

/** A frame that comes sooner after one that rendered is left out: at 60 a second every other one. */
const leastIntervalMs = 25;

const tickIntervalMs = 500;

/** The state of the page that is shown now. */
export interface Shown {
  /** Shows what waits, until `deadline`. Returns whether any is left. */
  render(deadline: number): boolean;
  /** Shows what changes with time. Returns whether it goes on changing. */
  tick(): boolean;
}

/**
 * Renders what waits with the next frame, and keeps clocks going while something runs. Of a stream every other frame is
 * left out: the eye does not miss it, and each frame has a cost that does not depend on how much is new.
 */
export class FrameLoop {
  readonly #shown: Shown;
  #isRequested = false;
  /** Time of the last frame after which nothing was left to show. */
  #renderedAt = Number.NEGATIVE_INFINITY;
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /**
   * Requests a frame, as something waits to be shown. A page that is not visible gets no frames, and renders nothing.
   */
  request(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    requestAnimationFrame((time) => {
      this.#isRequested = false;
      if (time - this.#renderedAt < leastIntervalMs) {
        this.#renderedAt = Number.NEGATIVE_INFINITY; // No more than one frame is left out.
        this.request();
        return;
      }
      const isLeft = this.#shown.render(performance.now() + renderBudgetMs);
      this.#renderedAt = isLeft ? Number.NEGATIVE_INFINITY : time;
      if (isLeft) this.request();
      if (this.#ticker === undefined) this.#tick();
    });
  }

  #tick(): void {
    if (this.#shown.tick()) this.#ticker ??= setInterval(() => this.#tick(), tickIntervalMs);
    else {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
    }
  }
}
