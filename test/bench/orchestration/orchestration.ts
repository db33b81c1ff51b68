// How well and how cheaply plans are scheduled. On its own: node test/bench/orchestration/orchestration.ts
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type AgentTask, type ExecutionResult, ProjectOrchestrator } from '#orchestration/index.ts';
import { type Measure, toTable, toVerdict } from '#test/bench/measures.ts';
import { type BenchTask, findLowerBound, makeRandomGraph, shapes } from './orchestrationGraphs.ts';
import { installPeers } from '#test/bench/peersInstall.ts';
import { median } from '#test/bench/statistics.ts';

const concurrency = 8;
const makespanTasks = 1_000;
const seeds = [1, 2, 3, 4, 5, 6, 7];
const maxMakespan = 1.04;
const overheadTasks = 10_000;
const overheadRounds = 15;
const maxOverheadMicroseconds = 10;
const maxGrowth = 12;

/** Runs every task once, after its dependencies, never more than `most` at once. Resolves with whatever holds the graph. */
type Scheduler = (
  tasks: readonly BenchTask[],
  most: number,
  work: (task: BenchTask) => Promise<void>,
) => Promise<unknown>;

interface Peers {
  runOnPQueue: Scheduler;
  runOnPGraph: Scheduler;
  runOnLangGraph: Scheduler;
}

/** Measures by how much plans exceed the time that they must take, and what it costs to schedule them. */
export async function measureOrchestration(): Promise<Measure[]> {
  const peers = await loadPeers();
  return [...(await measureMakespan(peers)), ...(await measureOverhead(peers))];
}

async function measureMakespan(peers: Peers): Promise<Measure[]> {
  const ours = await toMakespans(runOnOrchestrator);
  const others = {
    'p-queue': await toMakespans(peers.runOnPQueue),
    'p-graph': await toMakespans(peers.runOnPGraph),
    LangGraph: await toMakespans(peers.runOnLangGraph),
  };
  const figures = Object.entries(others).map(([name, { real }]): [string, number] => [name, real]);
  const best = Math.min(...figures.map(([, figure]) => figure));
  return [
    {
      name: `makespan, ${makespanTasks} tasks of 2-40 ms, ${concurrency} at once, over what no schedule beats (${seeds.length} graphs)`,
      ours: ours.real.toFixed(3),
      reference: figures.map(([name, figure]) => `${figure.toFixed(3)} ${name}`).join(', '),
      goal: {
        text: `<= ${maxMakespan} and no peer below`,
        isMet: ours.real <= maxMakespan && ours.real <= best,
      },
    },
    {
      name: '  with timers taken for exact',
      ours: ours.nominal.toFixed(3),
      reference: Object.entries(others)
        .map(([name, { nominal }]) => `${nominal.toFixed(3)} ${name}`)
        .join(', '),
    },
  ];
}

/** The median over the graphs: over the bound for the times that the tasks really took, and for those they were to take. */
async function toMakespans(schedule: Scheduler): Promise<{ real: number; nominal: number }> {
  const real: number[] = [];
  const nominal: number[] = [];
  for (const seed of seeds) {
    const tasks = makeRandomGraph(makespanTasks, seed * 7_919);
    const took = new Map<BenchTask, number>();
    const startedAt = performance.now();
    await schedule(tasks, concurrency, async (task) => {
      const taskStartedAt = performance.now();
      await delay(task.milliseconds);
      took.set(task, performance.now() - taskStartedAt);
    });
    const makespan = performance.now() - startedAt;
    real.push(makespan / findLowerBound(tasks, concurrency, (task) => took.get(task) ?? 0));
    nominal.push(makespan / findLowerBound(tasks, concurrency, ({ milliseconds }) => milliseconds));
  }
  return { real: median(real), nominal: median(nominal) };
}

