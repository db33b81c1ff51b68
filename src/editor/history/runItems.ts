import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ExecutionStatus, PlanSummary, RunSummary, TaskStatus } from '#orchestration/index.ts';
import { escapeMarkdown } from '#common/text/escapeMarkdown.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { describeCounts, describeRunStatus } from '#editor/plans/planStatus.ts';
import { formatNumber, formatRunCost, formatRunDuration, formatTime } from '#common/language.ts';
import { labelOf } from '#editor/settings/agentLabel.ts';
import { readConfiguration } from '#editor/settings/configuration.ts';
import type { HistoryNode } from './historyRows.ts';
import { titleOfTask } from '#editor/tasks/taskTitles.ts';

/** Converts a row for VS Code. Its id stays the same for the same run, plan or group, which keeps its expansion. */
export function toTreeItem(node: HistoryNode): vscode.TreeItem {
  switch (node.kind) {
    case 'section':
      return toGroup(`section:${node.section}`, describeSection(node.section), 'section');
    case 'day':
      return toGroup(`day:${node.key}`, node.label, 'day');
    case 'run':
      return toRunItem(node.run);
    case 'plan':
      return toPlanItem(node.plan);
    case 'task':
      return toTaskItem(node);
    case 'more':
      return {
        id: 'more',
        label: l10n.t('Load More'),
        iconPath: new vscode.ThemeIcon('ellipsis'),
        contextValue: 'more',
        command: { command: 'switchyard.loadMoreHistory', title: l10n.t('Load More') },
      };
  }
}

/** Tooltip of a run or a plan. None of their text becomes markup. */
export function toTooltip(node: HistoryNode): vscode.MarkdownString | undefined {
  if (node.kind === 'plan') return toMarkdown(titleOfPlan(node.plan), [describePlan(node.plan.counts)]);
  if (node.kind === 'task') {
    const { task, blockers, status } = node;
    const cause = blockers.length > 0 ? l10n.t('Blocked by {0}', blockers.join(', ')) : describeRunStatus(status);
    return toMarkdown(titleOfTask(task), [cause]);
  }
  if (node.kind !== 'run') return undefined;
  const { run } = node;
  const tokens = (run.inputTokens ?? 0) + (run.outputTokens ?? 0);
  return toMarkdown(toOneLine(run.title, 400), [
    describeRunStatus(run.status),
    [labelOfAgent(run.agent), run.model].filter(Boolean).join(' · '),
    formatTime(run.startedAt),
    run.durationSeconds === undefined ? '' : formatRunDuration(run.durationSeconds),
    tokens === 0
      ? ''
      : l10n.t('{0} tokens in, {1} out', formatNumber(run.inputTokens ?? 0), formatNumber(run.outputTokens ?? 0)),
    run.costUsd === undefined ? '' : formatRunCost(run.costUsd),
  ]);
}

/** Goal of a plan as one line. */
export function titleOfPlan({ goal }: PlanSummary): string {
  return toOneLine(goal ?? '', 120) || l10n.t('Plan');
}

function toGroup(id: string, label: string, contextValue: string): vscode.TreeItem {
  return { id, label, contextValue, collapsibleState: vscode.TreeItemCollapsibleState.Expanded };
}

function toRunItem(run: RunSummary): vscode.TreeItem {
  const label = toOneLine(run.title, 120) || l10n.t('Task');
  const time = new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'short' }).format(new Date(run.startedAt));
  const description = [labelOfAgent(run.agent), time, describeRunStatus(run.status)].join(' · ');
  return {
    id: `run:${run.runId}`,
    label,
    description,
    iconPath: statusIcon(run.status),
    contextValue: `run.${run.status}`,
    accessibilityInformation: { label: `${label}, ${description}` },
    command: {
      command: 'switchyard.openRun',
      title: l10n.t('Open'),
      arguments: [{ runId: run.runId }],
    },
  };
}

function toPlanItem(plan: PlanSummary): vscode.TreeItem {
  // True also while every task left waits for a slot.
  const isRunning = plan.isRunning === true;
  const label = titleOfPlan(plan);
  const description = describePlan(plan.counts);
  return {
    id: `plan:${plan.planId}`,
    label,
    description,
    iconPath: statusIcon(isRunning ? 'in_progress' : statusOfPlan(plan.counts)),
    contextValue: `plan.${isRunning ? 'running' : isOpen(plan.counts) ? 'open' : 'ended'}`,
    collapsibleState: vscode.TreeItemCollapsibleState.Collapsed,
    accessibilityInformation: { label: `${label}, ${description}` },
  };
}

function toTaskItem({ planId, task, status, runId, blockers }: HistoryNode & { kind: 'task' }): vscode.TreeItem {
  const agents = (task.agents ?? [task.agent ?? '']).filter(Boolean).map(labelOfAgent).join(', ');
  const state = blockers.length > 0 ? l10n.t('Blocked by {0}', blockers.join(', ')) : describeRunStatus(status);
  const label = titleOfTask(task);
  const description = [agents, state].filter(Boolean).join(' · ');
  return {
    id: `task:${planId}:${task.id}`,
    label,
    description,
    iconPath: statusIcon(status),
    contextValue: `task.${status}${runId === undefined ? '' : '.run'}`,
    accessibilityInformation: { label: `${label}, ${description}` },
    command: {
      command: runId === undefined ? 'switchyard.openPlan' : 'switchyard.openRun',
      title: l10n.t('Open'),
      arguments: [runId === undefined ? { planId } : { runId }],
    },
  };
}

function describeSection(section: 'running' | 'plans' | 'history'): string {
  if (section === 'running') return l10n.t('Running');
  return section === 'plans' ? l10n.t('Plans') : l10n.t('History');
}

function describePlan(counts: PlanSummary['counts']): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const done = l10n.t('{0} of {1} done', formatNumber(counts.completed ?? 0), formatNumber(total));
  return [done, ...describeCounts(counts)].join(' · ');
}

function isOpen(counts: PlanSummary['counts']): boolean {
  return (counts.pending ?? 0) + (counts.cancelled ?? 0) + (counts.failed ?? 0) > 0;
}

function statusOfPlan(counts: PlanSummary['counts']): TaskStatus {
  if (counts.failed) return 'failed';
  if (counts.cancelled) return 'cancelled';
  return counts.pending ? 'pending' : 'completed';
}

/** Icon and color of each status. */
const statusIcons: Record<ExecutionStatus | TaskStatus, [icon: string, color?: string]> = {
  pending: ['clock'],
  in_progress: ['sync~spin'],
  success: ['pass', 'charts.green'],
  completed: ['pass', 'charts.green'],
  failed: ['error', 'errorForeground'],
  cancelled: ['stop-circle'],
  interrupted: ['warning', 'editorWarning.foreground'],
  blocked: ['circle-slash'],
};

function statusIcon(status: ExecutionStatus | TaskStatus): vscode.ThemeIcon {
  const [icon, color] = statusIcons[status];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function labelOfAgent(id: string): string {
  return toOneLine(labelOf(readConfiguration().registry.get(id), id), 40);
}

/** Makes plain text of a tooltip: not trusted, without HTML, every line escaped. */
function toMarkdown(title: string, lines: readonly string[]): vscode.MarkdownString {
  const shown = [title, ...lines].filter((text) => text !== '').map((text) => escapeMarkdown(toOneLine(text, 400)));
  return new vscode.MarkdownString(shown.join('\n\n'));
}
