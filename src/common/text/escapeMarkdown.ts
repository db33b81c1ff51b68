/**
 * Makes a text that Markdown shows as it is. Every sign is escaped, since VS Code's own escaping leaves bare addresses,
 * which it then shows as links: of `mailto:` and of this machine it opens them at once.
 */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
