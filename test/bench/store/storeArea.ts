import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openRunStore } from '#orchestration/index.ts';
import { Database } from '#orchestration/store/sqlite/file/database.ts';
import { RunTable } from '#orchestration/store/sqlite/runTable.ts';
import { makeEnd, makeStart, makeTask } from '#test/orchestration/store/storeSetup.ts';
import { makeTemporaryFolder } from '#test/support/temporaryFolder.ts';
import { type Measure, toMilliseconds } from '#test/bench/measures.ts';
import { median } from '#test/bench/statistics.ts';
import type { HistoryTimes } from './storeHistory.ts';
import { makeAnswer } from './storeTexts.ts';

const taskCounts = [100, 1_000, 10_000];
/** So many changes of each kind are measured, whatever the number of tasks. */
const rounds = 50;
const perRound = 40;
const maxRatio = 1.5;
const maxChangeUs = 100;
const historySize = 100_000;
const maxHistoryMs = 100;

interface Cost {
  microseconds: number;
  bytes: number;
}

interface Costs {
  state: Cost;
  begin: Cost;
  result: Cost;
}

/** Measures the store's changes, and reading a large history. */
export async function measureStore(): Promise<Measure[]> {
  await using folder = await makeTemporaryFolder();
  const subjects = [createBareTable(folder.path)];
  for (const count of taskCounts) subjects.push(await createPlan(folder.path, count));
  const [bare, ...costs] = await measureCosts(subjects);
  for (const subject of subjects) subject[Symbol.dispose]();
  return [...toChangeMeasures(costs, bare!), ...(await measureHistory())];
}

/** Something whose cost is measured. */
interface Subject extends Disposable {
  state(index: number): void;
  begin(index: number): void;
  settle(index: number): void;
}

/** A plan of so many tasks, all of which have run before. */
async function createPlan(root: string, count: number): Promise<Subject> {
  const folder = join(root, `${count}`);
  const before = createSubject(await openRunStore({ folder }), count);
  before.plan();
  for (let index = -count; index < 0; index += 1) {
    before.begin(index);
    before.settle(index);
  }
  before[Symbol.dispose]();
  mergeIndex(join(folder, 'history.db'));
  return createSubject(await openRunStore({ folder }), count);
}

function createSubject(store: Awaited<ReturnType<typeof openRunStore>>, count: number): Subject & { plan(): void } {
  const start = (index: number) => {
    const startedAt = new Date(1.8e12 + index).toISOString();
    return makeStart(`run-${index}`, { startedAt, taskId: `task-${index % count}` }, { planId: 'plan' });
  };
  return {
    plan() {
      const tasks = Array.from({ length: count }, (_, index) => makeTask(`task-${index}`));
      store.record({ type: 'tasksSaved', planId: 'plan', tasks });
    },
    state(index) {
      const taskId = `task-${Math.floor(index / 2) % count}`;
      store.record({
        type: 'taskStateChanged',
        planId: 'plan',
        taskId,
        status: index % 2 === 0 ? 'in_progress' : 'completed',
      });
    },
    begin: (index) => store.record({ type: 'runBegun', start: start(count + index) }),
    settle: (index) =>
      store.record({ type: 'runSettled', result: makeEnd(start(count + index), { output: makeAnswer(index) }) }),
    [Symbol.dispose]: () => store.dispose(),
  };
}

/** Does the upkeep that the store would otherwise do while it is measured. */
function mergeIndex(path: string): void {
  const database = new Database(sqlite, path);
  database.configure();
  const runs = new RunTable(database);
  while (database.transaction(() => runs.index.merge()));
  database.close();
}

/** The limit: one row of the size of a result, in a table without an index. */
function createBareTable(folder: string): Subject {
  const database = new sqlite.DatabaseSync(join(folder, 'bare.db'));
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE results (id INTEGER PRIMARY KEY, output TEXT) STRICT');
  const statement = database.prepare('INSERT INTO results (output) VALUES (?)');
  const insert = (synchronous: string) => {
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    return (index: number) => void statement.run(makeAnswer(index));
  };
  let settle: ((index: number) => void) | undefined;
  const normal = insert('NORMAL');
  return {
    state: normal,
    begin: normal,
    settle: (index) => (settle ??= insert('FULL'))(index),
    [Symbol.dispose]: () => database.close(),
  };
}

