/** The character that decoders write for bytes that are no text. */
const replacement = '\uFFFD';

/** Encodings, as VS Code names them, in which the replacement character itself can stand. */
const unicodeLabels: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'],
  ['utf8bom', 'utf-8'],
  ['utf16le', 'utf-16le'],
  ['utf16be', 'utf-16be'],
]);

/**
 * Returns whether a text read from `content` stands for bytes that are no text in its encoding: written again, they would be lost.
 * @param encoding as VS Code names it.
 */
export function isUndecodable(content: Uint8Array, text: string, encoding: string): boolean {
  if (!text.includes(replacement)) return false;
  const label = unicodeLabels.get(encoding);
  if (label === undefined) return true;
  try {
    new TextDecoder(label, { fatal: true }).decode(content);
    return false;
  } catch {
    // What a fatal decoder throws for is what was replaced.
    return true;
  }
}
