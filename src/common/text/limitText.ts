/** Returns the beginning of `text` as a string of its own: a slice would keep the whole in memory. Well-formed. */
export function limitText(text: string, length: number): string {
  return text.length > length ? Buffer.from(text.slice(0, length)).toString() : text;
}

/** Characters that keys consist of. */
const keyCharacter = /[\w.~+/=%-]/;

/**
 * Cuts a message as {@link limitText} does, with an ellipsis where something is missing. What the cut falls into and
 * might be a key goes whole: half a key is nothing that could still be found and taken out.
 */
export function limitMessage(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = length;
  if (keyCharacter.test(text[end] ?? '')) while (end > 0 && keyCharacter.test(text[end - 1] ?? '')) end -= 1;
  return `${limitText(text, end).trimEnd()}…`;
}
