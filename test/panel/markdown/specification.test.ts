import assert from 'node:assert/strict';
import { type JudgePage, openJudgePage } from '#test/support/markdown/judgePage.ts';
import { readCommonMarkExamples, readGfmExamples } from '#test/support/markdown/specExamples.ts';

const specifications = [
  { name: 'CommonMark', examples: readCommonMarkExamples().filter(({ isJudged }) => isJudged), count: 555 },
  { name: 'GFM', examples: readGfmExamples(), count: 24 },
];

describe('an example of a specification', () => {
  let page: JudgePage;

  before(async () => {
    page = await openJudgePage();
  });

  after(() => page[Symbol.asyncDispose]());

  for (const { name, examples, count } of specifications) {
    it(`of ${name} is one of ${count}`, () => {
      assert.equal(examples.length, count);
    });

    for (const arrival of ['whole', 'letter by letter'] as const) {
      it(`of ${name} is shown as it says, when it arrives ${arrival}`, async () => {
        const verdicts = await page.judgeAll(examples, arrival);
        for (const { isRight, number, section, markdown, shown, expected } of verdicts) {
          if (isRight) continue;
          assert.equal(shown, expected, `example ${number} (${section}): ${JSON.stringify(markdown)}`);
        }
      });
    }
  }
});