/** The costs of each of the subjects. They take turns, so that what else the machine does is the same for all. */
async function measureCosts(subjects: readonly Subject[]): Promise<Costs[]> {
  const measure = async (act: (subject: Subject, index: number) => void): Promise<Cost[]> => {
    const samplesOf = subjects.map(() => ({ times: [] as number[], bytes: 0 }));
    for (let round = 0; round < rounds; round += 1) {
      for (const [place, subject] of subjects.entries()) {
        const { times } = samplesOf[place]!;
        const bytesBefore = await readBytesWritten();
        for (let index = round * perRound; index < (round + 1) * perRound; index += 1) {
          const before = performance.now();
          act(subject, index);
          times.push((performance.now() - before) * 1_000);
        }
        samplesOf[place]!.bytes += (await readBytesWritten()) - bytesBefore;
      }
    }
    return samplesOf.map(({ times, bytes }) => ({ microseconds: median(times), bytes: bytes / times.length }));
  };
  const state = await measure((subject, index) => subject.state(index));
  const begin = await measure((subject, index) => subject.begin(index));
  const result = await measure((subject, index) => subject.settle(index));
  return subjects.map((_, place) => ({ state: state[place]!, begin: begin[place]!, result: result[place]! }));
}

/**
 * Reads the number of bytes that this process has handed to the system to be written, checkpoints included. Not a
 * number where nobody counts.
 */
async function readBytesWritten(): Promise<number> {
  const text = await readFile('/proc/self/io', 'utf8').catch(() => '');
  return Number(/^wchar: (\d+)/m.exec(text)?.[1] ?? Number.NaN);
}

function toChangeMeasures(costs: readonly Costs[], bare: Costs): Measure[] {
  const toMeasures = (name: string, read: (costs: Costs) => Cost, maxUs?: number): Measure[] => {
    const reference = read(bare);
    const all = costs.map(read);
    const slowest = Math.max(...all.map(({ microseconds }) => microseconds));
    const toFlat = (what: string, values: number[], reference: string): Measure => {
      const ratio = Math.max(...values) / Math.min(...values);
      return {
        name: `${name}, ${what} at ${taskCounts.join(', ')} tasks`,
        ours: values.map((value) => value.toFixed(0)).join(', '),
        reference,
        comparison: `largest / smallest ${ratio.toFixed(2)}`,
        goal: { text: `<= ${maxRatio}`, isMet: !(ratio > maxRatio) },
      };
    };
    return [
      {
        name: `${name}, median of ${rounds * perRound}`,
        ours: `${slowest.toFixed(0)} µs`,
        reference: `${reference.microseconds.toFixed(0)} µs bare insert`,
        comparison: `${(slowest / reference.microseconds).toFixed(1)} x`,
        ...(maxUs !== undefined && { goal: { text: `<= ${maxUs} µs`, isMet: slowest <= maxUs } }),
      },
      toFlat(
        'µs',
        all.map(({ microseconds }) => microseconds),
        '',
      ),
      toFlat(
        'bytes',
        all.map(({ bytes }) => bytes),
        `${reference.bytes.toFixed(0)} bare insert`,
      ),
    ];
  };
  return [
    ...toMeasures('a task changes its state', ({ state }) => state, maxChangeUs),
    ...toMeasures('a run begins', ({ begin }) => begin, maxChangeUs),
    ...toMeasures('a result, safe from a power failure', ({ result }) => result),
  ];
}

async function measureHistory(): Promise<Measure[]> {
  await using folder = await makeTemporaryFolder();
  await runHistory('fill', folder.path, `${historySize}`);
  const times: HistoryTimes[] = [];
  for (let round = 0; round < 5; round += 1) times.push(await runHistory('read', folder.path));
  const toMeasure = (name: string, read: (times: HistoryTimes) => number): Measure => {
    const milliseconds = median(times.map(read));
    return {
      name: `${name}, of ${historySize.toLocaleString('en')} runs`,
      ours: toMilliseconds(milliseconds),
      goal: { text: `<= ${maxHistoryMs} ms`, isMet: milliseconds <= maxHistoryMs },
    };
  };
  const [first] = times;
  if (!first) return [];
  const { searchMs, megabytes, fileMegabytes } = first;
  return [
    {
      name: 'history: loading SQLite and the code, from its sources',
      ours: toMilliseconds(median(times.map(({ loadMs }) => loadMs))),
    },
    toMeasure('history: opened, first 50 rows', ({ openMs }) => openMs),
    ...Object.keys(searchMs).map((query) => toMeasure(`search: ${query}`, (each) => each.searchMs[query] ?? 0)),
    toMeasure('the last page of 50', ({ lastPageMs }) => lastPageMs),
    toMeasure('the first 50 of a workspace with one in a thousand', ({ workspaceMs }) => workspaceMs),
    toMeasure('what a day has cost', ({ spentMs }) => spentMs),
    {
      name: 'memory of the process for all that',
      ours: `+${megabytes.toFixed(1)} MB`,
      reference: `${fileMegabytes.toFixed(0)} MB file`,
      goal: { text: '<= +32 MB', isMet: megabytes <= 32 },
    },
  ];
}

async function runHistory(...values: string[]): Promise<HistoryTimes> {
  const script = fileURLToPath(new URL('storeHistory.ts', import.meta.url));
  const child = fork(script, values, { execArgv: ['--no-warnings'] });
  const [times]: HistoryTimes[] = await once(child, 'message');
  await once(child, 'exit');
  if (!times) throw new Error('The history was not measured.');
  return times;
}
