import type { ClientName } from './llmClients.ts';
import { measureColdLoad } from './llmColdLoad.ts';
import { BenchServer, BenchWorker } from './llmProcesses.ts';
import { type BenchWire, benchWires } from './llmStreams.ts';
import type { RunCost } from './llmWorker.ts';
import { type Measure, toDifference, toMilliseconds } from '#test/bench/measures.ts';
import { median } from '#test/bench/statistics.ts';

const names: Record<BenchWire, string> = {
  claude: 'Claude, Messages',
  gpt: 'Gpt, Responses',
  chat: 'OpenAiCompatible, Chat',
  gemini: 'Gemini',
};

const deltas = 20_000;
const warmUps = 3;
const cpuRounds = 9;
const firstRounds = 9;
const requestsARound = 20;
const memoryRounds = 3;

const maxCpuRatio = 1.5;
const maxFirstDeltaMs = 2;
const maxMemoryRatio = 3;
/** Two medians of processes that load the same SDK differ by this much for no reason. */
const loadTolerance = 1.05;

/** The LLM layer against `fetch` with the least reader, the bare SDKs and the AI SDK, on one loopback server. */
export async function measureLlm(): Promise<Measure[]> {
  using server = await BenchServer.start();
  const measures: Measure[] = [];
  for (const wire of benchWires) measures.push(...(await measureCpu(server, wire)));
  for (const wire of benchWires) measures.push(await measureFirstDelta(server, wire));
  for (const wire of benchWires) measures.push(await measureMemory(server, wire));
  return [...measures, ...(await measureLoads())];
}

/** Runs the clients in turns, each in its own process, so that whatever else the machine does meets all of them. */
async function runInTurns<Name extends ClientName>(
  clients: readonly Name[],
  order: { wire: BenchWire; baseUrl: string; count: number },
  rounds: number,
): Promise<(client: Name) => RunCost[]> {
  using stack = new DisposableStack();
  const workers = new Map<Name, BenchWorker>();
  const costs = new Map<Name, RunCost[]>(clients.map((client) => [client, []]));
  for (const client of clients) {
    const worker = stack.use(await BenchWorker.start(client));
    for (let count = 0; count < warmUps; count += 1) await worker.run(order);
    workers.set(client, worker);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [client, worker] of workers) costs.get(client)?.push(await worker.run(order));
  }
  return (client) => costs.get(client) ?? [];
}

async function measureCpu(server: BenchServer, wire: BenchWire): Promise<Measure[]> {
  const order = { wire, baseUrl: `${server.origin}/short`, count: 1 };
  const costs = await runInTurns(['rawFetch', 'ours', 'sdk', 'aiSdk'], order, cpuRounds);
  const microseconds = (client: Parameters<typeof costs>[0]): number =>
    (median(costs(client).map(({ cpuMs }) => cpuMs)) / deltas) * 1000;
  const raw = microseconds('rawFetch');
  const toRow = (client: Parameters<typeof costs>[0], name: string): Measure => ({
    name,
    ours: toMicroseconds(microseconds(client)),
    reference: `${toMicroseconds(raw)} raw fetch`,
    comparison: toRatio(microseconds(client) / raw),
  });
  const ratio = microseconds('ours') / raw;
  return [
    {
      ...toRow('ours', `processor time a delta, ${names[wire]} (${deltas.toLocaleString('en')})`),
      goal: { text: `<= ${toRatio(maxCpuRatio)}`, isMet: ratio <= maxCpuRatio },
    },
    toRow('sdk', '  the bare SDK'),
    toRow('aiSdk', '  the AI SDK'),
  ];
}

async function measureFirstDelta(server: BenchServer, wire: BenchWire): Promise<Measure> {
  const order = { wire, baseUrl: `${server.origin}/first`, count: requestsARound };
  const costs = await runInTurns(['sdk', 'ours'], order, firstRounds);
  const [sdk, ours] = (['sdk', 'ours'] as const).map((client) =>
    median(costs(client).flatMap(({ firstMs }) => firstMs)),
  );
  if (sdk === undefined || ours === undefined) throw new Error('No first delta was seen.');
  return {
    name: `first delta, ${names[wire]} (${firstRounds * requestsARound})`,
    ours: toMilliseconds(ours),
    reference: `${toMilliseconds(sdk)} bare SDK`,
    comparison: toDifference(ours - sdk),
    goal: { text: `<= +${maxFirstDeltaMs} ms`, isMet: ours - sdk <= maxFirstDeltaMs },
  };
}

async function measureMemory(server: BenchServer, wire: BenchWire): Promise<Measure> {
  const grow = async (client: ClientName): Promise<number> => {
    const samples: number[] = [];
    for (let round = 0; round < memoryRounds; round += 1) {
      using worker = await BenchWorker.start(client, true);
      await worker.run({ wire, baseUrl: `${server.origin}/short`, count: 2 });
      const { peakBytes, characters } = await worker.run({ wire, baseUrl: `${server.origin}/large`, count: 1 });
      samples.push(peakBytes / characters);
    }
    return median(samples);
  };
  const raw = await grow('rawFetch');
  const ours = await grow('ours');
  return {
    name: `peak memory over a text of 10 MB, ${names[wire]}`,
    ours: toRatio(ours),
    reference: `${toRatio(raw)} raw fetch`,
    goal: { text: `<= ${toRatio(maxMemoryRatio)}`, isMet: ours <= maxMemoryRatio },
  };
}

async function measureLoads(): Promise<Measure[]> {
  const loads = await measureColdLoad(benchWires);
  return benchWires.flatMap((wire) => {
    const load = loads[wire];
    if (!load) return [];
    return {
      name: `cold load, ${names[wire]}, processor time`,
      ours: toMilliseconds(load.ours),
      reference: `${toMilliseconds(load.sdk)} the SDK's bundle`,
      comparison: toRatio(load.ours / load.sdk),
      goal: { text: 'not slower', isMet: load.ours <= load.sdk * loadTolerance },
    };
  });
}

function toRatio(value: number): string {
  return `${value.toFixed(2)} x`;
}

function toMicroseconds(value: number): string {
  return `${value.toFixed(2)} µs`;
}
