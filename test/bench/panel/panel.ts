// Streams long answers into the panel's page and into pages that render them in other ways. Runs alone too:
// `node test/bench/panel/panel.ts`, of which `--only blocks` and the like measure a part.
import { existsSync, statSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { runMain } from '#scripts/setupError.ts';
import { type Measure, toKilobytes, toMilliseconds, toTable, toVerdict } from '#test/bench/measures.ts';
import { installPeers } from '#test/bench/peersInstall.ts';
import { closePanels, makeRun, openPanel } from '#test/panel/harness.ts';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { makeLargeBlocks } from './largeBlocks.ts';
import { makeLongAnswer } from './longAnswer.ts';
import {
  type StreamRuns,
  toComparison,
  toDropped,
  toLongestTask,
  toRatio,
  toScripting,
  toStreamMeasures,
} from './panelMeasures.ts';
import {
  makeStream,
  type Reference,
  type Stream,
  type Streamed,
  streamIntoPanel,
  streamIntoReference,
  toStream,
} from './panelStreams.ts';

const maxInputMs = 100;
const maxBridgeRatio = 1.2;

/** Size of `dist/panel.js` with the parser before this one, and what a better one may add, in bytes. */
const formerPanelBytes = 246_996;
const maxPanelGrowth = 80_000;

const parts: Record<string, () => Promise<Measure[]>> = {
  size: async () => measureSize(),
  streams: measureStreams,
  blocks: measureBlocks,
  limits: measureLimits,
  memory: async () => [await measureMemory()],
  hostile: measureHostile,
};

/** Measures the panel with long answers. Takes some minutes. */
export async function measurePanel(names: readonly string[] = Object.keys(parts)): Promise<Measure[]> {
  try {
    const measures: Measure[] = [];
    for (const name of names) measures.push(...((await parts[name]?.()) ?? []));
    return measures;
  } finally {
    await closePanels();
  }
}

function measureSize(): Measure[] {
  const path = join(projectFolder, 'dist/panel.js');
  if (!existsSync(path)) return [];
  const growth = statSync(path).size - formerPanelBytes;
  return [
    {
      name: 'growth of dist/panel.js',
      ours: toKilobytes(growth),
      reference: `${toKilobytes(formerPanelBytes)} before`,
      goal: { text: `<= ${toKilobytes(maxPanelGrowth)}`, isMet: growth <= maxPanelGrowth },
    },
  ];
}

/** Mixed answers, at the speed of a model. */
async function measureStreams(): Promise<Measure[]> {
  const small = makeStream(200_000, 5_000);
  const large = makeStream(1_000_000, 25_000);
  const smallRuns = await runStream(small, { rounds: 3 });
  const smallScript = toScripting(smallRuns.streamed, smallRuns.player);
  const compare = async (name: string, reference: Reference, stream: Stream, player?: Streamed) =>
    toComparison(name, smallScript, toScripting([await streamIntoReference(stream, reference)], player));
  const measures = toStreamMeasures('200 KB over 5 s', smallRuns);
  measures.push(
    await compareAtOnce(small, smallScript),
    await compare('markdown-it, all of it at each frame', 'markdown-it', small, smallRuns.player),
    await compare('streamdown', 'streamdown', small, smallRuns.player),
    await compare('react-markdown', 'react-markdown', small, smallRuns.player),
  );
  const largeRuns = await runStream(large);
  const largeScript = toScripting(largeRuns.streamed, largeRuns.player);
  const growth = largeScript / smallScript;
  measures.push(...toStreamMeasures('1 MB over 25 s', largeRuns), await compareAtOnce(large, largeScript), {
    name: '  growth of scripting from 200 KB to 1 MB',
    ours: toRatio(growth),
    goal: { text: '<= 6 x for 5 x', isMet: growth <= 6 },
  });
  const { bridgeBytes = 0, savedBytes = 0 } = smallRuns.streamed[0] ?? {};
  const bridgeRatio = (bridgeBytes + savedBytes) / small.text.length;
  measures.push({
    name: 'bytes posted to the page and back, of the answer’s',
    ours: toRatio(bridgeRatio),
    reference: `${savedBytes} bytes to be kept`,
    goal: { text: `<= ${maxBridgeRatio} x`, isMet: bridgeRatio <= maxBridgeRatio },
  });
  return measures;
}

/** Answers that are one block each: the last block is not always small. */
async function measureBlocks(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const { name, text, durationMs } of makeLargeBlocks()) {
    const runs = await runStream(toStream(text, durationMs));
    measures.push(...toStreamMeasures(`${name} over ${durationMs / 1000} s`, runs));
    const late = runs.streamed[0]?.lateMs ?? 0;
    measures.push({ name: '  shown after the last byte', ours: toMilliseconds(late) });
  }
  return measures;
}

