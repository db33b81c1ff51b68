import * as vscode from 'vscode';
import type { Background } from '#common/background.ts';
import { isPlan } from '#editor/plans/language/planKinds.ts';
import type { Plans } from './index.ts';

/** Loads the plans once a plan is open, and has them follow renamed files. */
export function watchPlans(plans: () => Promise<Plans>, background: Background): vscode.Disposable {
  const { workspace } = vscode;
  const onOpen = (document: vscode.TextDocument): void => {
    if (isPlan(document)) background(plans);
  };
  for (const document of workspace.textDocuments) onOpen(document);
  return vscode.Disposable.from(
    workspace.onDidOpenTextDocument(onOpen),
    // Any file: a folder may hold plans, and a name does not say whether a file is one.
    workspace.onDidRenameFiles(({ files }) => {
      const moves = files.map(({ oldUri, newUri }) => ({ from: oldUri.toString(), to: newUri.toString() }));
      background(async () => (await plans()).runs.sources.move(moves));
    }),
  );
}
