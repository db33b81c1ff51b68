/** Code, an escaped character, or the `|` between two cells. */
const part = /(`+)[^`](?:.*?[^`])?\1(?!`)|\\.|\|/g;

/**
 * Splits a row that has more `|` than its table has columns, as one in code is meant to be code: `undefined` where that
 * does not make it fit.
 */
export function splitRow(line: string, columns: number): string[] | undefined {
  if (!line.includes('`') || line.split('|').length <= columns + 1) return undefined;
  const row = line.replace(/^[\s>]*/, '').trimEnd();
  const cells: string[] = [];
  let start = row.startsWith('|') ? 1 : 0;
  for (const { 0: found, index } of row.matchAll(part)) {
    if (found !== '|' || index < start) continue;
    cells.push(row.slice(start, index));
    start = index + 1;
  }
  if (start < row.length) cells.push(row.slice(start));
  return cells.length === columns ? cells.map((cell) => cell.trim().replaceAll('\\|', '|')) : undefined;
}
