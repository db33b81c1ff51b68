import assert from 'node:assert/strict';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { closePanels } from '#test/panel/harness.ts';
import { HostilePage } from './hostilePage.ts';

/** Length of what is shown of an answer. The bench and the tests of the parser take each of them whole. */
const shownLength = 30_000;

const heavy = makeHostileAnswers().heavy.map(({ name, markdown }) =>
  markdown.length <= shownLength
    ? { name, markdown }
    : { name: `the beginning and end of ${name}`, markdown: markdown.slice(0, shownLength) + markdown.slice(-2_000) },
);

describe('the corpus of heavy answers', () => {
  let page: HostilePage;

  before(async () => {
    page = await HostilePage.open();
  });

  after(closePanels);

  for (const answer of heavy) {
    it(`still answers after ${answer.name}`, async function () {
      this.timeout(60_000);
      const outcome = await page.show(answer);
      page.assertHarmless(outcome);
      await page.host.assertQuiet();
      assert.match((await page.show({ name: '', markdown: 'It still **answers**.' })).text, /It still answers\./);
    });
  }
});
