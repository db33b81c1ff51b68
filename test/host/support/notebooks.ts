import * as vscode from 'vscode';
import { waitUntil } from '#test/support/waitUntil.ts';
import { write } from './applying.ts';

/** Makes the text of a notebook's file: a cell each, with some output. */
export function notebookText(...sources: string[]): string {
  const cells = sources.map((source) => ({
    cell_type: 'code',
    execution_count: 1,
    metadata: {},
    outputs: [{ output_type: 'display_data', metadata: {}, data: { 'image/png': 'aW1hZ2U='.repeat(100) } }],
    source: source.split(/(?<=\n)/),
  }));
  return JSON.stringify({ cells, metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 });
}

/** Makes a notebook and shows it. */
export async function openNotebookOf(uri: vscode.Uri, ...sources: string[]): Promise<vscode.NotebookDocument> {
  await write(uri, notebookText(...sources));
  // Not by `openNotebookDocument`, which would keep it open for a while after its tab is closed.
  await vscode.commands.executeCommand('vscode.open', uri);
  return waitUntil('the notebook to be shown', async () =>
    vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.toString() === uri.toString()),
  );
}
