// A chunk of its own, fetched when a graph is first drawn: the library is as large as the rest of the page.
import { graphlib, layout } from '@dagrejs/dagre';

export type Direction = 'right' | 'down';

export interface Point {
  x: number;
  y: number;
}

export interface PlanEdge {
  from: string;
  to: string;
  /** Points from the edge of the one node to that of the other, at least two. */
  points: Point[];
}

/** The place of each task, in pixels from the top left corner. */
export interface PlanLayout {
  direction: Direction;
  width: number;
  height: number;
  /** The upper left corner of each node, by task id. */
  places: Map<string, Point>;
  edges: PlanEdge[];
}

export interface LayoutOptions {
  /** The nodes to lay out. Dependencies that are not among the nodes are left out. */
  nodes: readonly { taskId: string; dependencies: readonly string[] }[];
  /** The width of every node. */
  width: number;
  height: number;
  /** The area that the graph should fit in: decides the direction. */
  stage: { width: number; height: number };
}

/** Number of nodes beyond which the slower ranking costs more time than it saves crossings. */
const carefulLimit = 100;
/** Number of nodes up to which both directions are tried. */
const tryLimit = 60;

const margin = 16;

/** Lays the tasks out along their dependencies, in the direction in which they fit the stage better. */
export function layoutPlan(options: LayoutOptions): PlanLayout {
  const right = layoutIn('right', options);
  if (options.nodes.length > tryLimit) return right;
  const down = layoutIn('down', options);
  const fit = ({ width, height }: PlanLayout) =>
    Math.min(options.stage.width / width, options.stage.height / height, 1);
  return fit(right) >= fit(down) ? right : down;
}

function layoutIn(direction: Direction, { nodes, width, height }: LayoutOptions): PlanLayout {
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    ranker: nodes.length > carefulLimit ? 'tight-tree' : 'network-simplex',
    nodesep: 16,
    edgesep: 10,
    ranksep: 44,
    marginx: margin,
    marginy: margin,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  // Under numbers of ours: to the library's plain objects, a task called `__proto__` would be no key.
  const keys = new Map(nodes.map(({ taskId }, index) => [taskId, String(index)]));
  for (const key of keys.values()) graph.setNode(key, { width, height });
  const edges: { from: string; to: string; key: [string, string] }[] = [];
  for (const { taskId: to, dependencies } of nodes) {
    for (const from of new Set(dependencies)) {
      const key: [string, string] = [keys.get(from) ?? '', keys.get(to) ?? ''];
      if (!keys.has(from) || from === to) continue;
      graph.setEdge(...key);
      edges.push({ from, to, key });
    }
  }
  layout(graph);
  const places = new Map<string, Point>();
  for (const [taskId, key] of keys) {
    const { x = 0, y = 0 } = graph.node(key);
    places.set(taskId, { x: x - width / 2, y: y - height / 2 });
  }
  const { width: whole = 0, height: high = 0 } = graph.graph();
  return {
    direction,
    width: whole,
    height: high,
    places,
    edges: edges.map(({ from, to, key }) => ({ from, to, points: graph.edge(...key).points ?? [] })),
  };
}
