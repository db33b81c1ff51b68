import type { FenceMarks } from '#common/markdown/blocks.ts';

/** Reads a line that opens a block of code, in no quote and in no list: https://spec.commonmark.org/0.31.2/#fenced-code-blocks. */
export function readFence(line: string): FenceMarks | undefined {
  const [, marks = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  const character = marks.charAt(0);
  if (character === '' || (character === '`' && info.includes('`'))) return undefined;
  return { character, length: marks.length };
}

/** Returns whether a line closes a block, without what the lines of the block begin with. */
export function isClosingFence(line: string, { character, length }: FenceMarks): boolean {
  const [, marks = ''] = /^ {0,3}(`+|~+)[ \t]*$/.exec(line) ?? [];
  return marks.startsWith(character) && marks.length >= length;
}

/** Puts a text into a fence that it cannot close, as it has more backticks than any run in it. */
export function toFenced(content: string, languageId = ''): string {
  let longest = 2;
  for (const [run] of content.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const info = /^[\w+#.-]+$/.test(languageId) ? languageId : '';
  return `${fence}${info}\n${content}${content.endsWith('\n') ? '' : '\n'}${fence}`;
}
