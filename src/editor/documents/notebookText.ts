import { toFenced } from '#common/text/fences.ts';

/** A cell of a notebook, without its outputs. */
export interface NotebookCellText {
  isCode: boolean;
  languageId: string;
  text: string;
}

/** Converts the sources of a notebook to Markdown in their order, without outputs, which may be large or secret. */
export function toNotebookText(cells: readonly NotebookCellText[]): string {
  return cells
    .filter(({ text }) => text.trim() !== '')
    .map(({ isCode, languageId, text }) => {
      const source = text.replace(/\n+$/, '');
      return isCode ? toFenced(source, languageId) : source;
    })
    .join('\n\n');
}

/** Tells whether a file opens as a notebook, by the file name patterns of notebooks, such as `*.ipynb`. */
export function isNotebookName(path: string, patterns: readonly string[]): boolean {
  const name = path.split('/').pop()?.toLowerCase() ?? '';
  return ['*.ipynb', ...patterns].some((each) => {
    const pattern = each.split('/').pop()?.toLowerCase() ?? '';
    const ending = pattern.slice(1);
    if (!pattern.startsWith('*')) return pattern === name;
    // A pattern for every file, or one with more stars, does not make this one a notebook.
    return ending.length > 1 && !ending.includes('*') && name.endsWith(ending);
  });
}

/** Tells whether code is the file of a notebook rather than the content of a cell. */
export function isNotebookFile(code: string): boolean {
  return /^\s*\{/.test(code) && /"cells"\s*:\s*\[/.test(code) && /"cell_type"|"nbformat"/.test(code);
}
