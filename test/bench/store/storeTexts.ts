/** Number of words; the first are the most common. */
const vocabulary = 20_000;

/** The answer of a run, always the same for the same number: some 150 words, distributed as words of a language are. */
export function makeAnswer(index: number, wordCount = 150): string {
  let state = (index + 1) * 2_654_435_761;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return Array.from({ length: wordCount }, () => toWord(Math.floor(vocabulary ** next()) - 1)).join(' ');
}

/** A word by how common it is, 0 the most common. */
export function toWord(rank: number): string {
  return `w${((rank * 7_919) % 1_000_003).toString(36)}`;
}
