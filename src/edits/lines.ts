/** The lines of a text that say something, without their indentation. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Returns whether a line says enough to be recognized, as a brace alone does not. */
export function isTelling(line: string): boolean {
  const isWord = /^(?:end|else|return|break|pass|fi|done|esac|begin|try|do|then)[;:]?$/.test(line);
  return !isWord && /\w{3}|<\?|\p{L}{2}/u.test(line);
}

export function widthOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}

/** Returns a text without its white space. */
export function squash(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
