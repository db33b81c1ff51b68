/** A run of backticks, three at least, that is longer than any in `content`: a fence that `content` cannot close. */
export function fenceAround(content: string): string {
  let longest = 2;
  for (const [run] of content.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  return '`'.repeat(longest + 1);
}
