import assert from 'node:assert/strict';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { closePanels } from '#test/panel/harness.ts';
import { HostilePage } from './hostilePage.ts';

const { heavy } = makeHostileAnswers();

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
