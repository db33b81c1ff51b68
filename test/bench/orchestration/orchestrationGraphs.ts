/** A task of a graph that is run for its time alone. */
export interface BenchTask {
  id: string;
  dependencies: string[];
  /** Duration of the task. */
  milliseconds: number;
}

/** Numbers from 0 to 1 that are the same for the same seed (Park and Miller's generator). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Up to three dependencies a task, most of them near, as in a plan that somebody wrote; 2 to 40 ms each. */
export function makeRandomGraph(count: number, seed: number): BenchTask[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const most = Math.min(index, Math.floor(random() * 4));
    const near = Array.from({ length: most }, () => index - 1 - Math.floor(random() ** 2 * Math.min(index, 100)));
    return toTask(index, near, 2 + Math.floor(random() * 39));
  });
}

/** Graphs of tasks that do nothing. */
export const shapes: Readonly<Record<string, (count: number) => BenchTask[]>> = {
  chain: (count) => Array.from({ length: count }, (_, index) => toTask(index, index === 0 ? [] : [index - 1])),
  'fan-out': (count) => Array.from({ length: count }, (_, index) => toTask(index, index === 0 ? [] : [0])),
  'random layers': (count) => {
    const random = createRandom(7);
    return Array.from({ length: count }, (_, index) => {
      const start = (Math.floor(index / 100) - 1) * 100;
      const above = start < 0 ? [] : [1, 2, 3].map(() => start + Math.floor(random() * 100));
      return toTask(index, above);
    });
  },
};

/** The longest way through the graph, or all of the work shared out evenly: no schedule is shorter. */
export function findLowerBound(
  tasks: readonly BenchTask[],
  concurrency: number,
  timeOf: (task: BenchTask) => number,
): number {
  const ends = new Map<string, number>();
  let work = 0;
  for (const task of tasks) {
    const time = timeOf(task);
    work += time;
    ends.set(task.id, time + Math.max(0, ...task.dependencies.map((id) => ends.get(id) ?? 0)));
  }
  return Math.max(work / concurrency, ...ends.values());
}

function toTask(index: number, dependencies: readonly number[], milliseconds = 0): BenchTask {
  return { id: `t${index}`, dependencies: [...new Set(dependencies)].map((other) => `t${other}`), milliseconds };
}
