import * as v from 'valibot';
import * as vscode from 'vscode';
import { toFileBehind } from './fileBehind.ts';
import { isNotebookName, toNotebookText } from './notebookText.ts';

/** Scheme of the documents that are cells of a notebook. */
export const cellScheme = 'vscode-notebook-cell';

const manifestSchema = v.object({
  contributes: v.object({
    notebooks: v.array(
      v.object({
        priority: v.optional(v.string()),
        selector: v.optional(v.array(v.object({ filenamePattern: v.optional(v.string()) }))),
      }),
    ),
  }),
});

/** Tells whether a file is a notebook, whose file only its editor should write. */
export function isNotebook(uri: vscode.Uri): boolean {
  if (uri.scheme === cellScheme) return false;
  const isOpen = vscode.workspace.notebookDocuments.some((notebook) => notebook.uri.toString() === uri.toString());
  return isOpen || isNotebookName(uri.path, readPatterns());
}

/** Returns the notebook of a cell or a file, opened if necessary; `undefined` if there is none. */
export async function openNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument | undefined> {
  const open = vscode.workspace.notebookDocuments.find(
    (notebook) => notebook.uri.path === uri.path && notebook.uri.authority === uri.authority,
  );
  if (open || !uri.path.startsWith('/')) return open;
  const behind = toFileBehind(uri).with({ fragment: '' });
  const file = behind.scheme === cellScheme ? behind.with({ scheme: 'file' }) : behind;
  try {
    await vscode.workspace.fs.stat(file);
  } catch {
    // The file was deleted or moved, or its disk is gone.
    return undefined;
  }
  return vscode.workspace.openNotebookDocument(file);
}

/** Reads the sources of a notebook's cells, unsaved changes included and outputs left out. */
export async function readNotebook(uri: vscode.Uri): Promise<string | undefined> {
  const notebook = await openNotebook(uri);
  return (
    notebook &&
    toNotebookText(
      notebook.getCells().map(({ kind, document }) => ({
        isCode: kind === vscode.NotebookCellKind.Code,
        languageId: document.languageId,
        text: document.getText(),
      })),
    )
  );
}

/** Lists the file name patterns that extensions open as notebooks by default. */
function readPatterns(): string[] {
  return vscode.extensions.all.flatMap(({ packageJSON }) => {
    const manifest = v.safeParse(manifestSchema, packageJSON);
    if (!manifest.success) return [];
    return manifest.output.contributes.notebooks
      .filter(({ priority }) => priority !== 'option')
      .flatMap(({ selector = [] }) => selector.flatMap(({ filenamePattern }) => filenamePattern ?? []));
  });
}
