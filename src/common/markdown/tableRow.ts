/** Code, an escaped character, or the `|` between two cells. */
const part = /(`+)[^`](?:.*?[^`])?\1(?!`)|\\.|\|/g;

/** The same, or a formula. */
const partOrFormula = /(`+)[^`](?:.*?[^`])?\1(?!`)|\$(?![\s$])(?:[^$`\\]|\\.){0,200}?(?<!\s)\$(?![\w$])|\\.|\|/g;

/**
 * Splits a row that has more `|` than its table has columns, as one in code or in a formula is meant to be a part of it:
 * `undefined` where that does not make it fit.
 */
export function splitRow(line: string, columns: number): string[] | undefined {
  if (!/[`$]/.test(line) || line.split('|').length <= columns + 1) return undefined;
  const row = line.replace(/^[\s>]*/, '').trimEnd();
  return [part, partOrFormula].map((each) => splitAt(row, each)).find(({ length }) => length === columns);
}

function splitAt(row: string, parts: RegExp): string[] {
  const cells: string[] = [];
  let start = row.startsWith('|') ? 1 : 0;
  for (const { 0: found, index } of row.matchAll(parts)) {
    if (found !== '|' || index < start) continue;
    cells.push(row.slice(start, index));
    start = index + 1;
  }
  if (start < row.length) cells.push(row.slice(start));
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}
