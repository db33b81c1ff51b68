// `npm run soak [-- --seed 7]`: a history that is fed anything for a minute; then a thousand runs in a real VS Code, with
// faults, cancels, changing settings and reloads.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { projectFolder } from '#scripts/sampleWorkspace.ts';
import { runMain } from '#scripts/setupError.ts';
import { toSummaryLine } from '#test/support/tally.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { closeEverything, openWorkbench } from '#test/support/window/workbench.ts';
import { SoakCheck } from './soakCheck.ts';
import { SoakHosts } from './soakHosts.ts';
import { soakPortVariable } from './soakProtocol.ts';
import { StoreFuzz } from './storeFuzz.ts';

const taskCount = 1_000;
const atOnce = 50;
const reloads = 5;

/** Tasks of each extension host that is then reloaded, and how many of them end before that. */
const tasksBeforeReload = 120;
const endedBeforeReload = 80;

/** Time for which the history is fed values that no run can have. */
const fuzzMs = 60_000;
const roundsOfSeed = 500;

/** However slow the machine, the soak ends. */
const longestMs = 540_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
  const seed = Number(values.seed);
  const deadline = AbortSignal.timeout(fuzzMs + longestMs);
  await using folder = await makeTemporaryFolder();
  using hosts = await SoakHosts.listen(deadline);
  process.env[soakPortVariable] = String(hosts.port); // VS Code's server and its extension hosts inherit it.
  const check = new SoakCheck();
  await fuzzStore(join(folder.path, 'fuzz'), seed, check);
  const startedAt = Date.now();
  try {
    const firstHost = hosts.next();
    const workbench = await openWorkbench({
      otherExtensions: [await stageDriver(join(folder.path, 'driver'))],
      userSettings: {
        'switchyard.idleTimeoutSeconds': 2,
        'switchyard.connectTimeoutSeconds': 3,
        'switchyard.maxConcurrent': 32,
        'switchyard.maxConcurrentPerProvider': 32,
      },
    });
    let host = await firstHost;
    let from = 0;
    for (let reload = 0; reload < reloads; reload++) {
      const to = from + tasksBeforeReload;
      host.send({ type: 'start', seed, from, to, atOnce });
      await host.untilEnded(endedBeforeReload);
      const nextHost = hosts.next();
      await workbench.reload();
      check.addHost(host, 'reloaded');
      console.log(`  reload ${reload + 1}: ${host.settled.size} of ${to - from} tasks had ended`);
      host = await nextHost;
      from = to;
    }
    // First what fills what is kept by design, fifty runs in the panel and to run again; what is loaded once is no leak.
    const warmUp = 80;
    await host.runAll({ seed, from, to: from + warmUp, atOnce: 8 });
    const before = await host.measure();
    await host.runAll({ seed, from: from + warmUp, to: taskCount, atOnce });
    const after = await host.measure();
    check.addHost(host, 'finished');
    check.addMeasures(before, after);
    await check.addRequests(workbench.simulated.origin);
    const { workspace = '' } = workbench;
    const reopened = hosts.next();
    await workbench.reload();
    // Opens the history, which then settles what a host that was killed had left.
    await (await reopened).runAll({ seed, from: taskCount, to: taskCount + 1, atOnce: 1 });
    check.addHistory(
      join(dirname(workspace), 'data', 'data', 'User', 'globalStorage', 'switchyard.switchyard', 'history'),
    );
  } finally {
    await closeEverything();
  }
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
  console.log(`\n${taskCount} tasks, ${atOnce} at once, ${reloads} reloads, seed ${seed}, ${seconds} s`);
  for (const line of check.lines) console.log(line);
  console.log(toSummaryLine(check.tally));
  process.exit(check.tally.failed > 0 ? 1 : 0);
}

/** Feeds a history of its own with anything, by one seed after the other. */
async function fuzzStore(folder: string, firstSeed: number, check: SoakCheck): Promise<void> {
  const end = performance.now() + fuzzMs;
  const problems: string[] = [];
  let roundCount = 0;
  for (let seed = firstSeed; performance.now() < end && problems.length === 0; seed += 1) {
    const fuzz = await StoreFuzz.open(join(folder, `${seed}`), seed);
    await fuzz.run((count) => count >= roundsOfSeed || performance.now() > end);
    problems.push(...fuzz.problems.map((problem) => `seed ${seed}, ${problem}`));
    roundCount += fuzz.roundCount;
  }
  check.addFuzz(roundCount, problems);
}

async function stageDriver(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: { driver: join(projectFolder, 'test', 'soak', 'driver.ts') },
    outdir: join(folder, 'dist'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const manifest = {
    name: 'driver',
    publisher: 'soak',
    version: '1.0.0',
    type: 'module',
    main: './dist/driver.js',
    engines: { vscode: '^1.106.0' },
    activationEvents: ['onStartupFinished'],
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

await runMain(main);
