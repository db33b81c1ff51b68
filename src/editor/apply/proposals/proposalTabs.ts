import * as vscode from 'vscode';

/** Scheme of the right side of the diff: the document as proposed. */
export const proposedScheme = 'switchyard-proposed';

/** Returns the URI of the proposal that a tab shows. */
export function proposedUriOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === proposedScheme
    ? input.modified
    : undefined;
}

/** Lists the tabs that show a proposal accepted by `isMeant`, by default any. */
export function findProposalTabs(isMeant: (proposedUri: vscode.Uri) => boolean = () => true): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter((tab) => {
      const uri = proposedUriOf(tab);
      return uri !== undefined && isMeant(uri);
    });
}
