/** Of a frame's 16 ms, what rendering may take, so that input and layout have the rest. */
const renderBudgetMs = 8;

const tickIntervalMs = 500;

/** What is shown now. */
export interface Shown {
  /** Shows what waits, until `deadline`. Says whether any is left. */
  render(deadline: number): boolean;
  /** Shows what changes with time. Says whether it goes on changing. */
  tick(): boolean;
}

/** Renders what waits with the next frame, and keeps clocks going while something runs. */
export class FrameLoop {
  readonly #shown: Shown;
  #isRequested = false;
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(shown: Shown) {
    this.#shown = shown;
  }

  /** Something waits to be shown. A page that is not visible gets no frames, and renders nothing. */
  request(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    requestAnimationFrame(() => {
      this.#isRequested = false;
      if (this.#shown.render(performance.now() + renderBudgetMs)) this.request();
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
