import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { askForAgent } from '#editor/settings/agentChoice.ts';
import { windowUi } from '#editor/ui/windowUi.ts';
import { HistoryActions, type HistoryActionsOptions } from './historyActions.ts';

export { HistoryExports } from './historyExports.ts';
export { toTooltip, toTreeItem } from './runItems.ts';

/** Creates the actions on the history in this window. */
export function createHistoryActions(
  options: Omit<HistoryActionsOptions, 'ui' | 'copy' | 'askForAgent'>,
): HistoryActions {
  return new HistoryActions({
    ...options,
    ui: windowUi,
    copy: (text) => vscode.env.clipboard.writeText(text),
    askForAgent: (uri) =>
      askForAgent(l10n.t('Run With Another Agent'), uri === undefined ? undefined : vscode.Uri.parse(uri)),
  });
}
