import type { PlanModel } from './planModel.ts';

/** The places of the drawn tasks; without it they stand in a list. */
export interface DrawnGraph {
  direction: 'right' | 'down';
  places: ReadonlyMap<string, { x: number; y: number }>;
}

type Step = 'forward' | 'back' | 'before' | 'after';

const stepsToTheRight: Record<string, Step> = {
  ArrowRight: 'forward',
  ArrowLeft: 'back',
  ArrowUp: 'before',
  ArrowDown: 'after',
};
const stepsDown: Record<string, Step> = {
  ArrowDown: 'forward',
  ArrowUp: 'back',
  ArrowLeft: 'before',
  ArrowRight: 'after',
};

/**
 * The task that a key leads to from another one. In a graph, arrows along its direction follow the dependencies to the
 * nearest task, and arrows across it go to the neighbour of the same rank. In a list, up and down go through it, left and right
 * follow the dependencies. Home and End lead to the first and the last task.
 */
export function findKeyTarget(
  key: string,
  current: string,
  model: PlanModel,
  graph: DrawnGraph | undefined,
): string | undefined {
  const order = model.nodes.map(({ taskId }) => taskId);
  if (key === 'Home') return order[0];
  if (key === 'End') return order.at(-1);
  const step = graph?.direction === 'down' ? stepsDown[key] : stepsToTheRight[key];
  if (step === undefined) return undefined;
  if (step === 'forward') return nearest(current, model.dependentsOf(current), graph);
  if (step === 'back') return nearest(current, model.dependenciesOf(current), graph);
  const offset = step === 'after' ? 1 : -1;
  const row = graph ? rankOf(current, graph) : order;
  return row[row.indexOf(current) + offset];
}

/** The tasks drawn in one line with another, in the order in which they stand there. */
function rankOf(taskId: string, { direction, places }: DrawnGraph): string[] {
  const [along, across] = direction === 'right' ? (['x', 'y'] as const) : (['y', 'x'] as const);
  const place = places.get(taskId);
  if (!place) return [];
  return [...places]
    .filter(([, other]) => Math.abs(other[along] - place[along]) < 1)
    .sort(([, left], [, right]) => left[across] - right[across])
    .map(([id]) => id);
}

function nearest(taskId: string, others: readonly string[], graph: DrawnGraph | undefined): string | undefined {
  const place = graph?.places.get(taskId);
  if (!graph || !place) return others[0];
  const distance = (id: string): number => {
    const other = graph.places.get(id);
    return other ? Math.hypot(other.x - place.x, other.y - place.y) : Number.POSITIVE_INFINITY;
  };
  return [...others].sort((left, right) => distance(left) - distance(right))[0];
}
