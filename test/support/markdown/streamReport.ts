import { parseArgs } from 'node:util';
import { readSampleAnswers } from './answers.ts';
import { cutText } from './cutText.ts';
import { makeRandom, makeScrambled } from './scrambled.ts';
import { readCommonMarkExamples, readGfmExamples } from './specExamples.ts';
import { watchStream } from './streamWatch.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Number of further texts made at random, from a seed on. */
    random: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    /** Tells what was expected and what was shown. */
    all: { type: 'boolean' },
  },
});
const [only = ''] = positionals;
const texts = [
  ...readSampleAnswers(),
  ...readCommonMarkExamples().map(({ number, markdown }) => ({ name: `CommonMark ${number}`, markdown })),
  ...Array.from({ length: Number(values.random) }, (_, index) => {
    const seed = Number(values.seed) + index;
    return { name: `random ${seed}`, markdown: makeScrambled(makeRandom(seed)) };
  }),
  ...readGfmExamples().map(({ number, markdown }) => ({ name: `GFM ${number}`, markdown })),
].filter(({ name }) => name.includes(only) || name === only);

const wrong = new Map<string, string[]>();
for (const { name, markdown } of texts) {
  for (const length of [1, 2, 3, 7, 20, 64]) {
    if (length < 7 && markdown.length > 5_000) continue;
    const fault = watchStream(cutText(markdown, length));
    if (!fault) continue;
    wrong.set(fault.kind, [...(wrong.get(fault.kind) ?? []), name]);
    const end = fault.length;
    console.log(
      `${fault.kind}: ${name}, by ${length}, after ${end}: ${JSON.stringify(markdown.slice(Math.max(0, end - 100), end))}`,
    );
    if (only !== '' || values.all === true) console.log(`  expected ${fault.expected}\n  shown ${fault.shown}`);
    break;
  }
}
console.log(`${texts.length} texts`);
for (const [kind, names] of wrong) console.log(`  ${kind}: ${names.length}: ${names.join(', ')}`);
