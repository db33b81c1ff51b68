/**
 * A message in which VS Code makes no link. In a notification it makes one of every `[text](command:…)`, and a click runs
 * that command, whatever the text says. What servers, files and settings bring must not write such a thing, so an
 * invisible joiner goes between the brackets.
 */
export function toPlainMessage(message: string): string {
  return message.replaceAll('](', ']\u2060(');
}
