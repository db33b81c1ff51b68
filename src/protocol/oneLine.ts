/**
 * Text of unknown origin as one line of a list or a graph: white space and control characters become single spaces,
 * characters that turn the direction of writing around are dropped, and what is longer than `maxLength` is cut with an
 * ellipsis.
 */
export function toOneLine(text: string, maxLength = 200): string {
  const line = text
    .slice(0, maxLength * 8)
    .replaceAll(/\p{Bidi_Control}+/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return (line.length > maxLength ? `${line.slice(0, maxLength - 1).trimEnd()}…` : line).toWellFormed();
}
