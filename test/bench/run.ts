// `npm run bench [-- --only <area>[,<area>]]`: measures the built product and prints one table. Ratios and differences
// come from one run; times are medians, so a busy machine shifts both sides. A goal that is missed does not fail the run.
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runMain } from '#scripts/setupError.ts';
import { type Measure, toTable, toVerdict } from './measures.ts';
import { installPeers } from './peersInstall.ts';

/** The areas that can be measured, each loaded when it is asked for. */
const areas: Record<string, () => Promise<Measure[]>> = {
  host: async () => (await import('#test/bench/host/hostArea.ts')).measureHost(),
  llm: async () => (await import('#test/bench/llm/llmArea.ts')).measureLlm(),
  orchestration: async () => (await import('#test/bench/orchestration/orchestration.ts')).measureOrchestration(),
  store: async () => (await import('#test/bench/store/storeArea.ts')).measureStore(),
  panel: async () => (await import('#test/bench/panel/panel.ts')).measurePanel(),
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const names = values.only?.split(',') ?? Object.keys(areas);
  const unknown = names.filter((name) => !Object.hasOwn(areas, name));
  if (unknown.length > 0) {
    throw new Error(`There is no area "${unknown.join(', ')}". Areas: ${Object.keys(areas).join(', ')}.`);
  }
  // The host is measured against what the project has.
  if (names.some((name) => name !== 'host')) installPeers();
  const startedAt = Date.now();
  const load = loadavg()[0] ?? 0; // Of the last minute: what others do.
  const measures: Measure[] = [];
  for (const name of names) measures.push(...((await areas[name]?.()) ?? []));
  console.log(`\n${toTable(measures)}\n\n${toVerdict(measures)}`);
  if (load > availableParallelism() / 2) {
    console.log(
      `The machine was busy before the bench began (load average ${load.toFixed(1)}, ${availableParallelism()} ` +
        'processors): times that span several processes are too long. Run it again on a quiet one.',
    );
  }
  console.log(`${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

await runMain(main);
