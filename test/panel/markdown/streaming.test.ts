import assert from 'node:assert/strict';
import { readSampleAnswers, type SampleAnswer } from '#test/support/markdown/answers.ts';
import { type JudgePage, openJudgePage } from '#test/support/markdown/judgePage.ts';
import { makeRandom, makeScrambled } from '#test/support/markdown/scrambled.ts';
import { readCommonMarkExamples, readGfmExamples } from '#test/support/markdown/specExamples.ts';

const examples: SampleAnswer[] = [...readCommonMarkExamples(), ...readGfmExamples()].map(
  ({ number, section, markdown }) => ({ name: `example ${number} (${section})`, markdown }),
);

/**
 * The two reasons for which an element that is closed may show something else: an address for a link of that name, or
 * a footnote, that stands further below; and an item that tells that its list is loose.
 */
const mayChange = /^[ >\t]*\[[^\]]+\]:|^[ >\t]*(?:[-+*]|\d+[.)])(?: |$)[^]*\n[ >\t]*\n/m;

describe('an answer that arrives in pieces', () => {
  let page: JudgePage;

  before(async () => {
    page = await openJudgePage();
  });

  after(() => page[Symbol.asyncDispose]());

  async function check({ name, markdown }: SampleAnswer, lengths: number[]): Promise<void> {
    for (const length of lengths) {
      for (const { kind, length: arrived, expected, shown } of await page.watch(markdown, length)) {
        if (kind === 'changed' && mayChange.test(markdown)) continue;
        const place = JSON.stringify(markdown.slice(Math.max(0, arrived - 60), arrived));
        assert.fail(
          `${name} ${kind}, in pieces of ${length}, after ${arrived}: ${place}\nshown\n${shown}\ninstead of\n${expected}`,
        );
      }
    }
  }

  for (const answer of readSampleAnswers()) {
    it(`shows what it would show whole, and lets closed blocks be: ${answer.name}`, async function () {
      this.timeout(60_000);
      // Each piece is compared with the whole text before it.
      const { length } = answer.markdown;
      await check(answer, length > 2_000 ? [60] : length > 800 ? [5, 24] : [1, 5, 24]);
    });
  }

  it('does so with each example of the specifications', async function () {
    this.timeout(120_000);
    for (const example of examples) await check(example, [1, 4]);
  });

  it('does so with texts made at random', async function () {
    this.timeout(120_000);
    for (let seed = 1; seed <= 120; seed += 1) {
      await check({ name: `text ${seed}`, markdown: makeScrambled(makeRandom(seed)) }, [1, 6]);
    }
  });

  it('turns a name into links a part at a time, where many lines have it', async () => {
    const counts = await page.countLate('see [a]\n\n'.repeat(3_000), '[a]: https://a.example\n', 'a');
    assert.ok((counts[0] ?? 0) < 1_000, String(counts));
    assert.equal(counts.at(-1), 3_000);
  });
});
