/** A binary heap: whatever comes first by `compare` is taken first. Adding and taking cost O(log n). */
export class PriorityQueue<T> {
  readonly #items: T[] = [];
  readonly #compare: (left: T, right: T) => number;

  constructor(compare: (left: T, right: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  /** In no order. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** What {@link take} would take. */
  get first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  take(): T | undefined {
    const [first] = this.#items;
    const last = this.#items.pop();
    if (this.#items.length === 0 || last === undefined) return first;
    // The gap sinks to the bottom, which costs one comparison a level, and what was last seldom rises far from there.
    let gap = 0;
    for (;;) {
      const left = this.#items[2 * gap + 1];
      const right = this.#items[2 * gap + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && this.#compare(right, left) < 0;
      this.#items[gap] = isRight ? right : left;
      gap = 2 * gap + (isRight ? 2 : 1);
    }
    this.#rise(last, gap);
    return first;
  }

  /** Puts an item where there is a gap, or as far above as it goes before what stands there. */
  #rise(item: T, gap: number): void {
    let index = gap;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const other = this.#items[above];
      if (other === undefined || this.#compare(item, other) >= 0) break;
      this.#items[index] = other;
      index = above;
    }
    this.#items[index] = item;
  }
}
