import type { HistoryNode } from './runItems.ts';

/** The runs and plans that a command is about. */
export interface HistoryTarget {
  runIds: string[];
  planIds: string[];
  /** The task of a plan, where it is one. */
  task?: { planId: string; taskId: string };
}

/**
 * What a command was called on: rows of the tree (all that are selected, if the one that was clicked is among them), the
 * `{ runId }`, `{ planId }` or `{ planId, taskId }` of a keybinding or another extension, or else the selected rows.
 */
export function findTarget(value: unknown, selection: readonly HistoryNode[]): HistoryTarget {
  if (isRecord(value) && typeof value['kind'] !== 'string') return readIds(value);
  const clicked = isRecord(value) ? [value] : [];
  const nodes = clicked.length === 0 || selection.some((node) => node === clicked[0]) ? selection : clicked;
  const targets = nodes.map((node) => readNode(node));
  const [task] = targets.length === 1 ? targets.map((target) => target.task) : [];
  return {
    runIds: targets.flatMap((target) => target.runIds),
    planIds: targets.flatMap((target) => target.planIds),
    ...(task && { task }),
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
