import assert from 'node:assert/strict';
import { readCode } from '#common/markdown/readCode.ts';
import { findCodeBlocks, findIndentedBlocks, findShownBlock } from '#edits/codeBlocks.ts';
import { readInfo } from '#edits/codeNames.ts';
import { readSampleAnswers } from '#test/support/markdown/answers.ts';
import { readCodeAnswers } from '#test/support/markdown/codeAnswers.ts';
import { makeRandom, makeScrambled } from '#test/support/markdown/scrambled.ts';
import { readCommonMarkExamples, readGfmExamples } from '#test/support/markdown/specExamples.ts';
import { type MarkdownPage, openMarkdownPage } from './markdownPage.ts';

const rounds = Number(process.env['SWITCHYARD_SEEDS'] ?? 200);

/** A block of code as a page shows it. */
interface ShownCode {
  text: string;
  info: string;
  /** Its place among those with fences. */
  place: number | undefined;
}

/** Cuts a text into pieces of no more than `longest` characters. */
function cut(text: string, longest: number): string[] {
  const random = makeRandom(text.length);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = 1 + random(longest);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}

describe('a block of code', () => {
  let page: MarkdownPage;

  before(async () => {
    page = await openMarkdownPage();
  });

  after(() => page[Symbol.asyncDispose]());

  const show = (answers: string[][]): Promise<ShownCode[][]> =>
    page.page.evaluate(
      (all) =>
        all.map((pieces) =>
          [...window.renderMarkdown(pieces).querySelectorAll<HTMLElement>('.code-block')].map((block) => ({
            text: block.querySelector('code')?.textContent ?? '',
            info: block.querySelector('.code-language')?.textContent ?? '',
            place: block.dataset['block'] === undefined ? undefined : Number(block.dataset['block']),
          })),
        ),
      answers,
    );

  /** Compares what is shown of answers with what the host reads of them. Returns the number of blocks. */
  async function compare(answers: readonly string[], toPieces: (text: string) => string[]): Promise<number> {
    const all = await show(answers.map((markdown) => toPieces(markdown)));
    for (const [index, markdown] of answers.entries()) {
      const shown = all[index] ?? [];
      const told = JSON.stringify(markdown);
      assert.deepEqual(
        shown.map(({ text, info }) => ({ text, info })),
        readCode(markdown).map(({ text, info }) => ({ text, info })),
        told,
      );
      const blocks = findCodeBlocks(markdown);
      const fenced = shown.filter(({ place }) => place !== undefined);
      assert.deepEqual(
        fenced.map(({ text, info, place }) => ({ text, language: readInfo(info).language, index: place })),
        blocks.map(({ text, language, index: place }) => ({ text, language, index: place })),
        told,
      );
      for (const { text, place = 0 } of fenced) assert.equal(findShownBlock(blocks, text, place), blocks[place], told);
      assert.deepEqual(
        shown.flatMap(({ text, place }) => (place === undefined ? [text] : [])),
        findIndentedBlocks(markdown).map(({ text }) => text),
        told,
      );
    }
    return all.flat().length;
  }

  const arrivals: [name: string, toPieces: (text: string) => string[]][] = [
    ['at once', (text) => [text]],
    ['in pieces', (text) => cut(text, 20)],
    ['letter by letter', (text) => text.split('')],
  ];
  for (const [arrival, toPieces] of arrivals) {
    describe(`of an answer that arrives ${arrival}`, () => {
      for (const { name, markdown } of [...readCodeAnswers(), ...readSampleAnswers()]) {
        it(`is the same for page and host: ${name}`, async () => {
          await compare([markdown], toPieces);
        });
      }

      it('is the same for page and host in the examples of the specifications', async () => {
        const examples = [...readCommonMarkExamples(), ...readGfmExamples()].map(({ markdown }) => markdown);
        assert.ok((await compare(examples, toPieces)) > 80);
        await compare([examples.join('\n\n')], toPieces);
      });

      it('is the same for page and host in whatever text', async () => {
        const random = makeRandom(5);
        const answers = Array.from({ length: rounds }, () => makeScrambled(random));
        assert.ok((await compare(answers, toPieces)) > rounds / 4);
        await compare([answers.join('\n\n')], toPieces);
      });
    });
  }
});
