import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readSimulatedRequests } from '#test/support/simulatedRequests.ts';
import type { Tally } from '#test/support/tally.ts';
import type { SoakHost } from './soakHosts.ts';
import type { HostMeasure } from './soakProtocol.ts';
import { toTaskNumber } from './soakTasks.ts';

const maxHeapGrowthBytes = 10 * 1024 * 1024;

/** The signals of the fifty runs that are kept, more where several agents served one: a leak would be one a run. */
const slack: Readonly<Record<string, number>> = { AbortSignal: 60 };

const maxExamples = 3;

/** Judges what the soak saw: each line is one thing that must hold. */
export class SoakCheck {
  readonly lines: string[] = [];
  readonly tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  readonly #sent = new Set<number>();
  readonly #hosts: { host: SoakHost; end: 'reloaded' | 'finished' }[] = [];

  /** A host, and whether it was reloaded in the middle of its work. */
  addHost(host: SoakHost, end: 'reloaded' | 'finished'): void {
    this.#hosts.push({ host, end });
  }

  /** Adds what a history made of arbitrary values. */
  addFuzz(roundCount: number, problems: readonly string[]): void {
    this.#note(`each good run is listed, found, opened and deleted, in ${roundCount} rounds of hostile ones`, problems);
  }

  addMeasures(before: HostMeasure, after: HostMeasure): void {
    const grownBytes = after.heapBytes - before.heapBytes;
    const toMegabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
    this.#note(
      `the heap is back within 10 MB: ${toMegabytes(before.heapBytes)} MB before, ${toMegabytes(grownBytes)} MB more after`,
      grownBytes <= maxHeapGrowthBytes ? [] : ['it grew'],
    );
    const isPassing = (kind: string): boolean => /Immediate|FSReq/.test(kind);
    this.#noteGrowth('no timer, socket or other handle is left', before.resources, after.resources, isPassing);
    this.#noteGrowth('no open socket, pipe or database file is left', before.files, after.files);
    this.#noteGrowth('no socket, database, signal, emitter or listener is left alive', before.objects, after.objects);
  }

  /** Each kind may be there as often as before; of signals, those of the runs that are kept come and go. */
  #noteGrowth(
    what: string,
    before: Readonly<Record<string, number>>,
    after: Readonly<Record<string, number>>,
    isPassing: (kind: string) => boolean = () => false,
  ): void {
    const counts = Object.keys(after).filter((kind) => !isPassing(kind));
    const grown = counts.filter((kind) => (after[kind] ?? 0) > (before[kind] ?? 0) + (slack[kind] ?? 0));
    const tell = (kind: string): string => `${kind} ${before[kind] ?? 0}→${after[kind] ?? 0}`;
    const isEmpty = counts.length === 0;
    this.#note(`${what}: ${counts.map(tell).join(', ')}`, isEmpty ? ['nothing was counted'] : grown.map(tell));
  }

  /** No request may still be open at the provider, and what has reached it must be in the history. */
  async addRequests(origin: string): Promise<void> {
    const requests = await readSimulatedRequests(origin);
    const open = requests.filter(({ endedAt }) => endedAt === undefined).map(({ method, path }) => `${method} ${path}`);
    this.#note(`all ${requests.length} requests to the provider are closed`, open);
    for (const { body } of requests) {
      for (const [, number] of JSON.stringify(body ?? null).matchAll(/Soak task (\d+)\./g))
        this.#sent.add(Number(number));
    }
  }

  /** Compares what the hosts said with what the history holds. */
  addHistory(folder: string): void {
    using database = new DatabaseSync(join(folder, 'history.db'), { readOnly: true });
    const rows = database
      .prepare(`SELECT run_id, status, task, output FROM runs JOIN run_texts USING (seq) WHERE parent_run_id IS NULL`)
      .all()
      .map((row) => ({
        runId: String(row['run_id']),
        status: String(row['status']),
        output: String(row['output']),
        task: toTaskNumber(JSON.parse(String(row['task'])).description),
      }));
    const byTask = new Map(rows.map((row) => [row.task, row]));
    const counts: Record<string, number> = {};
    for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
    this.lines.push(`  ${JSON.stringify(counts)}`);

    const lost = [...this.#sent].filter((task) => !byTask.has(task)).map((task) => `task ${task} was sent`);
    const other: string[] = [];
    const notInterrupted: string[] = [];
    let cutOff = 0;
    for (const { host, end } of this.#hosts) {
      for (const task of host.began) if (!byTask.has(task)) lost.push(`task ${task}`);
      for (const [task, { status, output }] of host.settled) {
        const row = byTask.get(task);
        if (!row) {
          // One that was stopped before anything was sent leaves nothing behind.
          if (status !== 'cancelled' || output !== '') lost.push(`task ${task} (${status})`);
        } else if (row.status !== status || row.output !== output) {
          other.push(
            `task ${task}: ${status} with ${output.length} characters, kept as ${row.status} with ${row.output.length}`,
          );
        }
      }
      if (end === 'finished') continue;
      for (const task of host.began) {
        if (host.settled.has(task)) continue;
        cutOff += 1;
        const status = byTask.get(task)?.status;
        if (status !== undefined && status !== 'interrupted') notInterrupted.push(`task ${task} is ${status}`);
      }
    }
    this.#note(
      `no run is missing from the history, neither what ended nor what was sent (${this.#sent.size} tasks)`,
      lost,
    );
    this.#note('what was answered stands in the history as it was told', other);
    this.#note(
      `what the reloads cut off, ${cutOff} runs, is interrupted`,
      cutOff === 0 ? ['no reload met a run'] : notInterrupted,
    );
    this.#note(
      'no run is stuck',
      rows.filter(({ status }) => status === 'in_progress' || status === 'pending').map(({ runId }) => runId),
    );
    this.#note(
      'nothing was left behind: no rejection, no listener',
      this.#hosts.flatMap(({ host }) => host.problems),
    );
  }

  #note(what: string, problems: readonly string[]): void {
    const isMet = problems.length === 0;
    this.tally[isMet ? 'passed' : 'failed'] += 1;
    this.lines.push(`${isMet ? '  ok  ' : 'FAILED'} ${what}`);
    for (const problem of problems.slice(0, maxExamples)) this.lines.push(`         ${problem}`);
    if (problems.length > maxExamples) this.lines.push(`         and ${problems.length - maxExamples} more`);
  }
}
