// `npm run bench`: measures the built product and prints one table. Ratios and differences come from one run, in one
// extension host; times are medians, so a busy machine shifts both sides. A goal that is missed does not fail the run.
import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../scripts/sampleWorkspace.ts';
import { runMain } from '../../scripts/setupError.ts';
import { makeTemporaryFolder } from '../support/temporaryFolder.ts';
import { closeEverything } from '../support/workbench.ts';
import { type Agent, agents } from './hostProtocol.ts';
import { type HostMeasures, type HostStart, measureHostStarts, type TaskSample } from './hostStarts.ts';
import { type Measure, toDifference, toMilliseconds, toTable, toVerdict } from './measures.ts';
import { findSdkFiles, measureSizes } from './sizes.ts';
import { stageExtensions } from './stagedExtensions.ts';
import { median, ninetiethPercentile } from './statistics.ts';
import type { ActivationTimes } from './timedMain.ts';

const hostStarts = 7;
const warmRounds = 3;

const maxActivationMs = 10;
const maxTaskMs = 100;

const wireNames: Record<Agent, string> = {
  claude: 'Claude, Messages',
  gpt: 'GPT, Responses',
  gemini: 'Gemini',
  local: 'local, Chat Completions',
};

async function main(): Promise<void> {
  const startedAt = Date.now();
  const load = loadavg()[0] ?? 0; // Of the last minute: what others do.
  await using folder = await makeTemporaryFolder();
  const extensions = await stageExtensions(folder.path);
  const sdkFiles = await findSdkFiles();
  const sizes = await measureSizes(folder.path);
  try {
    const host = await measureHostStarts(extensions, hostStarts, warmRounds);
    await writeFile(join(projectFolder, 'out', 'bench.json'), JSON.stringify(host, undefined, 2));
    const measures = [...toActivation(host, sdkFiles), ...sizes, ...toTasks(host)];
    console.log(`\n${toTable(measures)}\n\n${toVerdict(measures)}`);
    if (load > availableParallelism() / 2) {
      console.log(
        `The machine was busy before the bench began (load average ${load.toFixed(1)}, ${availableParallelism()} ` +
          'processors): times that span several processes are too long. Run it again on a quiet one.',
      );
    }
    console.log(`${Math.round((Date.now() - startedAt) / 1000)} s; every sample is in out/bench.json.`);
  } finally {
    await closeEverything();
  }
}

function toActivation({ starts, modules }: HostMeasures, sdkFiles: readonly string[]): Measure[] {
  const compare = (name: string, read: (times: ActivationTimes) => number, maxMs?: number): Measure => {
    const ours = median(starts.map(({ product }) => read(product)));
    const empty = median(starts.map((start) => read(start.empty)));
    return {
      name: `${name}, median of ${starts.length} hosts`,
      ours: toMilliseconds(ours),
      reference: `${toMilliseconds(empty)} empty`,
      comparison: toDifference(ours - empty),
      ...(maxMs !== undefined && { goal: { text: `<= +${maxMs} ms`, isMet: ours - empty <= maxMs } }),
    };
  };
  const countSdk = (files: readonly string[]) => files.filter((file) => sdkFiles.includes(file)).length;
  const loadedCount = countSdk(modules.atActivation);
  const laterCount = countSdk(modules.afterTasks);
  if (modules.atActivation.length === 0 || laterCount === 0) throw new Error('The loaded modules were not seen.');
  return [
    compare('activate()', ({ activateMs }) => activateMs, maxActivationMs),
    compare('  its processor time', ({ activateCpuMs }) => activateCpuMs),
    compare('  with loading the code', ({ loadMs, activateMs }) => loadMs + activateMs),
    {
      name: `  SDK files among the ${modules.atActivation.length} loaded`,
      ours: `${loadedCount} files`,
      reference: `${laterCount} after a task each`,
      goal: { text: 'none', isMet: loadedCount === 0 },
    },
  ];
}

function toTasks({ starts }: HostMeasures): Measure[] {
  const rows = (label: string, read: (start: HostStart) => TaskSample[]) =>
    agents.flatMap((agent) => {
      const samples = starts.flatMap((start) => read(start).filter((sample) => sample.agent === agent));
      return toTask(`${label}, ${wireNames[agent]} (${samples.length})`, samples, label === 'warm');
    });
  return [...rows('warm', ({ warm }) => warm), ...rows('cold', ({ cold }) => cold)];
}

function toTask(name: string, samples: readonly TaskSample[], hasGoal: boolean): Measure {
  const painted = samples.map(({ paintedMs }) => paintedMs);
  const raw = samples.map(({ rawMs }) => rawMs);
  const difference = median(painted) - median(raw);
  const describe = (values: readonly number[]) =>
    `${toMilliseconds(median(values))} (p90 ${ninetiethPercentile(values).toFixed(0)})`;
  return {
    name: `first paint, ${name}`,
    ours: describe(painted),
    reference: `${describe(raw)} raw SDK`,
    comparison: toDifference(difference),
    ...(hasGoal && { goal: { text: `<= +${maxTaskMs} ms`, isMet: difference <= maxTaskMs } }),
  };
}

await runMain(main);
