import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { closeEverything } from '#test/support/window/workbench.ts';
import { type Agent, agents } from './hostProtocol.ts';
import { type HostMeasures, type HostStart, measureHostStarts, type TaskSample } from './hostStarts.ts';
import { type Measure, toDifference, toMilliseconds } from '#test/bench/measures.ts';
import { findSdkFiles, measureSizes } from './sizes.ts';
import { stageExtensions } from './stagedExtensions.ts';
import { median, ninetiethPercentile } from '#test/bench/statistics.ts';
import type { ActivationTimes } from './timedMain.ts';

const hostStarts = 7;
const warmRounds = 3;

const maxActivationMs = 10;
const maxTaskMs = 100;
const maxOpeningMs = 100;

const wireNames: Record<Agent, string> = {
  claude: 'Claude, Messages',
  gpt: 'GPT, Responses',
  gemini: 'Gemini',
  local: 'local, Chat Completions',
};

/** The built product in real extension hosts: activation, sizes, time to the first paint. Samples go to out/bench.json. */
export async function measureHost(): Promise<Measure[]> {
  await using folder = await makeTemporaryFolder();
  const extensions = await stageExtensions(folder.path);
  const sdkFiles = await findSdkFiles();
  const sizes = await measureSizes(folder.path);
  try {
    const host = await measureHostStarts(extensions, hostStarts, warmRounds);
    await writeFile(join(projectFolder, 'out', 'bench.json'), JSON.stringify(host, undefined, 2));
    return [...toActivation(host, sdkFiles), ...sizes, toOpening(host), ...toTasks(host)];
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

function toOpening({ starts }: HostMeasures): Measure {
  const ours = median(starts.map(({ panelMs }) => panelMs));
  const empty = median(starts.map(({ emptyPanelMs }) => emptyPanelMs));
  return {
    name: `opening the panel, median of ${starts.length}`,
    ours: toMilliseconds(ours),
    reference: `${toMilliseconds(empty)} empty webview`,
    comparison: toDifference(ours - empty),
    goal: { text: `<= +${maxOpeningMs} ms`, isMet: ours - empty <= maxOpeningMs },
  };
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
