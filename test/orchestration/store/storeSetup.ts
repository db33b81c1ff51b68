import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import type { AgentTask, ExecutionResult, RunHistory, RunQuery, RunStart, RunStore } from '#orchestration/index.ts';

/** The first of November 2026 and so many seconds. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 1) + seconds * 1_000).toISOString();

export const makeTask = (id = 'task', over: Partial<AgentTask> = {}): AgentTask => ({
  id,
  title: `Title of ${id}`,
  description: `Do ${id}.`,
  ...over,
});

/** A run that has just begun. */
export function makeStart(runId: string, over: Partial<ExecutionResult> = {}, place: Partial<RunStart> = {}): RunStart {
  const task = place.task ?? makeTask();
  return {
    result: {
      runId,
      taskId: task.id,
      agent: 'gpt',
      status: 'in_progress',
      output: '',
      startedAt: at(0),
      metadata: { provider: 'gpt', model: 'gpt-6.1-sol', attempts: 0 },
      ...over,
    },
    task,
    threadId: runId,
    ...place,
  };
}

/** Result of a run that went well. */
export function makeEnd({ result }: RunStart, over: Partial<ExecutionResult> = {}): ExecutionResult {
  return {
    ...result,
    status: 'success',
    output: 'The answer.',
    completedAt: at(3),
    durationSeconds: 3,
    ...over,
    metadata: {
      ...result.metadata,
      attempts: 1,
      finishReason: 'stop',
      usage: { inputTokens: 10, outputTokens: 20 },
      costUsd: 0.25,
      ...over.metadata,
    },
  };
}

/** Ids of the runs of a list. */
export const listIds = (store: RunHistory, query?: RunQuery): string[] =>
  store.listRuns(query).runs.map(({ runId }) => runId);

/** Records a run from its beginning to its end. */
export function recordRun(store: RunStore, start: RunStart, over: Parameters<typeof makeEnd>[1] = {}): void {
  void store.record({ type: 'runBegun', start });
  void store.record({ type: 'runSettled', result: makeEnd(start, over) });
}

/** Overwrites the first page of an index, under the connections that are open. */
export async function damageIndex(path: string, name: string): Promise<void> {
  const other = new DatabaseSync(path);
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const page = other.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name)?.['rootpage'];
  const file = await open(path, 'r+');
  await file.write(new Uint8Array(4096).fill(0xa5), 0, 4096, (Number(page) - 1) * 4096);
  await file.close();
  // Another window's change: what a connection has read before is read again.
  other.exec('UPDATE plans SET goal = goal');
  other.close();
}
