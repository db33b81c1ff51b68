// One client in a process of its own: `node llmWorker.ts <client>`. It answers each order with what the run cost.
import { type BenchClient, clients, type ClientName } from './llmClients.ts';
import type { BenchWire } from './llmStreams.ts';

/** An order to a worker. */
export interface RunOrder {
  wire: BenchWire;
  baseUrl: string;
  /** Number of requests, one after the other. */
  count: number;
}

/** The cost of a run. */
export interface RunCost {
  cpuMs: number;
  /** From each request to the first text. */
  firstMs: number[];
  characters: number;
  /** Bytes by which the process at its largest exceeded its size before. */
  peakBytes: number;
}

async function run(client: BenchClient, { wire, baseUrl, count }: RunOrder): Promise<RunCost> {
  const firstMs: number[] = [];
  let characters = 0;
  globalThis.gc?.();
  const memoryBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  for (let index = 0; index < count; index += 1) {
    const startedAt = performance.now();
    let text = '';
    for await (const piece of client(wire, baseUrl)) {
      if (!piece) continue;
      if (text === '') firstMs.push(performance.now() - startedAt);
      text += piece;
    }
    characters += text.length;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const peakBytes = process.resourceUsage().maxRSS * 1024 - memoryBefore;
  return { cpuMs: (user + system) / 1000, firstMs, characters, peakBytes };
}

function isClientName(name: string | undefined): name is ClientName {
  return name !== undefined && Object.hasOwn(clients, name);
}

const name = process.argv[2];
if (!isClientName(name)) throw new Error(`There is no client "${name}".`);
const client = await clients[name]();
process.on('message', (order: RunOrder) => {
  void run(client, order).then(
    (cost) => process.send?.(cost),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
