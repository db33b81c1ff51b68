// The same work on other libraries: each runs every task once, after its dependencies, at most so many at once, and
// resolves with what holds the graph.
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { PGraph } from 'p-graph';
import PQueue from 'p-queue';

/** p-queue knows no dependencies: a task is added when its last one has ended. */
export async function runOnPQueue(tasks, concurrency, work) {
  const queue = new PQueue({ concurrency });
  const unmet = new Map(tasks.map(({ id, dependencies }) => [id, dependencies.length]));
  const dependents = new Map(tasks.map(({ id }) => [id, []]));
  const byId = new Map(tasks.map((task) => [task.id, task]));
  for (const { id, dependencies } of tasks) for (const dependency of dependencies) dependents.get(dependency).push(id);
  const add = (task) =>
    queue.add(async () => {
      await work(task);
      for (const id of dependents.get(task.id)) {
        const left = unmet.get(id) - 1;
        unmet.set(id, left);
        if (left === 0) void add(byId.get(id));
      }
    });
  for (const task of tasks) if (task.dependencies.length === 0) void add(task);
  await queue.onIdle();
  return [byId, unmet, dependents];
}

export async function runOnPGraph(tasks, concurrency, work) {
  const nodes = new Map(tasks.map((task) => [task.id, { run: () => work(task) }]));
  const edges = tasks.flatMap(({ id, dependencies }) => dependencies.map((dependency) => [dependency, id]));
  const graph = new PGraph(nodes, edges);
  await graph.run({ concurrency });
  return graph;
}

export async function runOnLangGraph(tasks, concurrency, work) {
  const State = Annotation.Root({ ended: Annotation({ reducer: (sum, more) => sum + more, default: () => 0 }) });
  const graph = new StateGraph(State);
  for (const task of tasks) {
    graph.addNode(task.id, async () => {
      await work(task);
      return { ended: 1 };
    });
  }
  const needed = new Set(tasks.flatMap(({ dependencies }) => dependencies));
  for (const { id, dependencies } of tasks) {
    graph.addEdge(dependencies.length === 0 ? START : dependencies, id);
    if (!needed.has(id)) graph.addEdge(id, END);
  }
  const compiled = graph.compile();
  const { ended } = await compiled.invoke({}, { recursionLimit: tasks.length + 10, maxConcurrency: concurrency });
  if (ended !== tasks.length) throw new Error(`LangGraph ran ${ended} of ${tasks.length} tasks.`);
  return compiled;
}
