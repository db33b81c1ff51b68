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
    let index = this.#items.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  take(): T | undefined {
    const [first] = this.#items;
    const last = this.#items.pop();
    if (this.#items.length === 0 || last === undefined) return first;
    this.#items[0] = last;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, index)) return first;
      index = child;
    }
  }

  #isBefore(index: number, other: number): boolean {
    const item = this.#items[index];
    const otherItem = this.#items[other];
    return item !== undefined && otherItem !== undefined && this.#compare(item, otherItem) < 0;
  }

  #swapIfBefore(index: number, other: number): boolean {
    const item = this.#items[index];
    const otherItem = this.#items[other];
    if (item === undefined || otherItem === undefined || this.#compare(item, otherItem) >= 0) return false;
    this.#items[index] = otherItem;
    this.#items[other] = item;
    return true;
  }
}
