import * as vscode from 'vscode';

/** The scheme of the right side of the diff: what the document would be. */
export const proposedScheme = 'switchyard-proposed';

/** The proposal that a tab shows. */
export function proposedUriOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input = tab?.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === proposedScheme
    ? input.modified
    : undefined;
}

/** The tabs that show a proposal which `isMeant`, by default any. */
export function findProposalTabs(isMeant: (proposedUri: vscode.Uri) => boolean = () => true): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter((tab) => {
      const uri = proposedUriOf(tab);
      return uri !== undefined && isMeant(uri);
    });
}
