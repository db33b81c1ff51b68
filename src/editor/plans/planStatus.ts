import * as l10n from '@vscode/l10n';
import { formatNumber } from '#common/language.ts';
import type { ExecutionStatus, TaskStatus } from '#orchestration/index.ts';

/** Describes the progress of a plan in words. */
export function describeProgress(states: readonly TaskStatus[]): string {
  const counts: Partial<Record<TaskStatus, number>> = {};
  for (const status of states) counts[status] = (counts[status] ?? 0) + 1;
  const done = l10n.t('{0} of {1} tasks', formatNumber(counts.completed ?? 0), formatNumber(states.length));
  return [done, ...describeCounts(counts)].join(', ');
}

/** Counts the tasks in each status that is worth a word. */
export function describeCounts(counts: Partial<Record<TaskStatus, number>>): string[] {
  return countedStates.flatMap(([status, describe]) => {
    const count = counts[status] ?? 0;
    return count > 0 ? [describe(formatNumber(count))] : [];
  });
}

const statusWords: Record<ExecutionStatus | TaskStatus, () => string> = {
  pending: () => l10n.t('Waiting'),
  in_progress: () => l10n.t('Running'),
  success: () => l10n.t('Done'),
  completed: () => l10n.t('Done'),
  failed: () => l10n.t('Failed'),
  cancelled: () => l10n.t('Stopped'),
  interrupted: () => l10n.t('Interrupted'),
  blocked: () => l10n.t('Blocked'),
};

/** Status of a run or a task in a word. */
export function describeRunStatus(status: ExecutionStatus | TaskStatus): string {
  return statusWords[status]();
}

const countedStates: readonly [TaskStatus, (count: string) => string][] = [
  ['in_progress', (count) => l10n.t('{0} running', count)],
  ['failed', (count) => l10n.t('{0} failed', count)],
  ['cancelled', (count) => l10n.t('{0} stopped', count)],
  ['blocked', (count) => l10n.t('{0} blocked', count)],
];