/** Answers that come faster, or are longer, than any page can show in time. */
async function measureLimits(): Promise<Measure[]> {
  const fast = makeStream(1_000_000, 5_000);
  const fastRun = await streamIntoPanel(fast);
  const plain = await streamIntoReference(fast, 'plain');
  const hugeRun = await streamIntoPanel(makeStream(10_000_000, 20_000));
  return [
    {
      name: 'frames dropped, 1 MB over 5 s',
      ours: toDropped(fastRun),
      reference: `${toDropped(plain)} plain text`,
      goal: { text: 'fewer than plain text', isMet: fastRun.droppedFrames < plain.droppedFrames },
    },
    { name: '  shown after the last byte', ours: toMilliseconds(fastRun.lateMs) },
    {
      name: 'worst input latency, 10 MB over 20 s',
      ours: toMilliseconds(hugeRun.worstInputMs),
      goal: { text: `< ${maxInputMs} ms`, isMet: hugeRun.worstInputMs < maxInputMs },
    },
    { name: '  longest task', ours: toMilliseconds(hugeRun.longestTaskMs) },
    { name: '  shown after the last byte', ours: toMilliseconds(hugeRun.lateMs) },
  ];
}

async function runStream(stream: Stream, { rounds = 1 }: { rounds?: number } = {}): Promise<StreamRuns> {
  return {
    streamed: await repeat(rounds, () => streamIntoPanel(stream)),
    atOnce: await repeat(3, () => streamIntoPanel({ ...stream, durationMs: 0 })),
    player: await streamIntoReference(stream, 'none'),
  };
}

async function compareAtOnce(stream: Stream, ours: number): Promise<Measure> {
  const atOnce = await repeat(3, () => streamIntoReference({ ...stream, durationMs: 0 }, 'markdown-it'));
  return toComparison('markdown-it parsing once, by HTML', ours, toScripting(atOnce));
}

/**
 * The longest that the page is busy at a stretch while it shows answers that are made to be slow. What seems too long is
 * measured once more: the machine may have been busy.
 */
async function measureHostile(): Promise<Measure[]> {
  const { heavy } = makeHostileAnswers();
  const slow: { name: string; longestTaskMs: number }[] = [];
  for (const { name, markdown } of heavy) {
    const measure = async () => (await streamIntoPanel(toStream(markdown, 500))).longestTaskMs;
    const first = await measure();
    const longestTaskMs = first === 0 ? 0 : Math.min(first, await measure());
    if (longestTaskMs > 0) slow.push({ name, longestTaskMs });
  }
  slow.sort((one, other) => other.longestTaskMs - one.longestTaskMs);
  return [
    toLongestTask(slow[0]?.longestTaskMs ?? 0, { name: `longest task of ${heavy.length} answers made to be slow` }),
    ...slow.map(({ name, longestTaskMs }) => ({ name: `  ${name}`, ours: toMilliseconds(longestTaskMs) })),
  ];
}

/** The page after 200 runs of 20 KB, each shown as it came. */
async function measureMemory(): Promise<Measure> {
  const host = await openPanel({ width: 800, height: 900 });
  const client = await host.page.context().newCDPSession(host.page);
  const text = makeLongAnswer(20_000);
  const read = async () => {
    await client.send('HeapProfiler.collectGarbage');
    const { metrics } = await client.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { heap: of('JSHeapUsedSize'), nodes: of('Nodes') };
  };
  await client.send('Performance.enable');
  const samples: { heap: number; nodes: number }[] = [await read()];
  for (let index = 1; index <= 200; index += 1) {
    const ids = { runId: `run-${index}`, threadId: `thread-${index}` };
    const { text: _text, thinking: _thinking, ...head } = makeRun(ids);
    await host.send(
      { type: 'run', run: { ...head, status: 'in_progress' }, now: Date.now() },
      { type: 'select', threadId: ids.threadId },
      { type: 'delta', runId: ids.runId, text },
      { type: 'run', run: head, now: Date.now() },
    );
    await host.settle();
    if (index % 50 === 0) samples.push(await read());
  }
  await host.page.context().close();
  const describe = ({ heap, nodes }: { heap: number; nodes: number }) =>
    `${(heap / 1e6).toFixed(1)} MB, ${nodes} nodes`;
  const [empty, afterFifty] = samples;
  const last = samples.at(-1);
  if (!empty || !afterFifty || !last) throw new Error('The memory was not read.');
  return {
    name: 'heap of the page after 200 runs of 20 KB',
    ours: describe(last),
    reference: `${describe(afterFifty)} after 50, ${describe(empty)} empty`,
    goal: { text: '<= 1.2 x that after 50', isMet: last.heap <= 1.2 * afterFifty.heap },
  };
}

async function repeat<Result>(count: number, action: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < count; index += 1) results.push(await action());
  return results;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const load = loadavg()[0] ?? 0;
  installPeers();
  const measures = await measurePanel(values.only?.split(','));
  console.log(`${toTable(measures)}\n\n${toVerdict(measures)}`);
  console.log(`Load average before: ${load.toFixed(1)}, ${availableParallelism()} processors.`);
}

if (import.meta.main) await runMain(main);
