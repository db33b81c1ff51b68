import { makeLongAnswer } from './longAnswer.ts';

const itemCount = 5_000;
const rowCount = 2_000;
const megabyte = 1_000_000;

/** An answer, and the time in which it arrives. */
export interface LargeBlock {
  name: string;
  text: string;
  durationMs: number;
}

/** Makes answers that are one block each: what renders or parses the last block anew pays for all of it, each time. */
export function makeLargeBlocks(): LargeBlock[] {
  const words = makeLongAnswer(megabyte * 1.1)
    .replaceAll(/[^a-z *`]+/g, ' ')
    .split(' ')
    .filter((word) => /^(?:\*{0,2}|`?)[a-z]+(?:\*{0,2}|`?)$/.test(word));
  let position = 0;
  const phrase = (count: number): string => {
    position = (position + count) % (words.length - 100);
    return words.slice(position, position + count).join(' ');
  };
  const list = Array.from({ length: itemCount }, () => `- ${phrase(8)}`);
  const rows = Array.from({ length: rowCount }, (_, index) => `| ${index} | ${phrase(4)} | ${phrase(6)} |`);
  const code = Array.from({ length: 40_000 }, (_, index) => `const line${index} = read(${index % 97});`);
  return [
    { name: `a list of ${itemCount} items`, text: list.join('\n'), durationMs: 5_000 },
    {
      name: `a table of ${rowCount} rows`,
      text: ['| a | b | c |', '|---|---|---|', ...rows].join('\n'),
      durationMs: 5_000,
    },
    { name: 'code of 1 MB', text: `\`\`\`ts\n${code.join('\n').slice(0, megabyte)}\n\`\`\``, durationMs: 10_000 },
    { name: 'a line of 1 MB', text: ` ${words.join(' ')}`.repeat(9).slice(1, megabyte + 1), durationMs: 10_000 },
  ];
}
