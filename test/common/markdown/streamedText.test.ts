import assert from 'node:assert/strict';
import { MarkdownDocument } from '#common/markdown/markdownDocument.ts';
import { readSampleAnswers } from '#test/support/markdown/answers.ts';
import { cutText } from '#test/support/markdown/cutText.ts';
import { describeBlocks, describeText } from '#test/support/markdown/describeBlocks.ts';
import { makeLongText } from '#test/support/markdown/longTexts.ts';
import { makeRandom, makeScrambled } from '#test/support/markdown/scrambled.ts';
import { readCommonMarkExamples, readGfmExamples } from '#test/support/markdown/specExamples.ts';
import { watchStream } from '#test/support/markdown/streamWatch.ts';

function assertNoFault(name: string, markdown: string, length: number): void {
  const fault = watchStream(cutText(markdown, length));
  if (!fault) return;
  const place = JSON.stringify(markdown.slice(Math.max(0, fault.length - 60), fault.length));
  assert.equal(fault.shown, fault.expected, `${name} ${fault.kind}, in pieces of ${length}, after ${place}`);
  assert.fail(`${name} ${fault.kind}, in pieces of ${length}, after ${place}`);
}

describe('a text that is read in pieces', () => {
  for (const { name, markdown } of readSampleAnswers()) {
    it(`is read as if it were whole, and leaves settled blocks alone: ${name}`, function () {
      this.timeout(20_000);
      for (const length of markdown.length > 2_000 ? [64] : [1, 2, 7, 64]) assertNoFault(name, markdown, length);
    });
  }

  it('is read so in each example of the specifications', function () {
    this.timeout(60_000);
    for (const { number, section, markdown } of [...readCommonMarkExamples(), ...readGfmExamples()]) {
      for (const length of [1, 3, 10]) assertNoFault(`example ${number} (${section})`, markdown, length);
    }
  });

  it('is read so where it is made at random', function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= 1_000; seed += 1) {
      assertNoFault(`text ${seed}`, makeScrambled(makeRandom(seed)), 1 + (seed % 5));
    }
  });

  it('is read so where it is long', function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= 60; seed += 1) {
      const text = makeLongText(makeRandom(seed), 500 * seed);
      const read = (length: number) => {
        const document = new MarkdownDocument();
        for (const piece of cutText(text, length)) document.write(piece);
        document.end();
        return JSON.stringify(describeBlocks(document.root.children));
      };
      const whole = read(text.length);
      for (const length of [17, 300]) assert.ok(read(length) === whole, `text ${seed}, in pieces of ${length}`);
    }
  });

  it('loses no word, whatever stands around it', () => {
    for (let seed = 1; seed <= 1_000; seed += 1) {
      const random = makeRandom(seed);
      const words = Array.from({ length: 8 }, (_, index) => `word${index}end`);
      // An address for a link of that name is not shown, nor is a cell beyond the heads of a table, nor a title.
      const markdown = words.map((word) => `${word}${makeScrambled(random).replaceAll(/[|"']|\]:/g, '')}`).join('');
      const shown = JSON.stringify(describeText(markdown));
      const lost = words.filter((word) => !shown.includes(word));
      assert.deepEqual(lost, [], JSON.stringify(markdown));
    }
  });
});
