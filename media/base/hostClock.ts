/** The host's clock, by which runs are timed: the page's may be another machine's. */
export class HostClock {
  /** Milliseconds that the page's clock is ahead of the host's. */
  #offset = 0;

  /** Sets the time that the host's clock shows. */
  set(hostNow: number): void {
    this.#offset = Date.now() - hostNow;
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => Date.now() - this.#offset;
}
