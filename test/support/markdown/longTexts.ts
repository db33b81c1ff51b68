import { readSampleAnswers } from './answers.ts';
import { makeScrambled } from './scrambled.ts';

/** Ways to put a text into a block: a quote, an item, or both. */
const wrappers: ((text: string) => string)[] = [
  (text) => text.replaceAll(/^/gm, '> '),
  (text) => `- ${text.replaceAll('\n', '\n  ')}`,
  (text) => `1. ${text.replaceAll('\n', '\n   ')}`,
  (text) => `> - ${text.replaceAll('\n', '\n>   ')}`,
];

/**
 * Makes a text of answers, whole or without their first lines, and of marks in a random order, some of them within
 * blocks. `random` makes numbers below a limit.
 */
export function makeLongText(random: (below: number) => number, length: number): string {
  // What never ends would take all that follows.
  const answers = readSampleAnswers().filter(({ name }) => !/never closes|everything/.test(name));
  const choose = <Each>(all: readonly Each[]): Each | undefined => all[random(all.length)];
  const wrap = (text: string, tenths: number) => (random(10) < tenths ? (choose(wrappers)?.(text) ?? text) : text);
  let text = '';
  while (text.length < length) {
    const lines = choose(answers)?.markdown.split('\n') ?? [];
    const part = random(3) === 0 ? makeScrambled(random) : lines.slice(random(2) * random(4)).join('\n');
    text += wrap(part, 4) + (random(2) === 0 ? '\n\n' : '\n');
  }
  return wrap(text, 5);
}
