import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { TaskStatus } from '#orchestration/index.ts';
import { toOneLine } from '#common/text/oneLine.ts';
import { toPlainMessage } from '#editor/ui/plainMessage.ts';
import type { PlanProgress } from './planRuns.ts';
import { describeProgress } from './planStatus.ts';

/** Shows the progress of a plan: `3 of 12 tasks, 2 running`, with a Cancel. Resolves when the plan has ended. */
export async function showPlanProgress({ title, until, cancel, read, onDidChange }: PlanProgress): Promise<void> {
  const options: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title:
      title === undefined
        ? l10n.t('Plan')
        : toPlainMessage(l10n.t('Plan: {0}', toOneLine(title).replace(/[\s.:]+$/, ''))),
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
      // The caller that runs the plan handles it.
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  });
}

function isSettled(status: TaskStatus): boolean {
  return status !== 'pending' && status !== 'in_progress';
}
