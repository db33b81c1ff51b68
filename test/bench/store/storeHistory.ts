// A process of its own: fills a history, or opens one and tells how long that and what follows takes.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as sqlite from 'node:sqlite';
import { openRunStore, type RunQuery } from '#orchestration/index.ts';
import { Database } from '#orchestration/store/sqlite/file/database.ts';
import { RunTable } from '#orchestration/store/sqlite/runTable.ts';
import { makeEnd, makeStart, makeTask } from '#test/orchestration/store/storeSetup.ts';
import { makeAnswer, toWord } from './storeTexts.ts';

/** Milliseconds, unless said otherwise. */
export interface HistoryTimes {
  /** Loading SQLite and the store's code, from its sources: in the product it is one small file. */
  loadMs: number;
  openMs: number;
  searchMs: Record<string, number>;
  lastPageMs: number;
  workspaceMs: number;
  spentMs: number;
  megabytes: number;
  fileMegabytes: number;
}

const firstMs = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

/** Through the store's own tables, but many runs a transaction: one by one it would take a minute. */
async function fill(folder: string, count: number): Promise<void> {
  (await openRunStore({ folder })).dispose();
  const database = new Database(sqlite, join(folder, 'history.db'));
  database.configure();
  const runs = new RunTable(database);
  for (let first = 0; first < count; first += 1_000) {
    database.transaction(() => {
      for (let index = first; index < first + 1_000; index += 1) {
        const task = makeTask(`task-${index}`, { description: makeAnswer(index, 20) });
        const startedAt = new Date(firstMs + index * minuteMs).toISOString();
        const start = makeStart(`run-${index}`, { startedAt }, { task });
        runs.begin(start, index % 1_000 === 0 ? 'file:///rare' : 'file:///here', 1);
        runs.settle(makeEnd(start, { output: makeAnswer(index) }));
      }
    });
  }
  while (database.transaction(() => runs.index.merge()));
  database.close();
}

function time(action: () => unknown): number {
  const before = performance.now();
  action();
  return performance.now() - before;
}

async function read(folder: string): Promise<HistoryTimes> {
  const loading = performance.now();
  (await openRunStore()).dispose();
  const loadMs = performance.now() - loading;
  const memoryBefore = process.memoryUsage.rss();
  const before = performance.now();
  const store = await openRunStore({ folder });
  const { runs } = store.listRuns();
  const openMs = performance.now() - before;
  if (runs.length !== 50) throw new Error('The history is empty.');
  const queries: Record<string, RunQuery> = {
    'a common word': { text: `${toWord(0)} ` },
    'a rare word': { text: `${toWord(15_000)} ` },
    'two common words': { text: `${toWord(1)} ${toWord(2)} ` },
    'the first two letters of a word': { text: 'w1' },
    'the first three letters of a word': { text: 'w1a' },
    'a common word in a workspace with one in a thousand': { text: `${toWord(0)} `, workspace: 'file:///rare' },
    'a word that is not there': { text: 'zebra' },
  };
  const searchMs = Object.fromEntries(
    Object.entries(queries).map(([name, query]) => [name, time(() => store.listRuns(query))]),
  );
  const lastPageMs = time(() => store.listRuns({ after: String((firstMs + 50 * minuteMs) * 1_000) }));
  const workspaceMs = time(() => store.listRuns({ workspace: 'file:///rare' }));
  const spentMs = time(() => store.sumSpent(firstMs + 98_560 * minuteMs));
  const megabytes = (process.memoryUsage.rss() - memoryBefore) / 1e6;
  const fileMegabytes = statSync(join(folder, 'history.db')).size / 1e6;
  store.dispose();
  return { loadMs, openMs, searchMs, lastPageMs, workspaceMs, spentMs, megabytes, fileMegabytes };
}

const [action, folder = '', count = '0'] = process.argv.slice(2);
const result = action === 'fill' ? await fill(folder, Number(count)) : await read(folder);
process.send?.(result ?? {}, () => process.disconnect());
