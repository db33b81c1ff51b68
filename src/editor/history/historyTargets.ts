import { isRecord } from '#common/isRecord.ts';
import type { HistoryNode } from './historyRows.ts';

/** Runs and plans that a command applies to. */
export interface HistoryTarget {
  runIds: string[];
  planIds: string[];
  /** The task of a plan, if it is one. */
  task?: { planId: string; taskId: string };
}

/**
 * Finds what a command applies to: rows of the tree (all selected ones if the clicked row is among them), the `{ runId
 * }`, `{ planId }` or `{ planId, taskId }` of a keybinding or another extension, or the selected rows.
 */
export function findHistoryTarget(value: unknown, selection: readonly HistoryNode[]): HistoryTarget {
  if (isRecord(value) && typeof value['kind'] !== 'string') return readIds(value);
  const clicked = isRecord(value) ? [value] : [];
  const nodes = clicked.length === 0 || selection.some((node) => node === clicked[0]) ? selection : clicked;
  const targets = nodes.map((node) => readNode(node));
  const [only, another] = targets;
  if (only && !another) return only;
  return {
    runIds: targets.flatMap(({ runIds }) => runIds),
    planIds: targets.flatMap(({ planIds }) => planIds),
  };
}

function readNode(node: unknown): HistoryTarget {
  if (!isRecord(node)) return { runIds: [], planIds: [] };
  const { kind, runId, planId, task } = node;
  if (kind === 'run') return readIds({ runId });
  if (kind === 'plan') return readIds({ planId });
  if (kind !== 'task' || !isRecord(task)) return { runIds: [], planIds: [] };
  return { ...readIds({ planId, taskId: task['id'] }), ...readIds({ runId }) };
}

function readIds({ runId, planId, taskId }: Record<string, unknown>): HistoryTarget {
  const runIds = typeof runId === 'string' ? [runId] : [];
  if (typeof planId !== 'string') return { runIds, planIds: [] };
  if (typeof taskId === 'string') return { runIds, planIds: [], task: { planId, taskId } };
  return { runIds, planIds: [planId] };
}
