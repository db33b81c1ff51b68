// Streams long answers into the panel's page and into pages that render them in other ways. Runs alone too:
// `node test/bench/panel/panel.ts`.
import { availableParallelism, loadavg } from 'node:os';
import { runMain } from '#scripts/setupError.ts';
import { closePanels, makeRun, openPanel } from '#test/panel/harness.ts';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { makeLongAnswer } from './longAnswer.ts';
import { type Measure, toMilliseconds, toTable, toVerdict } from '#test/bench/measures.ts';
import { median } from '#test/bench/statistics.ts';
import { endMark, makeStream, type Streamed, streamIntoPanel, streamIntoReference } from './panelStreams.ts';

const maxScriptingRatio = 1.5;
const maxDroppedShare = 0.02;
const maxTaskMs = 50;
const maxInputMs = 100;
const maxBridgeRatio = 1.2;

/** Measures the panel with long answers. */
export async function measurePanel({ rounds = 3 }: { rounds?: number } = {}): Promise<Measure[]> {
  try {
    const small = makeStream(200_000, 5_000);
    const large = makeStream(1_000_000, 25_000);
    const fast = makeStream(1_000_000, 5_000);
    const huge = makeStream(10_000_000, 20_000);
    const measures: Measure[] = [];
    const smallRuns = await repeat(rounds, () => streamIntoPanel(small));
    const smallPlayer = await streamIntoReference(small, 'none');
    const smallOnce = await repeat(rounds, () => streamIntoReference(small, 'once'));
    const eachFrame = await streamIntoReference(small, 'eachFrame');
    measures.push(...toStreamMeasures('200 KB over 5 s', smallRuns, smallOnce, smallPlayer));
    const smallScript = toScripting(smallRuns, smallPlayer);
    const eachFrameScript = toScripting([eachFrame], smallPlayer);
    measures.push({
      name: '  against everything parsed at each frame',
      ours: toMilliseconds(smallScript),
      reference: toMilliseconds(eachFrameScript),
      comparison: toRatio(smallScript / eachFrameScript),
    });
    const largeRuns = [await streamIntoPanel(large)];
    const largePlayer = await streamIntoReference(large, 'none');
    const largeOnce = await repeat(rounds, () => streamIntoReference(large, 'once'));
    measures.push(...toStreamMeasures('1 MB over 25 s', largeRuns, largeOnce, largePlayer));
    measures.push(toGrowth(smallScript, toScripting(largeRuns, largePlayer)));
    const fastRun = await streamIntoPanel(fast);
    const plain = await streamIntoReference(fast, 'plain');
    measures.push(
      {
        name: 'frames dropped, 1 MB over 5 s',
        ours: toDropped(fastRun),
        reference: `${toDropped(plain)} plain text`,
        goal: { text: 'fewer than plain text', isMet: fastRun.droppedFrames < plain.droppedFrames },
      },
      { name: '  shown after the last byte', ours: toMilliseconds(fastRun.lateMs) },
    );
    const hugeRun = await streamIntoPanel(huge);
    measures.push(
      {
        name: 'worst input latency, 10 MB over 20 s',
        ours: toMilliseconds(hugeRun.worstInputMs),
        goal: { text: `<= ${maxInputMs} ms`, isMet: hugeRun.worstInputMs <= maxInputMs },
      },
      { name: '  longest task', ours: toMilliseconds(hugeRun.longestTaskMs) },
      { name: '  shown after the last byte', ours: toMilliseconds(hugeRun.lateMs) },
    );
    const { bridgeBytes = 0, savedBytes = 0 } = smallRuns[0] ?? {};
    const bridgeRatio = (bridgeBytes + savedBytes) / small.text.length;
    measures.push(
      {
        name: 'bytes posted to the page and back, of the answer’s',
        ours: toRatio(bridgeRatio),
        reference: `${savedBytes} bytes to be kept`,
        goal: { text: `<= ${maxBridgeRatio} x`, isMet: bridgeRatio <= maxBridgeRatio },
      },
      await measureMemory(),
      await measureHostile(),
    );
    return measures;
  } finally {
    await closePanels();
  }
}

/** Computes the time that scripts take to show an answer, without what it takes to play and watch it. */
function toScripting(streamed: readonly Streamed[], player: Streamed): number {
  return median(streamed.map(({ scriptMs }) => scriptMs)) - player.scriptMs;
}

function toStreamMeasures(
  name: string,
  ours: readonly Streamed[],
  once: readonly Streamed[],
  player: Streamed,
): Measure[] {
  const script = toScripting(ours, player);
  const reference = median(once.map(({ scriptMs }) => scriptMs));
  const ratio = script / reference;
  const longest = median(ours.map(({ longestTaskMs }) => longestTaskMs));
  const dropped = median(ours.map(({ droppedFrames, expectedFrames }) => droppedFrames / expectedFrames));
  return [
    {
      name: `scripting, ${name}`,
      ours: toMilliseconds(script),
      reference: `${toMilliseconds(reference)} parsed once`,
      comparison: toRatio(ratio),
      goal: { text: `<= ${maxScriptingRatio} x`, isMet: ratio <= maxScriptingRatio },
    },
    {
      name: '  all tasks, layout and painting included',
      ours: toMilliseconds(median(ours.map(({ taskMs }) => taskMs))),
      reference: toMilliseconds(median(once.map(({ taskMs }) => taskMs))),
    },
    {
      name: '  longest task over 50 ms',
      ours: longest === 0 ? 'none' : toMilliseconds(longest),
      goal: { text: 'none', isMet: longest <= maxTaskMs },
    },
    {
      name: '  frames dropped',
      ours: ours.map(toDropped).join(', '),
      goal: { text: `<= ${maxDroppedShare * 100} %`, isMet: dropped <= maxDroppedShare },
    },
  ];
}

function toGrowth(smallScript: number, largeScript: number): Measure {
  const growth = largeScript / smallScript;
  return {
    name: '  growth of scripting from 200 KB to 1 MB',
    ours: toRatio(growth),
    goal: { text: '<= 6 x for 5 x', isMet: growth <= 6 },
  };
}

/** The longest that the page is busy at a stretch while it shows answers that are made to be slow. */
async function measureHostile(): Promise<Measure> {
  const { heavy } = makeHostileAnswers();
  let worst = { name: 'none', longestTaskMs: 0 };
  for (const { name, markdown } of heavy) {
    const { longestTaskMs } = await streamIntoPanel({ text: `${markdown}\n\n${endMark}\n`, durationMs: 500 });
    if (longestTaskMs > worst.longestTaskMs) worst = { name, longestTaskMs };
  }
  return {
    name: `longest task of ${heavy.length} answers made to be slow`,
    ours: toMilliseconds(worst.longestTaskMs),
    reference: worst.name,
  };
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

function toRatio(value: number): string {
  return `${value.toFixed(2)} x`;
}

function toDropped({ droppedFrames, expectedFrames }: Streamed): string {
  return `${droppedFrames} of ${expectedFrames}`;
}

async function main(): Promise<void> {
  const load = loadavg()[0] ?? 0;
  const measures = await measurePanel();
  console.log(`${toTable(measures)}\n\n${toVerdict(measures)}`);
  console.log(`Load average before: ${load.toFixed(1)}, ${availableParallelism()} processors.`);
}

if (import.meta.main) await runMain(main);
