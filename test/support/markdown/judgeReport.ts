import { parseArgs } from 'node:util';
import { type JudgedExample, openJudgePage } from './judgePage.ts';
import { readCommonMarkExamples, readGfmExamples } from './specExamples.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Examples of GFM only. */
    gfm: { type: 'boolean' },
    /** One line for each fault. */
    short: { type: 'boolean' },
    /** Only sections whose name contains this. */
    section: { type: 'string', default: '' },
  },
});

await using page = await openJudgePage();
const numbers = positionals.map(Number);

for (const [name, read] of [
  ['CommonMark', readCommonMarkExamples],
  ['GFM', readGfmExamples],
] as const) {
  if (values.gfm === true && name !== 'GFM') continue;
  const examples = read().filter(
    ({ isJudged, number, section }) =>
      isJudged &&
      (numbers.length === 0 || numbers.includes(number)) &&
      section.toLowerCase().includes(values.section.toLowerCase()),
  );
  const whole = await page.judgeAll(examples, 'whole');
  const letters = await page.judgeAll(examples, 'letter by letter');
  for (const [index, example] of whole.entries()) {
    const byLetters = letters[index];
    if (!example.isRight || numbers.length > 0) print(name, example, 'whole');
    // What is wrong in the same way is told once.
    if (byLetters && !byLetters.isRight && byLetters.shown !== example.shown)
      print(name, byLetters, 'letter by letter');
  }
  const count = (all: JudgedExample[]) => `${all.filter(({ isRight }) => isRight).length} of ${all.length}`;
  console.log(`${name}: ${count(whole)} right whole, ${count(letters)} letter by letter`);
  const wrong = new Map<string, number[]>();
  for (const { isRight, section, number } of whole) {
    if (!isRight) wrong.set(section, [...(wrong.get(section) ?? []), number]);
  }
  for (const [section, list] of wrong) console.log(`  ${section}: ${list.length} wrong: ${list.join(' ')}`);
}

function print(spec: string, example: JudgedExample, arrival: string): void {
  const { isRight, number, section, markdown, expected, shown } = example;
  const title = `${isRight ? 'right' : 'WRONG'} ${spec} ${number} (${section}), ${arrival}: ${JSON.stringify(markdown)}`;
  console.log(values.short === true ? title : `${title}\n${diff(expected, shown)}\n`);
}

function diff(expected: string, shown: string): string {
  if (expected === shown) return expected.replaceAll(/^/gm, '    ');
  const mark = (text: string, other: string, sign: string) => {
    const known = new Set(other.split('\n'));
    return text
      .split('\n')
      .map((line) => `  ${known.has(line) ? ' ' : sign} ${line}`)
      .join('\n');
  };
  return `  expected:\n${mark(expected, shown, '-')}\n  shown:\n${mark(shown, expected, '+')}`;
}
