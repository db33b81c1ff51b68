import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { workspaceFile } from '#test/host/support/editors.ts';

/** Writes a file into the workspace. */
export async function writePlan(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Shows a new file of the workspace. */
export async function openPlan(name: string, text: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(await writePlan(name, text));
  return vscode.window.showTextDocument(document);
}

/** `line: message` of each problem of a document, lines counted from 1, once there are as many as expected. */
export async function waitForProblems(uri: vscode.Uri, count: number): Promise<string[]> {
  return waitUntil(`${count} problems in ${uri.path}`, async () => {
    const diagnostics = vscode.languages.getDiagnostics(uri);
    return diagnostics.length === count
      ? diagnostics
          .toSorted((left, right) => left.range.start.compareTo(right.range.start))
          .map(({ range, message }) => `${range.start.line + 1}: ${message}`)
      : undefined;
  });
}

/** The titles of the code lenses of a document with what they do. */
export async function readLenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
}

/** Returns the title of a lens, with plain spaces. */
export function titleOf({ command }: vscode.CodeLens): string {
  return (command?.title ?? '').replaceAll('\u00a0', ' ');
}

/** Calls a code lens whose title holds a text, once there is one: what shows them is loaded with the first plan. */
export async function clickLens<Result>(uri: vscode.Uri, title: string): Promise<Result> {
  const command = await waitUntil(`a lens "${title}"`, async () => {
    const lenses = await readLenses(uri);
    return lenses.find((lens) => titleOf(lens).includes(title))?.command;
  });
  return vscode.commands.executeCommand<Result>(command.command, ...(command.arguments ?? []));
}
