import * as v from 'valibot';
import { plainCopy } from '#common/plainCopy.ts';
import { withoutUndefined } from '#common/withoutUndefined.ts';
import { toAmount } from './amounts.ts';
import type { Row } from '#orchestration/store/sqlite/file/database.ts';
import { seqsPerMs } from './runTable.ts';
import { executionStatus, isStoredError, isStoredTask, strategy, taskStatus, withoutBadFacts } from './storedFacts.ts';
import type { PlanSummary, RunRecord, RunSummary } from '#orchestration/store/runStore.ts';
import type { TaskStatus } from '#common/vocabulary.ts';
import type { AgentTask, ExecutionError, ExecutionMetadata } from '#orchestration/types.ts';

// Files are not trusted: one may be an older version's, or half broken. Further columns of a row are ignored.
const text = v.string();
/** Column that may be null. */
const optional = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.nullable(schema),
    v.transform((value) => value ?? undefined),
  );
const optionalText = optional(text);
const time = v.pipe(
  v.string(),
  v.check((value) => isTime(value)),
);
/** Amount, or `undefined` for anything else: a bad amount must not hide its row. */
const optionalAmount = v.pipe(v.unknown(), v.transform(toAmount));
/** Plain data, not nested too deep for its readers. */
const fromJson = v.pipe(
  v.string(),
  v.parseJson(),
  v.transform((value) => plainCopy(value)),
);
/** URI of a document, as VS Code can read it, or `undefined`. */
const source = v.fallback(optional(v.pipe(text, v.regex(/^\w[\w+.-]*:(?!\/{4})/))), undefined);
const task = v.pipe(fromJson, v.custom<AgentTask>(isStoredTask));
const metadata = v.pipe(
  fromJson,
  v.transform(withoutBadFacts),
  v.custom<ExecutionMetadata>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
);
const error = v.pipe(fromJson, v.custom<ExecutionError>(isStoredError));

const summaryRow = v.object({
  run_id: text,
  task_id: text,
  plan_id: optionalText,
  thread_id: text,
  title: text,
  agent: text,
  model: optionalText,
  strategy: v.fallback(optional(strategy), undefined),
  status: executionStatus,
  started_at: text,
  duration_seconds: optionalAmount,
  input_tokens: optionalAmount,
  output_tokens: optionalAmount,
  cost_usd: optionalAmount,
  workspace: text,
});

const runRow = v.object({
  run_id: text,
  task_id: text,
  plan_id: optionalText,
  thread_id: text,
  parent_run_id: optionalText,
  workspace: text,
  agent: text,
  status: executionStatus,
  started_at: text,
  completed_at: v.fallback(optional(time), undefined),
  duration_seconds: optionalAmount,
  task,
  output: text,
  error: optional(error),
  metadata,
});

const planRow = v.object({
  plan_id: text,
  workspace: text,
  created_at: text,
  goal: optionalText,
  max_concurrent: optionalAmount,
  source,
});

const taskRow = v.object({ task_id: text, task, status: taskStatus, run_id: optionalText });

/** A row that cannot be read. The message names columns, never what they hold. */
export class UnreadableRowError extends Error {
  override readonly name = 'UnreadableRowError';
}

/** Columns of `runs` that {@link toSummary} needs. */
export const summaryColumns = Object.keys(summaryRow.entries)
  .map((column) => `runs.${column}`)
  .join(', ');

export function toSummary(row: Row): RunSummary {
  const run = read(summaryRow, row);
  return withoutUndefined({
    runId: run.run_id,
    taskId: run.task_id,
    planId: run.plan_id,
    threadId: run.thread_id,
    title: run.title,
    agent: run.agent,
    model: run.model,
    strategy: run.strategy,
    status: run.status,
    startedAt: toStart(run.started_at, row['seq']),
    durationSeconds: run.duration_seconds,
    inputTokens: run.input_tokens,
    outputTokens: run.output_tokens,
    costUsd: run.cost_usd,
    workspace: run.workspace,
  });
}

/** A row of `runs` joined with `run_texts`. Of stored parts, `metadata.parts` holds the ids only. */
export function toRecord(row: Row): RunRecord {
  const run = read(runRow, row);
  return withoutUndefined({
    result: withoutUndefined({
      runId: run.run_id,
      taskId: run.task_id,
      agent: run.agent,
      status: run.status,
      output: run.output,
      error: run.error,
      startedAt: toStart(run.started_at, row['seq']),
      completedAt: run.completed_at,
      durationSeconds: run.duration_seconds,
      metadata: run.metadata,
    }),
    task: run.task,
    threadId: run.thread_id,
    planId: run.plan_id,
    parentRunId: run.parent_run_id,
    workspace: run.workspace,
  });
}

export function toPlanSummary(row: Row): Omit<PlanSummary, 'counts'> {
  const plan = read(planRow, row);
  return withoutUndefined({
    planId: plan.plan_id,
    workspace: plan.workspace,
    createdAt: plan.created_at,
    goal: plan.goal,
    maxConcurrent: plan.max_concurrent,
    source: plan.source,
  });
}

export function toTaskRecord(row: Row): { task: AgentTask; status: TaskStatus; runId?: string } {
  const { task, status, run_id: runId } = read(taskRow, row);
  return withoutUndefined({ task, status, runId });
}

export const isTaskStatus = (value: unknown): value is TaskStatus => v.is(taskStatus, value);

function read<Schema extends v.GenericSchema>(schema: Schema, row: Row): v.InferOutput<Schema> {
  const result = v.safeParse(schema, row);
  if (result.success) return result.output;
  const columns = result.issues.map((issue) => v.getDotPath(issue) ?? '?');
  throw new UnreadableRowError(`A row of the history cannot be read: ${columns.join(', ')}.`);
}

/** Start of a run: where no time is written, by its position in the table. */
function toStart(startedAt: string, seq: Row[string] | undefined): string {
  if (isTime(startedAt)) return startedAt;
  const date = new Date(Number(seq) / seqsPerMs);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}

function isTime(value: string): boolean {
  return !Number.isNaN(Date.parse(value));
}
