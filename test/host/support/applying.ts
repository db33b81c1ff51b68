// Code of answers on its way back into documents, as tests bring it there.
import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { answerWith } from './answers.ts';
import { openFile } from './editors.ts';
import { assertSuccess, call } from './switchyard.ts';

/** Runs a fix on lines of a file, and has it answered. */
export async function fixLines(
  uri: vscode.Uri,
  first: number,
  last: number,
  answer: string,
): Promise<vscode.TextEditor> {
  await answerWith(answer);
  const editor = await openFile(uri, first, last);
  assertSuccess(await call('fix', { agent: 'writer' }));
  return editor;
}

export const apply = (argument: object = {}) => vscode.commands.executeCommand('switchyard.applyAnswer', argument);
export const accept = () => vscode.commands.executeCommand<boolean>('switchyard.acceptChange');
export const discard = () => vscode.commands.executeCommand<boolean>('switchyard.discardChange');

/** The kind of problem that an action came to. */
export async function problemOf(outcome: Thenable<unknown>): Promise<unknown> {
  const value = await outcome;
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : value;
}

/** The diffs that are open. */
export function diffTabs(): { title: string; input: vscode.TabInputTextDiff }[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ label, input }) => (input instanceof vscode.TabInputTextDiff ? [{ title: label, input }] : []));
}

/** Applies what the refactor preview holds as soon as it is shown. */
export async function applyInPreview(outcome: Thenable<unknown>): Promise<unknown> {
  const ended = outcome.then((value) => ({ value }));
  return waitUntil('the preview to be applied', async () => {
    await vscode.commands.executeCommand('refactorPreview.apply').then(undefined, () => undefined);
    return Promise.race([ended, new Promise<undefined>((resolve) => setTimeout(resolve, 200, undefined))]);
  }).then(({ value }) => value);
}

/** Changes a document as its user would. */
export async function change(uri: vscode.Uri, range: vscode.Range, text: string): Promise<void> {
  await waitUntil('the document to take a change', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, range, text);
    return vscode.workspace.applyEdit(edit);
  });
}

export async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
}

/** Reads a file from the disk. */
export async function readFile(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
}
