/** Brackets of code, those that open before those that close. */
const pairs = ['()', '[]', '{}'] as const;

/**
 * Returns whether code seems to end within a string, a comment, a document of a shell, a text of YAML or brackets, in whatever language it
 * is. Runs of backticks are fences, and count for nothing.
 */
export function seemsOpen(code: string): boolean {
  const text = code.replaceAll(/`{3,}|\\./g, '');
  if (/(?:^|[:\s-])[|>][+-]?[ \t]*$/.test(text.slice(-200))) return true;
  if (text.lastIndexOf('/*') > text.lastIndexOf('*/')) return true;
  if (['"""', "'''", '`'].some((quotes) => text.split(quotes).length % 2 === 0)) return true;
  const word = /<<[-~]?(["']?)([A-Z_]{2,30})\1/.exec(text)?.[2];
  if (word !== undefined && !text.split('\n').some((line) => line.trim() === word)) return true;
  return pairs.some(([open = '', close = '']) => text.split(open).length > text.split(close).length);
}
