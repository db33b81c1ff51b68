import * as vscode from 'vscode';
import type { PlanLens, PlanLenses } from '#editor/plans/planLenses.ts';
import { type PlanDocuments, toRange } from './planDocuments.ts';
import { planSelector } from './planKinds.ts';

/** Shows the lenses of plans in their documents. */
export function registerPlanLenses(lenses: PlanLenses, documents: PlanDocuments): vscode.Disposable {
  const { languages, workspace } = vscode;
  return vscode.Disposable.from(
    languages.registerCodeLensProvider(planSelector, {
      onDidChangeCodeLenses: lenses.onDidChange,
      provideCodeLenses: async (document) =>
        toCodeLenses(await lenses.list(document.uri.toString()), document, documents),
    }),
    workspace.onDidCloseTextDocument(({ uri }) => lenses.remove(uri.toString())),
    workspace.onDidGrantWorkspaceTrust(() => lenses.refresh()),
  );
}

async function toCodeLenses(
  lenses: readonly PlanLens[],
  document: vscode.TextDocument,
  documents: PlanDocuments,
): Promise<vscode.CodeLens[]> {
  const { tasks } = await documents.read(document);
  const places = new Map(tasks.map(({ id, nameRange }) => [id, toRange(nameRange)]));
  return lenses.flatMap(({ taskId, title, command, argument }) => {
    const range = taskId === undefined ? new vscode.Range(0, 0, 0, 0) : places.get(taskId);
    if (!range) return [];
    // VS Code drops a plain space behind an icon.
    const gapped = title.replace(/^(\$\([\w~-]+\)) /, '$1\u00a0');
    return new vscode.CodeLens(range, { title: gapped, command, arguments: argument ? [argument] : [] });
  });
}
