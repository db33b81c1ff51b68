import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { showWarning } from '#editor/ui/notifications.ts';
import { findProposalTabs } from './proposalTabs.ts';

/** Column beside the panel: the one that shows the document, or the code that was last worked on. */
export function findColumn(uri?: vscode.Uri): vscode.ViewColumn | undefined {
  const wanted = uri?.toString();
  const groups = vscode.window.tabGroups.all;
  const shows = (tab: vscode.Tab): boolean => {
    const { input } = tab;
    if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) {
      return input.uri.toString() === wanted;
    }
    return input instanceof vscode.TabInputTextDiff && input.original.toString() === wanted;
  };
  const isPanel = (tab: vscode.Tab | undefined): boolean => tab?.input instanceof vscode.TabInputWebview;
  const group = groups.find(({ tabs }) => tabs.some(shows)) ?? groups.find(({ activeTab }) => !isPanel(activeTab));
  return group?.viewColumn;
}

/**
 * Closes the diffs of proposals that an earlier extension host made: nobody knows any more what they propose. Tells the
 * user how to get the change again, and returns whether there were any.
 */
export async function closeStaleTabs(
  isOurs: (proposedUri: vscode.Uri) => boolean,
  background: Background,
): Promise<boolean> {
  const tabs = findProposalTabs((uri) => !isOurs(uri));
  if (tabs.length === 0) return false;
  await vscode.window.tabGroups.close(tabs);
  background(reportStale);
  return true;
}

async function reportStale(): Promise<void> {
  const showHistory = l10n.t('Show Task History');
  const answer = await showWarning(
    l10n.t(
      'A proposed change from before the extensions were restarted was closed. Nothing of it was made: open its run from the history and choose Apply again.',
    ),
    showHistory,
  );
  if (answer === showHistory) await vscode.commands.executeCommand('switchyard.showHistory');
}
