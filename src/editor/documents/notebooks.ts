import * as v from 'valibot';
import * as vscode from 'vscode';
import { toFileBehind } from './fileBehind.ts';
import { isNotebookName, toNotebookText } from './notebookText.ts';

/** The scheme of the documents that a notebook's cells are. */
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

/** Whether a file is a notebook: its text is a format of its own, which nothing but its editor should write. */
export function isNotebook(uri: vscode.Uri): boolean {
  if (uri.scheme === cellScheme) return false;
  const isOpen = vscode.workspace.notebookDocuments.some((notebook) => notebook.uri.toString() === uri.toString());
  return isOpen || isNotebookName(uri.path, readPatterns());
}

/** The notebook behind one of its cells, or behind its file, opened if need be; `undefined` where there is none. */
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
    // It was deleted or moved, or is on a disk that is gone.
    return undefined;
  }
  return vscode.workspace.openNotebookDocument(file);
}

/** The sources of a notebook's cells, unsaved changes included, without what the cells have put out. */
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

/** The names of files that extensions open as notebooks, leaving out what is a notebook only if its user wants it. */
function readPatterns(): string[] {
  return vscode.extensions.all.flatMap(({ packageJSON }) => {
    const manifest = v.safeParse(manifestSchema, packageJSON);
    if (!manifest.success) return [];
    return manifest.output.contributes.notebooks
      .filter(({ priority }) => priority !== 'option')
      .flatMap(({ selector = [] }) => selector.flatMap(({ filenamePattern }) => filenamePattern ?? []));
  });
}
