import { fenceAround } from '#common/text/backticks.ts';

/** One cell of a notebook, without what it has put out. */
export interface NotebookCellText {
  isCode: boolean;
  languageId: string;
  text: string;
}

/** The sources of a notebook's cells as Markdown, in their order: nothing of their outputs, which may be large or secret. */
export function toNotebookText(cells: readonly NotebookCellText[]): string {
  return cells
    .filter(({ text }) => text.trim() !== '')
    .map(({ isCode, languageId, text }) => {
      const source = text.replace(/\n+$/, '');
      if (!isCode) return source;
      const fence = fenceAround(source);
      return `${fence}${/^[\w+#.-]+$/.test(languageId) ? languageId : ''}\n${source}\n${fence}`;
    })
    .join('\n\n');
}

/** Whether a file is opened as a notebook, by the patterns of names that notebooks have, such as `*.ipynb`. */
export function isNotebookName(path: string, patterns: readonly string[]): boolean {
  const name = path.split('/').pop()?.toLowerCase() ?? '';
  return ['*.ipynb', ...patterns].some((each) => {
    const pattern = each.split('/').pop()?.toLowerCase() ?? '';
    const ending = pattern.slice(1);
    if (!pattern.startsWith('*')) return pattern === name;
    // A pattern for every file, or one with more stars, says nothing about this one.
    return ending.length > 1 && !ending.includes('*') && name.endsWith(ending);
  });
}

/** Whether code is the file of a notebook, and not what belongs into a cell. */
export function isNotebookFile(code: string): boolean {
  return /^\s*\{/.test(code) && /"cells"\s*:\s*\[/.test(code) && /"cell_type"|"nbformat"/.test(code);
}
