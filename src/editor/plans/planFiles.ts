import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlanText } from './resumeDecision.ts';
import { isUntitled } from './planRecords.ts';
import type { PlanSources } from './planSources.ts';
import { describeError } from '#common/missingPart.ts';
import { isPlan } from '#editor/plans/language/planKinds.ts';
import { parsePlanText } from '#editor/plans/language/planDocuments.ts';
import { placeOf } from '#editor/plans/language/planProblems.ts';

/** Reads the plan of a document: the unsaved text in the editor, otherwise the file. */
export async function readPlanText(source: string): Promise<PlanText> {
  const uri = vscode.Uri.parse(source);
  let text: string;
  try {
    text = await readText(uri);
  } catch (error) {
    return { problem: l10n.t('The plan cannot be opened. {0}', describeError(error)) };
  }
  const { plan, problems } = await parsePlanText(text, uri);
  const [first] = problems;
  return {
    plan,
    problem: first && `${placeOf(problems, uri)}: ${first.message}`,
  };
}

async function readText(source: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === source.toString());
  if (open && (open.isDirty || open.isUntitled)) return open.getText();
  try {
    // The file first: an open document follows it with a delay after another program wrote it.
    return await vscode.workspace.decode(await vscode.workspace.fs.readFile(source), { uri: source });
  } catch (error) {
    if (open) return open.getText();
    throw error;
  }
}

/** Tells whether a file is gone. One that cannot be read for another reason may well exist. */
export async function isGone(source: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.parse(source));
    return false;
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
  }
}

/** Moves plans from untitled documents to the files that they are saved as. */
export function followSavedPlans(sources: Pick<PlanSources, 'replace'>): vscode.Disposable {
  const { workspace } = vscode;
  const savedAs = new WeakMap<vscode.TextDocument, string>();
  const isUnsaved = ({ uri }: vscode.TextDocument): boolean => isUntitled(uri.toString());
  return vscode.Disposable.from(
    // An untitled document is saved as a file while it is still open, and closed then. By that time its text is gone.
    workspace.onDidSaveTextDocument((file) => {
      if (isUnsaved(file) || !isPlan(file)) return;
      for (const document of workspace.textDocuments)
        if (isUnsaved(document) && document.getText() === file.getText()) savedAs.set(document, file.uri.toString());
    }),
    // Another untitled document may have the name of one that is closed. A change of language does not close any, though
    // VS Code reports it so.
    workspace.onDidCloseTextDocument((document) => {
      if (isUnsaved(document) && document.isClosed) sources.replace(document.uri.toString(), savedAs.get(document));
    }),
  );
}
