import assert from 'node:assert/strict';
import { makeHostileAnswers } from '#test/support/hostile/hostileAnswers.ts';
import { closePanels } from '#test/panel/harness.ts';
import { HostilePage } from './hostilePage.ts';

const { light } = makeHostileAnswers();

describe('the corpus of hostile answers', () => {
  let page: HostilePage;

  before(async () => {
    page = await HostilePage.open();
  });

  after(closePanels);

  it('has at least 150 answers that want to do something', () => {
    assert.ok(light.length >= 150, String(light.length));
  });

  for (const answer of light) {
    it(`does no harm: ${JSON.stringify(answer.name)}`, async () => {
      const outcome = await page.show(answer);
      page.assertHarmless(outcome);
      await page.host.assertQuiet();
    });
  }
});
