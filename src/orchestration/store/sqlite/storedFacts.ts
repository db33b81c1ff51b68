import * as v from 'valibot';
import { toAmount } from './amounts.ts';
import { executionStatuses, strategies, taskStatuses } from '#common/vocabulary.ts';

// JSON of a row, as far as code relies on it. Further fields are kept.
export const executionStatus = v.picklist(executionStatuses);
export const strategy = v.picklist(strategies);
export const taskStatus = v.picklist(taskStatuses);
const text = v.string();
const texts = v.array(text);

const storedTask = v.looseObject({
  id: text,
  description: text,
  title: v.optional(text),
  agent: v.optional(text),
  agents: v.optional(texts),
  judge: v.optional(text),
  capabilities: v.optional(texts),
  preferredTypes: v.optional(texts),
  dependencies: v.optional(texts),
  documentUri: v.optional(text),
  context: v.optional(
    v.looseObject({
      code: v.optional(text),
      file: v.optional(text),
      languageId: v.optional(text),
      range: v.optional(v.looseObject({ startLine: v.number(), endLine: v.number() })),
      diagnostics: v.optional(v.array(v.looseObject({ message: text, severity: text, line: v.number() }))),
      files: v.optional(v.array(v.looseObject({ file: text, content: text, languageId: v.optional(text) }))),
    }),
  ),
  history: v.optional(v.array(v.looseObject({ role: text, content: text }))),
  historyFiles: v.optional(texts),
  inputs: v.optional(v.array(v.looseObject({ taskId: text, output: text }))),
});

const storedError = v.looseObject({
  kind: text,
  message: text,
  retryable: v.boolean(),
  reason: v.optional(text),
  amounts: v.optional(v.looseObject({ unit: text, used: v.number(), most: v.number(), next: v.number() })),
});

const storedResult = v.looseObject({
  runId: text,
  taskId: text,
  agent: text,
  status: executionStatus,
  output: text,
  startedAt: text,
  error: v.optional(storedError),
  metadata: v.looseObject({}),
});

/** Numbers that budgets can add up and a page can show. */
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
  provider: text,
  simulated: v.boolean(),
  finishReason: text,
  thinking: text,
  strategy,
  parts: v.array(v.unknown()),
  chosenRunId: text,
  reasons: text,
  role: text,
  end: v.looseObject({ word: v.optional(text) }),
  cutInputs: v.array(v.looseObject({ taskId: text, keptLength: v.number(), fullLength: v.number() })),
};

/** Removes facts that no run can have from the metadata of a run and of its parts. */
export function withoutBadFacts(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([name, fact]) => v.is(facts[name] ?? v.unknown(), fact));
  return Object.fromEntries(
    kept.map(([name, fact]) => [name, name === 'parts' && Array.isArray(fact) ? fact.map(withCleanMetadata) : fact]),
  );
}

function withCleanMetadata(part: unknown): unknown {
  if (typeof part !== 'object' || part === null || !('metadata' in part)) return part;
  return { ...part, metadata: withoutBadFacts(part.metadata) };
}

export const isStoredTask = (value: unknown): boolean => v.is(storedTask, value);

export const isStoredError = (value: unknown): boolean => v.is(storedError, value);

/** Tells whether a value is a whole result, as it is stored inside of another one. */
export const isStoredResult = (value: unknown): boolean => v.is(storedResult, value);