async function measureOverhead(peers: Peers): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const [name, make] of Object.entries(shapes)) {
    const ours = await toOverhead(runOnOrchestrator, make);
    const queue = await toOverhead(peers.runOnPQueue, make);
    const graph = await toOverhead(peers.runOnPGraph, make);
    measures.push(
      {
        name: `scheduling, ${overheadTasks} no-op tasks, ${name}, processor time a task`,
        ours: `${ours.microseconds.toFixed(1)} µs`,
        reference: `${queue.microseconds.toFixed(1)} µs p-queue, ${graph.microseconds.toFixed(1)} µs p-graph`,
        goal: { text: `<= ${maxOverheadMicroseconds} µs`, isMet: ours.microseconds <= maxOverheadMicroseconds },
      },
      {
        name: `  over the time of a tenth of them`,
        ours: `${ours.growth.toFixed(1)} x`,
        reference: `${queue.growth.toFixed(1)} x p-queue, ${graph.growth.toFixed(1)} x p-graph`,
        goal: { text: `<= ${maxGrowth} x`, isMet: ours.growth <= maxGrowth },
      },
    );
  }
  return measures;
}

/**
 * A task's share of adding and running them all, and how the time grows with their number: one graph over ten that are a
 * tenth of it each and are all kept. Without that, the small ones would be garbage before the collector ever had to copy
 * them. Medians of rounds in turn.
 */
async function toOverhead(
  schedule: Scheduler,
  make: (count: number) => BenchTask[],
): Promise<{ microseconds: number; growth: number }> {
  const whole = [make(overheadTasks)];
  const tenths = Array.from({ length: 10 }, () => make(overheadTasks / 10));
  const wholeTimes: number[] = [];
  const tenthTimes: number[] = [];
  for (let round = -3; round < overheadRounds; round++) {
    const wholeTime = await toMilliseconds(schedule, whole);
    const tenthTime = await toMilliseconds(schedule, tenths);
    if (round < 0) continue;
    wholeTimes.push(wholeTime);
    tenthTimes.push(tenthTime);
  }
  return {
    microseconds: (median(wholeTimes) * 1_000) / overheadTasks,
    growth: (10 * median(wholeTimes)) / median(tenthTimes),
  };
}

/** Processor time of this thread: waiting for a busy machine is not scheduling. */
async function toMilliseconds(schedule: Scheduler, graphs: readonly BenchTask[][]): Promise<number> {
  const kept: unknown[] = [];
  const done = Promise.resolve();
  const before = process.threadCpuUsage();
  for (const tasks of graphs) kept.push(await schedule(tasks, concurrency, () => done));
  const { user, system } = process.threadCpuUsage(before);
  if (kept.length !== graphs.length) throw new Error('Not all graphs were kept.');
  return (user + system) / 1_000;
}

async function runOnOrchestrator(
  benchTasks: readonly BenchTask[],
  maxConcurrent: number,
  work: (task: BenchTask) => Promise<void>,
): Promise<ProjectOrchestrator> {
  const byId = new Map(benchTasks.map((task) => [task.id, task]));
  const execute = async ({ id }: AgentTask): Promise<ExecutionResult> => {
    const task = byId.get(id);
    if (task) await work(task);
    return { runId: id, taskId: id, agent: 'bench', status: 'success', output: '', startedAt: '', metadata: {} };
  };
  const orchestrator = new ProjectOrchestrator({ executor: { execute }, maxConcurrent });
  orchestrator.addTasks(benchTasks.map(({ id, dependencies }) => ({ id, dependencies, description: 'Do nothing.' })));
  const results = await orchestrator.executeAll();
  if (results.length !== benchTasks.length) throw new Error(`${results.length} of ${benchTasks.length} tasks ran.`);
  return orchestrator;
}

async function loadPeers(): Promise<Peers> {
  installPeers();
  // Not a name that is known before: the peers are no part of what is checked.
  const path = resolve(import.meta.dirname, '..', 'peers', 'orchestration.mjs');
  const peers: Peers = await import(pathToFileURL(path).href);
  return peers;
}

if (import.meta.main) {
  const measures = await measureOrchestration();
  console.log(`${toTable(measures)}\n\n${toVerdict(measures)}`);
}
