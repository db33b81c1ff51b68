import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PlanText } from './changedPlans.ts';
import { describeError } from '#common/missingPart.ts';
import { parsePlanText } from '#editor/plans/language/planDocuments.ts';
import { placeOf } from '#editor/plans/language/planProblems.ts';

/** What the document of a plan says now: as it is typed in the editor, else as it is on the disk. */
export async function readPlanText(source: vscode.Uri): Promise<PlanText> {
  let text: string;
  try {
    text = await readText(source);
  } catch (error) {
    return { problem: l10n.t('The plan cannot be opened. {0}', describeError(error)) };
  }
  const { plan, problems } = await parsePlanText(text, source);
  const [first] = problems;
  return {
    plan,
    ...(first && { problem: `${placeOf(problems, source)}: ${first.message}` }),
  };
}

async function readText(source: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === source.toString());
  if (open && (open.isDirty || open.isUntitled)) return open.getText();
  try {
    // An open document comes after its file, which another program may have written this moment.
    return await vscode.workspace.decode(await vscode.workspace.fs.readFile(source), { uri: source });
  } catch (error) {
    if (open) return open.getText();
    throw error;
  }
}

/** Whether there is no file any more: one that cannot be read for another reason may well be there. */
export async function isGone(source: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(source);
    return false;
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
  }
}
