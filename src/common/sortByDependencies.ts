/** Items in an order that their dependencies allow. */
export interface SortedItems<Item> {
  /** Dependencies before their dependents, else the order in which the items were given. */
  order: Item[];
  /** Items of a cycle, and those that depend on one. */
  rest: Item[];
}

/**
 * Sorts items by what depends on what, level by level, in time that is linear in items and edges as long as they are given
 * in order. Dependencies that are not among the items count as there.
 */
export function sortByDependencies<Item>(
  items: readonly Item[],
  dependenciesOf: (item: Item) => readonly Item[],
): SortedItems<Item> {
  const places = new Map(items.map((item, index) => [item, { item, index, openCount: 0, dependents: [] as Item[] }]));
  for (const place of places.values()) {
    for (const dependency of new Set(dependenciesOf(place.item))) {
      const other = places.get(dependency);
      if (!other) continue;
      other.dependents.push(place.item);
      place.openCount += 1;
    }
  }
  const order: Item[] = [];
  let level = [...places.values()].filter(({ openCount }) => openCount === 0);
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { item, dependents } of level) {
      order.push(item);
      for (const dependent of dependents) {
        const place = places.get(dependent);
        if (place && --place.openCount === 0) next.push(place);
      }
    }
    level = next.sort((left, right) => left.index - right.index);
  }
  return { order, rest: items.filter((item) => (places.get(item)?.openCount ?? 0) > 0) };
}
