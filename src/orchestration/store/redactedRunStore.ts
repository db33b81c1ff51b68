import { plainCopy } from '#common/plainCopy.ts';
import type { Redactor } from '#common/redact.ts';
import type { ExecutionResult } from '#orchestration/types.ts';
import type { RunChange, RunStore } from './runStore.ts';

/** Copies a value with clean strings. The same string always becomes the same, so that ids still name each other. */
type Clean = <Value>(value: Value) => Value;

/** Records changes without known keys, by what the redactor knows at that moment. See {@link redactChange}. */
export function redactRunStore(store: RunStore, redactor: Pick<Redactor, 'redact'>): RunStore {
  return { record: (change) => store.record(redactChange(change, redactor)) };
}

/**
 * Removes known keys, and strings shaped like one, from a change: from descriptions, titles, code, files, earlier turns,
 * plans and errors. Only answers pass unchanged: live keys were removed while they streamed, and code that a user asked for
 * may hold something shaped like a key. A stored task may thus be less than the one that was sent, and is sent as it is
 * stored when it is run again from the history.
 */
function redactChange(change: RunChange, redactor: Pick<Redactor, 'redact'>): RunChange {
  const clean: Clean = (value) => plainCopy(value, { mapText: (text) => redactor.redact(text) });
  switch (change.type) {
    case 'runOutput':
    case 'runCost':
    case 'answerChosen':
      return change;
    case 'runBegun':
      return { ...change, start: clean(change.start) };
    case 'runSettled':
      return { ...change, result: redactResult(change.result, clean) };
    case 'planSaved':
      return { ...change, facts: clean(change.facts) };
    case 'tasksSaved':
      return { ...change, tasks: change.tasks.map(clean) };
    case 'taskRemoved':
      return { ...change, taskId: clean(change.taskId) };
    case 'taskStateChanged':
      return clean(change);
  }
}

function redactResult({ output, metadata, ...rest }: ExecutionResult, clean: Clean): ExecutionResult {
  const { thinking, parts, ...facts } = metadata;
  return {
    ...clean(rest),
    output,
    metadata: { ...clean(facts), thinking, parts: parts?.map((part) => redactResult(part, clean)) },
  };
}
