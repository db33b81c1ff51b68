import * as vscode from 'vscode';
import type { Disposable } from '../common/disposable.ts';
import type { TaskStatus } from '../orchestration/index.ts';
import { formatNumber } from './formats.ts';
import { toPlainMessage } from './plainMessage.ts';

interface PlanProgress {
  title: string | undefined;
  /** The notification stays until this settles. */
  until: Promise<unknown>;
  cancel: () => void;
  /** The state of each task. */
  read: () => TaskStatus[];
  onDidChange: (listener: () => void) => Disposable;
}

/** Shows how far a plan has come: `3 of 12 tasks, 2 running`, with a Cancel. Resolves when the plan has ended. */
export async function showPlanProgress({ title, until, cancel, read, onDidChange }: PlanProgress): Promise<void> {
  const options: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title:
      title === undefined
        ? vscode.l10n.t('Plan')
        : toPlainMessage(vscode.l10n.t('Plan: {0}', title.replace(/[\s.:]+$/, ''))),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    let reported = 0;
    const report = (): void => {
      const states = read();
      const ended = states.filter(isSettled).length;
      progress.report({
        message: describeProgress(states),
        increment: ((ended - reported) / Math.max(1, states.length)) * 100,
      });
      reported = ended;
    };
    report();
    const listeners = [onDidChange(report), token.onCancellationRequested(cancel)];
    try {
      await until;
    } catch {
      // Whoever runs the plan is told.
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  });
}

/** How far a plan has come, in words. */
export function describeProgress(states: readonly TaskStatus[]): string {
  const count = (status: TaskStatus): number => states.filter((state) => state === status).length;
  const facts = [vscode.l10n.t('{0} of {1} tasks', formatNumber(count('completed')), formatNumber(states.length))];
  const others: [number, string][] = [
    [count('in_progress'), vscode.l10n.t('{0} running', formatNumber(count('in_progress')))],
    [count('failed'), vscode.l10n.t('{0} failed', formatNumber(count('failed')))],
    [count('cancelled'), vscode.l10n.t('{0} stopped', formatNumber(count('cancelled')))],
    [count('blocked'), vscode.l10n.t('{0} blocked', formatNumber(count('blocked')))],
  ];
  facts.push(...others.filter(([number]) => number > 0).map(([, text]) => text));
  return facts.join(', ');
}

function isSettled(status: TaskStatus): boolean {
  return status !== 'pending' && status !== 'in_progress';
}
