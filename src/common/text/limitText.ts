/** The beginning of `text` as a string of its own: a slice would keep the whole in memory. Well-formed. */
export function limitText(text: string, length: number): string {
  return text.length > length ? Buffer.from(text.slice(0, length)).toString() : text;
}

/** Characters that keys consist of. */
const keyCharacter = /[\w.~+/=%-]/;

/**
 * The beginning of a message as {@link limitText} gives it, with an ellipsis where something is missing. What the cut falls
 * into and might be a key goes whole: half a key is nothing that could still be found and taken out.
 */
export function limitMessage(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = length;
  if (keyCharacter.test(text[end] ?? '')) while (end > 0 && keyCharacter.test(text[end - 1] ?? '')) end -= 1;
  return `${limitText(text, end).trimEnd()}…`;
}
