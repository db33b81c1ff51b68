import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunningTask } from './knownRuns.ts';
import type { Panel } from '#editor/panel/panel.ts';
import { showPicker } from '#editor/ui/picker.ts';
import type { SessionRuns } from './sessionRuns.ts';

interface RunningItem extends vscode.QuickPickItem {
  task?: RunningTask;
}

/** `switchyard.showRunning`: lists what runs. Choosing a task shows it; its button stops it, and the list stays. */
export async function showRunning(runs: SessionRuns, panel: Panel): Promise<void> {
  const stop: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('debug-stop'),
    tooltip: l10n.t('Stop'),
  };
  const picker = vscode.window.createQuickPick<RunningItem>();
  picker.title = l10n.t('Running Tasks');
  picker.placeholder = l10n.t('Choose a task to show it');
  picker.matchOnDescription = true;
  const refresh = () => {
    const tasks = runs.running.map((task): RunningItem => ({
      label: `$(sync~spin) ${task.title}`,
      description: task.agent,
      buttons: [stop],
      task,
    }));
    const none: RunningItem = { label: l10n.t('No task is running.') };
    const separator: RunningItem = { label: '', kind: vscode.QuickPickItemKind.Separator };
    const select: RunningItem = { label: l10n.t('$(hubot) Select Agent…'), alwaysShow: true };
    picker.items = [...(tasks.length > 0 ? tasks : [none]), separator, select];
  };
  refresh();
  const listener = runs.onDidChangeRunning(refresh);
  const chosen = await showPicker<RunningItem, RunningItem | undefined>(picker, (settle) => {
    picker.onDidTriggerItemButton(({ item: { task } }) => task && runs.cancel(task.runId));
    picker.onDidAccept(() => settle(picker.selectedItems[0]));
  });
  listener.dispose();
  if (chosen?.task) {
    panel.runs.select(chosen.task.threadId);
    panel.reveal();
  } else if (chosen?.alwaysShow) {
    await vscode.commands.executeCommand('switchyard.selectAgent');
  }
}
