import * as v from 'valibot';
import { toAmount } from './amounts.ts';
import type { Row } from './database.ts';
import type { PlanSummary, RunRecord, RunSummary } from '../runStore.ts';
import type { AgentTask, ExecutionError, ExecutionMetadata, ExecutionStatus, Strategy, TaskStatus } from '../types.ts';

// What a file says is not trusted: it may be an older version's, or half broken. What a row holds beyond these is kept.
const executionStatus = v.picklist([
  'pending',
  'in_progress',
  'success',
  'failed',
  'cancelled',
  'interrupted',
] satisfies ExecutionStatus[]);
const strategy = v.picklist(['single', 'fallback', 'race', 'compare', 'synthesize'] satisfies Strategy[]);
const taskStatus = v.picklist([
  'pending',
  'in_progress',
  'blocked',
  'completed',
  'failed',
  'cancelled',
] satisfies TaskStatus[]);
const text = v.string();
const optionalText = v.nullable(v.string());
/** What is no amount is none: it must not hide its row. */
const optionalAmount = v.pipe(
  v.unknown(),
  v.transform((value) => toAmount(value) ?? null),
);
const fromJson = v.pipe(v.string(), v.parseJson());
const task = v.pipe(fromJson, v.looseObject({ id: text, description: text }));
const metadataShape = v.looseObject({ thinking: v.optional(text), parts: v.optional(v.array(v.unknown())) });
const metadata = v.pipe(
  fromJson,
  v.transform(withoutBadAmounts),
  v.custom<ExecutionMetadata>((value) => v.is(metadataShape, value) && !Array.isArray(value)),
);
const errorShape = v.looseObject({ kind: text, message: text, retryable: v.boolean() });
const error = v.pipe(
  fromJson,
  v.custom<ExecutionError>((value) => v.is(errorShape, value)),
);
const storedResult = v.looseObject({
  runId: text,
  taskId: text,
  agent: text,
  status: executionStatus,
  output: text,
  startedAt: text,
  metadata: v.looseObject({}),
});

const summaryRow = v.object({
  run_id: text,
  task_id: text,
  plan_id: optionalText,
  thread_id: text,
  title: text,
  agent: text,
  model: optionalText,
  strategy: v.fallback(v.nullable(strategy), null),
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
  completed_at: optionalText,
  duration_seconds: optionalAmount,
  task,
  output: text,
  error: v.nullable(error),
  metadata,
});

const planRow = v.object({
  plan_id: text,
  workspace: text,
  created_at: text,
  goal: optionalText,
  max_concurrent: optionalAmount,
  source: optionalText,
});

const taskRow = v.object({ task_id: text, task, status: taskStatus, run_id: optionalText });

/** What keeps a fact of a run that is there from being one: budgets add amounts up, and a page shows them. */
const amounts = v.record(
  v.string(),
  v.pipe(
    v.number(),
    v.check((value) => toAmount(value) !== undefined),
  ),
);
const facts: Readonly<Record<string, v.GenericSchema>> = {
  usage: v.intersect([amounts, v.object({ inputTokens: v.number(), outputTokens: v.number() })]),
  guessed: v.intersect([amounts, v.object({ tokens: v.number(), costUsd: v.number() })]),
  costUsd: amounts.value,
  firstTextMs: amounts.value,
  attempts: amounts.value,
  model: text,
};

/** The facts of a run, and of its parts, less what no run can have. */
function withoutBadAmounts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([name, fact]) => v.is(facts[name] ?? v.unknown(), fact));
  return Object.fromEntries(
    kept.map(([name, fact]) => [name, name === 'parts' && Array.isArray(fact) ? fact.map(withCleanMetadata) : fact]),
  );
}

function withCleanMetadata(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || !('metadata' in part)) return part;
  return { ...part, metadata: withoutBadAmounts(part.metadata) };
}

/** A row that cannot be read. The message names columns, never what they hold. */
export class UnreadableRowError extends Error {
  override readonly name = 'UnreadableRowError';
}

/** The columns of `runs` that {@link toSummary} needs. */
export const summaryColumns = Object.keys(summaryRow.entries)
  .map((column) => `runs.${column}`)
  .join(', ');

export function toSummary(row: Row): RunSummary {
  const run = read(summaryRow, row);
  return {
    runId: run.run_id,
    taskId: run.task_id,
    ...keep({ planId: run.plan_id }),
    threadId: run.thread_id,
    title: run.title,
    agent: run.agent,
    ...keep({ model: run.model, strategy: run.strategy }),
    status: run.status,
    startedAt: run.started_at,
    ...keep({
      durationSeconds: run.duration_seconds,
      inputTokens: run.input_tokens,
      outputTokens: run.output_tokens,
      costUsd: run.cost_usd,
    }),
    workspace: run.workspace,
  };
}

/** A row of `runs` joined with `run_texts`. Of stored parts, `metadata.parts` holds the ids only. */
export function toRecord(row: Row): RunRecord {
  const run = read(runRow, row);
  return {
    result: {
      runId: run.run_id,
      taskId: run.task_id,
      agent: run.agent,
      status: run.status,
      output: run.output,
      ...keep({ error: run.error }),
      startedAt: run.started_at,
      ...keep({ completedAt: run.completed_at, durationSeconds: run.duration_seconds }),
      metadata: run.metadata,
    },
    task: run.task,
    threadId: run.thread_id,
    ...keep({ planId: run.plan_id, parentRunId: run.parent_run_id }),
    workspace: run.workspace,
  };
}

/** Whether this is a whole result, as it is kept inside of another one. */
export const isStoredResult = (value: unknown): boolean => v.is(storedResult, value);

export function toPlanSummary(row: Row): Omit<PlanSummary, 'counts'> {
  const plan = read(planRow, row);
  return {
    planId: plan.plan_id,
    workspace: plan.workspace,
    createdAt: plan.created_at,
    ...keep({ goal: plan.goal, maxConcurrent: plan.max_concurrent, source: plan.source }),
  };
}

export function toTask(row: Row): { task: AgentTask; status: TaskStatus; runId?: string } {
  const { task, status, run_id: runId } = read(taskRow, row);
  return { task, status, ...keep({ runId }) };
}

export const isTaskStatus = (value: unknown): value is TaskStatus => v.is(taskStatus, value);

function read<Schema extends v.GenericSchema>(schema: Schema, row: Row): v.InferOutput<Schema> {
  const result = v.safeParse(schema, row);
  if (result.success) return result.output;
  const columns = result.issues.map((issue) => v.getDotPath(issue) ?? '?');
  throw new UnreadableRowError(`A row of the history cannot be read: ${columns.join(', ')}.`);
}

/** The fields that are there. */
function keep<T>(fields: { [Key in keyof T]: T[Key] | null }): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== null) kept[key] = value;
  }
  return kept;
}
